"""A failure as a strip message: its own words, with the buttons that ui.md §6 gives it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.redaction import without_keys
from splynx_xero_gui.gui.kit.strip import Severity, StripAction, StripMessage

translate = QCoreApplication.translate
FAILURE = "failure"
TRY_AGAIN = "try-again"
EDIT = "edit"
COPY_LIST = "copy-list"
HOW_TO = "how-to"
SIGN_IN = "sign-in"
COPY_LINK = "copy-link"
NEW_PROFILE = "new-profile"
OTHER_ORGANISATION = "other-organisation"
AS_DRAFTS = "as-drafts"
TAKE_OVER = "take-over"
SHARED_RECORD = "shared-record"


def failure_message(failure: Failure, key: str = FAILURE) -> StripMessage:
    """What the strip shows for a failure. `key` names the message; its actions come back with that key."""
    text = " ".join(part.strip() for part in (failure.message, failure.what_to_do) if part.strip())
    actions = tuple(StripAction(action, _label(action, failure.id)) for action in _actions(failure.id))
    return StripMessage(key, Severity.DANGER, failure.title, text, actions, failure.details)


def unexpected_failure(error: BaseException) -> Failure:
    """G1 for an error that is nobody's declared failure."""
    return Failure(
        "G1",
        translate("Failures", "Something went wrong in the program"),
        translate("Failures", "The step was not finished; nothing was written to Splynx or Xero."),
        translate("Failures", "Try again. If it stays so, save the support file and send it to us."),
        details=without_keys(f"{type(error).__name__}: {error}"),
    )


def _actions(id: str) -> tuple[str, ...]:
    by_id = {
        "S1": (TRY_AGAIN, EDIT),
        "S3": (TRY_AGAIN, COPY_LIST),
        "S4": (EDIT, HOW_TO),
        "S5": (EDIT,),
        "K1": (TRY_AGAIN, HOW_TO),
        "X1": (SIGN_IN, COPY_LINK),
        "X2": (SIGN_IN,),
        "X3": (SIGN_IN,),
        "X4": (SIGN_IN,),
        "X5": (SIGN_IN, NEW_PROFILE),
        "X7": (HOW_TO, EDIT),
        "X11": (AS_DRAFTS, SIGN_IN),
        "C1": (OTHER_ORGANISATION,),
        "R1": (SIGN_IN,),
        "R4": (SHARED_RECORD, TAKE_OVER),
    }
    return by_id.get(id, (TRY_AGAIN,))


def _label(action: str, id: str) -> str:
    special = {
        (EDIT, "S4"): translate("Failures", "Edit"),
        (EDIT, "X7"): translate("Failures", "Edit client ID"),
        (SIGN_IN, "X11"): translate("Failures", "Sign in as someone else"),
    }
    labels = {
        EDIT: translate("Failures", "Edit address"),
        COPY_LIST: translate("Failures", "Copy list"),
        HOW_TO: translate("Failures", "How to"),
        SIGN_IN: translate("Failures", "Sign in again"),
        COPY_LINK: translate("Failures", "Copy link"),
        NEW_PROFILE: translate("Failures", "New profile…"),
        OTHER_ORGANISATION: translate("Failures", "Use another organisation"),
        AS_DRAFTS: translate("Failures", "Send as drafts"),
        TAKE_OVER: translate("Failures", "Ta&ke over: read the links back"),
        SHARED_RECORD: translate("Failures", "&Use its shared record…"),
        TRY_AGAIN: translate("Failures", "Try again"),
    }
    return special.get((action, id), labels[action])
