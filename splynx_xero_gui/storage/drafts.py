"""Set-ups not finished yet (ui.md §4.0): what a person entered so far, as JSON. No secrets: those are in the vault."""

import json
from collections.abc import Mapping
from typing import Any

from splynx_xero_gui.storage import trouble
from splynx_xero_gui.storage.paths import Paths, write_private


class Drafts:
    """One draft per profile name. A draft that cannot be read any more counts as none: it holds nothing but input."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def load(self, profile: str) -> Mapping[str, Any] | None:
        """What was saved, None when nothing was."""
        try:
            draft = json.loads(self._paths.draft_file(profile).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return draft if isinstance(draft, dict) else None

    def save(self, profile: str, draft: Mapping[str, Any]) -> None:
        """Replace the draft in one step. Raises failures.StorageTrouble (R3); then the earlier one is still there."""
        file = self._paths.draft_file(profile)
        text = json.dumps(draft, ensure_ascii=False, indent=1, sort_keys=True)
        try:
            write_private(file, text)
        except OSError as error:
            raise trouble.not_writable(str(file), error.strerror or "it cannot be written", str(error)) from error

    def delete(self, profile: str) -> None:
        """Forget the draft; absent is success."""
        self._paths.draft_file(profile).unlink(missing_ok=True)

    def names(self) -> tuple[str, ...]:
        """Profiles whose set-up is not finished, in order."""
        return tuple(sorted(file.stem for file in (self._paths.config / "drafts").glob("*.json")))
