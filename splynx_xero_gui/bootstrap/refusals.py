"""What set-up refuses, in the words of ui.md §6."""

from splynx_xero_gui.domain.failures import Misconfigured, NotAuthorised


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
