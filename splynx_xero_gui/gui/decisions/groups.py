"""Groups of questions with one cause, and the rows of both tables of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.engine.decisions import grouped
from splynx_xero_gui.engine.uncertain import MayHaveArrived
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.decisions.answer import sum_of
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.rows_model import ReadyRows, ready_rows
from splynx_xero_gui.gui.words import question_title, subject_title

translate = QCoreApplication.translate
LOST = "may-have-arrived"


@dataclass(frozen=True)  # no slots: the sum is kept once it was made
class Group:
    """Questions of one cause: one answer may serve all."""

    key: str
    conflicts: tuple[Conflict, ...]
    lost: tuple[MayHaveArrived, ...] = ()

    @property
    def title(self) -> str:
        """The cause in a few words."""
        return translate("Decisions", "May have arrived") if self.lost else question_title(self.conflicts[0].kind)

    @property
    def count(self) -> int:
        """How many items."""
        return len(self.lost) or len(self.conflicts)

    @cached_property
    def amount(self) -> Decimal:
        """Their money."""
        return total(abs(one.amount) for one in self.lost) if self.lost else sum_of(self.conflicts)

    @cached_property
    def items(self) -> ReadyRows[Item]:
        """Their lines, all ticked."""
        return ready_rows([Item(conflict) for conflict in self.conflicts], item_id, {"amount": self.amount})


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the group on show, ticked or not."""

    conflict: Conflict
    ticked: bool = True

    @property
    def customer(self) -> str:
        """Whose it is, as far as the question tells."""
        return self.conflict.customer or self.conflict.facts.get("customer") or self.conflict.facts.get("contact") or ""


def item_id(item: Item) -> str:
    """What a line is known by."""
    return item.conflict.id


def groups_of(conflicts: Sequence[Conflict], lost: Sequence[MayHaveArrived] = ()) -> list[Group]:
    """Groups, most money first; what may have arrived stands above all."""
    groups = [Group(key, tuple(members)) for key, members in grouped(conflicts).items()]
    return [Group(LOST, (), tuple(lost)), *groups] if lost else groups


def ready_groups(conflicts: Sequence[Conflict], lost: Sequence[MayHaveArrived] = ()) -> ReadyRows[Group]:
    """The groups with their sums and lines: of ten thousand questions the window has nothing left to compute."""
    groups = groups_of(conflicts, lost)
    for group in groups:
        group.items  # noqa: B018 - keeps them
    return ready_rows(groups, group_id)


def group_id(group: Group) -> str:
    """What a cause is known by."""
    return group.key


def group_columns(currency: str) -> tuple[Column[Group], ...]:
    """Cause, count, money."""
    return (
        Column(
            "title",
            translate("Decisions", "Waits for you"),
            lambda group: group.title,
            stretch=True,
            icon=lambda group: IconName.BROKEN_CIRCLE if group.lost else IconName.TRIANGLE,
            accent=lambda group: Accent.UNCERTAIN if group.lost else None,
        ),
        Column("count", translate("Decisions", "Items"), lambda group: group.count, ColumnKind.NUMBER, width_ch=6),
        Column("amount", _money_title(currency), lambda group: group.amount, ColumnKind.MONEY, width_ch=13),
    )


def item_columns(currency: str) -> tuple[Column[Item], ...]:
    """Tick, what, whose, money."""
    return (
        Column("ticked", "", lambda item: item.ticked, ColumnKind.CHECK, width_ch=4),
        Column("what", translate("Decisions", "What"), lambda item: subject_title(item.conflict.subject), width_ch=28),
        Column("customer", translate("Decisions", "Customer"), lambda item: item.customer, stretch=True),
        Column(
            "amount",
            _money_title(currency),
            lambda item: abs(item.conflict.amount),
            ColumnKind.MONEY,
            summed=True,
        ),
    )


def group_sentence(group: Group) -> str:
    """What a screen reader says for a group."""
    return translate("Decisions", "{title}, %n item(s), {amount}", "", group.count).format(
        title=group.title, amount=group.amount
    )


def _money_title(currency: str) -> str:
    if not currency:
        return translate("Decisions", "Amount")
    return translate("Decisions", "Amount, {currency}").format(currency=currency)
