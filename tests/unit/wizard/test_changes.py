"""What was changed in Settings is counted key by key, and only that is written."""

import dataclasses
import datetime as dt
from types import MappingProxyType

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.profile import Mappings, MethodMapping, Options, Profile, SplynxSettings, XeroSettings
from splynx_xero_gui.wizard.changes import Change, Section, changes, changes_flows, with_changes, without_suggestions
from splynx_xero_gui.wizard.mapping_pages import mapping_table
from splynx_xero_gui.wizard.mapping_subjects import MappingKind
from splynx_xero_gui.wizard.profiles import profile_of, state_of
from splynx_xero_gui.wizard.state import SettingsRead, SetupState
from tests.support.fake_settings import MOMENT, accounting, billing, scope


def profile(**options: object) -> Profile:
    methods = {"Cash": MethodMapping("091"), "Bank transfer": MethodMapping("090", Flow.TO_XERO)}
    return Profile(
        SplynxSettings("https://isp.example.net"),
        XeroSettings("0123456789ABCDEF" * 2),
        options=Options(documents_from=dt.date(2026, 11, 1), **options),  # type: ignore[arg-type]
        mappings=Mappings(
            categories=MappingProxyType({"Service": "200", "Installation": "260"}),
            payment_methods=MappingProxyType(methods),
        ),
    )


def with_method(before: Profile, name: str, mapping: MethodMapping) -> Profile:
    methods = MappingProxyType({**before.mappings.payment_methods, name: mapping})
    return dataclasses.replace(before, mappings=dataclasses.replace(before.mappings, payment_methods=methods))


def test_an_untouched_profile_has_no_changes() -> None:
    assert changes(profile(), profile()) == ()


def test_every_key_that_differs_is_one_change() -> None:
    after = with_method(profile(too_many_items=80, contacts="all"), "Cash", MethodMapping("092"))
    after = dataclasses.replace(after, scenario=ScenarioKind.MIXED)
    assert [(change.section, change.key) for change in changes(profile(), after)] == [
        (Section.SCENARIO, "kind"),
        (Section.OPTIONS, "contacts"),
        (Section.OPTIONS, "too_many_items"),
        (Section.METHODS, "Cash"),
    ]


def test_only_what_was_changed_is_written_over_what_somebody_else_changed() -> None:
    made = changes(profile(), profile(too_many_items=80))
    stored = with_method(profile(contacts="all"), "PayFast", MethodMapping("092"))
    written = with_changes(stored, made)
    assert written == with_method(profile(contacts="all", too_many_items=80), "PayFast", MethodMapping("092"))


def test_an_entry_taken_away_is_taken_away() -> None:
    after = dataclasses.replace(profile(), mappings=dataclasses.replace(profile().mappings, categories={}))
    written = with_changes(profile(), changes(profile(), after))
    assert dict(written.mappings.categories) == {}
    assert dict(written.mappings.payment_methods) == dict(profile().mappings.payment_methods)


def test_all_changes_put_on_the_profile_before_give_the_one_after() -> None:
    after = with_method(profile(partners=("Main",), closed_until=dt.date(2025, 12, 31)), "Cash", MethodMapping("092"))
    after = dataclasses.replace(after, scenario=ScenarioKind.MIXED, splynx=SplynxSettings("https://b.example", "b"))
    assert with_changes(profile(), changes(profile(), after)) == after


def test_another_scenario_account_or_flow_changes_where_money_travels() -> None:
    read = with_method(profile(), "Bank transfer", MethodMapping("090", Flow.FROM_XERO))
    moved = with_method(profile(), "Cash", MethodMapping("092"))
    assert changes_flows(changes(profile(), read))
    assert changes_flows(changes(profile(), moved))
    assert changes_flows([Change(Section.SCENARIO, "kind", ScenarioKind.PUSH_ALL, ScenarioKind.MIXED)])
    assert changes_flows(changes(profile(), with_method(profile(), "PayFast", MethodMapping("092"))))


def test_a_method_left_alone_explicitly_changes_nothing_about_money() -> None:
    assert not changes_flows(changes(profile(), with_method(profile(), "PayFast", MethodMapping("", Flow.IGNORE))))
    assert not changes_flows(changes(profile(), profile(too_many_items=80)))


def test_looking_at_the_mappings_of_a_stored_profile_fills_nothing_in() -> None:
    state = state_of(profile(), "Main", billing())
    read = SettingsRead(billing(), accounting(), MOMENT, complete=True)
    state = dataclasses.replace(state, read=read, range=dataclasses.replace(state.range, scope=scope()))
    shown = without_suggestions(state)

    def filled(kind: MappingKind, of: SetupState) -> set[str]:
        table = mapping_table(kind, of)
        assert table is not None
        return {row.key for row in table.rows() if row.choice.value}

    assert filled(MappingKind.CATEGORIES, shown) == {"1", "6"}
    assert filled(MappingKind.CATEGORIES, state) > {"1", "6"}
    assert filled(MappingKind.METHODS, shown) == {"1", "2"}
    assert changes(profile_of(state), profile_of(shown)) == ()
