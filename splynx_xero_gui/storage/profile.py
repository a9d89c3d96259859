"""The profile file: TOML to `domain.profile.Profile` and back. Every mistake of a file is told at once."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import tomlkit
from pydantic import BaseModel, ValidationError
from tomlkit.items import Table

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.profile import (
    Mappings,
    MethodMapping,
    Options,
    Profile,
    SplynxSettings,
    TrackingMapping,
    XeroSettings,
)
from splynx_xero_gui.storage import trouble
from splynx_xero_gui.storage.paths import write_private
from splynx_xero_gui.storage.profile_rules import (
    Mistake,
    dotted,
    method_mistakes,
    options_mistakes,
    tracking_mistakes,
)
from splynx_xero_gui.storage.profile_tables import (
    LedgerTable,
    MethodTable,
    OptionsTable,
    ScenarioTable,
    SplynxTable,
    TrackingTable,
    XeroTable,
    check_tax_key,
)

M = TypeVar("M", bound=BaseModel)

_TABLES = ("splynx", "xero", "ledger", "scenario", "options", "mapping")
_MAPPINGS = ("categories", "taxes", "payment_methods", "tracking")
_KINDS = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date without quotes, as 2026-01-31",
    "list_type": "a list, as [ … ]",
    "dict_type": "a table",
    "model_type": "a table",
}


class ProfileMistakes(Misconfigured):
    """A profile file that cannot be used; `mistakes` are all that is wrong with it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        one = len(self.mistakes) == 1
        super().__init__(
            "P1",
            "The profile has a mistake" if one else f"The profile has {len(self.mistakes)} mistakes",
            "\n".join(map(str, self.mistakes)),
            "Put it right and try again." if one else "Put them right and try again.",
        )


def parse_profile(text: str) -> Profile:
    """The profile of a TOML text. Raises ProfileMistakes naming every mistake."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileMistakes([Mistake("", f"This is not TOML: {error}")]) from error
    except (ValueError, RecursionError) as error:  # a number or a nesting without end, on which the reader gives up
        raise ProfileMistakes([Mistake("", "This is not TOML that a profile could be.")]) from error
    return _Reader().profile(data)


def read_profile(file: Path) -> Profile:
    """The profile in a file. Raises ProfileMistakes, failures.Misconfigured where it cannot be read."""
    try:
        return parse_profile(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise _unreadable(file, "It does not exist.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, f"It cannot be read: {error}") from error


def write_profile(file: Path, profile: Profile) -> None:
    """Replace the file in one step, for the owner only. Raises failures.StorageTrouble (R3)."""
    try:
        write_private(file, profile_toml(profile))
    except OSError as error:
        raise trouble.not_writable(str(file), error.strerror or "it cannot be written", str(error)) from error


def profile_toml(profile: Profile) -> str:
    """The profile as TOML, in the order of interface.md. What is empty or Xero's own address is left out."""
    document = tomlkit.document()
    defaults = XeroSettings()
    xero = {"client_id": profile.xero.client_id, "organisation": profile.xero.organisation or None}
    document["splynx"] = _table({"url": profile.splynx.url, "tag": profile.splynx.tag or None})
    document["xero"] = _table(
        {
            **xero,
            "redirect_ports": list(profile.xero.redirect_ports),
            **{
                name: getattr(profile.xero, name)
                for name in ("api_url", "identity_url", "login_url")
                if getattr(profile.xero, name) != getattr(defaults, name)
            },
        }
    )
    if profile.ledger_url:
        document["ledger"] = _table({"url": profile.ledger_url})
    document["scenario"] = _table({"kind": profile.scenario.value})
    options = {f.name: getattr(profile.options, f.name) for f in fields(profile.options)}
    document["options"] = _table({**options, "partners": list(profile.options.partners) or None})
    mapping = tomlkit.table(is_super_table=True)
    mapping["categories"] = _table(profile.mappings.categories)
    mapping["taxes"] = _table(profile.mappings.taxes)
    mapping["payment_methods"] = _inline(
        (name, {"account": m.account, "flow": m.flow.value, "arrival": m.arrival or None})
        for name, m in profile.mappings.payment_methods.items()
    )
    if profile.mappings.tracking:
        mapping["tracking"] = _inline(
            (name, {"from": t.source, "values": dict(t.values)}) for name, t in profile.mappings.tracking.items()
        )
    document["mapping"] = mapping
    return tomlkit.dumps(document)


class _Reader:
    """Collects mistakes while it builds a profile from parsed TOML."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def profile(self, data: Mapping[str, Any]) -> Profile:
        self._unknown(data, _TABLES, ())
        splynx = self._table(SplynxTable, data, "splynx")
        xero = self._table(XeroTable, data, "xero")
        ledger = self._table(LedgerTable, data, "ledger") if "ledger" in data else None
        scenario = self._table(ScenarioTable, data, "scenario")
        options = self._table(OptionsTable, data, "options")
        mappings = self._mappings(data, scenario)
        if options is not None:
            self.mistakes += options_mistakes(options)
        if self.mistakes or splynx is None or xero is None or scenario is None or options is None:
            raise ProfileMistakes(self.mistakes)
        return Profile(
            SplynxSettings(splynx.url, splynx.tag),
            XeroSettings(
                xero.client_id,
                xero.organisation,
                tuple(xero.redirect_ports),
                xero.api_url,
                xero.identity_url,
                xero.login_url,
            ),
            ledger.url if ledger else "",
            scenario.kind,
            Options(**{**dict(options), "partners": tuple(options.partners)}),
            mappings,
        )

    def _mappings(self, data: Mapping[str, Any], scenario: ScenarioTable | None) -> Mappings:
        mapping = self._entries(data.get("mapping", {}), "mapping")
        self._unknown(mapping, _MAPPINGS, ("mapping",))
        categories = self._texts(mapping, "categories")
        taxes = self._texts(mapping, "taxes")
        for key in taxes:
            if wrong := check_tax_key(key):
                self.mistakes.append(Mistake(dotted("mapping", "taxes", key), wrong))
        methods = self._tables(MethodTable, mapping, "payment_methods")
        self.mistakes += method_mistakes(methods, scenario.kind if scenario else None)
        tracking = self._tables(TrackingTable, mapping, "tracking")
        self.mistakes += tracking_mistakes(tracking)
        return Mappings(
            MappingProxyType(categories),
            MappingProxyType(taxes),
            MappingProxyType({name: MethodMapping(m.account, m.flow, m.arrival) for name, m in methods.items()}),
            MappingProxyType(
                {name: TrackingMapping(t.source, MappingProxyType(dict(t.values))) for name, t in tracking.items()}
            ),
        )

    def _table(self, model: type[M], data: Mapping[str, Any], *path: str) -> M | None:
        return self._checked(model, data.get(path[-1], {}), path)

    def _checked(self, model: type[M], value: Any, path: tuple[str, ...]) -> M | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            names = [field.alias or name for name, field in model.model_fields.items()]
            self.mistakes += [_mistake(detail, path, names) for detail in error.errors()]
            return None

    def _tables(self, model: type[M], mapping: Mapping[str, Any], name: str) -> dict[str, M]:
        found = {}
        for key, value in self._entries(mapping.get(name, {}), "mapping", name).items():
            entry = self._checked(model, value, ("mapping", name, key))
            if entry is not None:
                found[key] = entry
        return found

    def _texts(self, mapping: Mapping[str, Any], name: str) -> dict[str, str]:
        found = {}
        for key, value in self._entries(mapping.get(name, {}), "mapping", name).items():
            if isinstance(value, str) and value.strip() and key.strip():
                found[key] = value
            elif isinstance(value, str):
                self.mistakes.append(Mistake(dotted("mapping", name, key), "This may not be empty."))
            else:
                self.mistakes.append(Mistake(dotted("mapping", name, key), _wrong_kind("string_type", value)))
        return found

    def _entries(self, value: Any, *path: str) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self.mistakes.append(Mistake(dotted(*path), _wrong_kind("dict_type", value)))
        return {}

    def _unknown(self, data: Mapping[str, Any], known: Iterable[str], path: tuple[str, ...]) -> None:
        names = list(known)
        self.mistakes += [Mistake(dotted(*path, key), _not_known(key, names)) for key in data if key not in names]


def _mistake(detail: Any, path: tuple[str, ...], names: list[str]) -> Mistake:
    """A pydantic error in plain words."""
    place = dotted(*path, *detail["loc"])
    kind, context = detail["type"], detail.get("ctx") or {}
    if kind == "extra_forbidden":
        return Mistake(place, _not_known(str(detail["loc"][-1]), names))
    if kind == "missing":
        return Mistake(place, "This is missing.")
    if kind in ("enum", "literal_error"):
        return Mistake(place, f"“{detail['input']}” is not possible here; use {context['expected']}.")
    if kind == "greater_than_equal":
        return Mistake(place, f"It must be at least {context['ge']}.")
    if kind == "less_than_equal":
        return Mistake(place, f"It must be at most {context['le']}.")
    if kind == "value_error":
        return Mistake(place, str(context["error"]))
    return Mistake(place, _wrong_kind(kind, detail["input"]))


def _wrong_kind(kind: str, value: Any) -> str:
    wanted = _KINDS.get(kind, "something else")
    hint = f', as "{value}"' if kind == "string_type" and isinstance(value, int) and not isinstance(value, bool) else ""
    return f"It must be {wanted}{hint}."


def _not_known(key: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(names), n=1)
    return f"This key is not known. Did you mean {near[0]}?" if near else "This key is not known."


def _unreadable(file: Path, why: str) -> Misconfigured:
    return Misconfigured("P1", "The profile cannot be read", f"{file}: {why}", "Check the file's name and its rights.")


def _table(values: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        if value is not None:
            table.add(tomlkit.key(key) if key else key, value)
    return table


def _inline(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> Table:
    """A table of one-line tables."""
    table = tomlkit.table()
    for name, values in entries:
        line = tomlkit.inline_table()
        line.update({key: value for key, value in values.items() if value is not None})
        table.add(name, line)
    return table
