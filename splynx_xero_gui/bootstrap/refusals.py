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


def not_connected() -> NotAuthorised:
    """No sign-in to Xero, or no organisation chosen."""
    return NotAuthorised(
        "X0",
        "Xero is not connected",
        "There is no sign-in to Xero on this computer. Nothing was changed.",
        "Sign in to Xero first (`connect-xero`).",
    )


def another_organisation(expected: str) -> Misconfigured:
    """X5: this profile's sync record belongs to another organisation."""
    return Misconfigured(
        "X5",
        "This is another organisation",
        f"This profile already syncs {expected}. Nothing was read or written.",
        f"Sign in again and choose {expected}, make a new profile, or set the links aside first (Connections, or "
        "`ledger archive`).",
    )


def another_splynx(expected: str, now: str) -> Misconfigured:
    """S8: this profile's links were made with another Splynx."""
    return Misconfigured(
        "S8",
        "This is another Splynx",
        f"The profile names {now}, but its links were made with {expected}. Nothing was read or written.",
        f"Put {expected} back, make a new profile for {now}, or set the links aside first (Connections, or "
        "`ledger archive`).",
    )


def signed_in_elsewhere(organisation: str, currency: str, expected: str) -> Misconfigured:
    """X5: the profile names another organisation than the one this computer signed in to."""
    return Misconfigured(
        "X5",
        "This is another organisation",
        f"You signed in to {organisation} ({currency}), but this profile syncs {expected}. "
        "Nothing was read or written.",
        f"Sign in again and choose {expected}, or make a new profile for {organisation}.",
    )


def drill_on_real_books(profile: str, organisation: str) -> Misconfigured:
    """D1: a drill never runs where an organisation does not report itself as a demo company."""
    return Misconfigured(
        "D1",
        "A drill never runs on real books",
        f"Profile {profile} syncs {organisation or 'its organisation'}, which does not report itself as a demo "
        "company. Nothing was read or written.",
        "Run `drill` without naming a profile: it brings its own simulated books.",
    )
