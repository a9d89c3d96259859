"""Names or ids as a person writes them, found in reference data; a name that means several things is a mistake."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.engine.policy_findings import Findings, Section

_PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?")


@dataclass(slots=True)
class Names:
    """Things of one kind by id, exact name, and name without regard to case and spaces."""

    kind: str
    by_id: Mapping[str, str]
    _exact: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _loose: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Index the names."""
        for id, name in self.by_id.items():
            self._exact[name].append(id)
            self._loose[_folded(name)].append(id)

    def knows(self, text: str) -> bool:
        """Whether it is a name or id of this kind at all."""
        return text in self._exact or text.strip() in self.by_id or _folded(text) in self._loose

    def find(self, text: str, section: Section, key: str, found: Findings) -> str | None:
        """The id meant; None after noting why there is none. An exact name counts before an id."""
        candidates = self._exact.get(text) or self._loose.get(_folded(text)) or []
        if not candidates and text.strip() in self.by_id:
            candidates = [text.strip()]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            ids = ", ".join(sorted(candidates))
            found.stop(section, key, f"Splynx has several of that name (ids {ids}). Write the id.", "ambiguous")
        else:
            found.stop(section, key, f"Splynx has no {self.kind} {text!r}.", "unknown-name")
        return None


def split_tax_key(text: str) -> tuple[str, Decimal | None]:
    """`VAT 15%@14` is the tax `VAT 15%` at 14 %; without a number after the last @ there is no percentage (R8)."""
    name, mark, percent = text.rpartition("@")
    if mark and _PERCENT.fullmatch(percent.strip()):
        return name.strip(), Decimal(percent.strip())
    return text, None


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
