"""Which questions a remembered answer reaches (design.md §6)."""

from collections.abc import Collection
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Conflict, Rule
from splynx_xero_gui.domain.journal import Asked
from splynx_xero_gui.engine.reconcile.questions import rememberable


def rule_applies(rule: Rule, conflict: Conflict) -> bool:
    """Whether it answers this question: not revoked, of its kind, within scope and amount, its answer offered."""
    offered = {choice.id for choice in conflict.choices}
    category = conflict.facts.get("category_id", "")
    return rule.kind is conflict.kind and _reaches(rule, conflict.customer_id, category, conflict.amount, offered)


def would_have_answered(rule: Rule, asked: Asked) -> bool:
    """The same of a question that was asked before."""
    offered = asked.choices.split(",")
    return rule.kind == asked.kind and _reaches(rule, asked.customer_id, asked.category_id, asked.amount, offered)


def _reaches(rule: Rule, customer_id: str, category_id: str, amount: Decimal, offered: Collection[str]) -> bool:
    if rule.revoked_at is not None or (rule.up_to is not None and abs(amount) > rule.up_to):
        return False
    if rule.choice not in offered or not rememberable(rule.kind, rule.choice):
        return False
    if rule.scope == "customer":
        return rule.scope_value == customer_id
    if rule.scope == "category":
        return rule.scope_value == category_id
    return True
