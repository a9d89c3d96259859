"""Reference data of both sides: what `fetch` reads and mappings point to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Partner:
    """A Splynx partner (brand or reseller)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Location:
    """A Splynx location (a source of tracking)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Category:
    """A Splynx transaction category. `addon_id` non-zero: the official add-on mapped it (splynx-api.md §9)."""

    id: str
    name: str
    addon_id: str | None = None


@dataclass(frozen=True, slots=True)
class BilledTax:
    """A Splynx tax or tax group; `rate` in percent, of a group the effective one."""

    id: str
    name: str
    rate: Decimal
    is_group: bool = False
    archived: bool = False
    addon_id: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A Splynx payment method."""

    id: str
    name: str
    active: bool = True
    addon_id: str | None = None


@dataclass(frozen=True, slots=True)
class BillingReference:
    """Everything mappings need from Splynx. `currency` is None where this Splynx does not tell."""

    company: str = ""
    country: str = ""
    currency: str | None = None
    version: str = ""
    partners: tuple[Partner, ...] = ()
    categories: tuple[Category, ...] = ()
    taxes: tuple[BilledTax, ...] = ()
    methods: tuple[PaymentMethod, ...] = ()
    locations: tuple[Location, ...] = ()

    @property
    def addon_mapped(self) -> int:
        """How many categories, taxes and methods the official add-on is tied to (screen text S6)."""
        ids = (
            [c.addon_id for c in self.categories]
            + [t.addon_id for t in self.taxes]
            + [m.addon_id for m in self.methods]
        )
        return sum(1 for addon_id in ids if addon_id)


@dataclass(frozen=True, slots=True)
class Organisation:
    """The Xero organisation. Lock dates None = not set. `timezone` is an IANA name (xero-api.md §12, §13)."""

    id: str
    name: str
    base_currency: str
    country: str = ""
    timezone: str = "UTC"
    period_lock: date | None = None
    year_lock: date | None = None
    year_end_day: int = 31
    year_end_month: int = 12
    is_demo: bool = False
    version: str = ""
    short_code: str = ""
    user_name: str = ""
    user_role: str = ""
    may_approve: bool | None = None

    @property
    def locked_up_to(self) -> date | None:
        """The later of the two lock dates (R12); nothing may be dated on or before it."""
        return max((d for d in (self.period_lock, self.year_lock) if d), default=None)


@dataclass(frozen=True, slots=True)
class Account:
    """An account of Xero's chart (xero-api.md §13). `code` may be empty on bank accounts: then payments use `id`."""

    id: str
    code: str
    name: str
    type: str
    account_class: str
    active: bool = True
    tax_type: str = ""
    payments_enabled: bool = False
    system: str = ""
    currency: str = ""

    @property
    def takes_payments(self) -> bool:
        """Bank accounts and accounts with payments enabled (xero-api.md §9)."""
        return self.active and (self.type == "BANK" or self.payments_enabled)

    @property
    def takes_sales_lines(self) -> bool:
        """Accounts that Xero accepts on a sales invoice line: no bank, no system debtors or creditors (ui.md W5)."""
        return self.active and bool(self.code) and self.type != "BANK" and self.system in ("", "ROUNDING")


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax rate of Xero. `effective_rate` in percent; `classes` are the account classes it may be used on.

    `automatic`: Xero looks the percentage up for every invoice, so that no total can be foretold (R9).
    """

    tax_type: str
    name: str
    effective_rate: Decimal
    active: bool = True
    classes: frozenset[str] = frozenset()
    automatic: bool = False

    @property
    def for_revenue(self) -> bool:
        """Usable on sales."""
        return "REVENUE" in self.classes


@dataclass(frozen=True, slots=True)
class TrackingOption:
    """One value of a tracking category."""

    id: str
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class TrackingCategory:
    """A tracking category of Xero; at most two are active (xero-api.md §13)."""

    id: str
    name: str
    active: bool = True
    options: tuple[TrackingOption, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountingReference:
    """Everything mappings need from Xero."""

    organisation: Organisation
    accounts: tuple[Account, ...] = ()
    tax_rates: tuple[TaxRate, ...] = ()
    tracking: tuple[TrackingCategory, ...] = ()

    def account(self, code_or_id: str) -> Account | None:
        """The account with this code, else with this id; None when unknown."""
        by_code = next((a for a in self.accounts if a.code and a.code == code_or_id), None)
        return by_code or next((a for a in self.accounts if a.id == code_or_id), None)

    def tax_rate(self, tax_type: str) -> TaxRate | None:
        """The rate with this TaxType; None when unknown."""
        return next((r for r in self.tax_rates if r.tax_type == tax_type), None)

    @property
    def rounding_account(self) -> Account | None:
        """The account that takes rounding lines (R9): SystemAccount ROUNDING."""
        return next((a for a in self.accounts if a.system == "ROUNDING"), None)


@dataclass(frozen=True, slots=True)
class Usage:
    """How often a category, tax or method was used in the chosen range, and for how much money (ui.md W5)."""

    count: int = 0
    amount: Decimal = field(default_factory=lambda: Decimal("0.00"))


_BETWEEN = "\n"  # in no id


def together(keys: Iterable[str]) -> str:
    """One key for what one document uses, whatever the order of its lines."""
    return _BETWEEN.join(sorted(set(keys)))


def apart(key: str) -> frozenset[str]:
    """The keys that `together` joined."""
    return frozenset(key.split(_BETWEEN))
