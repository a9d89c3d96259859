"""What set-up refuses, in the words of ui.md §6."""

from splynx_xero_gui.domain.failures import Misconfigured, NotAuthorised
from splynx_xero_gui.domain.kinds import ScenarioKind


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
        f"Sign in again and choose {expected}, or make a new profile.",
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


def refuse_other_scenarios(wanted: ScenarioKind, supported: frozenset[ScenarioKind]) -> None:
    """P5: nothing is read or written for a scenario that this version does not sync."""
    if wanted not in supported:
        raise Misconfigured(
            "P5",
            "This billing scenario is not in this version yet",
            f'The profile asks for "{wanted}". This version syncs: {", ".join(sorted(supported))}. '
            "Nothing was read or written.",
            'Choose "push-all" under [scenario], or wait for the version that brings it.',
        )
