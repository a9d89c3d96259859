"""Answers of both services with odd values in odd places: a plan is made, or a declared failure says why not.

Real answers are recorded, then single values within them are replaced. Seeds are printed by the test's name.
"""

from __future__ import annotations

import copy
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.sandbox.log import Exchange
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.transport.texts import sound
from splynx_xero_gui.xero.identity import Identity, InvalidGrant, TokenSet, claims
from tests.adapters.splynx.support import Said, TinyServer
from tests.support.inprocess import Office, office

SPOILT_EACH = int(os.environ.get("SPLYNX_XERO_SPOILT", "2"))
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**40, 0.1, "", " ", "0", "-0.005", "1e9", "NaN", "9" * 400, "2026-13-45", "0000-00-00",
    "\ud800", "\x00", "\u202e", [], {}, [None], {"a": {}}, [[]], "/Date(99999999999999999)/", "x" * 5000,
)  # fmt: skip


def spots(value: object) -> Iterator[tuple[Any, Any]]:
    """Every place of a value that can be replaced: the thing that holds it, and its key there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from spots(inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield value, place
            yield from spots(inner)


def spoil(body: bytes, chance: random.Random) -> str:
    """The answer with one to three of its values replaced."""
    spoilt = json.loads(body)
    for _ in range(chance.randint(1, 3)):
        found = list(spots(spoilt))
        if not found:
            break
        holder, key = chance.choice(found)
        holder[key] = copy.deepcopy(chance.choice(ODD))
    return json.dumps(spoilt)


def declared(work: Callable[..., object], office: Office) -> Failure | None:
    """The declared failure the work ended in, if it did; anything else is the test's own failure."""
    try:
        work(Silent(), office.cancel)
    except Failure as failure:
        return failure
    return None


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[tuple[Office, dict[tuple[str, str], bytes]]]:
    """An office with something of everything, and what both services answered to reading all of it."""
    answers: dict[tuple[str, str], bytes] = {}
    with office(tmp_path / "default") as made:
        customer = made.customer()
        invoice = made.bill(customer)
        made.books.take_payment(customer.id, 160, invoices=[invoice.id])
        credit = made.books.create_credit_note(customer.id, [Line("Too much", Decimal(30))])
        made.books.allocate_credit_note(credit.id, made.bill(customer, "30").id)
        made.sync()

        def note(side: str) -> Callable[[Exchange], None]:
            def hook(call: Exchange) -> None:
                worth = call.method == "GET" and call.status == 200 and call.response[:1] in (b"{", b"[")
                if worth and len(call.response) > 20:
                    answers.setdefault((side, call.path), call.response)

            return hook

        hooks = [(made.world.splynx, note("splynx")), (made.world.xero, note("xero"))]
        for server, hook in hooks:
            server.hooks.append(hook)
        made.later(days=40)
        made.fetch()
        made.reconcile()
        for server, hook in hooks:
            server.hooks.remove(hook)
        yield made, answers


@pytest.mark.parametrize("side", ["splynx", "xero"])
def test_an_odd_value_anywhere_ends_in_a_plan_or_a_declared_failure(
    recorded: tuple[Office, dict[tuple[str, str], bytes]], side: str
) -> None:
    office, answers = recorded
    chance, stopped = random.Random(side), 0
    server = office.world.splynx if side == "splynx" else office.world.xero
    paths = sorted(path for of, path in answers if of == side)
    assert len(paths) > 6
    for path in paths:
        for _ in range(1 if len(answers[side, path]) < 200 else SPOILT_EACH):
            body = spoil(answers[side, path], chance)
            server.faults.fail(
                "GET", f"{re.escape(path)}$", status=200, body=body, content_type="application/json", times=None
            )
            office.later(days=2)
            told = declared(office.session.fetch if "config" in path else office.session.plan, office)
            server.faults.clear()
            assert told is None or (told.id != "G1" and told.what_to_do), (path, body[:400])
            stopped += told is not None
    assert stopped, "nothing was found odd"


@pytest.mark.parametrize("seed", range(6))
def test_an_odd_answer_to_a_sign_in_is_a_sign_in_or_a_declared_failure(seed: int) -> None:
    chance = random.Random(seed)
    tokens = {"access_token": "a.b.c", "refresh_token": "r", "expires_in": 1800, "id_token": "d.e.f", "scope": "x y"}
    connection = {"id": "1", "tenantId": "2", "tenantName": "n", "tenantType": "ORGANISATION", "authEventId": "3"}
    said: list[Said] = []
    with TinyServer(lambda _: said[0], tokens=False) as server:
        identity = Identity(XeroSettings("A" * 32, api_url=server.url, identity_url=server.url, login_url=server.url))
        for _ in range(4 * SPOILT_EACH):
            status = chance.choice([200, 200, 400, 401, 500])
            for body, call in (
                (tokens, lambda: claims(identity.refresh("r"))),
                ([connection], lambda: identity.connections("t")),
            ):
                text = spoil(json.dumps(body).encode(), chance)
                said[:] = [Said(status, text.encode(), {"Content-Type": "application/json"})]
                with suppress(Failure, InvalidGrant):
                    call()


TOKENS = ["", "a", "a.b.c", "a.e30.c", "a.bnVsbA.c", "a.WzFd.c", "a." + "A" * 9999 + ".c", "ä.ö.ü"]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_of_any_kind_says_something_or_nothing(token: str) -> None:
    assert claims(TokenSet(token, "r", id_token=token)).user_id == ""


@pytest.mark.parametrize("odd", ["\ud800 half", "zero \x00 inside"])
def test_a_name_that_no_database_can_hold_is_kept_without_it(make_books: Office, odd: str) -> None:
    """Half a character of two, or the character zero: a sync would have ended in an error of the program's own."""
    page = json.dumps([{"ContactID": "5f3c9d7e-1b2a-4c3d-8e9f-0a1b2c3d4e5f", "Name": odd, "ContactStatus": "ACTIVE"}])
    body = f'{{"Contacts": {page}, "pagination": {{"page": 1, "pageCount": 1, "itemCount": 1, "pageSize": 1000}}}}'
    xero = make_books.world.xero
    xero.faults.fail("GET", r"/Contacts$", status=200, body=body, content_type="application/json", times=None)
    make_books.plan()
    xero.faults.clear()
    assert "\ufffd" in sound({"a": [odd]}, json.dumps(odd).encode())["a"][0]  # type: ignore[index]
    assert sound({"a": "Zoë 👩‍👧"}, json.dumps("Zoë 👩‍👧").encode()) == {"a": "Zoë 👩‍👧"}


@pytest.fixture
def make_books(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "default") as made:
        yield made
