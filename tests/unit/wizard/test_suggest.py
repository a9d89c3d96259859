"""What the mapping pages propose, and how sure they are (ui.md W5-W7)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.wizard.offers import Refusal, account_key, line_refusal, payment_refusal, rate_offers, rate_refusal
from splynx_xero_gui.wizard.state import Certainty, Suggestion
from splynx_xero_gui.wizard.suggest import (
    Why,
    is_bank,
    is_gateway,
    suggest_account,
    suggest_payment_account,
    suggest_rate,
)
from tests.unit.wizard.mapping_world import (
    BANK,
    CARDS,
    CASH,
    DEBTORS,
    DOLLARS,
    NO_VAT,
    OLD_SALES,
    RENT,
    SALES,
    SAVINGS,
    STANDARD,
    ZERO_RATED,
    account,
    rate,
    xero,
)


def test_the_only_sales_account_is_certain_for_every_category() -> None:
    found = suggest_account("Anything", xero([SALES, BANK, DEBTORS, RENT, OLD_SALES]))
    assert found == Suggestion("200", Certainty.CERTAIN, Why.ONLY_SALES_ACCOUNT)


def test_an_account_of_the_same_name_is_certain() -> None:
    found = suggest_account("installation", xero([SALES, account("202", "Installation")]))
    assert (found.value, found.certainty, found.reason) == ("202", Certainty.CERTAIN, Why.SAME_NAME)


def test_a_similar_name_is_only_likely() -> None:
    found = suggest_account("Installation", xero())
    assert (found.value, found.certainty, found.reason) == ("202", Certainty.LIKELY, Why.SIMILAR_NAME)


def test_what_no_name_fits_goes_to_the_general_sales_account_to_be_checked() -> None:
    found = suggest_account("Service", xero())
    assert (found.value, found.certainty, found.reason) == ("200", Certainty.LIKELY, Why.GENERAL_SALES_ACCOUNT)


def test_without_a_general_sales_account_nothing_is_guessed() -> None:
    chart = [account("210", "Radio"), account("220", "Fibre")]
    assert suggest_account("Late fee", xero(chart)) == Suggestion(reason=Why.NOTHING_FITS)


def test_a_category_is_never_proposed_for_an_expense_of_its_name() -> None:
    chart = [account("210", "Radio"), account("220", "Fibre"), RENT]
    assert suggest_account("Rent", xero(chart)).value == ""


def test_a_liability_of_the_same_name_is_likely_at_most() -> None:
    found = suggest_account("Customer deposits", xero())
    assert (found.value, found.certainty) == ("825", Certainty.LIKELY)


def test_the_only_rate_of_the_percent_is_certain() -> None:
    found = suggest_rate("VAT 15%", Decimal("15"), xero())
    assert found == Suggestion("OUTPUT3", Certainty.CERTAIN, Why.ONLY_RATE)


def test_a_percent_xero_does_not_have_gets_no_suggestion() -> None:
    assert suggest_rate("VAT 16%", Decimal("16"), xero()) == Suggestion(reason=Why.NO_SUCH_RATE)


def test_lines_without_tax_are_proposed_xeros_own_rate_for_them_but_to_be_checked() -> None:
    found = suggest_rate("", Decimal(0), xero())
    assert (found.value, found.certainty, found.reason) == ("NONE", Certainty.LIKELY, Why.NO_TAX_RATE)


def test_lines_without_tax_are_certain_where_xero_has_one_zero_rate() -> None:
    assert suggest_rate("", Decimal(0), xero(rates=[STANDARD, NO_VAT])).certainty is Certainty.CERTAIN


def test_among_several_rates_of_the_percent_the_one_of_the_mapped_accounts_is_likely() -> None:
    other = rate("TAX009", "VAT on digital services", "15")
    found = suggest_rate("VAT", Decimal(15), xero(rates=[other, STANDARD]), ("200", "260"))
    assert found == Suggestion("OUTPUT3", Certainty.LIKELY, Why.USUAL_RATE, "200")


def test_several_rates_without_a_hint_are_left_to_the_person() -> None:
    rates = [rate("A", "First", "15"), rate("B", "Second", "15")]
    assert suggest_rate("VAT", Decimal(15), xero([account("200", "Sales")], rates)) == Suggestion(
        reason=Why.SEVERAL_RATES
    )


def test_card_money_is_proposed_the_clearing_account() -> None:
    found = suggest_payment_account("Credit card", xero())
    assert (found.value, found.certainty) == (CARDS.code, Certainty.LIKELY)


def test_a_gateway_takes_an_account_with_payments_enabled() -> None:
    chart = [BANK, account("655", "Settlements", "CURRENT", payments=True)]
    found = suggest_payment_account("PayPal", xero(chart))
    assert (found.value, found.reason) == ("655", Why.CLEARING_ACCOUNT)


def test_cash_goes_to_the_cash_box_and_transfers_to_the_everyday_bank() -> None:
    assert suggest_payment_account("Cash", xero()).value == CASH.code
    assert suggest_payment_account("EFT", xero()).value == BANK.code
    assert suggest_payment_account("Bank transfer", xero([BANK, SAVINGS, CARDS])).value == BANK.code


def test_the_only_account_is_certain_except_for_gateways() -> None:
    assert suggest_payment_account("Cash", xero([BANK])).certainty is Certainty.CERTAIN
    assert suggest_payment_account("Credit card", xero([BANK])).certainty is not Certainty.CERTAIN


def test_a_bank_account_in_another_currency_is_not_proposed() -> None:
    assert suggest_payment_account("Dollar account", xero([DOLLARS])) == Suggestion(reason=Why.NOTHING_FITS)


@pytest.mark.parametrize("method", ["Credit card", "PayFast", "PayPal", "Stripe", "Online payment", "Visa"])
def test_gateways_are_known_by_their_names(method: str) -> None:
    assert is_gateway(method)
    assert not is_bank(method)


@pytest.mark.parametrize("method", ["Bank transfer", "EFT", "Direct debit", "Wire"])
def test_bank_payments_are_known_by_their_names(method: str) -> None:
    assert is_bank(method)


@pytest.mark.parametrize("method", ["Cash", "Voucher", "Payment"])
def test_other_methods_are_neither(method: str) -> None:
    assert not is_bank(method)
    assert not is_gateway(method)


def test_refusals_are_told_apart() -> None:
    assert line_refusal(OLD_SALES, "ZAR") is Refusal.ARCHIVED
    assert line_refusal(BANK, "ZAR") is Refusal.BANK
    assert line_refusal(DEBTORS, "ZAR") is Refusal.SYSTEM
    assert line_refusal(account("", "Nameless"), "ZAR") is Refusal.NO_CODE
    assert payment_refusal(DOLLARS, "ZAR") is Refusal.OTHER_CURRENCY
    assert payment_refusal(SALES, "ZAR") is Refusal.TAKES_NO_PAYMENTS
    assert rate_refusal(rate("X", "Old", "15", active=False)) is Refusal.ARCHIVED
    assert rate_refusal(rate("X", "Input", "15", classes=frozenset({"EXPENSE"}))) is Refusal.NOT_FOR_INCOME
    assert line_refusal(SALES, "ZAR") is payment_refusal(BANK, "ZAR") is rate_refusal(ZERO_RATED) is None


# Building whole charts of accounts is slow on a busy machine, which is no fault.
unhurried = settings(suppress_health_check=[HealthCheck.too_slow])
names = st.sampled_from(
    ["Sales", "Service", "Cash", "Card clearing", "Bank", "Rent", "Installation", "Deposits", "VAT 15%", "Credit card"]
)
accounts = st.builds(
    account,
    st.sampled_from(["", "100", "200", "300", "400"]),
    names,
    st.sampled_from(["REVENUE", "SALES", "OTHERINCOME", "EXPENSE", "BANK", "CURRENT", "CURRLIAB"]),
    active=st.booleans(),
    tax_type=st.sampled_from(["", "A", "B"]),
    payments=st.booleans(),
    system=st.sampled_from(["", "DEBTORS", "ROUNDING"]),
    currency=st.sampled_from(["", "ZAR", "USD"]),
    id=st.uuids().map(str),
)
rates = st.builds(
    rate,
    st.sampled_from(["A", "B", "C", "NONE"]),
    names,
    st.sampled_from(["0", "14", "15"]),
    active=st.booleans(),
    classes=st.sampled_from([frozenset({"REVENUE"}), frozenset({"EXPENSE"}), frozenset()]),
)
books = st.builds(
    xero,
    st.lists(accounts, max_size=6, unique_by=lambda a: a.code or a.id),
    st.lists(rates, max_size=4, unique_by=lambda r: r.tax_type),
)


@unhurried
@given(books, names)
def test_nothing_is_proposed_that_xero_forbids(reference: AccountingReference, name: str) -> None:
    currency = reference.organisation.base_currency
    for_lines = suggest_account(name, reference).value
    assert not for_lines or for_lines in {
        account_key(a) for a in reference.accounts if line_refusal(a, currency) is None
    }
    for_payments = suggest_payment_account(name, reference).value
    assert not for_payments or for_payments in {
        account_key(a) for a in reference.accounts if payment_refusal(a, currency) is None
    }


@unhurried
@given(books, st.sampled_from(["", "VAT 15%", "Sales"]), st.sampled_from([Decimal(0), Decimal(14), Decimal(15)]))
def test_a_proposed_rate_is_usable_and_of_the_very_percent(
    reference: AccountingReference, tax: str, percent: Decimal
) -> None:
    found = suggest_rate(tax, percent, reference, tuple(a.code for a in reference.accounts))
    if found.value:
        chosen = reference.tax_rate(found.value)
        assert chosen is not None
        assert rate_refusal(chosen) is None
        assert chosen.effective_rate == percent


@unhurried
@given(books, names)
def test_certain_means_there_is_something_proposed(reference: AccountingReference, name: str) -> None:
    for found in (suggest_account(name, reference), suggest_payment_account(name, reference)):
        assert (found.certainty is Certainty.NONE) == (not found.value)
        assert found.reason


def test_a_rate_that_xero_looks_up_by_itself_is_neither_suggested_nor_offered() -> None:
    looked_up = replace(rate("AVALARA", "Auto Look Up", "0"), automatic=True)
    assert suggest_rate("", Decimal(0), xero(rates=[looked_up])) == Suggestion(reason=Why.NO_SUCH_RATE)
    assert suggest_rate("", Decimal(0), xero(rates=[looked_up, NO_VAT])).value == NO_VAT.tax_type
    assert [offer.refusal for offer in rate_offers([looked_up], Decimal(0))] == [Refusal.AUTOMATIC]
