"""What an undo took back is not written again by itself (R15): the same write, whatever id or number it has by then."""

import dataclasses

from splynx_xero_gui.domain.content import content_hash, plain
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.payloads import ContactPayload, DocumentPayload, Payload
from splynx_xero_gui.domain.plan import SyncAction

_UNTOLD = {"id", "number", "reference", "contact"}


def hold_of(action: SyncAction) -> str:
    """The same for every write that does the same to the same object.

    Ids in Xero and of lines, numbers and generations are left out: after an undo they are others. A removal or an
    allocation is the same whatever its amount.
    """
    object_id = action.splynx_id if action.side is Side.XERO else action.xero_id
    members = sorted({(link.role.value, link.invoice_id or "") for link in action.links})
    return content_hash([action.kind, action.side, object_id, action.customer_id, members, _told(action.payload)])


def _told(payload: Payload) -> object:
    if isinstance(payload, DocumentPayload):
        told = {name: value for name, value in plain(payload).items() if name not in _UNTOLD}
        return {**told, "lines": [plain(dataclasses.replace(line, id="")) for line in payload.lines]}
    if isinstance(payload, ContactPayload):
        return {name: plain(getattr(payload, name)) for name in payload.fields}
    return type(payload).__name__
