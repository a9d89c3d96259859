"""What set-up refuses, in the words of ui.md §6."""

from splynx_xero_gui.domain.failures import Misconfigured, NotAuthorised
from splynx_xero_gui.domain.reference import Organisation


def missing_permissions(names: tuple[str, ...]) -> NotAuthorised:
    """S3."""
    return NotAuthorised(
        "S3",
        f"The key is missing {len(names)} permissions",
        f"Splynx accepted the key, but it may not: {' · '.join(names)}.",
        "In Splynx open Administration › API keys › your key › Permissions, tick these, save, then try again.",
        details=" · ".join(names),
    )


def another_organisation(expected: str) -> Misconfigured:
    """X5: this profile's sync record belongs to another organisation."""
    return Misconfigured(
        "X5",
        "This is another organisation",
        f"This profile already syncs {expected}. Nothing was read or written.",
        f"Sign in again and choose {expected}, or make a new profile.",
    )


def refuse_other_currency(billed_in: str | None, organisation: Organisation) -> None:
    """C1: one currency per Splynx, and it must be the organisation's (R30). Unknown currencies pass."""
    if billed_in and billed_in != organisation.base_currency:
        raise Misconfigured(
            "C1",
            "The currencies do not fit",
            f"Splynx bills in {billed_in}; {organisation.name} keeps its books in {organisation.base_currency}. "
            "These two cannot be connected. Nothing was written.",
            "Use another organisation.",
        )
