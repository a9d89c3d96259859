"""Messages of W2 that come from what was read, not from a failure: X5, X9, X11, C1, adviser, demo company."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.reference import Organisation
from splynx_xero_gui.gui.kit.strip import Severity, StripAction, StripMessage
from splynx_xero_gui.gui.wizard import xero_words
from splynx_xero_gui.gui.wizard.failure_words import AS_DRAFTS, COPY_LINK, FAILURE, OTHER_ORGANISATION, SIGN_IN

translate = QCoreApplication.translate
USE_NEW = "use-new"


def no_browser() -> StripMessage:
    """X9."""
    return StripMessage(
        FAILURE,
        Severity.ATTENTION,
        translate("Xero", "No browser opened"),
        translate("Xero", "Copy the link and open it in a browser on this computer."),
        (StripAction(COPY_LINK, translate("Xero", "Copy link")),),
    )


def wrong_organisation(new: str, expected: str) -> StripMessage:
    """X5, where nothing was chosen yet."""
    text = translate(
        "Xero",
        "You signed in to {new}, but this profile syncs {expected}. Nothing was read or written. Sign in again and "
        "choose {expected}, or make a new profile for {new}.",
    )
    return StripMessage(
        FAILURE,
        Severity.DANGER,
        translate("Xero", "This is another organisation"),
        text.format(new=new, expected=expected),
        (
            StripAction(SIGN_IN, translate("Xero", "Sign in again")),
            StripAction(USE_NEW, translate("Xero", "Use {new} instead…").format(new=new)),
        ),
    )


def wrong_currency(organisation: str, billed: str, kept: str) -> StripMessage:
    """C1."""
    text = translate(
        "Xero",
        "Splynx bills in {a}; {organisation} keeps its books in {b}. These two cannot be connected. Nothing was "
        "written.",
    )
    return StripMessage(
        FAILURE,
        Severity.DANGER,
        translate("Xero", "The currencies do not fit"),
        text.format(a=billed, b=kept, organisation=organisation),
        (StripAction(OTHER_ORGANISATION, translate("Xero", "Use another organisation")),),
    )


def organisation_notes(organisation: Organisation, *, drafts: bool) -> tuple[StripMessage, ...]:
    """What is worth knowing about the organisation and the user."""
    notes = []
    if xero_words.cannot_approve(organisation) and not drafts:
        text = translate(
            "Xero", "{user} is {role}. Ask for Standard or Adviser with sales access, or send invoices as drafts."
        )
        notes.append(
            StripMessage(
                "role",
                Severity.ATTENTION,
                translate("Xero", "Your Xero user may not approve invoices"),
                text.format(user=organisation.user_name, role=xero_words.role_name(organisation.user_role)),
                (
                    StripAction(AS_DRAFTS, translate("Xero", "Send as drafts")),
                    StripAction(SIGN_IN, translate("Xero", "Sign in as someone else")),
                ),
            )
        )
    if xero_words.is_adviser(organisation):
        title = translate(
            "Xero", "You are an adviser: Xero would let you post into locked months. This program will not."
        )
        notes.append(StripMessage("adviser", Severity.INFO, title))
    if organisation.is_demo:
        title = translate("Xero", "This is Xero's Demo Company. Xero empties it from time to time.")
        notes.append(StripMessage("demo-company", Severity.INFO, title))
    return tuple(notes)
