"""The sentences of W4 that come from counting."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.gui.kit.formats import date_text, money_sentence
from splynx_xero_gui.gui.kit.strip import Severity, StripAction, StripMessage
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.wizard.ranges import first_open_day
from splynx_xero_gui.wizard.services import Scope
from splynx_xero_gui.wizard.state import SetupState

translate = QCoreApplication.translate
LOCKED = "locked"
OLDER_PAYMENTS = "older-payments"
USE_OPEN = "use-open"


def live_line(scope: Scope, currency: str) -> str:
    """`About 180 documents, ZAR 82,800.00, at most 12 Xero requests.`"""
    text = translate("Range", "About {documents}, {money}, at most {requests}.")
    return text.format(
        documents=_documents(scope.documents),
        money=money_sentence(scope.amount, currency),
        requests=counted(scope.calls, translate("Range", "1 Xero request"), translate("Range", "{n} Xero requests")),
    )


def locked_note(state: SetupState, open_scope: Scope | None) -> StripMessage | None:
    """The chosen day lies in a closed period; None where it does not. `open_scope` counts from the open day on."""
    organisation = state.xero.organisation
    day = first_open_day(organisation) if organisation else None
    chosen = state.range.options.documents_from
    if organisation is None or day is None or chosen is None or chosen >= day:
        return None
    lock = date_text(organisation.locked_up_to)
    scope = state.range.scope
    if scope is not None and open_scope is not None:
        text = translate(
            "Range",
            "Documents up to that day stay as they are; {documents}, {money} would be left alone. "
            "First open day: {open}.",
        ).format(
            documents=_documents(max(0, scope.documents - open_scope.documents)),
            money=money_sentence(scope.amount - open_scope.amount, state.currency),
            open=date_text(day),
        )
    else:
        text = translate("Range", "Documents up to that day stay as they are. First open day: {open}.").format(
            open=date_text(day)
        )
    return StripMessage(
        LOCKED,
        Severity.ATTENTION,
        translate("Range", "Xero is locked up to {lock}.").format(lock=lock),
        text,
        (StripAction(USE_OPEN, translate("Range", "Use {open}").format(open=date_text(day))),),
    )


def older_payments_note(options: Options) -> StripMessage | None:
    """Payments are to start before documents do."""
    if options.documents_from is None or options.payments_from is None:
        return None
    if options.payments_from >= options.documents_from:
        return None
    text = translate(
        "Range",
        "Payments from before {date} belong to invoices that are not synced. They would wait for a decision.",
    )
    return StripMessage(OLDER_PAYMENTS, Severity.ATTENTION, text.format(date=date_text(options.documents_from)))


def _documents(count: int) -> str:
    return counted(count, translate("Range", "1 document"), translate("Range", "{n} documents"))
