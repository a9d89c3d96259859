"""What Xero accepts for each mapping, and why it refuses the rest (ui.md W5–W7; xero-api.md §9, §13)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.reference import Account, AccountingReference, TaxRate

SALES_TYPES = frozenset({"REVENUE", "SALES"})
_INCOME_TYPES = SALES_TYPES | {"OTHERINCOME"}


class Refusal(StrEnum):
    """Why something of Xero cannot be chosen."""

    ARCHIVED = "archived"
    BANK = "bank"
    SYSTEM = "system"
    NO_CODE = "no-code"
    OTHER_CURRENCY = "other-currency"
    TAKES_NO_PAYMENTS = "takes-no-payments"
    NOT_FOR_INCOME = "not-for-income"
    AUTOMATIC = "automatic"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Offer:
    """One account or rate as a list shows it. `key` is what the profile stores; `percent` is set for tax rates."""

    key: str
    code: str
    name: str
    type: str = ""
    percent: Decimal | None = None
    refusal: Refusal | None = None


def line_refusal(account: Account, currency: str) -> Refusal | None:
    """Why Xero refuses this account on a sales invoice line in the organisation's currency; None where it does not."""
    if not account.active:
        return Refusal.ARCHIVED
    if account.type == "BANK":
        return Refusal.BANK
    if account.currency not in ("", currency):
        return Refusal.OTHER_CURRENCY
    if not account.code:
        return Refusal.NO_CODE
    return None if account.takes_sales_lines else Refusal.SYSTEM


def payment_refusal(account: Account, currency: str) -> Refusal | None:
    """Why payments cannot go to this account; None where they can."""
    if not account.active:
        return Refusal.ARCHIVED
    if account.currency not in ("", currency):
        return Refusal.OTHER_CURRENCY
    return None if account.takes_payments else Refusal.TAKES_NO_PAYMENTS


def rate_refusal(rate: TaxRate) -> Refusal | None:
    """Why this rate cannot stand on a sales invoice; None where it can."""
    if not rate.active:
        return Refusal.ARCHIVED
    if rate.automatic:
        return Refusal.AUTOMATIC
    return None if rate.for_revenue else Refusal.NOT_FOR_INCOME


def line_offers(reference: AccountingReference) -> tuple[Offer, ...]:
    """Accounts for categories, revenue types first, then by code."""
    return _accounts(reference, line_refusal, lambda account: account.type not in _INCOME_TYPES)


def payment_offers(reference: AccountingReference) -> tuple[Offer, ...]:
    """Accounts for payment methods, bank accounts first, then by code."""
    return _accounts(reference, payment_refusal, lambda account: account.type != "BANK")


def rate_offers(rates: Iterable[TaxRate], percent: Decimal) -> tuple[Offer, ...]:
    """Tax rates, those of the wanted percent first."""
    ordered = sorted(rates, key=lambda rate: (rate.effective_rate != percent, -rate.effective_rate, rate.name))
    return tuple(
        Offer(rate.tax_type, "", rate.name, percent=rate.effective_rate, refusal=rate_refusal(rate)) for rate in ordered
    )


def account_key(account: Account) -> str:
    """What a profile stores for an account: its code, else its id (bank accounts may have no code)."""
    return account.code or account.id


def _accounts(
    reference: AccountingReference,
    refusal: Callable[[Account, str], Refusal | None],
    later: Callable[[Account], bool],
) -> tuple[Offer, ...]:
    currency = reference.organisation.base_currency
    ordered = sorted(reference.accounts, key=lambda account: (later(account), not account.code, account.code))
    return tuple(Offer(account_key(a), a.code, a.name, a.type, refusal=refusal(a, currency)) for a in ordered)
