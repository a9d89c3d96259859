"""A changed key of the profile as a person reads it: "Service: 200 → 260" (ui.md M6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.policy import NO_TAX
from splynx_xero_gui.domain.profile import MethodMapping, TrackingMapping
from splynx_xero_gui.gui.kit.formats import date_text, number_text
from splynx_xero_gui.gui.wizard.flow_words import flow_name, scenario_title
from splynx_xero_gui.wizard.changes import Change, Section

translate = QCoreApplication.translate
_BY = {
    "category": QT_TRANSLATE_NOOP("Changes", "by category"),
    "partner": QT_TRANSLATE_NOOP("Changes", "by partner"),
    "location": QT_TRANSLATE_NOOP("Changes", "by location"),
}


def change_lines(made: Iterable[Change]) -> str:
    """One line for each change."""
    return "\n".join(map(change_text, made))


def change_text(change: Change) -> str:
    """What was changed, from what to what."""
    return translate("Changes", "{what}: {before} → {after}").format(
        what=_what(change), before=_value(change.before), after=_value(change.after)
    )


def option_name(key: str) -> str:
    """An option's name, as its field is called."""
    return {
        "documents_from": translate("Changes", "Documents from"),
        "payments_from": translate("Changes", "Payments from"),
        "invoice_status": translate("Changes", "Invoices arrive in Xero as"),
        "partners": translate("Changes", "Partners"),
        "contact_name": translate("Changes", "Contact name in Xero"),
        "invoice_reference": translate("Changes", "Reference of an invoice"),
        "account_number": translate("Changes", "Account number"),
        "payment_reference": translate("Changes", "Reference of a payment"),
        "contacts": translate("Changes", "Customers to send"),
        "unallocated": translate("Changes", "Money without an invoice"),
        "proforma": translate("Changes", "Money for proforma invoices"),
        "prepayment_account": translate("Changes", "Prepayment account"),
        "prepayment_tax": translate("Changes", "Prepayment tax rate"),
        "negative_invoice": translate("Changes", "Invoices below zero"),
        "earlier_months": translate("Changes", "Changes of earlier months"),
        "tax_override": translate("Changes", "Tax to the cent"),
        "closed_until": translate("Changes", "Closed up to"),
        "too_many_percent": translate("Changes", "Too many changes, percent"),
        "too_many_items": translate("Changes", "Too many changes, at least"),
        "history_note": translate("Changes", "Note in Xero's history"),
        "attach_pdf": translate("Changes", "Attach the invoice as PDF"),
        "export_reconciled": translate("Changes", "Tell Splynx what is reconciled"),
        "calls_per_day": translate("Changes", "Requests a day"),
        "day_reserve": translate("Changes", "Kept in reserve"),
        "tag": translate("Changes", "Mark of this Splynx"),
    }.get(key, key)


def _what(change: Change) -> str:
    match change.section:
        case Section.SCENARIO:
            return translate("Changes", "Payments come in")
        case Section.TAXES if change.key == NO_TAX:
            return translate("Changes", "No tax")
        case Section.OPTIONS | Section.SPLYNX | Section.XERO:
            return option_name(change.key)
        case _:
            return change.key


def _value(value: object) -> str:
    match value:
        case None | "" | ():
            return translate("Changes", "none")
        case ScenarioKind():
            return scenario_title(value)
        case MethodMapping(account, flow, arrival):
            return _method(account, flow, arrival)
        case TrackingMapping(source, values):
            by = translate("Changes", str(_BY[source])) if source in _BY else source
            return translate("Changes", "{n} entries {by}").format(n=number_text(len(values)), by=by)
        case bool():
            return translate("Changes", "yes") if value else translate("Changes", "no")
        case int():
            return number_text(value)
        case dt.date():
            return date_text(value)
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _method(account: str, flow: Flow, arrival: bool) -> str:
    text = flow_name(flow)
    if account and flow is not Flow.IGNORE:
        text = translate("Changes", "{account}, {flow}").format(account=account, flow=text)
    return translate("Changes", "{method}, receipts arrive here").format(method=text) if arrival else text
