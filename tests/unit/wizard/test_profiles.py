"""From answers to a profile file and back: nothing is lost, names are used where they are clear."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from splynx_xero_gui.domain.kinds import Flow
from splynx_xero_gui.domain.profile import Mappings, MethodMapping, Profile, TrackingMapping
from splynx_xero_gui.domain.reference import BilledTax, Category, Partner, PaymentMethod
from splynx_xero_gui.storage.profile import parse_profile, profile_toml
from splynx_xero_gui.wizard.profiles import can_be_stored, profile_of, state_of, with_kept_resolved
from splynx_xero_gui.wizard.state import Choice, MappingAnswers, SetupState
from tests.support.fake_settings import billing
from tests.unit.wizard.test_flow import finished


def test_a_profile_names_things_as_people_do() -> None:
    profile = profile_of(finished())
    assert dict(profile.mappings.categories) == {"Service": "200", "Installation": "200", "Equipment": "200"}
    assert dict(profile.mappings.taxes) == {"VAT 15%": "OUTPUT3", "none": "NONE"}
    assert profile.mappings.payment_methods["Credit card"] == MethodMapping("092", Flow.TO_XERO)
    assert profile.xero.organisation == "Example ISP Ltd"


def test_the_profile_of_a_finished_set_up_can_be_read_back_from_its_file() -> None:
    profile = profile_of(finished())
    assert parse_profile(profile_toml(profile)) == profile


def test_a_half_done_set_up_is_stored_as_soon_as_address_and_client_id_are_there() -> None:
    whole = finished()
    early = SetupState(splynx=whole.splynx, xero=replace(whole.xero, tenant_id="", organisation=None))
    assert can_be_stored(early)
    assert parse_profile(profile_toml(profile_of(early))).splynx.url == whole.splynx.settings.url
    assert not can_be_stored(SetupState(splynx=whole.splynx))


def test_going_there_and_back_keeps_every_answer() -> None:
    state = finished()
    again = state_of(profile_of(state), "Main", billing())
    for one, other in (
        (state.categories, again.categories),
        (state.taxes, again.taxes),
        (state.accounts, again.accounts),
    ):
        assert {k: c.value for k, c in one.choices.items()} == {k: c.value for k, c in other.choices.items()}
    assert dict(again.flow.flows) == dict(state.flow.flows)
    assert again.range.options == state.range.options


def test_two_categories_of_one_name_are_named_by_id() -> None:
    state = finished()
    twins = replace(billing(), categories=(Category("1", "Service"), Category("6", "service"), Category("7", "Other")))
    profile = profile_of(replace(state, read=replace(state.read, billing=twins)))
    assert set(profile.mappings.categories) == {"1", "6", "Other"}
    back = state_of(profile, "Main", twins)
    assert set(back.categories.choices) == {"1", "6", "7"}


def test_a_name_that_is_another_ones_id_is_not_used() -> None:
    state = finished()
    odd = replace(billing(), methods=(PaymentMethod("1", "3"), PaymentMethod("2", "Bank"), PaymentMethod("3", "Card")))
    profile = profile_of(replace(state, read=replace(state.read, billing=odd)))
    assert set(profile.mappings.payment_methods) == {"1", "Bank", "Card"}


def test_a_tax_billed_at_an_old_rate_is_named_with_its_percent() -> None:
    state = finished()
    taxes = state.taxes.with_choices({"1@14": Choice("OUTPUT2")})
    profile = profile_of(replace(state, taxes=taxes))
    assert profile.mappings.taxes["VAT 15%@14"] == "OUTPUT2"
    assert set(state_of(profile, "Main", billing()).taxes.choices) == {"1@15", "1@14", "none@0"}


def test_a_tax_that_is_called_none_is_named_by_id() -> None:
    state = finished()
    named = replace(billing(), taxes=(BilledTax("1", "none", Decimal(15)),))
    profile = profile_of(replace(state, read=replace(state.read, billing=named)))
    assert dict(profile.mappings.taxes) == {"1": "OUTPUT3", "none": "NONE"}


def test_ticked_partners_are_named_and_all_is_left_out() -> None:
    state = finished()
    some = replace(state, range=replace(state.range, partners=frozenset({"2"})))
    assert profile_of(some).options.partners == ("Coast Reseller",)
    assert profile_of(state).options.partners == ()
    assert state_of(profile_of(some), "Main", billing()).range.partners == frozenset({"2"})


def test_a_method_left_alone_needs_no_account() -> None:
    state = finished()
    alone = replace(
        state,
        accounts=MappingAnswers({"1": Choice("091")}),
        flow=replace(state.flow, flows={"1": Flow.TO_XERO, "2": Flow.IGNORE}),
    )
    methods = profile_of(alone).mappings.payment_methods
    assert methods == {"Cash": MethodMapping("091", Flow.TO_XERO), "Bank transfer": MethodMapping("", Flow.IGNORE)}
    assert parse_profile(profile_toml(profile_of(alone))).mappings.payment_methods == methods


def test_an_account_left_from_a_mapping_without_choice_does_not_get_into_the_file() -> None:
    state = replace(finished(), accounts=MappingAnswers({"1": Choice("")}), flow=replace(finished().flow, flows={}))
    assert not profile_of(state).mappings.payment_methods


def test_mappings_whose_names_are_not_known_yet_survive_until_they_are() -> None:
    profile = profile_of(finished())
    blind = state_of(profile, "Main", None)
    assert not blind.categories.choices
    assert dict(profile_of(blind).mappings.categories) == dict(profile.mappings.categories)
    read = with_kept_resolved(replace(blind, read=finished().read))
    assert read.categories.value("6") == "200"
    assert read.accounts.value("3") == "092"
    assert not read.kept.categories
    assert profile_of(read).mappings == profile.mappings


def test_what_was_answered_meanwhile_wins_over_the_stored_profile() -> None:
    blind = state_of(profile_of(finished()), "Main", None)
    answered = replace(blind, categories=MappingAnswers({"6": Choice("260", confirmed=True)}), read=finished().read)
    assert with_kept_resolved(answered).categories.value("6") == "260"


def test_tracking_and_the_shared_ledger_survive_a_set_up_that_does_not_show_them() -> None:
    tracking = {"Region": TrackingMapping("location", MappingProxyType({"Cape Town": "South"}))}
    profile = replace(
        profile_of(finished()),
        ledger_url="postgresql://sync@books.example.net/splynx_xero",
        mappings=Mappings(tracking=MappingProxyType(tracking)),
    )
    again = profile_of(state_of(profile, "Main", billing()))
    assert again.ledger_url == profile.ledger_url
    assert dict(again.mappings.tracking) == tracking


def test_an_organisation_whose_name_is_not_the_only_one_is_kept_by_its_id() -> None:
    state = finished()
    from tests.support.fake_session import TENANT, OrganisationChoice

    alike = (OrganisationChoice(TENANT, "Example ISP Ltd"), OrganisationChoice("t2", "Example ISP Ltd"))
    profile = profile_of(replace(state, xero=replace(state.xero, choices=alike)))
    assert profile.xero.organisation == TENANT


def test_an_empty_profile_gives_an_empty_set_up() -> None:
    state = state_of(Profile(), "Main")
    assert not state.categories.choices
    assert state.owns_name


def test_partners_the_reference_does_not_list_are_kept() -> None:
    profile = replace(profile_of(finished()), options=replace(profile_of(finished()).options, partners=("Main",)))
    assert state_of(profile, "Main", replace(billing(), partners=(Partner("9", "New"),))).range.partners == {"Main"}
