"""One sync record belongs to one pair of systems: another Splynx or organisation is refused while links stand (X5)."""

from splynx_xero_gui.bootstrap.refusals import another_splynx
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.splynx.address import normalise_address
from splynx_xero_gui.storage.ledger import SqlLedger

_SPLYNX_ADDRESS = "splynx-address"


def check_splynx(ledger: SqlLedger, profile: Profile) -> None:
    """Remember the address at first use. Raises Misconfigured S8 where links were made with another one.

    Splynx counts its objects from 1: ids of another Splynx would be taken for those that are linked.
    """
    now = normalise_address(profile.splynx.url)
    before = ledger.get_fact(_SPLYNX_ADDRESS)
    if before == now:
        return
    if before and ledger.facts().ever_linked:
        raise another_splynx(before, now)
    if before:
        ledger.forget_side(Side.SPLYNX)
    ledger.set_fact(_SPLYNX_ADDRESS, now)
