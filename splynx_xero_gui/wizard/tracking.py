"""What feeds each of Xero's tracking categories: the category of a line, its customer's location, or its partner."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from splynx_xero_gui.domain.profile import TrackingMapping
from splynx_xero_gui.domain.reference import BillingReference, TrackingCategory
from splynx_xero_gui.wizard.state import SetupState


class TrackingSource(StrEnum):
    """As the profile file says it (`from`)."""

    CATEGORY = "category"
    PARTNER = "partner"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Fed:
    """One of Xero's tracking categories and what feeds it; `values` are options by Splynx name."""

    category: TrackingCategory
    source: TrackingSource
    values: Mapping[str, str]


def fed_categories(state: SetupState) -> tuple[Fed, ...]:
    """Xero's active tracking categories; without a choice a category is fed in the table of W5."""
    accounting, kept = state.read.accounting, state.kept.tracking
    found = []
    for category in accounting.tracking if accounting else ():
        if category.active:
            known = kept.get(category.name)
            source = TrackingSource(known.source) if known and known.source in set(TrackingSource) else None
            found.append(Fed(category, source or TrackingSource.CATEGORY, known.values if known else {}))
    return tuple(found)


def names_of(source: TrackingSource, billing: BillingReference) -> tuple[str, ...]:
    """What options can be given to, as the profile names it: by name, by id where several have that name."""
    match source:
        case TrackingSource.CATEGORY:
            named = [(category.id, category.name) for category in billing.categories]
        case TrackingSource.PARTNER:
            named = [(partner.id, partner.name) for partner in billing.partners]
        case TrackingSource.LOCATION:
            named = [(location.id, location.name) for location in billing.locations]
    count = Counter(name for _, name in named)
    return tuple(name if count[name] == 1 else id for id, name in named)


def with_source(state: SetupState, category: str, source: TrackingSource) -> SetupState:
    """The state with another source; options of the source before do not fit the new one."""
    known = state.kept.tracking.get(category)
    if known is not None and known.source == source:
        return state
    return _with(state, category, TrackingMapping(source, MappingProxyType({})))


def with_values(state: SetupState, category: str, values: Mapping[str, str]) -> SetupState:
    """The state with these options by Splynx name; empty ones are none. The source stays."""
    known = state.kept.tracking[category]
    given = MappingProxyType({name: option for name, option in values.items() if option})
    return _with(state, category, replace(known, values=given))


def _with(state: SetupState, category: str, mapping: TrackingMapping) -> SetupState:
    tracking = {**state.kept.tracking, category: mapping}
    if mapping.source == TrackingSource.CATEGORY and not mapping.values:
        del tracking[category]
    return replace(state, kept=replace(state.kept, tracking=MappingProxyType(tracking)))
