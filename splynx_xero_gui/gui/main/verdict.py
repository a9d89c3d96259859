"""What a comparison of both sides says, in one sentence (ui.md M5), without widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.results import TieOut, TieOutRow
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.formats import money_sentence, money_text
from splynx_xero_gui.gui.kit.icons import IconName

translate = QCoreApplication.translate
RECEIVABLES = "receivables"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence with its picture."""

    text: str
    icon: IconName
    accent: Accent


def receivables(tie_out: TieOut) -> TieOutRow | None:
    """The measure of all customers together."""
    return next((row for row in tie_out.rows if row.measure == RECEIVABLES), None)


def tax_rows(tie_out: TieOut) -> tuple[TieOutRow, ...]:
    """Tax per rate."""
    return tuple(row for row in tie_out.rows if row.measure.startswith("tax:"))


def account_rows(tie_out: TieOut) -> tuple[TieOutRow, ...]:
    """Moved per account and method; the rows of single days are left out."""
    return tuple(row for row in tie_out.rows if row.measure.startswith("bank:") and not is_day(row))


def is_day(row: TieOutRow) -> bool:
    """Whether the row is one day of an account (R38), a part of another row."""
    last = row.measure.rsplit(":", 1)[-1]
    return row.measure.startswith("bank:") and len(last) == 10 and last[4] == last[7] == "-"


def top_rows(tie_out: TieOut) -> tuple[TieOutRow, ...]:
    """The measures that are no part of another one."""
    whole = receivables(tie_out)
    return (*([whole] if whole else []), *tax_rows(tie_out), *account_rows(tie_out))


def largest(rows: Sequence[TieOutRow]) -> TieOutRow | None:
    """The measure with the largest difference, of equal ones the first."""
    return max(rows, key=lambda row: abs(row.largest), default=None)


def verdict(tie_out: TieOut, currency: str) -> Verdict:
    """Equal, named, or a difference without a reason; incomplete readings prove nothing."""
    if tie_out.incomplete:
        missing = ", ".join(tie_out.incomplete)
        text = translate("TieOut", "This is not a proof: {streams} could not be read.").format(streams=missing)
        return Verdict(text, IconName.TRIANGLE, Accent.ATTENTION)
    rows = top_rows(tie_out)
    if tie_out.equal:
        return Verdict(_equal(tie_out), IconName.TICK, Accent.OK)
    worst = largest(rows) or largest(tie_out.rows)
    difference = worst.largest if worst else ZERO
    money = money_sentence(abs(difference), currency)
    if tie_out.balanced:
        named = {part.subject for row in rows for part in row.parts}
        text = translate("TieOut", "Difference of {money}, all named (%n document(s)).", "", len(named))
        return Verdict(text.format(money=money), IconName.TRIANGLE, Accent.ATTENTION)
    loose = unexplained(tie_out)
    text = translate("TieOut", "Difference of {money}, {loose} of it without a reason.")
    return Verdict(
        text.format(money=money, loose=money_sentence(abs(loose), currency)), IconName.OCTAGON, Accent.DANGER
    )


def unexplained(tie_out: TieOut) -> Decimal:
    """The largest part of a measure that has no reason; receivables go first."""
    whole = receivables(tie_out)
    if whole is not None and whole.loose:
        return whole.loose
    worst = max(tie_out.rows, key=lambda row: abs(row.loose), default=None)
    return worst.loose if worst else ZERO


def explanation(row: TieOutRow) -> str:
    """The difference of a row in words: its parts, or that there is no reason."""
    if row.agrees:
        return ""
    parts = [f"{part.subject[:1].upper()}{part.subject[1:]}: {part.why}" for part in row.parts]
    if row.loose:
        loose = translate("TieOut", "{money} without a reason").format(money=money_text(row.loose))
        parts.append(loose)
    if len(parts) > 2:
        return translate("TieOut", "{first} and %n more", "", len(parts) - 1).format(first=parts[0])
    return " · ".join(parts)


def _equal(tie_out: TieOut) -> str:
    whole, taxes = receivables(tie_out), tax_rows(tie_out)
    accounts = {row.measure.split(":")[1] for row in account_rows(tie_out)}
    text = translate(
        "TieOut", "Equal to the cent: receivables {receivables}, tax {tax}, %n account(s).", "", len(accounts)
    )
    return text.format(
        receivables=money_text(whole.splynx if whole else ZERO),
        tax=money_text(total(row.splynx for row in taxes)),
    )
