"""Words of W8: why two are one, how sure that is, what holds, and what follows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import HowSure, Match, MatchAnswer, Reason
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.formats import money_sentence, number_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.wizard.matching import Following, RowState

translate = QCoreApplication.translate


def reason_text(reason: Reason) -> str:
    """One reason in a few words."""
    texts = {
        Reason.OUR_NUMBER: translate("Match", "carries this customer's number"),
        Reason.TAX_NUMBER: translate("Match", "same tax number"),
        Reason.ACCOUNT_NUMBER: translate("Match", "same account number"),
        Reason.COMMON_INVOICES: translate("Match", "same invoices"),
        Reason.SAME_NAME: translate("Match", "same name"),
        Reason.SIMILAR_NAME: translate("Match", "name similar"),
        Reason.SAME_EMAIL: translate("Match", "same e-mail"),
        Reason.SAME_PHONE: translate("Match", "same phone"),
        Reason.SAME_ADDRESS: translate("Match", "same address"),
        Reason.SAME_OPEN: translate("Match", "same open amount"),
        Reason.NUMBER_AND_TOTAL: translate("Match", "same number and total"),
        Reason.NUMBER_ONLY: translate("Match", "same number, another total"),
        Reason.NUMBER_IN_REFERENCE: translate("Match", "its number is in the reference"),
        Reason.DAY_AND_TOTAL: translate("Match", "same day and total"),
        Reason.MARK: translate("Match", "carries this payment's mark"),
        Reason.RECEIPT_IN_REFERENCE: translate("Match", "its receipt is in the reference"),
        Reason.INVOICE_AND_AMOUNT: translate("Match", "same invoice and amount"),
        Reason.NEAR_DAY: translate("Match", "same amount, days apart"),
        Reason.SEVERAL_FIT: translate("Match", "several fit"),
        Reason.ARCHIVED: translate("Match", "archived in Xero"),
        Reason.MERGED: translate("Match", "merged in Xero"),
        Reason.CUSTOMER_NOT_LINKED: translate("Match", "its customer is not linked yet"),
        Reason.FITS_BUT_TAKEN: translate("Match", "its contact is another customer's"),
        Reason.ONLY_IN_XERO: translate("Match", "only in Xero, never changed"),
        Reason.SHARED: translate("Match", "shared contact"),
    }
    return texts[reason]


def why_text(row: Match) -> str:
    """All reasons of a row."""
    return ", ".join(reason_text(reason) for reason in row.reasons)


def sure_text(row: Match) -> str:
    """How sure, as a word."""
    if not row.splynx_id:
        return translate("Match", "only in Xero")
    words = {
        HowSure.CERTAIN: translate("Match", "certain"),
        HowSure.LIKELY: translate("Match", "likely"),
        HowSure.NONE: translate("Match", "no match"),
    }
    return words[row.how_sure]


def sure_icon(row: Match) -> IconName:
    """The icon beside the word."""
    if not row.splynx_id or row.how_sure is HowSure.NONE:
        return IconName.DASH
    return IconName.TICK if row.how_sure is HowSure.CERTAIN else IconName.TRIANGLE


def sure_accent(row: Match) -> Accent:
    """The accent of the icon."""
    if not row.splynx_id or row.how_sure is HowSure.NONE:
        return Accent.QUIET
    return Accent.OK if row.how_sure is HowSure.CERTAIN else Accent.ATTENTION


def answer_text(row: Match) -> str:
    """What holds for the row."""
    if not row.splynx_id:
        return ""
    if row.linked:
        return translate("Match", "linked")
    words = {
        MatchAnswer.LINK: translate("Match", "link"),
        MatchAnswer.NEW: translate("Match", "make new"),
        MatchAnswer.LEAVE: translate("Match", "leave both alone"),
    }
    return words[row.effective] if row.effective is not None else translate("Match", "no answer")


def answer_icon(row: Match) -> IconName | None:
    """A chain where they are one."""
    if row.linked or row.effective is MatchAnswer.LINK:
        return IconName.CHAIN if row.splynx_id else None
    return IconName.TRIANGLE if row.is_open else None


def state_label(state: RowState) -> str:
    """A choice of the filter."""
    texts = {
        RowState.TO_CHECK: translate("Match", "To check"),
        RowState.CERTAIN: translate("Match", "Certain"),
        RowState.NO_MATCH: translate("Match", "No match"),
        RowState.ONLY_IN_XERO: translate("Match", "Only in Xero"),
        RowState.ANSWERED: translate("Match", "Answered"),
    }
    return texts[state]


def tab_text(kind: ObjectKind, count: int) -> str:
    """A tab with its count."""
    texts = {
        ObjectKind.CUSTOMER: translate("Match", "Customers {n}"),
        ObjectKind.INVOICE: translate("Match", "Invoices {n}"),
        ObjectKind.CREDIT_NOTE: translate("Match", "Credit notes {n}"),
        ObjectKind.PAYMENT: translate("Match", "Payments {n}"),
    }
    return texts[kind].format(n=number_text(count))


def following_text(kind: ObjectKind, following: Following, currency: str) -> str:
    """What *No match* means for this tab."""
    if not following.count:
        return ""
    texts = {
        ObjectKind.CUSTOMER: (
            translate("Match", "1 customer will be made in Xero."),
            translate("Match", "{n} customers will be made in Xero."),
        ),
        ObjectKind.INVOICE: (
            translate("Match", "1 invoice will be made in Xero, {money}."),
            translate("Match", "{n} invoices will be made in Xero, {money}."),
        ),
        ObjectKind.CREDIT_NOTE: (
            translate("Match", "1 credit note will be made in Xero, {money}."),
            translate("Match", "{n} credit notes will be made in Xero, {money}."),
        ),
        ObjectKind.PAYMENT: (
            translate("Match", "1 payment has no match in Xero, {money}."),
            translate("Match", "{n} payments have no match in Xero, {money}."),
        ),
    }
    one, many = texts[kind]
    money = money_sentence(following.amount, currency)
    return counted(following.count, one.replace("{money}", money), many.replace("{money}", money))


def row_sentence(row: Match) -> str:
    """What a screen reader says for a row."""
    here = f"{row.splynx_id} {row.splynx_name}".strip() or translate("Match", "nothing in Splynx")
    there = row.xero_name or translate("Match", "nothing in Xero")
    parts = (here, there, sure_text(row), why_text(row), answer_text(row))
    return ", ".join(part for part in parts if part)
