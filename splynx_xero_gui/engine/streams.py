"""Names of the streams the marks are kept for, and what one is (R33, R34)."""

import datetime as dt

from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import Body, Observation

XERO_KINDS = (
    ObjectKind.CONTACT,
    ObjectKind.INVOICE,
    ObjectKind.CREDIT_NOTE,
    ObjectKind.PAYMENT,
    ObjectKind.OVERPAYMENT,
    ObjectKind.PREPAYMENT,
)
COUNTED_KINDS = (ObjectKind.PAYMENT, ObjectKind.RELATION)
XERO_OVERLAP = dt.timedelta(minutes=5)
SPLYNX_OVERLAP = dt.timedelta(days=2)
FULL_READ_EVERY = dt.timedelta(hours=24)
DETAILS_ROTATION = dt.timedelta(days=7)
DETAILS_PER_RUN = 50


def stream(side: Side, kind: ObjectKind) -> str:
    """The mark's name: "xero:invoice"."""
    return f"{side}:{kind}"


def seen_in_splynx(
    kind: ObjectKind, id: str, owner: str, body: Body, *, key: str = "", partner_id: str | None = None
) -> Observation:
    """What the ledger keeps of an object of the billing system: its owner is the customer."""
    return Observation(Side.SPLYNX, kind, id, owner, body, key=key, partner_id=partner_id)
