"""What the mapping pages propose, how sure they are and why (ui.md W5–W7). Never what the other side forbids."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.reference import Account, AccountingReference, TaxRate
from splynx_xero_gui.wizard.offers import SALES_TYPES, account_key, line_refusal, payment_refusal, rate_refusal
from splynx_xero_gui.wizard.similar import best_alike, folded, words
from splynx_xero_gui.wizard.state import Certainty, Suggestion

_GENERAL_SALES = frozenset({"sales", "revenue", "income", "turnover", "general sales"})
_GATEWAY = frozenset(
    [
        "card",
        "cards",
        "gateway",
        "online",
        "paypal",
        "stripe",
        "payfast",
        "paystack",
        "paygate",
        "peach",
        "ozow",
        "yoco",
        "netcash",
        "authorize",
        "square",
        "braintree",
        "mollie",
        "klarna",
        "flutterwave",
        "worldpay",
        "mpesa",
        "snapscan",
        "zapper",
        "visa",
        "mastercard",
        "amex",
    ]
)
_CASH = frozenset(["cash", "till", "petty"])
_BANK = frozenset(
    ["bank", "eft", "transfer", "wire", "deposit", "debit", "direct", "ach", "sepa", "iban", "bacs", "giro"]
)
_CLEARING = frozenset(["clearing", "settlement", "gateway", "card", "cards", "undeposited", "suspense"])


class Why(StrEnum):
    """Why something is suggested, or why nothing is."""

    ONLY_SALES_ACCOUNT = "only-sales-account"
    SAME_NAME = "same-name"
    SIMILAR_NAME = "similar-name"
    GENERAL_SALES_ACCOUNT = "general-sales-account"
    ONLY_RATE = "only-rate"
    USUAL_RATE = "usual-rate"
    NO_TAX_RATE = "no-tax-rate"
    ONLY_ACCOUNT = "only-account"
    CLEARING_ACCOUNT = "clearing-account"
    CASH_ACCOUNT = "cash-account"
    ONLY_BANK = "only-bank"
    NO_SUCH_RATE = "no-such-rate"
    SEVERAL_RATES = "several-rates"
    SEVERAL_ACCOUNTS = "several-accounts"
    NOTHING_FITS = "nothing-fits"
    NEVER_USED = "never-used"


def suggest_nothing(why: Why) -> Suggestion:
    """No suggestion, with the reason."""
    return Suggestion(reason=why.value)


def suggest_account(category: str, reference: AccountingReference) -> Suggestion:
    """The Xero account for a Splynx category."""
    currency = reference.organisation.base_currency
    allowed = [a for a in reference.accounts if line_refusal(a, currency) is None]
    sales = [a for a in allowed if a.type in SALES_TYPES]
    if len(sales) == 1:
        return _suggest(account_key(sales[0]), Certainty.CERTAIN, Why.ONLY_SALES_ACCOUNT)
    named = _by_name(category, sales)
    if named is None:
        # "Deposit" may well be a liability, but a sale is never an expense, nor is "Equipment" sold the firm's own.
        rest = [a for a in allowed if a not in sales and a.account_class not in ("EXPENSE", "ASSET")]
        others = _by_name(category, rest)
        named = dataclasses.replace(others, certainty=Certainty.LIKELY) if others else None
    if named is not None:
        return named
    general = [a for a in sales if folded(a.name) in _GENERAL_SALES]
    if len(general) == 1:
        return _suggest(account_key(general[0]), Certainty.LIKELY, Why.GENERAL_SALES_ACCOUNT)
    return suggest_nothing(Why.NOTHING_FITS)


def suggest_rate(
    tax: str, percent: Decimal, reference: AccountingReference, accounts: Sequence[str] = ()
) -> Suggestion:
    """The Xero rate for a Splynx tax at a percent (R8). `tax` empty means no tax.

    `accounts` are those the categories map to: their own default rate breaks a tie.
    """
    fitting = [r for r in reference.tax_rates if rate_refusal(r) is None and r.effective_rate == percent]
    if not fitting:
        return suggest_nothing(Why.NO_SUCH_RATE)
    if len(fitting) == 1:
        return _suggest(fitting[0].tax_type, Certainty.CERTAIN, Why.ONLY_RATE)
    if not tax:
        plain = [r for r in fitting if r.tax_type == "NONE"]
        return _suggest(plain[0].tax_type, Certainty.LIKELY, Why.NO_TAX_RATE) if plain else _several()
    same = [r for r in fitting if folded(r.name) == folded(tax)]
    if len(same) == 1:
        return _suggest(same[0].tax_type, Certainty.CERTAIN, Why.SAME_NAME)
    usual = _usual_rate(fitting, reference, accounts)
    if usual is not None:
        rate, account = usual
        return _suggest(rate.tax_type, Certainty.LIKELY, Why.USUAL_RATE, account)
    alike = best_alike(tax, [(r.name, r) for r in fitting])
    return _suggest(alike[1].tax_type, Certainty.LIKELY, Why.SIMILAR_NAME) if alike else _several()


def suggest_payment_account(method: str, reference: AccountingReference) -> Suggestion:
    """The Xero account that holds the money of a Splynx payment method."""
    currency = reference.organisation.base_currency
    allowed = [a for a in reference.accounts if payment_refusal(a, currency) is None]
    if not allowed:
        return suggest_nothing(Why.NOTHING_FITS)
    if len(allowed) == 1 and not is_gateway(method):
        return _suggest(account_key(allowed[0]), Certainty.CERTAIN, Why.ONLY_ACCOUNT)
    named = _by_name(method, allowed)
    if named is not None and named.certainty is Certainty.CERTAIN:
        return named
    natural = _by_nature(method, allowed)
    if natural is not None and natural.value:
        return natural
    return named or natural or suggest_nothing(Why.NOTHING_FITS)


def is_gateway(method: str) -> bool:
    """Whether a payment method is one that a gateway collects and pays out later: it deserves a clearing account."""
    return any(
        word in _GATEWAY or (word.startswith("pay") and len(word) > 5 and word != "payment") for word in _bare(method)
    )


def is_bank(method: str) -> bool:
    """Whether a payment method's money is seen first on a bank statement."""
    return not is_gateway(method) and any(word in _BANK for word in _bare(method))


def _bare(method: str) -> tuple[str, ...]:
    return tuple(word for word in words(method) if word not in ("payment", "payments"))


def _by_nature(method: str, allowed: Sequence[Account]) -> Suggestion | None:
    if is_gateway(method):
        enabled = [a for a in allowed if a.payments_enabled]
        clearing = [a for a in allowed if _CLEARING.intersection(words(a.name))]
        own = [a for a in clearing if set(_bare(method)).intersection(words(a.name))]
        return _single(own or clearing or enabled, Why.CLEARING_ACCOUNT)
    if _CASH.intersection(_bare(method)):
        return _single([a for a in allowed if _CASH.intersection(words(a.name))], Why.CASH_ACCOUNT)
    if is_bank(method):
        plain = [a for a in allowed if a.type == "BANK" and not (_CASH | _CLEARING).intersection(words(a.name))]
        everyday = [a for a in plain if not {"savings", "saving"}.intersection(words(a.name))]
        return _single(everyday or plain, Why.ONLY_BANK)
    return None


def _single(accounts: Sequence[Account], why: Why) -> Suggestion | None:
    """The one account there is; several are for the person to choose from."""
    if not accounts:
        return None
    if len(accounts) > 1:
        return suggest_nothing(Why.SEVERAL_ACCOUNTS)
    return _suggest(account_key(accounts[0]), Certainty.LIKELY, why)


def _by_name(name: str, accounts: Sequence[Account]) -> Suggestion | None:
    same = [a for a in accounts if folded(a.name) == folded(name)]
    if len(same) == 1:
        return _suggest(account_key(same[0]), Certainty.CERTAIN, Why.SAME_NAME)
    alike = None if same else best_alike(name, [(a.name, a) for a in accounts])
    return _suggest(account_key(alike[1]), Certainty.LIKELY, Why.SIMILAR_NAME) if alike else None


def _usual_rate(
    fitting: Sequence[TaxRate], reference: AccountingReference, accounts: Sequence[str]
) -> tuple[TaxRate, str] | None:
    """The one fitting rate that sales accounts have as their own in Xero, and such an account's code."""
    chosen = [account for code in accounts if (account := reference.account(code)) is not None]
    asked = chosen or [account for account in reference.accounts if account.active and account.type in SALES_TYPES]
    found = {rate.tax_type: (rate, a.code) for rate in fitting for a in reversed(asked) if a.tax_type == rate.tax_type}
    return next(iter(found.values())) if len(found) == 1 else None


def _suggest(value: str, certainty: Certainty, why: Why, detail: str = "") -> Suggestion:
    return Suggestion(value, certainty, why.value, detail)


def _several() -> Suggestion:
    return suggest_nothing(Why.SEVERAL_RATES)
