"""The whole sign-in against the sandbox, over real HTTP: consent, tokens, connections, disconnecting."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.failures import NetworkLost, NotAuthorised, ServiceDown
from splynx_xero_gui.sandbox.xero import OrganisationSpec
from splynx_xero_gui.xero import Grant, TokenManager, XeroAccounting, begin_consent, choose
from splynx_xero_gui.xero.tokens import PREVIOUS_TOKEN, REFRESH_TOKEN
from tests.support.xero_bench import XeroBench, bench, free_port
from tests.support.xero_kit import MemoryVault

TWO = (OrganisationSpec("Example ISP"), OrganisationSpec("Other Books"))


@pytest.fixture
def books(tmp_path) -> Iterator[XeroBench]:
    with bench(tmp_path, organisations=TWO) as made:
        yield made


def grant(books: XeroBench, organisation: str | None = None) -> Grant:
    with begin_consent(books.settings) as consent:
        landing: list[object] = []
        browser = threading.Thread(
            target=lambda: landing.append(books.sandbox.approve(consent.authorise_url, organisation))
        )
        browser.start()
        found = consent.wait(books.cancel, 30)
        browser.join(30)
        assert "Done. Go back to the program" in landing[0].body
    return found


def test_a_consent_becomes_a_sign_in_that_reads_the_chosen_organisation(books):
    books.vault.kept.clear()
    assert not books.tokens.signed_in
    sign_in = books.tokens.redeem(grant(books, "Other Books"))
    chosen = choose(books.tokens.connections_of(sign_in), "", sign_in.claims.auth_event_id)
    assert chosen.name == "Other Books"
    assert books.vault.kept == {}
    books.tokens.keep(sign_in)
    system = XeroAccounting(
        books.settings, chosen.tenant_id, books.tokens, books.notes, books.cancel, books.clock, 1000, 0
    )
    found = system.reference().organisation
    assert (found.name, found.user_name, found.user_role) == ("Other Books", "Thandi Mokoena", "Standard")
    system.close()


def test_a_wrong_organisation_leaves_the_kept_sign_in_alone(books):
    before = dict(books.vault.kept)
    sign_in = books.tokens.redeem(grant(books, "Other Books"))
    with pytest.raises(NotAuthorised) as told:
        choose(books.tokens.connections_of(sign_in), "A third one", sign_in.claims.auth_event_id)
    assert told.value.id == "X5"
    assert books.vault.kept == before
    assert books.system.organisation().name == "Example ISP"


def test_a_denial_in_the_browser_is_told(books):
    with begin_consent(books.settings) as consent:
        browser = threading.Thread(target=books.sandbox.deny, args=(consent.authorise_url,))
        browser.start()
        with pytest.raises(NotAuthorised) as told:
            consent.wait(books.cancel, 30)
        browser.join(30)
    assert told.value.id == "X2"


def test_a_code_is_good_for_one_use(books):
    given = grant(books)
    books.tokens.redeem(given)
    with pytest.raises(NotAuthorised):
        books.tokens.redeem(given)


def test_a_code_without_its_verifier_is_worth_nothing(books):
    with pytest.raises(NotAuthorised):
        books.tokens.redeem(replace(grant(books), verifier="A" * 64))


def test_a_client_id_nobody_knows_is_told_as_such(books):
    settings = replace(books.settings, client_id="F" * 32)
    tokens = TokenManager(settings, books.vault, books.lock_path, books.clock)
    with pytest.raises(NotAuthorised) as told:
        tokens.access_token()
    assert told.value.id == "X7"


def test_tokens_rotate_over_hours_of_work(books):
    seen = set()
    for _ in range(5):
        assert books.system.organisation().name == "Example ISP"
        seen.add(books.vault.kept[REFRESH_TOKEN])
        books.clock.advance(hours=1)
    assert len(seen) == 5


def test_a_crash_before_saving_is_healed_by_the_grace_of_thirty_minutes(books):
    first = books.vault.kept[REFRESH_TOKEN]
    books.tokens.access_token()
    books.vault.kept[REFRESH_TOKEN] = first
    books.vault.kept.pop(PREVIOUS_TOKEN)
    books.clock.advance(minutes=29)
    again = TokenManager(books.settings, books.vault, books.lock_path, books.clock)
    assert again.access_token()


def test_after_sixty_idle_days_the_person_signs_in_again(books):
    books.clock.advance(days=61)
    with pytest.raises(NotAuthorised) as told:
        books.system.organisation()
    assert told.value.id == "X4"


def test_a_lost_answer_to_a_refresh_is_asked_for_again(books):
    rule = books.sandbox.faults.drop_after("POST", "/connect/token")
    assert books.system.organisation().name == "Example ISP"
    assert rule.hits == 1


def test_a_broken_identity_service_is_not_a_lost_sign_in(books):
    books.sandbox.faults.fail("POST", "/connect/token", status=503, times=None)
    before = dict(books.vault.kept)
    with pytest.raises(ServiceDown):
        books.system.organisation()
    assert books.vault.kept == before


@pytest.mark.parametrize("page", ["<html>", "[]", "{}", '{"access_token": ""}'])
def test_nonsense_instead_of_tokens_is_a_broken_service(books, page):
    books.sandbox.faults.fail("POST", "/connect/token", status=200, body=page, content_type="application/json")
    with pytest.raises(ServiceDown):
        books.tokens.access_token()


def test_an_unreachable_identity_service_is_a_lost_connection(books):
    away = replace(books.settings, identity_url=f"http://127.0.0.1:{free_port()}")
    tokens = TokenManager(away, books.vault, books.lock_path, books.clock)
    with pytest.raises(NetworkLost):
        tokens.access_token()


def test_nonsense_instead_of_connections_is_a_broken_service(books):
    books.sandbox.faults.fail("GET", "/connections", status=200, body="<html>", times=1)
    with pytest.raises(ServiceDown):
        books.tokens.connections()
    books.sandbox.faults.fail("GET", "/connections", status=401, times=1)
    with pytest.raises(NotAuthorised):
        books.tokens.connections()


def test_disconnecting_ends_the_access_at_xero_too(books):
    books.system.organisation()
    refresh = books.vault.kept[REFRESH_TOKEN]
    assert books.tokens.disconnect() is True
    assert books.vault.kept == {}
    books.vault.kept[REFRESH_TOKEN] = refresh
    with pytest.raises(NotAuthorised):
        books.tokens.access_token()


def test_disconnecting_one_of_two_organisations_leaves_the_other_profile_alone(books):
    other_profile = dict(books.vault.kept)
    other_profile[REFRESH_TOKEN] = books.sandbox.tokens("Other Books")["refresh_token"]
    first, second = (books.sandbox.books.organisation(name).tenant_id for name in ("Example ISP", "Other Books"))
    assert books.tokens.disconnect(first) is True
    other = TokenManager(books.settings, MemoryVault(other_profile), books.lock_path, books.clock)
    assert [c.tenant_id for c in other.connections()] == [second]
