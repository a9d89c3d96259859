"""What a run wrote, as its intents recorded it."""

from collections.abc import Iterable
from dataclasses import dataclass

from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.domain.payloads import Payload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Intent, Link
from splynx_xero_gui.engine.execute import ActionCodec
from splynx_xero_gui.ports.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Written:
    """One answered write. `replaced` are links as they stood before it."""

    intent: Intent
    action: SyncAction
    replaced: tuple[Link, ...]

    @property
    def kind(self) -> ActionKind:
        """What was written."""
        return self.action.kind

    @property
    def side(self) -> Side:
        """Where."""
        return self.action.side

    @property
    def payload(self) -> Payload:
        """What it carried."""
        return self.action.payload

    @property
    def xero_id(self) -> str:
        """The object of Xero it made or changed."""
        return self.intent.xero_id or self.action.xero_id or ""

    def before(self, link: Link) -> Link | None:
        """How this link stood before the write."""
        return next((one for one in self.replaced if one.id == link.id), None)


def written_in(ledger: Ledger, codec: ActionCodec, run_id: str) -> list[Written]:
    """What stands of a run's writes: those an undo took back are left out. Newest first."""
    undone = ledger.undone(run_id)
    intents = (intent for intent in ledger.written(run_id) if intent.id not in undone)
    return read(codec, reversed(list(intents)))


def read(codec: ActionCodec, intents: Iterable[Intent]) -> list[Written]:
    """Decode intents."""
    return [Written(i, codec.decode(i.action), codec.decode_links(i.replaced)) for i in intents]
