"""Which addresses may be spoken to: https, or plain http on this computer only (design.md §10)."""

import ipaddress
from urllib.parse import urlsplit

from splynx_xero_gui.domain.failures import Misconfigured


def safe_url(url: str) -> str:
    """The address without a final slash. Raises Misconfigured where secrets would travel unprotected."""
    parts = urlsplit(url)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))):
        return url.rstrip("/")
    raise Misconfigured(
        "G1",
        "This address is not safe",
        f"“{url}” is not an https address. Plain http is allowed for this computer only. Nothing was sent.",
        "Correct the address in the profile, section [xero].",
    )


def is_loopback(host: str) -> bool:
    """Whether the host is this computer."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
