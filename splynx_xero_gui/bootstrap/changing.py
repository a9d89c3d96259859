"""A profile changed on purpose, in Settings or by `setup --from`: what it would do, and what is recorded (P4, D5)."""

from zoneinfo import ZoneInfo

from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.records import LinkState
from splynx_xero_gui.engine.flow_changes import notice_turned
from splynx_xero_gui.engine.flow_effect import FlowEffect, flow_effect
from splynx_xero_gui.engine.policy import examine
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.ledger import Ledger


def effect_of(ledger: Ledger, before: Profile | None, after: Profile) -> FlowEffect:
    """What the flows of `after` would do to payments there are. Nothing, where the settings were never read.

    A mapping that names nothing (yet) counts as none: that is told where it is used.
    """
    billing, accounting = ledger.billing_reference(), ledger.accounting_reference()
    if before is None or billing is None or accounting is None:
        return FlowEffect()
    old, new = (examine(profile, billing[0], accounting[0])[0] for profile in (before, after))
    return flow_effect(ledger, old, new, accounting[0])


def note_flows(ledger: Ledger, profile: Profile, clock: Clock, *, include_older: bool) -> None:
    """Record today as the day of the change, so that nothing older crosses over, whenever the next plan is made."""
    billing, accounting = ledger.billing_reference(), ledger.accounting_reference()
    if billing is None or accounting is None:
        return
    today = clock.now().astimezone(ZoneInfo(accounting[0].organisation.timezone)).date()
    policy, _ = examine(profile, billing[0], accounting[0])
    notice_turned(ledger, policy, accounting[0], today, include_older=include_older)


def synced_documents(ledger: Ledger) -> int:
    """How many invoices and credit notes are linked and alive."""
    links = ledger.links(kinds=DOCUMENT_KINDS)
    return len({(link.kind, link.splynx_id) for link in links if link.state is LinkState.ACTIVE})
