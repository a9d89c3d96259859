"""Whose documents are whose: two profiles may not own the same partner's (design.md §5, R5).

Two profiles of one Splynx that take the same partner would each make its invoices in an organisation of its own. Set-up
does not offer such a partner, the console refuses it, and so does every sync, for files can be edited by hand.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.reference import BillingReference, Partner

EVERY = "every partner"


def same_splynx(one: str, other: str) -> bool:
    """Whether two addresses are those of one Splynx: case of the host and its usual port do not matter."""
    return _address(one) == _address(other)


def overlap(profile: Profile, other: Profile, billing: BillingReference | None) -> tuple[str, ...]:
    """Names of the partners that both profiles take, `EVERY` where neither names any. Empty: they keep apart.

    Without the settings of Splynx names are compared as they are written.
    """
    if not same_splynx(profile.splynx.url, other.splynx.url):
        return ()
    ours, theirs = profile.options.partners, other.options.partners
    partners = billing.partners if billing is not None else ()
    if partners:
        mine, others = _ids(ours, partners), _ids(theirs, partners)
        return tuple(partner.name for partner in partners if partner.id in mine & others)
    if not ours and not theirs:
        return (EVERY,)
    if not ours or not theirs:
        return tuple(ours or theirs)
    known = {name.strip().casefold() for name in theirs}
    return tuple(name for name in ours if name.strip().casefold() in known)


def check_owners(name: str, profile: Profile, others: Mapping[str, Profile], billing: BillingReference | None) -> None:
    """Raises Misconfigured P6 naming every partner that another profile owns already, and which profile that is."""
    found = {other: shared for other, known in others.items() if (shared := overlap(profile, known, billing))}
    if not found:
        return
    lines = [f"{', '.join(shared)}: belongs to profile {other}." for other, shared in found.items()]
    raise Misconfigured(
        "P6",
        "A partner belongs to another profile",
        "\n".join(lines) + f"\nTwo profiles would make the same documents twice. Profile {name} was not used and "
        "nothing was read or written.",
        "Name under [options] partners only those that no other profile of this Splynx takes, in each profile.",
    )


def taken_partners(profile: Profile, billing: BillingReference) -> tuple[str, ...]:
    """Ids of the partners a profile takes."""
    taken = _ids(profile.options.partners, billing.partners)
    return tuple(partner.id for partner in billing.partners if partner.id in taken)


def _ids(names: tuple[str, ...], partners: tuple[Partner, ...]) -> set[str]:
    if not names:
        return {partner.id for partner in partners}
    wanted = {name.strip().casefold() for name in names}
    return {p.id for p in partners if p.name.strip().casefold() in wanted or p.id in names}


def _address(url: str) -> tuple[str, str, int | None, str]:
    parts = urlsplit(url.strip())
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").casefold(), parts.port or usual, parts.path.rstrip("/")
