"""The Splynx address as typed, made into the one we call (ui.md W1, splynx-api.md §1)."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from splynx_xero_gui.domain.failures import Misconfigured

EXAMPLE = "https://isp.example.net"
_NOT_AN_ADDRESS = f"This does not look like a web address. Example: {EXAMPLE}"
_NOT_SAFE = "Splynx must be reached through https. Ask who runs your Splynx server to switch it on."
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE | re.ASCII)
_DEFAULT_PORTS = {"https": 443, "http": 80}
# What people paste along with the address: the page they were on, or the API's own path.
_OWN_PATHS = ("admin", "api", "portal")


def normalise_address(typed: str) -> str:
    """`https://host[:port][/path]` without a trailing slash.

    `https://` is added where no scheme was typed; `/admin…` and `/api/2.0…` are cut off; plain http is for loopback
    hosts only. Raises Misconfigured with the message of ui.md W1.
    """
    text = typed.strip()
    has_scheme = _SCHEME.match(text)
    try:
        parts = urlsplit(text if has_scheme else f"https://{text}")
        port = parts.port
    except ValueError:
        raise _refused(_NOT_AN_ADDRESS) from None
    if parts.scheme not in _DEFAULT_PORTS or parts.username is not None or parts.password is not None or port == 0:
        raise _refused(_NOT_AN_ADDRESS)
    host = _host(parts, spelled_out=bool(has_scheme))
    if parts.scheme == "http" and not is_loopback(host):
        raise _refused(_NOT_SAFE)
    shown_host = f"[{host}]" if ":" in host else host
    shown_port = "" if port is None or port == _DEFAULT_PORTS[parts.scheme] else f":{port}"
    return f"{parts.scheme}://{shown_host}{shown_port}{_path(parts.path)}"


def is_loopback(host: str) -> bool:
    """Whether the host is this very computer."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(parts: SplitResult, *, spelled_out: bool) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _refused(_NOT_AN_ADDRESS) from None
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(host) > 253 or labels[-1].isdigit():
        raise _refused(_NOT_AN_ADDRESS)
    # A lone word is a host of the office network only where the person spelled https:// out.
    if len(labels) == 1 and not spelled_out and host != "localhost":
        raise _refused(_NOT_AN_ADDRESS)
    return host


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment.lower() in _OWN_PATHS:
            break
        if re.search(r"[\s\\<>\"{}|^`]", segment):
            raise _refused(_NOT_AN_ADDRESS)
        if segment:
            kept.append(segment)
    return "".join(f"/{segment}" for segment in kept)


def _refused(message: str) -> Misconfigured:
    return Misconfigured("W1", "Splynx address", message, "Use the address where you sign in to Splynx.")
