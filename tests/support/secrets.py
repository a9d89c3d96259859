"""Every secret there ever was, and how to find it again: as it is, in an address, and encoded."""

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from splynx_xero_gui.sandbox.world import SandboxWorld


class Secrets:
    """Every secret that ever was in the keyring, and the forms it could be written in."""

    def __init__(self, world: SandboxWorld) -> None:
        self.values = {world.api_key, world.api_secret}

    def take(self, entries: Iterable[str]) -> None:
        """Take down what the keyring holds now."""
        for kept in entries:
            self.values |= set(_strings(kept))

    def forms(self) -> Iterator[bytes]:
        """As it is, for an address, and as base64."""
        for value in self.values:
            yield value.encode()
            yield quote(value, safe="").encode()
            yield base64.b64encode(value.encode()).rstrip(b"=")

    def found_in(self, content: bytes) -> bool:
        """Whether any form of any secret is there."""
        return any(form in content for form in self.forms())


def _strings(kept: str) -> Iterator[str]:
    """What one entry of the keyring hides: itself, or the texts within its JSON that are long enough to be keys."""
    try:
        parsed = json.loads(kept)
    except ValueError:
        parsed = kept
    stack = [parsed]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            # When a token ends and how it is used is no secret.
            stack += [value for name, value in one.items() if name not in ("scope", "token_type")]
        elif isinstance(one, list):
            stack += one
        elif isinstance(one, str) and len(one) >= 16 and not _is_moment(one):
            yield one


def _is_moment(text: str) -> bool:
    return text[:4].isdigit() and "T" in text and ":" in text


def quoting(secrets: Secrets) -> str:
    """The answer of a careless server, that says back what it was sent and more."""
    quoted = " ".join(sorted(secrets.values))
    return json.dumps({"Title": quoted, "Detail": quoted, "Message": quoted, "error": {"message": quoted}})


def files_below(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]
