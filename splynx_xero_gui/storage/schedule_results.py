"""How the last syncs of the schedule ended, on this computer: a small file per profile, newest last."""

import json

from splynx_xero_gui.domain.schedule import ScheduledResult
from splynx_xero_gui.storage.codec import decode, encode
from splynx_xero_gui.storage.paths import Paths, write_private

_KEPT = 20


class ScheduleResults:
    """Beside the record, for it also tells of syncs that could not open the record."""

    def __init__(self, paths: Paths, profile: str) -> None:
        self._file = paths.schedule_file(profile)

    def last(self, count: int = 5) -> tuple[ScheduledResult, ...]:
        """Newest first; a file that cannot be read counts as empty."""
        return tuple(reversed(self._all()[-count:]))

    def add(self, result: ScheduledResult) -> None:
        """Keep one more. Raises OSError."""
        kept = [*self._all(), result][-_KEPT:]
        write_private(self._file, json.dumps([json.loads(encode(one)) for one in kept], indent=1, ensure_ascii=False))

    def forget(self) -> None:
        """The profile is gone; absent is success. Raises OSError."""
        self._file.unlink(missing_ok=True)

    def _all(self) -> list[ScheduledResult]:
        try:
            return [decode(ScheduledResult, json.dumps(one)) for one in json.loads(self._file.read_text("utf-8"))]
        except (OSError, ValueError, TypeError):
            return []
