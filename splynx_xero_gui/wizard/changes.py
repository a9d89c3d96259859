"""What was changed in a profile: counted, told line by line, and put on the profile as it is stored by then (ui.md M6).

A change is one key of the profile file. Two people may change different keys at the same time, and an answered question
may write a mapping while Settings are open: only the keys that were changed here are written.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.profile import MethodMapping, Profile
from splynx_xero_gui.wizard.mapping_pages import mapping_table
from splynx_xero_gui.wizard.mapping_subjects import MappingKind
from splynx_xero_gui.wizard.state import Choice, MappingAnswers, SetupState

T = TypeVar("T")


class Section(StrEnum):
    """A table of the profile file; the value is its name there."""

    SPLYNX = "splynx"
    XERO = "xero"
    SCENARIO = "scenario"
    OPTIONS = "options"
    CATEGORIES = "mapping.categories"
    TAXES = "mapping.taxes"
    METHODS = "mapping.payment_methods"
    TRACKING = "mapping.tracking"


MAPPINGS = frozenset({Section.CATEGORIES, Section.TAXES, Section.METHODS, Section.TRACKING})


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One key of the profile with its values; None = not there. Values are those of `domain.profile`."""

    section: Section
    key: str
    before: Any
    after: Any


def changes(before: Profile, after: Profile) -> tuple[Change, ...]:
    """Every key that differs, in the order of the profile file. The sync record's place is not one of them."""
    found = [*_fields(Section.SPLYNX, before.splynx, after.splynx), *_fields(Section.XERO, before.xero, after.xero)]
    if before.scenario is not after.scenario:
        found.append(Change(Section.SCENARIO, "kind", before.scenario, after.scenario))
    found += _fields(Section.OPTIONS, before.options, after.options)
    old, new = before.mappings, after.mappings
    found += _entries(Section.CATEGORIES, old.categories, new.categories)
    found += _entries(Section.TAXES, old.taxes, new.taxes)
    found += _entries(Section.METHODS, old.payment_methods, new.payment_methods)
    found += _entries(Section.TRACKING, old.tracking, new.tracking)
    return tuple(found)


def with_changes(profile: Profile, made: Iterable[Change]) -> Profile:
    """The profile with these keys as they were changed; every other key stays as it is."""
    by_section: dict[Section, dict[str, Any]] = {}
    for change in made:
        by_section.setdefault(change.section, {})[change.key] = change.after

    def fields(section: Section, value: T) -> T:
        return dataclasses.replace(value, **by_section.get(section, {}))  # type: ignore[type-var]

    def entries(section: Section, value: Mapping[str, T]) -> Mapping[str, T]:
        joined = {**value, **by_section.get(section, {})}
        return MappingProxyType({key: entry for key, entry in joined.items() if entry is not None})

    mappings = profile.mappings
    return dataclasses.replace(
        profile,
        splynx=fields(Section.SPLYNX, profile.splynx),
        xero=fields(Section.XERO, profile.xero),
        scenario=by_section.get(Section.SCENARIO, {}).get("kind", profile.scenario),
        options=fields(Section.OPTIONS, profile.options),
        mappings=dataclasses.replace(
            mappings,
            categories=entries(Section.CATEGORIES, mappings.categories),
            taxes=entries(Section.TAXES, mappings.taxes),
            payment_methods=entries(Section.METHODS, mappings.payment_methods),
            tracking=entries(Section.TRACKING, mappings.tracking),
        ),
    )


def changes_flows(made: Iterable[Change]) -> bool:
    """Whether money would travel otherwise: another scenario, or a method's flow or account (P4, D5)."""
    for change in made:
        if change.section is Section.SCENARIO:
            return True
        if change.section is Section.METHODS and _way(change.before) != _way(change.after):
            return True
    return False


def without_suggestions(state: SetupState) -> SetupState:
    """The state of a stored profile in which nothing is filled in by itself: looking at Settings changes nothing."""
    for kind, answers in (
        (MappingKind.CATEGORIES, state.categories),
        (MappingKind.TAXES, state.taxes),
        (MappingKind.METHODS, state.accounts),
    ):
        table = mapping_table(kind, state)
        if table is None:
            continue
        empty = {s.key: Choice(cleared=True) for s in table.subjects if not answers.value(s.key)}
        state = _with_answers(state, kind, answers.with_choices(empty))
    return state


def _with_answers(state: SetupState, kind: MappingKind, answers: MappingAnswers) -> SetupState:
    match kind:
        case MappingKind.CATEGORIES:
            return dataclasses.replace(state, categories=answers)
        case MappingKind.TAXES:
            return dataclasses.replace(state, taxes=answers)
        case MappingKind.METHODS:
            return dataclasses.replace(state, accounts=answers)


def _way(entry: object) -> tuple[Flow, str]:
    """Where a method's money goes; a method that is not mapped goes nowhere."""
    if not isinstance(entry, MethodMapping) or entry.flow is Flow.IGNORE:
        return Flow.IGNORE, ""
    return entry.flow, entry.account


def _fields(section: Section, before: object, after: object) -> list[Change]:
    names = [field.name for field in dataclasses.fields(before)]  # type: ignore[arg-type]
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return [Change(section, name, old, new) for name, old, new in pairs if old != new]


def _entries(section: Section, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    keys = dict.fromkeys((*before, *after))
    return [Change(section, k, before.get(k), after.get(k)) for k in keys if before.get(k) != after.get(k)]


def scenario_of(made: Iterable[Change]) -> ScenarioKind | None:
    """The scenario chosen anew, None where it stays."""
    found = [change.after for change in made if change.section is Section.SCENARIO]
    return found[0] if found else None
