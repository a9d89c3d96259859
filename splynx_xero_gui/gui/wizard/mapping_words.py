"""The words of W5, W6 and W7: titles, reasons, refusals, problems (ui.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.reference import Usage
from splynx_xero_gui.gui.kit.formats import money_sentence, money_text, percent_text
from splynx_xero_gui.gui.kit.pick_model import PickItem
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.wizard.mapping import Fault, NotAllowedTogether, NotUsable, RatesDiffer, Row, RowState
from splynx_xero_gui.wizard.mapping_paste import NotPasted, PastedLine
from splynx_xero_gui.wizard.mapping_subjects import MappingKind, Subject
from splynx_xero_gui.wizard.offers import Offer, Refusal
from splynx_xero_gui.wizard.state import Certainty
from splynx_xero_gui.wizard.suggest import Why

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class TableWords:
    """What differs between the three tables."""

    splynx_column: str
    used_column: str
    xero_column: str
    missing_choice: str
    empty: str
    help: str


def table_words(kind: MappingKind) -> TableWords:
    """The words of one table."""
    match kind:
        case MappingKind.CATEGORIES:
            return TableWords(
                translate("Mapping", "Splynx category"),
                translate("Mapping", "Lines"),
                translate("Mapping", "Xero account"),
                translate("Mapping", "Show &why an account is missing"),
                translate("Mapping", "Splynx lists no categories."),
                translate(
                    "Mapping",
                    "Every line of an invoice belongs to a category in Splynx. Choose for each category the account in "
                    "Xero on which its lines are booked, usually one of revenue. Lines, amounts and order are those of "
                    "the days you chose under What to sync.",
                ),
            )
        case MappingKind.TAXES:
            return TableWords(
                translate("Mapping", "Splynx tax"),
                translate("Mapping", "Lines"),
                translate("Mapping", "Xero tax rate"),
                translate("Mapping", "Show &why a tax rate is missing"),
                translate("Mapping", "Splynx lists no taxes."),
                translate(
                    "Mapping",
                    "Both rates must be of the same percentage, otherwise the invoices could never be equal. A tax "
                    "that was billed at several percentages has a row for each.",
                ),
            )
        case MappingKind.METHODS:
            return TableWords(
                translate("Mapping", "Splynx method"),
                translate("Mapping", "Payments"),
                translate("Mapping", "Xero account"),
                translate("Mapping", "Show &why an account is missing"),
                translate("Mapping", "Splynx lists no payment methods."),
                translate(
                    "Mapping",
                    "Bank accounts are listed, and accounts for which payments are enabled in Xero. Card money is best "
                    "given an account of its own, so that payouts can be followed.",
                ),
            )


def subject_name(subject: Subject) -> str:
    """The row's name as shown; taxes with their percent, because one tax may be billed at several."""
    if subject.is_no_tax:
        return translate("Mapping", "No tax")
    return subject.name


def offer_text(offer: Offer) -> str:
    """A choice as it stands in the closed cell."""
    return " ".join(part for part in (offer.code, offer.name) if part)


def pick_item(offer: Offer) -> PickItem:
    """A choice as a list shows it: code, name, type, and why Xero refuses it."""
    kind = percent_text(offer.percent) if offer.percent is not None else type_word(offer.type)
    return PickItem(offer.key, offer.code, offer.name, kind, refusal_text(offer.refusal) if offer.refusal else "")


def type_word(type: str) -> str:
    """Xero's name of an account type; types it may invent later are shown as they are."""
    names: Mapping[str, str] = {
        "REVENUE": translate("Mapping", "Revenue"),
        "SALES": translate("Mapping", "Sales"),
        "OTHERINCOME": translate("Mapping", "Other income"),
        "BANK": translate("Mapping", "Bank"),
        "CURRENT": translate("Mapping", "Current asset"),
        "FIXED": translate("Mapping", "Fixed asset"),
        "NONCURRENT": translate("Mapping", "Non-current asset"),
        "INVENTORY": translate("Mapping", "Inventory"),
        "PREPAYMENT": translate("Mapping", "Prepayment"),
        "CURRLIAB": translate("Mapping", "Current liability"),
        "LIABILITY": translate("Mapping", "Liability"),
        "TERMLIAB": translate("Mapping", "Non-current liability"),
        "DIRECTCOSTS": translate("Mapping", "Direct costs"),
        "EXPENSE": translate("Mapping", "Expense"),
        "OVERHEADS": translate("Mapping", "Overhead"),
        "DEPRECIATN": translate("Mapping", "Depreciation"),
        "EQUITY": translate("Mapping", "Equity"),
    }
    return names.get(type, type.capitalize())


def refusal_text(refusal: Refusal) -> str:
    """Why something cannot be chosen, as the end of a line in a list."""
    words: Mapping[Refusal, str] = {
        Refusal.ARCHIVED: translate("Mapping", "archived in Xero"),
        Refusal.BANK: translate("Mapping", "a bank account takes no invoice lines"),
        Refusal.SYSTEM: translate("Mapping", "Xero keeps it for itself"),
        Refusal.NO_CODE: translate("Mapping", "has no code in Xero"),
        Refusal.OTHER_CURRENCY: translate("Mapping", "is in another currency"),
        Refusal.TAKES_NO_PAYMENTS: translate("Mapping", "payments are not enabled in Xero"),
        Refusal.NOT_FOR_INCOME: translate("Mapping", "not for income"),
        Refusal.AUTOMATIC: translate("Mapping", "Xero looks it up for each invoice, so no total can be foretold"),
        Refusal.GONE: translate("Mapping", "no longer in Xero"),
    }
    return words[refusal]


def suggestion_text(row: Row) -> str:
    """What stands in the column Suggestion: how sure and why, or what is wrong."""
    if row.fault is not None:
        return fault_short(row.fault)
    suggestion = row.choice.suggestion
    if row.choice.value and row.choice.value != suggestion.value:
        return translate("Mapping", "chosen by you")
    if row.choice.confirmed and suggestion.certainty is Certainty.LIKELY:
        return translate("Mapping", "confirmed – {reason}").format(reason=reason_text(row))
    if suggestion.certainty is Certainty.NONE:
        never = suggestion.reason == Why.NEVER_USED
        return reason_text(row) if never else _with_word(translate("Mapping", "none"), row)
    if not row.choice.value:
        return translate("Mapping", "left empty")
    certain = suggestion.certainty is Certainty.CERTAIN
    return _with_word(translate("Mapping", "certain") if certain else translate("Mapping", "likely"), row)


def _with_word(word: str, row: Row) -> str:
    return translate("Mapping", "{word} – {reason}").format(word=word, reason=reason_text(row))


def reason_text(row: Row) -> str:
    """Why something is suggested, or why nothing is."""
    suggestion = row.choice.suggestion
    reasons: Mapping[str, str] = {
        Why.ONLY_SALES_ACCOUNT: translate("Mapping", "only sales account"),
        Why.SAME_NAME: translate("Mapping", "same name"),
        Why.SIMILAR_NAME: translate("Mapping", "name is similar"),
        Why.GENERAL_SALES_ACCOUNT: translate("Mapping", "the general sales account"),
        Why.ONLY_RATE: translate("Mapping", "only rate of {percent}"),
        Why.USUAL_RATE: translate("Mapping", "usual rate of account {account}").format(account=suggestion.detail),
        Why.NO_TAX_RATE: translate("Mapping", "Xero’s rate for no tax"),
        Why.ONLY_ACCOUNT: translate("Mapping", "only account that takes payments"),
        Why.CLEARING_ACCOUNT: translate("Mapping", "a clearing account"),
        Why.CASH_ACCOUNT: translate("Mapping", "the cash account"),
        Why.ONLY_BANK: translate("Mapping", "the everyday bank account"),
        Why.NO_SUCH_RATE: translate("Mapping", "Xero has no rate of {percent}"),
        Why.SEVERAL_RATES: translate("Mapping", "several rates fit"),
        Why.SEVERAL_ACCOUNTS: translate("Mapping", "several accounts fit"),
        Why.NOTHING_FITS: translate("Mapping", "no name is similar"),
        Why.NEVER_USED: translate("Mapping", "never used, may stay empty"),
    }
    return reasons.get(suggestion.reason, "").replace("{percent}", percent_text(row.subject.percent))


def fault_short(fault: Fault) -> str:
    """What is wrong, short enough for a cell."""
    match fault:
        case RatesDiffer(_, percent, _, rate_percent):
            return translate("Mapping", "{a} in Splynx, {b} in Xero").format(
                a=percent_text(percent), b=percent_text(rate_percent)
            )
        case NotUsable(_, refusal):
            return refusal_text(refusal)
        case NotAllowedTogether(_, account):
            return translate("Mapping", "not allowed on account {account}").format(account=account)


def fault_text(fault: Fault, no_tax: str = "") -> str:
    """What is wrong and what to do, in the words of ui.md W5–W7."""
    match fault:
        case RatesDiffer(tax, percent, rate, rate_percent):
            a, b = percent_text(percent), percent_text(rate_percent)
            return translate(
                "Mapping",
                "{tax} is {a} in Splynx but {rate} is {b} in Xero. The invoices could never be equal. "
                "Choose a rate of {a} or add one in Xero.",
            ).format(tax=tax or no_tax or translate("Mapping", "No tax"), a=a, b=b, rate=rate)
        case NotUsable(choice, refusal):
            return translate("Mapping", "{choice} cannot be used: {reason}. Choose another one.").format(
                choice=choice, reason=refusal_text(refusal)
            )
        case NotAllowedTogether(rate, account):
            return translate("Mapping", "Xero does not allow {rate} on account {code}. Change one of the two.").format(
                rate=rate, code=account
            )


def unmapped_title(kind: MappingKind, count: int) -> str:
    """U1's title."""
    match kind:
        case MappingKind.CATEGORIES:
            return counted(
                count,
                translate("Mapping", "1 category used in Splynx is not mapped"),
                translate("Mapping", "{n} categories used in Splynx are not mapped"),
            )
        case MappingKind.TAXES:
            return counted(
                count,
                translate("Mapping", "1 tax used in Splynx is not mapped"),
                translate("Mapping", "{n} taxes used in Splynx are not mapped"),
            )
        case MappingKind.METHODS:
            return counted(
                count,
                translate("Mapping", "1 payment method used in Splynx is not mapped"),
                translate("Mapping", "{n} payment methods used in Splynx are not mapped"),
            )


def unmapped_text(kind: MappingKind, usage: Usage, currency: str) -> str:
    """U1's text. What is counted are documents, or payments."""
    if kind is MappingKind.METHODS:
        text = counted(
            usage.count,
            translate("Mapping", "1 payment, {money}, would wait until it has its place in Xero."),
            translate("Mapping", "{n} payments, {{money}}, would wait until each has its place in Xero."),
        )
    else:
        text = counted(
            usage.count,
            translate("Mapping", "1 document, {money}, would wait until each line has its place in Xero."),
            translate("Mapping", "{n} documents, {{money}}, would wait until each line has its place in Xero."),
        )
    return text.format(money=money_sentence(usage.amount, currency))


def without_row_text(kind: MappingKind, usage: Usage, currency: str) -> str:
    """What no row of the table can help."""
    if kind is MappingKind.TAXES:
        text = counted(
            usage.count,
            translate(
                "Mapping", "1 line, {money}, carries tax without naming one in Splynx. You will be asked about it."
            ),
            translate("Mapping", "{n} lines, {{money}}, carry tax without naming one in Splynx. You will be asked."),
        )
    else:
        text = counted(
            usage.count,
            translate("Mapping", "1 line, {money}, has no category in Splynx. You will be asked about it."),
            translate("Mapping", "{n} lines, {{money}}, have no category in Splynx. You will be asked about them."),
        )
    return text.format(money=money_sentence(usage.amount, currency))


def used_text(kind: MappingKind, count: int) -> str:
    """How often something is used: "31 lines"."""
    if kind is MappingKind.METHODS:
        return counted(count, translate("Mapping", "1 payment"), translate("Mapping", "{n} payments"))
    return counted(count, translate("Mapping", "1 line"), translate("Mapping", "{n} lines"))


def row_sentence(kind: MappingKind, row: Row) -> str:
    """What a screen reader says: "Installation, 31 lines, 18,600.00, mapped to 260 Other Revenue, likely, …"."""
    usage = row.subject.usage
    parts = [
        subject_name(row.subject),
        percent_text(row.subject.percent) if row.subject.percent is not None else "",
        used_text(kind, usage.count),
        money_text(usage.amount),
        translate("Mapping", "mapped to {choice}").format(choice=offer_text(row.offer))
        if row.offer
        else translate("Mapping", "not mapped"),
        translate("Mapping", "problem") if row.state is RowState.PROBLEM else "",
        suggestion_text(row),
    ]
    return ", ".join(part for part in parts if part)


def pasted_line_text(line: PastedLine) -> str:
    """One line that was not taken, and why."""
    reasons: Mapping[NotPasted, str] = {
        NotPasted.NO_SUCH_NAME: translate("Mapping", "no row of this name"),
        NotPasted.NO_SUCH_CHOICE: translate("Mapping", "not one entry of the list"),
        NotPasted.REFUSED: translate("Mapping", "cannot be used here"),
        NotPasted.NO_CODE: translate("Mapping", "no code beside the name"),
        NotPasted.TWICE: translate("Mapping", "given twice with different codes"),
    }
    return f"{' · '.join(line.cells)} – {reasons[line.why]}"
