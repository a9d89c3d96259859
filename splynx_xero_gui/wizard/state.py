"""What the set-up knows so far: frozen, copied at every change, without secrets (those go straight to the keyring).

Pages are filled from it and write into it with `dataclasses.replace`; nothing is ever taken back from it by going Back.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.profile import Mappings, Options, SplynxSettings, XeroSettings
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference, Organisation
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.wizard.services import OrganisationChoice, Scope

DEFAULT_PROFILE_NAME = "Main"


class Certainty(StrEnum):
    """How sure a suggestion is (ui.md W5)."""

    CERTAIN = "certain"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the program would choose. `reason` is an id that the page words, `detail` what it names."""

    value: str = ""
    certainty: Certainty = Certainty.NONE
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one Splynx category, tax or method is mapped to.

    `value` is an account code (the AccountID where the account has no code) or a TaxType; empty = not mapped.
    `confirmed`: a person chose or accepted it. `cleared`: a person emptied it, so it is not suggested again.
    """

    value: str = ""
    suggestion: Suggestion = Suggestion()
    confirmed: bool = False
    cleared: bool = False

    @property
    def to_check(self) -> bool:
        """Filled in by a suggestion that is only likely, and nobody looked yet."""
        return bool(self.value) and not self.confirmed and self.suggestion.certainty is Certainty.LIKELY


def _nothing() -> Mapping[str, Choice]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MappingAnswers:
    """One mapping page. Keys are Splynx ids; of taxes `id@percent` as in `Scope.usage` ("none@0" = no tax).

    `unmapped_accepted` is the answer *Go on without them* to U1; it holds for exactly the keys named in it.
    """

    choices: Mapping[str, Choice] = field(default_factory=_nothing)
    unmapped_accepted: frozenset[str] = frozenset()

    def value(self, key: str) -> str:
        """What the key is mapped to, empty when it is not."""
        choice = self.choices.get(key)
        return choice.value if choice else ""

    def with_choices(self, changed: Mapping[str, Choice]) -> "MappingAnswers":
        """A copy in which these keys are chosen anew."""
        return dataclasses.replace(self, choices=MappingProxyType({**self.choices, **changed}))


@dataclass(frozen=True, slots=True)
class SplynxAnswers:
    """W1. `info` is the last successful test, made with `tested_url`; `key_stored`: the keyring holds the key of it."""

    settings: SplynxSettings = field(default_factory=SplynxSettings)
    info: BillingInfo | None = None
    tested_url: str = ""
    key_stored: bool = False
    addon_off: bool = False

    @property
    def tested(self) -> bool:
        """Whether the address as it stands was tested with a key that is kept."""
        return self.info is not None and self.key_stored and self.tested_url == self.settings.url


@dataclass(frozen=True, slots=True)
class XeroAnswers:
    """W2. `choices` are the organisations of the last sign-in; `organisation` is the one that was read and pinned."""

    settings: XeroSettings = field(default_factory=XeroSettings)
    tenant_id: str = ""
    organisation: Organisation | None = None
    choices: tuple[OrganisationChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsRead:
    """W3. `complete`: everything but tracking categories was read. `at` is UTC."""

    billing: BillingReference | None = None
    accounting: AccountingReference | None = None
    at: dt.datetime | None = None
    complete: bool = False
    calls_left_today: int | None = None


@dataclass(frozen=True, slots=True)
class RangeAnswers:
    """W4. `partners` are ids, None = all, empty = none is ticked. `options.partners` is made from it (`profiles`).

    `scope` counts for these very answers; None = not counted yet. `splynx_read_at`: documents were read into the sync
    record.
    """

    options: Options = field(default_factory=Options)
    partners: frozenset[str] | None = None
    scope: Scope | None = None
    splynx_read_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class FlowAnswers:
    """W9. `flows` by Splynx method id; a method without an entry has no flow yet. `arrivals` are the methods that a
    stored profile names for the receipts of an account that several are read from (R24).
    """

    scenario: ScenarioKind = ScenarioKind.PUSH_ALL
    scenario_chosen: bool = False
    flows: Mapping[str, Flow] = field(default_factory=lambda: MappingProxyType({}))
    arrivals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SetupState:
    """Everything the set-up knows.

    `owns_name`: the profile of this name was begun by this set-up, or is set up again on purpose. `kept` are mappings
    of a stored profile whose names could not be resolved yet, and tracking: they survive a set-up that does not show
    them.
    """

    profile_name: str = DEFAULT_PROFILE_NAME
    owns_name: bool = False
    splynx: SplynxAnswers = SplynxAnswers()
    xero: XeroAnswers = XeroAnswers()
    read: SettingsRead = SettingsRead()
    range: RangeAnswers = RangeAnswers()
    categories: MappingAnswers = MappingAnswers()
    taxes: MappingAnswers = MappingAnswers()
    accounts: MappingAnswers = MappingAnswers()
    flow: FlowAnswers = FlowAnswers()
    kept: Mappings = field(default_factory=Mappings)
    ledger_url: str = ""

    @property
    def scope(self) -> Scope | None:
        """Counts of the chosen range, None when not counted."""
        return self.range.scope

    @property
    def currency(self) -> str:
        """The books' currency, empty before an organisation is known."""
        return self.xero.organisation.base_currency if self.xero.organisation else ""
