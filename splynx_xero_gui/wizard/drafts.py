"""A half-done set-up as JSON and back (ui.md §4.0): answers and place, no secrets, nothing that can be read again.

A draft of another version, or one that was damaged, counts for what can be understood of it.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.profile import (
    Mappings,
    MethodMapping,
    Options,
    SplynxSettings,
    TrackingMapping,
    XeroSettings,
)
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import (
    Certainty,
    Choice,
    FlowAnswers,
    MappingAnswers,
    RangeAnswers,
    SetupState,
    SplynxAnswers,
    Suggestion,
    XeroAnswers,
)

VERSION = 1
K = TypeVar("K", bound=Enum)


@dataclass(frozen=True, slots=True)
class Draft:
    """What D1 offers to continue. `saved_at` is UTC."""

    state: SetupState
    progress: Progress
    saved_at: dt.datetime


def draft_json(state: SetupState, progress: Progress, now: dt.datetime) -> dict[str, object]:
    """The draft as plain JSON values."""
    info = state.splynx.info
    return {
        "version": VERSION,
        "saved_at": now.isoformat(),
        "page": progress.current.value,
        "done": sorted(page.value for page in progress.done),
        "to_check": sorted(page.value for page in progress.to_check),
        "profile": state.profile_name,
        "owns_name": state.owns_name,
        "splynx": {
            "url": state.splynx.settings.url,
            "tag": state.splynx.settings.tag,
            "tested_url": state.splynx.tested_url,
            "addon_off": state.splynx.addon_off,
            "info": _plain(info) if info else None,
        },
        "xero": {**_plain(state.xero.settings), "tenant_id": state.xero.tenant_id},
        "options": _plain(state.range.options),
        "partners": sorted(state.range.partners) if state.range.partners is not None else None,
        "categories": _mapping_json(state.categories),
        "taxes": _mapping_json(state.taxes),
        "accounts": _mapping_json(state.accounts),
        "scenario": state.flow.scenario.value,
        "scenario_chosen": state.flow.scenario_chosen,
        "flows": {key: flow.value for key, flow in state.flow.flows.items()},
        "arrivals": sorted(state.flow.arrivals),
        "kept": {
            "categories": dict(state.kept.categories),
            "taxes": dict(state.kept.taxes),
            "payment_methods": {key: _plain(method) for key, method in state.kept.payment_methods.items()},
            "tracking": {
                key: {"source": rule.source, "values": dict(rule.values)} for key, rule in state.kept.tracking.items()
            },
        },
        "ledger_url": state.ledger_url,
    }


def draft_of(data: Mapping[str, object] | None) -> Draft | None:
    """The draft in JSON values; None where there is none, or nothing in it can be understood."""
    if not data or data.get("version") != VERSION:
        return None
    source = _Source(data)
    page = source.enum(PageId, "page")
    saved_at = source.moment("saved_at")
    name = source.text("profile")
    if page is None or saved_at is None or not name:
        return None
    progress = Progress(page, source.pages("done"), source.pages("to_check"))
    splynx, xero, kept = source.part("splynx"), source.part("xero"), source.part("kept")
    state = SetupState(
        profile_name=name,
        owns_name=source.flag("owns_name"),
        splynx=_splynx(splynx),
        xero=XeroAnswers(_settings(xero), tenant_id=xero.text("tenant_id")),
        range=RangeAnswers(_options(source.part("options")), source.names("partners")),
        categories=_mapping(source.part("categories")),
        taxes=_mapping(source.part("taxes")),
        accounts=_mapping(source.part("accounts")),
        flow=FlowAnswers(
            source.enum(ScenarioKind, "scenario") or ScenarioKind.PUSH_ALL,
            source.flag("scenario_chosen"),
            MappingProxyType(_flows(source.part("flows"))),
            source.names("arrivals") or frozenset(),
        ),
        kept=_kept(kept),
        ledger_url=source.text("ledger_url"),
    )
    return Draft(state, progress, saved_at)


def worth_keeping(state: SetupState, progress: Progress) -> bool:
    """Whether anything was entered that would be lost."""
    entered = state.splynx.settings.url or state.xero.settings.client_id or state.range.options.documents_from
    return bool(entered) or bool(progress.done)


def _plain(value: object) -> dict[str, object]:
    """A frozen dataclass as JSON values; dates become ISO texts, tuples lists."""
    found: dict[str, object] = {}
    for item in dataclasses.fields(value):  # type: ignore[arg-type]
        part = getattr(value, item.name)
        if isinstance(part, Enum):
            part = part.value
        elif isinstance(part, dt.date):
            part = part.isoformat()
        elif isinstance(part, tuple):
            part = list(part)
        found[item.name] = part
    return found


def _mapping_json(answers: MappingAnswers) -> dict[str, object]:
    return {
        "choices": {
            key: {
                "value": choice.value,
                "confirmed": choice.confirmed,
                "cleared": choice.cleared,
                "suggestion": _plain(choice.suggestion),
            }
            for key, choice in answers.choices.items()
        },
        "unmapped_accepted": sorted(answers.unmapped_accepted),
    }


class _Source:
    """Reads values of the expected kind out of JSON; what is of another kind counts as absent."""

    def __init__(self, data: object) -> None:
        self._data: Mapping[str, object] = data if isinstance(data, Mapping) else {}

    def names_in(self) -> Iterable[str]:
        return list(self._data)

    def part(self, name: str) -> "_Source":
        return _Source(self._data.get(name))

    def text(self, name: str, default: str = "") -> str:
        value = self._data.get(name)
        return value if isinstance(value, str) else default

    def flag(self, name: str) -> bool:
        return self._data.get(name) is True

    def number(self, name: str, default: int) -> int:
        value = self._data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def enum(self, kind: type[K], name: str) -> K | None:
        try:
            return kind(self._data.get(name))
        except ValueError:
            return None

    def moment(self, name: str) -> dt.datetime | None:
        try:
            found = dt.datetime.fromisoformat(self.text(name))
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)

    def day(self, name: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self.text(name))
        except ValueError:
            return None

    def list(self, name: str) -> list[object]:
        value = self._data.get(name)
        return list(value) if isinstance(value, list) else []

    def names(self, name: str) -> frozenset[str] | None:
        if not isinstance(self._data.get(name), list):
            return None
        return frozenset(value for value in self.list(name) if isinstance(value, str))

    def pages(self, name: str) -> frozenset[PageId]:
        known = {page.value: page for page in PageId}
        return frozenset(known[value] for value in self.list(name) if isinstance(value, str) and value in known)


def _splynx(source: _Source) -> SplynxAnswers:
    info = source.part("info")
    told = None
    if info.names_in():
        told = BillingInfo(
            info.text("company"),
            info.text("version"),
            info.number("partners", 0),
            info.number("customers", 0),
            addon_mapped=info.number("addon_mapped", 0),
        )
    settings = SplynxSettings(source.text("url"), source.text("tag"))
    return SplynxAnswers(settings, told, source.text("tested_url"), addon_off=source.flag("addon_off"))


def _settings(source: _Source) -> XeroSettings:
    usual = XeroSettings()
    ports = tuple(port for port in source.list("redirect_ports") if isinstance(port, int))
    return XeroSettings(
        source.text("client_id"),
        source.text("organisation"),
        ports or usual.redirect_ports,
        source.text("api_url", usual.api_url),
        source.text("identity_url", usual.identity_url),
        source.text("login_url", usual.login_url),
    )


def _options(source: _Source) -> Options:
    """Options field by field, so that a draft of an older version fills in what it knows."""
    usual = Options()
    found: dict[str, object] = {}
    for item in dataclasses.fields(usual):
        default = getattr(usual, item.name)
        if isinstance(default, bool):
            found[item.name] = source.flag(item.name) if item.name in source.names_in() else default
        elif isinstance(default, int):
            found[item.name] = source.number(item.name, default)
        elif isinstance(default, tuple):
            found[item.name] = tuple(v for v in source.list(item.name) if isinstance(v, str))
        elif isinstance(default, str):
            found[item.name] = source.text(item.name, default)
        else:
            found[item.name] = source.day(item.name)
    return Options(**found)  # type: ignore[arg-type]


def _mapping(source: _Source) -> MappingAnswers:
    choices = {}
    given = source.part("choices")
    for key in given.names_in():
        entry = given.part(key)
        hint = entry.part("suggestion")
        choices[key] = Choice(
            entry.text("value"),
            Suggestion(
                hint.text("value"),
                hint.enum(Certainty, "certainty") or Certainty.NONE,
                hint.text("reason"),
                hint.text("detail"),
            ),
            entry.flag("confirmed"),
            entry.flag("cleared"),
        )
    return MappingAnswers(MappingProxyType(choices), source.names("unmapped_accepted") or frozenset())


def _flows(source: _Source) -> dict[str, Flow]:
    found = {}
    for key in source.names_in():
        flow = source.enum(Flow, key)
        if flow is not None:
            found[key] = flow
    return found


def _kept(source: _Source) -> Mappings:
    categories, taxes = source.part("categories"), source.part("taxes")
    methods, tracking = source.part("payment_methods"), source.part("tracking")
    return Mappings(
        MappingProxyType({key: categories.text(key) for key in categories.names_in()}),
        MappingProxyType({key: taxes.text(key) for key in taxes.names_in()}),
        MappingProxyType({key: _method(methods.part(key)) for key in methods.names_in()}),
        MappingProxyType({key: _rule(tracking.part(key)) for key in tracking.names_in()}),
    )


def _method(source: _Source) -> MethodMapping:
    return MethodMapping(source.text("account"), source.enum(Flow, "flow") or Flow.IGNORE, source.flag("arrival"))


def _rule(source: _Source) -> TrackingMapping:
    values = source.part("values")
    texts = {key: values.text(key) for key in values.names_in()}
    return TrackingMapping(source.text("source"), MappingProxyType(texts))
