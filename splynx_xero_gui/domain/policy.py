"""The profile with every name resolved to ids: what the planner decides by. Made by `engine.policy.resolve`."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.profile import MethodMapping, Options

NO_TAX = "none"


@dataclass(frozen=True, slots=True)
class TaxKey:
    """What a tax mapping is keyed by (R8): a Splynx tax (or NO_TAX) and the percent on the line."""

    tax_id: str
    percent: Decimal

    @classmethod
    def of_line(cls, tax_id: str | None, percent: Decimal) -> "TaxKey":
        """The key of a line; a line with no tax and 0 % is NO_TAX at 0."""
        if tax_id is None or percent == 0:
            return cls(NO_TAX if percent == 0 else tax_id or NO_TAX, percent.normalize())
        return cls(tax_id, percent.normalize())


@dataclass(frozen=True, slots=True)
class TrackingRule:
    """Which option of a Xero tracking category a line gets, by the id of its partner, location or category."""

    category_name: str
    source: str
    option_by_id: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Policy:
    """Scenario, options and resolved mappings. `partners` None = all."""

    scenario: ScenarioKind
    options: Options
    tag: str
    partners: frozenset[str] | None
    accounts: Mapping[str, str]
    tax_types: Mapping[TaxKey, str]
    methods: Mapping[str, MethodMapping]
    tracking: tuple[TrackingRule, ...] = ()

    def account_of(self, category_id: str | None) -> str | None:
        """Xero account code of a Splynx category; None when not mapped."""
        return self.accounts.get(category_id) if category_id else None

    def tax_of(self, key: TaxKey) -> str | None:
        """Xero TaxType of a tax key; None when not mapped."""
        return self.tax_types.get(key)

    def method(self, method_id: str) -> MethodMapping | None:
        """Account and flow of a payment method; None when not mapped."""
        return self.methods.get(method_id)

    def pushes(self, method_id: str) -> bool:
        """Whether payments of this method are sent to Xero."""
        mapping = self.methods.get(method_id)
        return mapping is not None and mapping.flow is Flow.TO_XERO

    @property
    def pulls(self) -> bool:
        """Whether any method's payments are seen in Xero first."""
        return any(mapping.flow is Flow.FROM_XERO for mapping in self.methods.values())

    def owns(self, partner_id: str | None) -> bool:
        """Whether documents of this partner belong to the profile."""
        return self.partners is None or partner_id in self.partners
