"""Guards against reading a side incompletely: too many changes, a side that lists nothing (design.md §5, L5, L6)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.failures import TooManyChanges
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.money import money_text, total
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.profile import Options

_HUNDRED = Decimal(100)

CHANGES = frozenset(
    {
        ActionKind.UPDATE_CONTACT,
        ActionKind.ARCHIVE_CONTACT,
        ActionKind.UPDATE_INVOICE,
        ActionKind.VOID_INVOICE,
        ActionKind.UPDATE_CREDIT_NOTE,
        ActionKind.VOID_CREDIT_NOTE,
        ActionKind.DEALLOCATE_CREDIT_NOTE,
        ActionKind.DELETE_PAYMENT,
        ActionKind.DEALLOCATE_OVERPAYMENT,
        ActionKind.DELETE_OVERPAYMENT,
        ActionKind.DEALLOCATE_PREPAYMENT,
        ActionKind.DELETE_PREPAYMENT,
        ActionKind.RELINK_PAYMENT,
    }
)


@dataclass(frozen=True, slots=True)
class Excess:
    """A plan that changes more of what is linked than the set share. Creates never count."""

    count: int
    linked: int
    amount: Decimal
    kinds: tuple[tuple[ActionKind, int], ...]

    @property
    def percent(self) -> int:
        """Share of what is linked, rounded."""
        return round(_HUNDRED * self.count / self.linked) if self.linked else 100

    @property
    def kinds_text(self) -> str:
        """For sentences: "12 × update invoice, 3 × void invoice"."""
        return ", ".join(f"{count} × {kind.value.replace('-', ' ')}" for kind, count in self.kinds)

    def failure(self) -> TooManyChanges:
        """Message L5."""
        return TooManyChanges(
            "L5",
            "This would change very much",
            f"{self.count} of {self.linked} linked items ({self.percent} %), {money_text(self.amount)}: "
            f"{self.kinds_text}. Often this means that one side was read incompletely or that settings changed. "
            "Nothing was written.",
            f"Look at the plan. If it is right, allow exactly these {self.count} items once.",
            count=self.count,
        )


def excess(actions: Iterable[SyncAction], linked: int, options: Options) -> Excess | None:
    """The excess of a plan, None where it stays within the limits.

    The limit is the larger of `too_many_items` and `too_many_percent` of what is linked.
    """
    changes = [action for action in actions if action.kind in CHANGES]
    limit = max(Decimal(options.too_many_items), Decimal(linked) * options.too_many_percent / _HUNDRED)
    if len(changes) <= limit:
        return None
    counted = Counter(action.kind for action in changes)
    kinds = tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
    return Excess(len(changes), linked, total(action.amount for action in changes), kinds)


_NAMES = {
    ObjectKind.CUSTOMER: "customers",
    ObjectKind.INVOICE: "invoices",
    ObjectKind.CREDIT_NOTE: "credit notes",
    ObjectKind.PAYMENT: "payments",
    ObjectKind.RELATION: "allocations",
    ObjectKind.CONTACT: "contacts",
    ObjectKind.OVERPAYMENT: "overpayments",
    ObjectKind.PREPAYMENT: "prepayments",
}


def emptied(
    known: Mapping[tuple[Side, ObjectKind], int], listed: Mapping[tuple[Side, ObjectKind], int], options: Options
) -> TooManyChanges | None:
    """Sudden emptiness after a full read: a side lists nothing, or far less, of what was known before (L6).

    `listed` holds only streams that were read in full this time.
    """
    for (side, kind), now in sorted(listed.items()):
        before = known.get((side, kind), 0)
        missing = before - now
        allowed = max(Decimal(options.too_many_items), Decimal(before) * options.too_many_percent / _HUNDRED)
        if before == 0 or (now > 0 and missing <= allowed):
            continue
        name, where = _NAMES.get(kind, f"{kind.value}s"), side.value.capitalize()
        what = f"lists no {name}" if now == 0 else f"lists only {now} of {before} {name}"
        return TooManyChanges(
            "L6",
            f"{where} {what}",
            f"There were {before} when it was read before. Nothing was written, nothing will be removed.",
            f"Check {where} and read again.",
            count=missing,
        )
    return None
