"""What several keys of a profile must agree on (R17, R24; interface.md, "Profile file"), told by dotted key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.storage.profile_tables import MethodTable, OptionsTable, TrackingTable

_ALLOWED = {
    ScenarioKind.PUSH_ALL: (Flow.TO_XERO, Flow.IGNORE),
    ScenarioKind.XERO_PAYMENTS: (Flow.FROM_XERO, Flow.IGNORE),
    ScenarioKind.MIXED: tuple(Flow),
}
# Xero shows two tracking categories at most (xero-api.md §13).
MOST_TRACKING = 2


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to put right: `key` is dotted as in TOML, "" for the file as a whole."""

    key: str
    text: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.key}: {self.text}" if self.key else self.text


def dotted(*parts: str | int) -> str:
    """A key as TOML writes it: parts with blanks or dots in quotes, list places in brackets."""
    written = ""
    for part in parts:
        if isinstance(part, int):
            written += f"[{part}]"
            continue
        plain = part.isascii() and part.replace("_", "").replace("-", "").isalnum()
        text = part if plain else f'"{part}"'
        written += f".{text}" if written else text
    return written


def options_mistakes(options: OptionsTable) -> Iterator[Mistake]:
    """Options that need one another."""
    for name in ("unallocated", "proforma"):
        if getattr(options, name) != "prepayment":
            continue
        for needed in ("prepayment_account", "prepayment_tax"):
            if not getattr(options, needed).strip():
                yield Mistake(dotted("options", needed), f'It is needed because {name} is "prepayment".')
        break
    if options.day_reserve >= options.calls_per_day:
        text = f"The reserve must be smaller than calls_per_day ({options.calls_per_day})."
        yield Mistake("options.day_reserve", text)


def method_mistakes(methods: Mapping[str, MethodTable], scenario: ScenarioKind | None) -> Iterator[Mistake]:
    """Flows that the scenario does not know, accounts used both ways, arrivals (R24)."""
    for name, method in methods.items():
        key = dotted("mapping", "payment_methods", name)
        if scenario is not None and method.flow not in _ALLOWED[scenario]:
            allowed = " or ".join(f'"{flow.value}"' for flow in _ALLOWED[scenario])
            yield Mistake(f"{key}.flow", f'The scenario "{scenario.value}" takes only {allowed}.')
        if method.flow is not Flow.IGNORE and not method.account.strip():
            yield Mistake(f"{key}.account", 'A Xero account is needed; or choose flow = "ignore".')
        if method.arrival and method.flow is not Flow.FROM_XERO:
            yield Mistake(f"{key}.arrival", 'Only a method with flow = "from-xero" can be the one payments arrive by.')
    yield from _account_mistakes(methods)


def _account_mistakes(methods: Mapping[str, MethodTable]) -> Iterator[Mistake]:
    accounts: dict[str, dict[str, MethodTable]] = {}
    for name, method in methods.items():
        if method.flow is not Flow.IGNORE and method.account.strip():
            accounts.setdefault(method.account.strip(), {})[name] = method
    for account, users in accounts.items():
        read = [name for name, method in users.items() if method.flow is Flow.FROM_XERO]
        sent = [name for name, method in users.items() if method.flow is Flow.TO_XERO]
        for name in sent if read else ():
            key = dotted("mapping", "payment_methods", name, "account")
            yield Mistake(
                key,
                f"{account} both receives from Splynx and is read from Xero (by {', '.join(read)}). Payments could "
                f"come back. Give {name} another account.",
            )
        arrivals = [name for name in read if users[name].arrival]
        if len(read) > 1 and len(arrivals) != 1:
            key = dotted("mapping", "payment_methods", (arrivals or read)[-1], "arrival")
            names = ", ".join(read)
            yield Mistake(key, f"{names} share account {account}: exactly one of them must have arrival = true.")


def tracking_mistakes(tracking: Mapping[str, TrackingTable]) -> Iterator[Mistake]:
    """At most two tracking categories."""
    if len(tracking) > MOST_TRACKING:
        text = f"Xero has at most {MOST_TRACKING} tracking categories; {len(tracking)} are mapped."
        yield Mistake("mapping.tracking", text)
