"""Rules over several settings at once: patterns, prepayments, scenario and flows, accounts both ways (R17, R24)."""

from collections import defaultdict

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.engine.policy_findings import Findings, Section
from splynx_xero_gui.engine.reconcile.lines import rate_allowed_on
from splynx_xero_gui.engine.reconcile.patterns import CONTACT_WORDS, DOCUMENT_WORDS, PAYMENT_WORDS, unknown_words

_FLOWS = {
    ScenarioKind.PUSH_ALL: frozenset({Flow.TO_XERO, Flow.IGNORE}),
    ScenarioKind.XERO_PAYMENTS: frozenset({Flow.FROM_XERO, Flow.IGNORE}),
    ScenarioKind.MIXED: frozenset(Flow),
}
_PATTERNS = (
    ("contact_name", CONTACT_WORDS),
    ("account_number", CONTACT_WORDS),
    ("invoice_reference", DOCUMENT_WORDS),
    ("payment_reference", PAYMENT_WORDS),
)


def check_options(profile: Profile, accounting: AccountingReference, found: Findings) -> None:
    """Patterns with unknown words; prepayments without their account and tax (R17)."""
    options = profile.options
    for name, words in _PATTERNS:
        unknown = unknown_words(getattr(options, name), words)
        if unknown:
            listed = ", ".join("{" + word + "}" for word in sorted(words))
            text = f"{{{unknown[0]}}} means nothing here. Use only {listed}."
            found.stop(Section.OPTIONS, name, text, "unknown-word")
    if "prepayment" not in (options.unallocated, options.proforma):
        return
    if accounting.account(options.prepayment_account) is None:
        found.stop(Section.OPTIONS, "prepayment_account", "Prepayments need an account of Xero.", "unknown-account")
    if accounting.tax_rate(options.prepayment_tax) is None:
        found.stop(Section.OPTIONS, "prepayment_tax", "Prepayments need a tax rate of Xero.", "unknown-tax")


def check_accounts_and_flows(
    profile: Profile, policy: Policy, billing: BillingReference, accounting: AccountingReference, found: Findings
) -> None:
    """Flows the scenario does not know; an account in both directions; several arrivals or none (R24)."""
    names = {method.id: method.name for method in billing.methods}
    allowed = _FLOWS[profile.scenario]
    users: dict[str, list[str]] = defaultdict(list)
    for id, mapping in policy.methods.items():
        if mapping.flow not in allowed:
            flows = " or ".join(sorted(flow.value for flow in allowed))
            text = f"The scenario {profile.scenario.value} takes only {flows}."
            found.stop(Section.METHODS, names.get(id, id), text, "flow")
        account = accounting.account(mapping.account) if mapping.account else None
        if account is not None and mapping.flow is not Flow.IGNORE:
            users[account.id].append(id)
    for account_id, ids in users.items():
        read = [id for id in ids if policy.methods[id].flow is Flow.FROM_XERO]
        sent = [id for id in ids if policy.methods[id].flow is Flow.TO_XERO]
        account = accounting.account(account_id)
        shown = (account.code or account.name) if account else account_id
        for id in sent if read else ():
            others = ", ".join(names.get(other, other) for other in read)
            text = f"Account {shown} is also read from Xero (by {others}). An account may not serve both directions."
            found.stop(Section.METHODS, names.get(id, id), text, "both-directions")
        if len(read) > 1 and sum(1 for id in read if policy.methods[id].arrival) != 1:
            shared = ", ".join(names.get(id, id) for id in read)
            text = f"{shared} share account {shown}: exactly one of them must have arrival = true."
            found.stop(Section.METHODS, names.get(read[0], read[0]), text, "arrival")


def check_pairs(policy: Policy, accounting: AccountingReference, found: Findings) -> None:
    """Mapped rates that Xero allows on none of the mapped accounts."""
    accounts = [account for code in set(policy.accounts.values()) if (account := accounting.account(code)) is not None]
    for tax_type in sorted(set(policy.tax_types.values())):
        rate = accounting.tax_rate(tax_type)
        if rate is None or not accounts or any(rate_allowed_on(rate, account) for account in accounts):
            continue
        text = f"Xero allows {rate.name} on none of the mapped accounts. Change one of the two."
        found.warn(Section.TAXES, tax_type, text, "not-allowed-on-account")
