"""Consent in the browser, tokens and their life, connections, scopes."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from splynx_xero_gui.sandbox.xero import ConsentRefused, OrganisationSpec, XeroSandbox
from tests.adapters.sandbox_xero.client import ApiClient

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SCOPE = "openid profile email offline_access accounting.contacts accounting.invoices accounting.settings.read"


class Callback:
    """The app's loopback listener: keeps the query of the one request it gets."""

    def __init__(self) -> None:
        callback = self
        self.query: dict[str, str] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                callback.query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"Done.")

            def log_message(self, *args: Any) -> None:
                """Silent."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.port = self._server.server_port
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def callback(sandbox: XeroSandbox) -> Iterator[Callback]:
    listener = Callback()
    sandbox.allow_ports(listener.port)
    yield listener
    listener.close()


def authorise_url(sandbox: XeroSandbox, port: int, **changes: str) -> str:
    query = {
        "response_type": "code",
        "client_id": sandbox.client.client_id,
        "scope": SCOPE,
        "state": "st4te",
        "redirect_uri": f"http://localhost:{port}/callback",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changes
    return f"{sandbox.url}/identity/connect/authorize?{urlencode(query)}"


def redeem(sandbox: XeroSandbox, port: int, code: str, **changes: str) -> requests.Response:
    return requests.post(
        f"{sandbox.url}/connect/token",
        data={
            "grant_type": "authorization_code",
            "client_id": sandbox.client.client_id,
            "code": code,
            "redirect_uri": f"http://localhost:{port}/callback",
            "code_verifier": VERIFIER,
        }
        | changes,
        timeout=10,
    )


def renew(sandbox: XeroSandbox, token: str) -> requests.Response:
    return requests.post(
        f"{sandbox.url}/connect/token",
        timeout=10,
        data={"grant_type": "refresh_token", "client_id": sandbox.client.client_id, "refresh_token": token},
    )


def connections(sandbox: XeroSandbox, access: str, **params: str) -> requests.Response:
    return requests.get(
        f"{sandbox.url}/connections", headers={"Authorization": f"Bearer {access}"}, params=params, timeout=10
    )


def claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return decoded


def test_consent_gives_a_code_for_tokens_that_reach_the_chosen_organisation(
    sandbox: XeroSandbox, callback: Callback
) -> None:
    landing = sandbox.approve(authorise_url(sandbox, callback.port), "Aotearoa Net")
    assert (landing.status, landing.body) == (200, "Done.")
    assert callback.query["state"] == "st4te"
    tokens = redeem(sandbox, callback.port, callback.query["code"]).json()
    assert (tokens["expires_in"], tokens["token_type"]) == (1800, "Bearer")
    person = claims(tokens["id_token"])
    assert (person["given_name"], person["family_name"], person["email"]) == (
        "Thandi",
        "Mokoena",
        "thandi.mokoena@example.com",
    )
    event = claims(tokens["access_token"])["authentication_event_id"]
    [connection] = connections(sandbox, tokens["access_token"], authEventId=event).json()
    assert (connection["tenantName"], connection["tenantType"]) == ("Aotearoa Net", "ORGANISATION")
    assert connection["createdDateUtc"] == "2026-11-20T12:00:00.0000000"


def test_a_denial_reaches_the_app_as_access_denied(sandbox: XeroSandbox, callback: Callback) -> None:
    sandbox.deny(authorise_url(sandbox, callback.port))
    assert (callback.query["error"], callback.query["state"]) == ("access_denied", "st4te")
    assert "code" not in callback.query


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"redirect_uri": "http://127.0.0.1:8888/callback"},
            "Error code: 500  Error: unauthorized_client : Invalid redirect_uri",
        ),
        (
            {"redirect_uri": "http://localhost:8888/other"},
            "Error code: 500  Error: unauthorized_client : Invalid redirect_uri",
        ),
        ({"scope": "openid nonsense"}, "Error: invalid_scope / Invalid scope / Error code: 500"),
        (
            {"scope": "accounting.transactions"},
            "Error code: 500  Error: unauthorized_client : Invalid scope for client",
        ),
        ({"client_id": "NOBODY"}, "Error: unauthorized_client : Unknown client or client not enabled"),
        ({"code_challenge_method": "plain"}, "Error: invalid_request : code challenge required"),
    ],
)
def test_a_wrong_request_is_shown_in_the_browser_only(
    sandbox: XeroSandbox, callback: Callback, changes: dict[str, str], text: str
) -> None:
    with pytest.raises(ConsentRefused, match="Error") as shown:
        sandbox.approve(authorise_url(sandbox, callback.port, **changes))
    assert str(shown.value) == text
    assert callback.query == {}


def test_an_older_app_may_still_ask_for_the_broad_scopes(sandbox: XeroSandbox, callback: Callback) -> None:
    sandbox.client.broad = True
    sandbox.approve(authorise_url(sandbox, callback.port, scope="accounting.transactions offline_access"))
    access = redeem(sandbox, callback.port, callback.query["code"]).json()["access_token"]
    answer = requests.get(
        f"{sandbox.url}/api.xro/2.0/Invoices",
        timeout=10,
        headers={
            "Authorization": f"Bearer {access}",
            "Accept": "application/json",
            "Xero-Tenant-Id": sandbox.books.organisation().tenant_id,
        },
    )
    assert answer.status_code == 200


class TestAnOrganisationWithTwoAppsAlready:
    @pytest.fixture
    def organisations(self) -> list[OrganisationSpec]:
        return [OrganisationSpec("Full", other_apps=2)]

    def test_cannot_be_chosen(self, sandbox: XeroSandbox, callback: Callback) -> None:
        with pytest.raises(ConsentRefused):
            sandbox.approve(authorise_url(sandbox, callback.port), "Full")
        page = requests.get(authorise_url(sandbox, callback.port), timeout=10).text
        assert "already connected to two apps" in page


def test_a_code_works_once_for_five_minutes_with_its_verifier(sandbox: XeroSandbox, callback: Callback) -> None:
    def code() -> str:
        sandbox.approve(authorise_url(sandbox, callback.port))
        return callback.query["code"]

    used = code()
    assert redeem(sandbox, callback.port, used).status_code == 200
    wrong = redeem(sandbox, callback.port, code(), code_verifier="w" * 43)
    late_code = code()
    sandbox.clock.advance(minutes=5)
    for refused in (redeem(sandbox, callback.port, used), wrong, redeem(sandbox, callback.port, late_code)):
        assert (refused.status_code, refused.json()) == (400, {"error": "invalid_grant"})
    assert redeem(sandbox, callback.port, code(), client_secret="s").json() == {"error": "invalid_client"}


def test_an_access_token_ends_after_half_an_hour(api: ApiClient, sandbox: XeroSandbox) -> None:
    sandbox.clock.advance(minutes=29, seconds=59)
    assert api.call("GET", "/Organisation").status_code == 200
    sandbox.clock.advance(1)
    answer = api.call("GET", "/Organisation")
    assert answer.status_code == 401
    assert answer.json()["Detail"] == "TokenExpired: token expired at 11/20/2026 12:30:00"
    assert answer.json()["Title"] == "Unauthorized"


def test_a_refresh_replaces_the_token_and_the_old_one_works_for_half_an_hour_more(
    api: ApiClient, sandbox: XeroSandbox
) -> None:
    first = api.tokens["refresh_token"]
    second = renew(sandbox, first).json()["refresh_token"]
    assert second != first
    sandbox.clock.advance(minutes=29)
    assert renew(sandbox, first).status_code == 200  # the answer was lost: asked again in time
    sandbox.clock.advance(minutes=1)
    assert (renew(sandbox, first).status_code, renew(sandbox, first).json()) == (400, {"error": "invalid_grant"})
    assert renew(sandbox, second).status_code == 200


def test_a_refresh_token_dies_unused_after_sixty_days(api: ApiClient, sandbox: XeroSandbox) -> None:
    sandbox.clock.advance(days=60)
    assert renew(sandbox, api.tokens["refresh_token"]).json() == {"error": "invalid_grant"}


def test_without_offline_access_there_is_no_refresh_token(sandbox: XeroSandbox) -> None:
    assert "refresh_token" not in sandbox.tokens(scopes=("openid", "accounting.contacts"))


def test_a_disconnection_leaves_the_tokens_but_every_call_answers_403(api: ApiClient, sandbox: XeroSandbox) -> None:
    access = api.tokens["access_token"]
    [connection] = connections(sandbox, access).json()
    gone = requests.delete(
        f"{sandbox.url}/connections/{connection['id']}", timeout=10, headers={"Authorization": f"Bearer {access}"}
    )
    assert (gone.status_code, gone.content) == (204, b"")
    answer = api.call("GET", "/Organisation")
    assert (answer.status_code, answer.json()["Detail"]) == (403, "AuthenticationUnsuccessful")
    assert renew(sandbox, api.tokens["refresh_token"]).status_code == 200
    assert connections(sandbox, access).json() == []


def test_a_disconnection_inside_xero_is_seen_at_the_next_call(api: ApiClient, sandbox: XeroSandbox) -> None:
    sandbox.identity.disconnect_organisation(api.org)
    assert api.call("GET", "/Organisation").status_code == 403


def test_revocation_ends_everything(api: ApiClient, sandbox: XeroSandbox) -> None:
    answer = requests.post(
        f"{sandbox.url}/connect/revocation",
        timeout=10,
        data={"token": api.tokens["refresh_token"], "client_id": sandbox.client.client_id},
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert renew(sandbox, api.tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert api.call("GET", "/Organisation").status_code == 401


@pytest.mark.parametrize("tenant", ["", "11111111-1111-4111-8111-111111111111"])
def test_a_missing_or_foreign_tenant_is_403(api: ApiClient, tenant: str) -> None:
    assert api.call("GET", "/Organisation", headers={"Xero-Tenant-Id": tenant}).status_code == 403


def test_scopes_are_granular(sandbox: XeroSandbox) -> None:
    api = ApiClient(sandbox, scopes=("accounting.invoices.read", "accounting.settings"))
    assert api.call("GET", "/Invoices").status_code == 200
    assert api.call("GET", "/Accounts").status_code == 200
    assert api.call("PUT", "/Invoices", {"Invoices": [{}]}).status_code == 403
    assert api.call("GET", "/Contacts").status_code == 403
    api.session.close()


def test_scopes_add_up_over_consents(sandbox: XeroSandbox) -> None:
    first = sandbox.tokens(scopes=("offline_access", "accounting.contacts"))
    second = sandbox.tokens(scopes=("offline_access", "accounting.settings.read"))
    assert set(first["scope"].split()) <= set(second["scope"].split())


def test_the_consent_page_is_a_plain_form_with_labels(sandbox: XeroSandbox) -> None:
    page = requests.get(authorise_url(sandbox, 8888), timeout=10)
    assert page.headers["Content-Type"].startswith("text/html")
    for text in (
        '<html lang="en">',
        "<legend>Organisation</legend>",
        "Karoo Fibre",
        "Aotearoa Net",
        ">Allow access</button>",
        ">Cancel</button>",
        "Thandi Mokoena",
    ):
        assert text in page.text
