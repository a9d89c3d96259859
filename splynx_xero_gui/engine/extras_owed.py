"""Which notes and files earlier runs still owe: an option holds for what is written while it is on (R35)."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.plan import Notice
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.engine.reconcile.document_case import DOCUMENT_ROLES
from splynx_xero_gui.engine.reconcile.extras import owed_of
from splynx_xero_gui.engine.reconcile.inputs import Owed
from splynx_xero_gui.ports.ledger import Books, Ledger

MAY_NOT_ATTACH = Notice(
    "attachments-not-allowed",
    "PDFs of documents",
    ZERO,
    "The sign-in to Xero does not allow files to be attached. Sign in to Xero again to allow it; the PDFs follow then.",
)
_NOTES_SINCE, _FILES_SINCE = "history-note-since", "attach-pdf-since"


@dataclass(frozen=True, slots=True)
class Extras:
    """Since when each option is on; None while it is off."""

    ledger: Ledger
    notes: dt.datetime | None = None
    files: dt.datetime | None = None

    @classmethod
    def now(cls, ledger: Ledger, options: Options, now: dt.datetime) -> Self:
        """Remember the moment an option was first seen on, and forget it once it is off."""
        return cls(
            ledger,
            _since(ledger, _NOTES_SINCE, options.history_note, now),
            _since(ledger, _FILES_SINCE, options.attach_pdf, now),
        )

    def owed(self, books: Books) -> dict[str, Owed]:
        """What is owed for documents of these books."""
        since = min((moment for moment in (self.notes, self.files) if moment), default=None)
        if since is None:
            return {}
        ids = {link.xero_id for link in books.links if link.xero_id and link.role in DOCUMENT_ROLES}
        items = self.ledger.items_about(ids, since)
        notes = owed_of((i for i in items if self._counts(i.at, self.notes)), notes=True, files=False)
        files = owed_of((i for i in items if self._counts(i.at, self.files)), notes=False, files=True)
        both = {id: Owed(owed.written, note=True, file=id in files) for id, owed in notes.items()}
        return {**files, **both}

    @staticmethod
    def _counts(at: dt.datetime | None, since: dt.datetime | None) -> bool:
        return at is not None and since is not None and at >= since


def _since(ledger: Ledger, name: str, on: bool, now: dt.datetime) -> dt.datetime | None:
    text = ledger.get_fact(name)
    if not on:
        if text:
            ledger.set_fact(name, "")
        return None
    if not text:
        text = now.isoformat()
        ledger.set_fact(name, text)
    return dt.datetime.fromisoformat(text)
