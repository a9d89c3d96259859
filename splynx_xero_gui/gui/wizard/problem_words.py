"""What Next needs and what is wrong with a field, in the words of ui.md §4."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.wizard.checks import CONTACT_WORDS, PAYMENT_WORDS, REFERENCE_WORDS, Missing, Problem

translate = QCoreApplication.translate


def problem_text(problem: Problem, field: str = "", values: tuple[str, ...] = ()) -> str:
    """One sentence or two. Pages word the problems of tables themselves, where rows and money are named."""
    match problem:
        case Problem.NOT_AN_ADDRESS:
            return translate("Problems", "This does not look like a web address. Example: https://isp.example.net")
        case Problem.HTTPS_NEEDED:
            return translate(
                "Problems", "Splynx must be reached through https. Ask who runs your Splynx server to switch it on."
            )
        case Problem.KEY_EMPTY:
            return translate("Problems", "Enter the key from Splynx.")
        case Problem.SECRET_EMPTY:
            return translate("Problems", "Enter the secret that belongs to the key.")
        case Problem.NAME_TAKEN:
            return translate("Problems", "There is already a profile called {name}.").format(
                name=values[0] if values else ""
            )
        case Problem.NAME_UNUSABLE:
            return translate(
                "Problems", "Use letters, digits and spaces, at most 40, beginning with a letter or digit."
            )
        case Problem.CLIENT_ID_WRONG:
            return translate(
                "Problems", "A client ID has 32 letters and digits. You find it at developer.xero.com under My apps."
            )
        case Problem.NO_PARTNER:
            return translate("Problems", "Tick at least one partner.")
        case Problem.UNKNOWN_WORD:
            words: tuple[str, ...] = CONTACT_WORDS
            if field.endswith("invoice_reference"):
                words = REFERENCE_WORDS
            elif field.endswith("payment_reference"):
                words = PAYMENT_WORDS
            return translate("Problems", "Use only {words}.").format(words=", ".join(f"{{{word}}}" for word in words))
        case _:
            return _other(problem)


def _other(problem: Problem) -> str:
    match problem:
        case Problem.ADDON_ON:
            return translate("Problems", "Tick the box when you have switched the add-on's automatic sync off.")
        case Problem.NOT_SIGNED_IN:
            return translate("Problems", "Sign in to Xero first.")
        case Problem.NO_ORGANISATION:
            return translate("Problems", "Choose the organisation to sync with.")
        case Problem.NOT_READ:
            return translate("Problems", "Not everything was read yet. Read the lines that are missing again.")
        case Problem.NO_DATE:
            return translate("Problems", "Enter a day.")
        case Problem.PATTERN_EMPTY:
            return translate("Problems", "This may not be empty.")
        case Problem.PREPAYMENT_NEEDS:
            return translate("Problems", "Choose one: money is sent to Xero as a prepayment.")
        case Problem.TAG_WRONG:
            return translate("Problems", "Use up to eight small letters and digits.")
        case Problem.RESERVE_TOO_LARGE:
            return translate("Problems", "Keep fewer requests in reserve than there are in a day.")
        case _:
            return translate("Problems", "Something is still missing here.")


def missing_text(missing: Missing) -> str:
    """The sentence for one thing that is missing."""
    return problem_text(missing.problem, missing.field, missing.values)
