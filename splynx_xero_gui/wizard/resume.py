"""Puts together what a continued set-up knows: the draft's answers, and what keyring and sync record hold."""

import dataclasses

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.ports.control import Cancel
from splynx_xero_gui.wizard.profiles import can_be_stored, profile_of, state_of, with_kept_resolved
from splynx_xero_gui.wizard.services import Session
from splynx_xero_gui.wizard.state import SettingsRead, SetupState


def resumed(state: SetupState, session: Session) -> SetupState:
    """The state with key, sign-in, settings and counts as this computer has them now. No request to either service.

    What cannot be read any more is simply not there: the page that needs it asks again. Raises VaultUnavailable.
    """
    splynx = dataclasses.replace(state.splynx, key_stored=session.splynx_key_stored())
    state = dataclasses.replace(state, splynx=splynx)
    if session.profile() is None:
        return dataclasses.replace(state, xero=dataclasses.replace(state.xero, tenant_id="", organisation=None))
    billing, accounting, at = session.references()
    organisation = accounting.organisation if accounting and session.xero_connected() else None
    tenant = (state.xero.tenant_id or organisation.id) if organisation else ""
    state = dataclasses.replace(
        state,
        xero=dataclasses.replace(state.xero, tenant_id=tenant, organisation=organisation),
        read=SettingsRead(billing, accounting, at, complete=was_read(billing, accounting)),
    )
    return with_scope(with_kept_resolved(state), session)


def again(session: Session) -> SetupState:
    """The state of a stored profile, for *Run set-up again*. Raises Misconfigured where there is none readable."""
    profile = session.profile()
    if profile is None:
        return SetupState(profile_name=session.name)
    billing, accounting, _ = session.references()
    state = state_of(profile, session.name, billing)
    tenant = accounting.organisation.id if accounting else ""
    state = dataclasses.replace(
        state,
        splynx=dataclasses.replace(state.splynx, tested_url=profile.splynx.url),
        xero=dataclasses.replace(state.xero, tenant_id=tenant),
    )
    return resumed(state, session)


def with_scope(state: SetupState, session: Session) -> SetupState:
    """The state with what its range would bring; without counts where nothing was read yet."""
    if not can_be_stored(state) or state.range.options.documents_from is None or state.read.billing is None:
        return state
    try:
        scope = session.scope(profile_of(state))
    except Failure:
        scope = None
    return dataclasses.replace(state, range=dataclasses.replace(state.range, scope=scope))


def was_read(billing: BillingReference | None, accounting: AccountingReference | None) -> bool:
    """Whether all that mappings need is there: lines that failed leave their list empty."""
    if billing is None or accounting is None:
        return False
    return bool(billing.categories and billing.methods and accounting.accounts and accounting.tax_rates)


def started_again(state: SetupState, session: Session, cancel: Cancel, *, keep_keys: bool) -> SetupState:
    """A new set-up under the same name. Without `keep_keys` key and sign-in are removed, at Xero too.

    Raises VaultUnavailable, NetworkLost; then everything is as it was.
    """
    if not keep_keys:
        session.disconnect(cancel)
        return SetupState(profile_name=state.profile_name, owns_name=state.owns_name)
    fresh = SetupState(profile_name=state.profile_name, owns_name=state.owns_name, splynx=state.splynx, xero=state.xero)
    return dataclasses.replace(resumed(fresh, session), read=SettingsRead())
