"""From the set-up's answers to a profile and back (interface.md, "Profile file").

A profile names things as a person would: by name where the name is the only one of its kind, else by id. An answer that
is not there yet is left out, so that a half-done set-up can be stored as soon as address and client ID are known.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TypeVar

from splynx_xero_gui.domain.kinds import Flow
from splynx_xero_gui.domain.policy import NO_TAX
from splynx_xero_gui.domain.profile import Mappings, MethodMapping, Profile
from splynx_xero_gui.domain.reference import BilledTax, BillingReference, Category, Partner, PaymentMethod
from splynx_xero_gui.wizard.checks import address_problem, client_id_problem
from splynx_xero_gui.wizard.flowchoice import arrivals
from splynx_xero_gui.wizard.state import (
    Choice,
    FlowAnswers,
    MappingAnswers,
    RangeAnswers,
    SetupState,
    SplynxAnswers,
    XeroAnswers,
)

T = TypeVar("T")
_Named = Partner | Category | BilledTax | PaymentMethod


def can_be_stored(state: SetupState) -> bool:
    """Whether `profile_of` gives a profile that `Session.save_profile` takes."""
    return not address_problem(state.splynx.settings.url) and not client_id_problem(state.xero.settings.client_id)


def profile_of(state: SetupState) -> Profile:
    """The profile of the answers given so far."""
    billing = state.read.billing or BillingReference()
    xero = state.xero.settings
    if state.xero.tenant_id:
        name = state.xero.organisation.name if state.xero.organisation else ""
        alike = [choice for choice in state.xero.choices if choice.name == name]
        xero = dataclasses.replace(xero, organisation=name if name and len(alike) < 2 else state.xero.tenant_id)
    return Profile(
        splynx=state.splynx.settings,
        xero=xero,
        ledger_url=state.ledger_url,
        scenario=state.flow.scenario,
        options=dataclasses.replace(state.range.options, partners=_partner_names(state.range.partners, billing)),
        mappings=Mappings(
            categories=_joined(state.kept.categories, _texts(state.categories, billing.categories)),
            taxes=_joined(state.kept.taxes, _taxes(state.taxes, billing.taxes)),
            payment_methods=_joined(state.kept.payment_methods, _methods(state, billing.methods)),
            tracking=state.kept.tracking,
        ),
    )


def state_of(
    profile: Profile, name: str, billing: BillingReference | None = None, *, key_stored: bool = False
) -> SetupState:
    """A stored profile as answers, for a set-up that is run again. What `billing` does not know yet is kept as it is.

    The organisation and the settings read come from the session; see `SetupState.read`.
    """
    known = billing or BillingReference()
    categories, odd_categories = _ids(profile.mappings.categories, known.categories)
    methods, odd_methods = _ids(profile.mappings.payment_methods, known.methods)
    taxes, odd_taxes = _tax_ids(profile.mappings.taxes, known.taxes)
    partners, odd_partners = _ids(dict.fromkeys(profile.options.partners, ""), known.partners)
    ids = frozenset({*partners, *odd_partners}) if profile.options.partners else None
    return SetupState(
        profile_name=name,
        owns_name=True,
        splynx=SplynxAnswers(profile.splynx, key_stored=key_stored),
        xero=XeroAnswers(profile.xero),
        range=RangeAnswers(options=profile.options, partners=ids),
        categories=_chosen(categories),
        taxes=_chosen(taxes),
        accounts=_chosen({id: m.account for id, m in methods.items() if m.account}),
        flow=FlowAnswers(
            profile.scenario,
            scenario_chosen=True,
            flows=MappingProxyType({id: method.flow for id, method in methods.items()}),
            arrivals=frozenset(id for id, method in methods.items() if method.arrival),
        ),
        kept=Mappings(
            MappingProxyType(odd_categories),
            MappingProxyType(odd_taxes),
            MappingProxyType(odd_methods),
            profile.mappings.tracking,
        ),
        ledger_url=profile.ledger_url,
    )


def with_kept_resolved(state: SetupState) -> SetupState:
    """The state after the settings were read: mappings of a stored profile that could not be told apart before find
    their rows; what a person answered meanwhile wins.
    """
    billing = state.read.billing
    if billing is None or not (state.kept.categories or state.kept.taxes or state.kept.payment_methods):
        return state
    again = state_of(Profile(mappings=state.kept), state.profile_name, billing)
    return dataclasses.replace(
        state,
        categories=again.categories.with_choices(state.categories.choices),
        taxes=again.taxes.with_choices(state.taxes.choices),
        accounts=again.accounts.with_choices(state.accounts.choices),
        flow=dataclasses.replace(
            state.flow,
            flows=MappingProxyType({**again.flow.flows, **state.flow.flows}),
            arrivals=again.flow.arrivals | state.flow.arrivals,
        ),
        kept=again.kept,
    )


def written_name(thing: _Named, among: Iterable[_Named]) -> str:
    """How a profile names a thing: by name where it is the only one of that name and no other's id, else by id."""
    others = [other for other in among if other.id != thing.id]
    name = thing.name.strip()
    clash = any(name.casefold() == other.name.strip().casefold() or name == other.id for other in others)
    return thing.id if clash or not name or name == NO_TAX or "@" in name else name


def _name_of(id: str, things: Iterable[_Named]) -> str:
    among = tuple(things)
    thing = next((t for t in among if t.id == id), None)
    return written_name(thing, among) if thing else id


def _partner_names(partners: frozenset[str] | None, billing: BillingReference) -> tuple[str, ...]:
    if partners is None:
        return ()
    return tuple(_name_of(id, billing.partners) for id in sorted(partners))


def _texts(answers: MappingAnswers, things: Iterable[_Named]) -> dict[str, str]:
    among = tuple(things)
    return {_name_of(key, among): choice.value for key, choice in answers.choices.items() if key and choice.value}


def _taxes(answers: MappingAnswers, taxes: tuple[BilledTax, ...]) -> dict[str, str]:
    found = {}
    for key, choice in answers.choices.items():
        if not choice.value:
            continue
        id, _, percent = key.rpartition("@")
        if id == NO_TAX:
            found[NO_TAX] = choice.value
            continue
        tax = next((t for t in taxes if t.id == id), None)
        name = _name_of(id, taxes)
        today = tax is not None and tax.rate == _decimal(percent)
        found[name if today else f"{name}@{percent}"] = choice.value
    return found


def _methods(state: SetupState, methods: tuple[PaymentMethod, ...]) -> dict[str, MethodMapping]:
    """Methods with an account, and those left alone on purpose; before W9 a mapped method is sent to Xero."""
    found = {}
    arriving = arrivals(state)
    for key in {**state.accounts.choices, **state.flow.flows}:
        account = state.accounts.value(key)
        flow = state.flow.flows.get(key, Flow.TO_XERO)
        if account or flow is Flow.IGNORE:
            found[_name_of(key, methods)] = MethodMapping(account, flow, key in arriving)
    return found


def _joined(kept: Mapping[str, T], answered: Mapping[str, T]) -> Mapping[str, T]:
    return MappingProxyType({**kept, **answered})


def _chosen(values: Mapping[str, str]) -> MappingAnswers:
    return MappingAnswers(MappingProxyType({key: Choice(value, confirmed=True) for key, value in values.items()}))


def _ids(entries: Mapping[str, T], things: Iterable[_Named]) -> tuple[dict[str, T], dict[str, T]]:
    """Entries by id, and those that name nothing, or more than one thing."""
    among = tuple(things)
    found: dict[str, T] = {}
    odd: dict[str, T] = {}
    for name, value in entries.items():
        id = _id_of(name, among)
        if id is None:
            odd[name] = value
        else:
            found[id] = value
    return found, odd


def _id_of(name: str, things: tuple[_Named, ...]) -> str | None:
    named = [t.id for t in things if t.name.strip().casefold() == name.strip().casefold()]
    if len(named) == 1:
        return named[0]
    return next((t.id for t in things if t.id == name), None)


def _tax_ids(entries: Mapping[str, str], taxes: tuple[BilledTax, ...]) -> tuple[dict[str, str], dict[str, str]]:
    found: dict[str, str] = {}
    odd: dict[str, str] = {}
    for key, value in entries.items():
        if key == NO_TAX:
            found[f"{NO_TAX}@0"] = value
            continue
        name, separator, percent = key.rpartition("@") if "@" in key else (key, "", "")
        id = _id_of(name, taxes)
        tax = next((t for t in taxes if t.id == id), None)
        rate = _decimal(percent) if separator else tax.rate if tax else None
        if tax is None or rate is None:
            odd[key] = value
        else:
            found[f"{tax.id}@{rate.normalize():f}"] = value
    return found, odd


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None
