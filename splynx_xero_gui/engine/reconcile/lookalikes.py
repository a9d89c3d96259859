"""Payments that may have been entered twice in Splynx (R29). Equal amounts alone are never suspected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import ConflictKind, Resolution
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.engine.reconcile.already_there import NEAR
from splynx_xero_gui.engine.reconcile.shown import alike
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.standing import Standing
from splynx_xero_gui.engine.reconcile.terms import subject_of
from splynx_xero_gui.engine.reconcile.view import numeric

_Mark = tuple[str, Decimal, str, str]


def held_back(stage: MoneyStage, standings: Mapping[str, Standing]) -> frozenset[str]:
    """Ids of unsent payments that look like another one, as long as nobody said that they are separate."""
    payments = [s.payment for s in standings.values() if s.money or stage.is_in_scope(s.payment)]
    held: set[str] = set()
    for group, same in _groups(payments):
        unsent = [p for p in group if not standings[p.id].money]
        if unsent:
            held |= _decide(stage, group, unsent, same)
    return frozenset(held)


def _groups(payments: Sequence[BilledPayment]) -> Iterable[tuple[list[BilledPayment], str]]:
    """Payments of equal customer and amount that share a mark, with what they share.

    A gateway field repeats where it names the payer's account, so it counts within five days only; a receipt number
    counts on any day.
    """
    by_mark: dict[_Mark, list[BilledPayment]] = defaultdict(list)
    for payment in sorted(payments, key=lambda p: (p.date, numeric(p.id))):
        for name, value in _marks(payment):
            by_mark[payment.customer_id, cents(payment.amount), name, value].append(payment)
    seen: set[frozenset[str]] = set()
    for (_, _, name, value), members in sorted(by_mark.items(), key=lambda item: numeric(item[1][0].id)):
        for group in [members] if name == "receipt number" else _runs(members):
            ids = frozenset(p.id for p in group)
            if len(group) > 1 and ids not in seen:
                seen.add(ids)
                yield group, f"{name} {value}"


def _marks(payment: BilledPayment) -> Iterable[tuple[str, str]]:
    if payment.receipt_number.strip():
        yield "receipt number", payment.receipt_number.strip()
    for number, value in enumerate(payment.fields, start=1):
        if value.strip():
            yield f"field {number}", value.strip()


def _runs(members: Sequence[BilledPayment]) -> list[list[BilledPayment]]:
    """Members in the order of their days, cut where more than five days lie between two."""
    runs: list[list[BilledPayment]] = []
    for payment in members:
        if runs and payment.date - runs[-1][-1].date <= NEAR:
            runs[-1].append(payment)
        else:
            runs.append([payment])
    return runs


def _decide(
    stage: MoneyStage, group: Sequence[BilledPayment], unsent: Sequence[BilledPayment], same: str
) -> frozenset[str]:
    last = max(group, key=lambda p: numeric(p.id))
    choosable = {p.id: p for p in unsent}

    def usable(answer: Resolution) -> str:
        if answer.choice != "same" or answer.value.strip() in choosable:
            return ""
        return f"Payment '{answer.value}' is none of those that could still be left out."

    answer = stage.draft.ask(
        ConflictKind.DUPLICATE_SUSPECTED,
        subject_of(last),
        facts={
            "count": str(len(group)),
            "date": last.date.isoformat(),
            "same": same,
            "ids": ", ".join(sorted((p.id for p in group), key=numeric)),
        },
        fields=alike(group),
        usable=usable,
    )
    if answer is None:
        _name_the_others(stage, last, unsent)
        return frozenset(choosable)
    if answer.choice == "separate":
        return frozenset()
    out = choosable[answer.value.strip()]
    text = f"Said to be the same as another payment over the same amount ({same})."
    stage.draft.note("left-out", replace(subject_of(out)), text)
    return frozenset({out.id})


def _name_the_others(stage: MoneyStage, asked: BilledPayment, unsent: Sequence[BilledPayment]) -> None:
    """The question names one payment; its likes wait with it, or are ignored with it, each by name (P5)."""
    ignored = stage.draft.is_ignored(ConflictKind.DUPLICATE_SUSPECTED, subject_of(asked))
    for payment in unsent:
        if payment.id == asked.id:
            continue
        if ignored:
            stage.draft.note("ignored", subject_of(payment), f"Looks like payment {asked.id}: ignored by a decision.")
        else:
            stage.draft.wait(subject_of(payment), "looks-like-another")
