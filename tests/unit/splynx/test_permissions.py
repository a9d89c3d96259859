"""Which ticks are missing on the API key, in the words of Splynx's own screen (ui.md S3)."""

import pytest

from splynx_xero_gui.splynx.auth import read_permissions
from splynx_xero_gui.splynx.permissions import (
    AREAS,
    PAYMENTS,
    Area,
    Verdict,
    missing_payment_writes,
    missing_views,
    screen_name,
    told_verdict,
)


def everything(word: str) -> dict[str, dict[str, str]]:
    names = ["customers\\Customer", "customers\\CustomerInfo", "customers\\CustomerBilling", "finance\\Invoices",
             "finance\\CreditNotes", "finance\\Payments", "finance\\Transactions", "finance\\InvoiceRelations",
             "finance\\TransactionCategories", "finance\\PaymentMethods", "config\\Taxes", "administration\\Partners",
             "config\\CompanyInfo"]  # fmt: skip
    actions = ("index", "view", "add", "update", "delete")
    return {f"api\\admin\\{name}": dict.fromkeys(actions, word) for name in names}


def no_probe(area: Area) -> Verdict:
    raise AssertionError(f"{area.screen} was probed although the sign-in told")


def test_a_sign_in_that_allows_everything_leaves_nothing_missing_and_nothing_to_probe() -> None:
    assert missing_views(read_permissions(everything("allow")), no_probe) == ()


def test_every_denied_area_is_named_as_the_screen_names_it() -> None:
    missing = missing_views(read_permissions(everything("deny")), no_probe)
    assert missing == tuple(f"{area.screen} – view" for area in AREAS)
    assert missing[0] == "Customers – view"
    assert "Finance › Invoices – view" in missing


def test_a_list_that_may_be_seen_but_not_opened_is_missing_too() -> None:
    told = everything("allow")
    told["api\\admin\\finance\\Payments"]["view"] = "deny"
    assert missing_views(read_permissions(told), no_probe) == ("Finance › Payments – view",)


@pytest.mark.parametrize("told", [[], None, "", {}])
def test_where_the_sign_in_says_nothing_each_area_is_probed(told: object) -> None:
    probed: list[str] = []

    def probe(area: Area) -> Verdict:
        probed.append(area.screen)
        return Verdict.DENIED if area is PAYMENTS else Verdict.ALLOWED

    assert missing_views(read_permissions(told), probe) == ("Finance › Payments – view",)
    assert probed == [area.screen for area in AREAS]


def test_what_a_probe_cannot_tell_is_not_called_missing() -> None:
    assert missing_views({}, lambda _area: Verdict.UNTOLD) == ()


def test_controllers_are_recognised_however_they_are_written() -> None:
    for name in ("api\\admin\\finance\\Payments", "api/admin/finance/payments", "api.admin.finance.Payments"):
        assert told_verdict({name: {"view": False}}, PAYMENTS, ("view",)) is Verdict.DENIED
    assert told_verdict({"api\\admin\\finance\\PaymentMethods": {"view": False}}, PAYMENTS, ("view",)) is Verdict.UNTOLD


def test_writing_payments_is_asked_for_separately() -> None:
    told = everything("allow")
    told["api\\admin\\finance\\Payments"] |= {"add": "deny", "delete": "deny"}
    assert missing_payment_writes(read_permissions(told)) == (
        "Finance › Payments – add",
        "Finance › Payments – delete",
    )
    assert missing_payment_writes({}) == ()


@pytest.mark.parametrize(
    ("path", "method", "name"),
    [
        ("admin/customers/customer", "GET", "Customers – view"),
        ("admin/customers/customer/5", "GET", "Customers – view"),
        ("admin/customers/customer-billing/5", "GET", "Customer billing – view"),
        ("admin/finance/payments", "POST", "Finance › Payments – add"),
        ("admin/finance/payments/7", "PUT", "Finance › Payments – update"),
        ("admin/finance/payments/7", "DELETE", "Finance › Payments – delete"),
        ("admin/finance/payments", "HEAD", "Finance › Payments – view"),
        ("admin/config/download/invoices--5", "GET", "Config › Download – view"),
        ("admin/config/config", "GET", "config/config – view"),
    ],
)
def test_a_refused_request_names_the_tick_it_needs(path: str, method: str, name: str) -> None:
    assert screen_name(path, method) == name
