"""What a computer's surroundings say about HTTP: whose certificates are trusted, and what a proxy answered."""

import os

import certifi

# Whatever a company's computer sets for one program holds for all of ours.
_AUTHORITIES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
_TUNNEL_REFUSED = "Tunnel connection failed"


def authorities() -> str:
    """The file or folder of the certificates that are trusted: the environment's, else the usual ones."""
    return next((found for name in _AUTHORITIES if (found := os.environ.get(name))), certifi.where())


def refused_by_proxy(error: BaseException) -> bool:
    """Whether a proxy refused to connect us (a wrong password: 407): then nothing reached the service."""
    seen: set[int] = set()
    pending: list[object] = [error]
    while pending:
        inner = pending.pop()
        if not isinstance(inner, BaseException) or id(inner) in seen:
            continue
        seen.add(id(inner))
        if isinstance(inner, OSError) and _TUNNEL_REFUSED in str(inner):
            return True
        pending += [inner.__cause__, inner.__context__, getattr(inner, "original_error", None), *inner.args]
    return False
