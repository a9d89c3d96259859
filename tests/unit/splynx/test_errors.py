"""How Splynx says no, and the sentences a person is told (splynx-api.md §4, ui.md §6)."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.domain.failures import Failure, NetworkLost, NotAuthorised, ServiceDown
from splynx_xero_gui.splynx import errors
from splynx_xero_gui.splynx.errors import Reaction, reaction, read_refusal


def test_the_documented_error_body_is_read() -> None:
    refusal = read_refusal(
        405, b'{"error":{"message":"Method is disabled!","code":405,"internal_code":"METHOD_DISABLED"}}'
    )
    assert (refusal.internal_code, refusal.words) == ("METHOD_DISABLED", ("Method is disabled!",))
    assert refusal.details == "HTTP 405 · METHOD_DISABLED · Method is disabled!"
    assert refusal.is_splynx


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"error":{"message":"Statut inconnu !","code":422}}', ("Statut inconnu !",)),
        (
            '[{"field":"amount","message":"Montant est requis !"},{"field":"date","message":"Date est requis !"}]',
            ("amount: Montant est requis !", "date: Date est requis !"),
        ),
        ('{"amount":["Bad.","Worse."],"date":"Missing."}', ("amount: Bad.", "amount: Worse.", "date: Missing.")),
        ('{"error":{"message":{"amount":["Bad."]},"code":422}}', ("amount: Bad.",)),
        ('"Just words"', ("Just words",)),
        ("Description est requis !", ("Description est requis !",)),
        (
            "<!DOCTYPE html><html><head><title>422</title></head><body><p>Statut &amp;\n inconnu !</p></body></html>",
            ("Statut & inconnu !",),
        ),
        ("", ()),
    ],
)
def test_every_shape_of_a_validation_answer_gives_the_words_of_the_service(body: str, words: tuple[str, ...]) -> None:
    assert read_refusal(422, body.encode()).words == words


def test_a_refusal_without_words_still_says_something() -> None:
    assert read_refusal(422, b"").short == "HTTP 422"
    assert len(read_refusal(422, b"x" * 5000).short) <= 300


@given(st.binary(max_size=200))
def test_no_body_of_a_refusal_is_beyond_us(body: bytes) -> None:
    refusal = read_refusal(500, body)
    assert refusal.short
    assert "<" not in refusal.short or refusal.is_splynx or b"<" in body


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, "EXPIRED_ACCESS_TOKEN", Reaction.LOG_IN_AGAIN),
        (401, "EXPIRED_REFRESH_TOKEN", Reaction.LOG_IN_AGAIN),
        (401, "EMPTY_ACCESS_TOKEN", Reaction.LOG_IN_AGAIN),
        (401, "TOKEN_BANNED", Reaction.LOG_IN_AGAIN),
        (401, "IP_CHANGED", Reaction.LOG_IN_AGAIN),
        (403, "USER_AGENT_CHANGED", Reaction.LOG_IN_AGAIN),
        (403, "FORBIDDEN", Reaction.PERMISSION),
        (403, "UNAUTHORIZED", Reaction.PERMISSION),
        (401, "UNAUTHORIZED", Reaction.CREDENTIALS),
        (403, "NOT_ALLOWED_BY_USER_RESTRICTION", Reaction.PERMISSION),
        (405, "NOT_ALLOWED_BY_PARTNER_RESTRICTION", Reaction.PARTNER),
        (401, "INVALID_USER", Reaction.CREDENTIALS),
        (401, "MISSED_TWO_FACTOR_CODE", Reaction.CREDENTIALS),
        (500, "SERVER_ERROR", Reaction.RETRY),
        (400, "ENTITY_CANNOT_BE_DELETED", Reaction.SHOW),
        (405, "METHOD_DISABLED", Reaction.SHOW),
        (401, "SOMETHING_NEW", Reaction.CREDENTIALS),
        (403, "", Reaction.PERMISSION),
        (404, "NOT_FOUND", Reaction.SHOW),
    ],
)
def test_each_internal_code_has_its_reaction(status: int, code: str, expected: Reaction) -> None:
    assert reaction(status, code) is expected


def test_the_sentences_are_those_of_the_screen() -> None:
    cases: list[tuple[Failure, type[Failure], str, str, str]] = [
        (errors.unreachable("isp.example.net"), NetworkLost, "S1", "Splynx does not answer",
         "isp.example.net could not be reached. Check the address and your connection (VPN, if you use one). "
         "Nothing was changed."),
        (errors.unsafe("isp.example.net", errors.certificate_expired(dt.date(2026, 1, 31))), NetworkLost, "S2",
         "The connection to isp.example.net is not safe",
         "Its certificate is out of date since 2026-01-31. No key was sent. Ask who runs your Splynx server to renew "
         "it. This check cannot be switched off."),
        (errors.not_allowed(["Customers – view", "Finance › Invoices – view"]), NotAuthorised, "S3",
         "The key is missing 2 permissions",
         "Splynx accepted the key, but it may not: Customers – view · Finance › Invoices – view. In Splynx open "
         "Administration › API keys › your key › Permissions, tick these, save, then try again."),
        (errors.not_splynx("isp.example.net"), ServiceDown, "S5", "This is not a Splynx address",
         "isp.example.net answered, but not like Splynx. Use the address where you sign in to Splynx."),
        (errors.other_partner("North", 3, Decimal("345")), NotAuthorised, "S7", "Not visible to this key",
         "Some documents belong to partner North, which the key may not see. They are left out and named in the "
         "tie-out (3, 345.00)."),
    ]  # fmt: skip
    for failure, kind, id, title, text in cases:
        assert isinstance(failure, kind)
        assert (failure.id, failure.title) == (id, title)
        assert f"{failure.message} {failure.what_to_do}" == text
    wrong = errors.wrong_key()
    assert isinstance(wrong, NotAuthorised)
    assert (wrong.id, wrong.title) == ("S4", "Splynx does not accept this key")
    assert wrong.message == (
        "The key or the secret is wrong, or the key is switched off, or it may not be used from this computer's "
        "address. Nothing was changed."
    )
    assert errors.not_allowed(["Customers – view"]).title == "The key is missing 1 permission"
    assert errors.certificate_of_another("other.example") == "belongs to other.example"
    assert errors.certificate_unknown() == "is not signed by a known authority"
