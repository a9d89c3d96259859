"""What feeds Xero's tracking categories: source and options, put into the profile and kept there."""

from dataclasses import replace

from splynx_xero_gui.domain.profile import TrackingMapping
from splynx_xero_gui.domain.reference import Location, Partner, TrackingCategory, TrackingOption
from splynx_xero_gui.wizard.mapping_pages import mapping_table, with_table
from splynx_xero_gui.wizard.mapping_subjects import MappingKind
from splynx_xero_gui.wizard.state import SetupState
from splynx_xero_gui.wizard.tracking import TrackingSource, fed_categories, names_of, with_source, with_values
from tests.unit.wizard.mapping_world import splynx, state, xero

REGION = TrackingCategory("t1", "Region", True, (TrackingOption("a", "North"), TrackingOption("b", "South")))
ARCHIVED = TrackingCategory("t2", "Old", False)


def begun() -> SetupState:
    return state(xero(tracking=[REGION, ARCHIVED]))


def test_without_a_choice_a_category_is_fed_in_the_table() -> None:
    assert [(one.category.name, one.source, dict(one.values)) for one in fed_categories(begun())] == [
        ("Region", TrackingSource.CATEGORY, {})
    ]


def test_options_of_partners_go_into_the_profile_and_empty_ones_do_not() -> None:
    by_partner = with_source(begun(), "Region", TrackingSource.PARTNER)
    done = with_values(by_partner, "Region", {"Main": "South", "Coastal": ""})
    assert done.kept.tracking["Region"] == TrackingMapping("partner", {"Main": "South"})
    assert fed_categories(done)[0].source is TrackingSource.PARTNER
    assert with_source(done, "Region", TrackingSource.PARTNER) is done, "chosen again it keeps its options"
    table = mapping_table(MappingKind.CATEGORIES, done)
    assert table is not None
    assert with_table(done, table).kept.tracking == done.kept.tracking


def test_back_to_the_category_nothing_of_it_stays() -> None:
    by_place = with_values(with_source(begun(), "Region", TrackingSource.LOCATION), "Region", {"Durban": "North"})
    assert with_source(by_place, "Region", TrackingSource.CATEGORY).kept.tracking == {}


def test_names_that_several_have_are_told_by_id() -> None:
    billing = replace(
        splynx(),
        partners=(Partner("1", "Main"),),
        locations=(Location("1", "Cape Town"), Location("2", "Durban"), Location("3", "Durban")),
    )
    assert names_of(TrackingSource.LOCATION, billing) == ("Cape Town", "2", "3")
    assert names_of(TrackingSource.PARTNER, billing) == ("Main",)
