"""What a service says is shown without anything that looks like a key, and with everything that does not."""

import base64
import random

import pytest

from splynx_xero_gui.domain.redaction import HIDDEN, without_keys


@pytest.mark.parametrize("length", [16, 20, 32, 48])
def test_random_keys_of_any_usual_form_are_hidden(length: int) -> None:
    draw = random.Random(length)
    for _ in range(200):
        raw = draw.randbytes(length)
        for key in (raw.hex(), base64.urlsafe_b64encode(raw * 2).decode()):
            assert without_keys(f"Invalid key {key}, sorry") == f"Invalid key {HIDDEN}, sorry"


def test_a_signed_token_is_hidden_in_all_its_parts() -> None:
    head = base64.urlsafe_b64encode(b'{"alg":"RS256","kid":"1CAF8E66772D6DC028D6726FD0261581570EFC19"}').decode()
    claims, signature = (base64.urlsafe_b64encode(random.Random(n).randbytes(n)).decode() for n in (300, 120))
    told = without_keys(f"Bearer {head}.{claims}.{signature}")
    assert told == f"Bearer {HIDDEN}.{HIDDEN}.{HIDDEN}"


@pytest.mark.parametrize(
    "words",
    [
        "Account code '200' is not a valid code for this document.",
        "Invoice # must be unique: 202611010003, Rooibos-Trading-and-Consulting-2026-Ltd.",
        "The InvoiceID 5f3c9d7e-a0b1-4c2d-8e3f-0123456789ab does not exist.",
        "anna.botha.of.the.long.house@example.net, 2026-11-01T00:00:00, SPX-P12.1",
        "A validation exception occurred",
        "",
    ],
)
def test_words_numbers_dates_and_ids_are_left_as_they_are(words: str) -> None:
    assert without_keys(words) == words
