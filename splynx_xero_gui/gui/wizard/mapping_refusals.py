"""What the strip of a mapping page says when Next refuses, and the ways out it offers (ui.md W5–W7, U1, R8)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.gui.kit.strip import Severity, StripAction, StripMessage
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.wizard.mapping_words import fault_text, unmapped_text, unmapped_title
from splynx_xero_gui.wizard.mapping import MappingTable, NotAllowedTogether, Row, RowState
from splynx_xero_gui.wizard.mapping_pages import waiting
from splynx_xero_gui.wizard.state import SetupState

translate = QCoreApplication.translate


def refusal_message(key: str, table: MappingTable, row: Row, state: SetupState) -> StripMessage:
    """The message for the first row at fault. Its actions are show, go-on, accept and categories."""
    if row.fault is not None:
        return _fault(key, row)
    if row.state is RowState.CHECK:
        return _unchecked(key, len(table.to_check()))
    count, _ = table.unmapped()
    return StripMessage(
        key,
        Severity.ATTENTION,
        unmapped_title(table.kind, count),
        unmapped_text(table.kind, waiting(state, table), state.currency),
        (
            StripAction("show", translate("Mapping", "Show them")),
            StripAction("go-on", translate("Mapping", "Go on without them")),
        ),
    )


def _fault(key: str, row: Row) -> StripMessage:
    assert row.fault is not None  # asked for rows with a fault only
    if not isinstance(row.fault, NotAllowedTogether):
        return StripMessage(key, Severity.DANGER, fault_text(row.fault))
    return StripMessage(
        key,
        Severity.ATTENTION,
        fault_text(row.fault),
        translate("Mapping", "Documents that need both would wait for a decision."),
        (
            StripAction("categories", translate("Mapping", "Go to categories")),
            StripAction("go-on", translate("Mapping", "Go on")),
        ),
    )


def _unchecked(key: str, waiting: int) -> StripMessage:
    return StripMessage(
        key,
        Severity.ATTENTION,
        counted(
            waiting,
            translate("Mapping", "1 suggestion is only likely and was not checked yet"),
            translate("Mapping", "{n} suggestions are only likely and were not checked yet"),
        ),
        translate("Mapping", "The reason stands beside each one. Space accepts a row."),
        (
            StripAction("show", translate("Mapping", "Show them")),
            StripAction(
                "accept",
                counted(
                    waiting,
                    translate("Mapping", "Accept 1 suggestion"),
                    translate("Mapping", "Accept {n} suggestions"),
                ),
            ),
        ),
    )
