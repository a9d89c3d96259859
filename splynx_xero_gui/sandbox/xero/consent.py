"""The page on which a person allows an app to reach an organisation, and a browser that fills it in for tests."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

from splynx_xero_gui.sandbox.xero.books import Person
from splynx_xero_gui.sandbox.xero.identity import ConsentRequest

_TIMEOUT: Final = 30.0
_STYLE: Final = """
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
fieldset { margin: 1.5rem 0; } label { display: block; padding: .35rem 0; }
button { font: inherit; padding: .5rem 1.25rem; margin-inline-end: .75rem; }
.note { border-inline-start: .3rem solid; padding-inline-start: .75rem; }
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """An organisation on the page; not `free`: it already has all the apps it may have."""

    name: str
    tenant_id: str
    free: bool


def page(asked: ConsentRequest, choices: Sequence[Choice], person: Person) -> str:
    """The consent page: which app, what it may do, which organisation; Allow or Cancel."""
    scopes = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in asked.scopes)
    first = next((c.tenant_id for c in choices if c.free), None)
    options = "".join(_option(choice, choice.tenant_id == first) for choice in choices)
    return _document(
        "Allow access",
        f"""
<p class="note">Sandbox: this page stands in for Xero's. No real books are reached.</p>
<h1>{escape(asked.client.name)} wants access to your organisation's data</h1>
<p>Signed in as {escape(person.given_name)} {escape(person.family_name)} ({escape(person.email)})</p>
<form method="post" action="/identity/connect/consent">
<input type="hidden" name="request" value="{escape(asked.request_id)}">
<fieldset><legend>Organisation</legend>{options}</fieldset>
<details><summary>What it may do</summary><ul>{scopes}</ul></details>
<p><button type="submit" name="action" value="approve"{"" if first else " disabled"}>Allow access</button>
<button type="submit" name="action" value="deny" formnovalidate>Cancel</button></p>
</form>""",
    )


def error_page(text: str) -> str:
    """Xero's own error page: the app gets no callback (xero-api.md §15.1)."""
    return _document(
        "Sorry, something went wrong",
        f"""
<h1>Sorry, something went wrong</h1>
<p id="error" role="alert">{escape(text)}</p>""",
    )


def _option(choice: Choice, chosen: bool) -> str:
    state = " checked" if chosen else "" if choice.free else " disabled"
    full = "" if choice.free else " (already connected to two apps)"
    return (
        f'<label><input type="radio" name="organisation" value="{escape(choice.tenant_id)}"{state} required> '
        f"{escape(choice.name)}{full}</label>"
    )


def _document(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main>{body}</main></body></html>"
    )


class ConsentRefused(Exception):
    """The browser showed an error page instead of a form, or the organisation could not be chosen."""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where the browser ended: the app's callback address, and what the app answered there."""

    url: str
    status: int
    body: str


class Browser:
    """A person at a browser, over real HTTP: opens the page, fills in the form, follows the redirect to the app."""

    def approve(self, url: str, organisation: str | None = None) -> Landing:
        """Allow access; `organisation` by name (None: the one chosen already). Raises ConsentRefused."""
        form = self._open(url)
        tenant = form.chosen if organisation is None else form.organisations.get(organisation)
        if tenant is None:
            raise ConsentRefused(f"{organisation or 'No organisation'} cannot be chosen on the page")
        return self._send(url, form, {"action": "approve", "organisation": tenant})

    def deny(self, url: str) -> Landing:
        """Press Cancel. Raises ConsentRefused."""
        return self._send(url, self._open(url), {"action": "deny"})

    def _open(self, url: str) -> _Form:
        status, _, body = _fetch("GET", url)
        form = _Form()
        form.feed(body)
        if status != 200 or form.action is None:
            raise ConsentRefused(form.error or f"The page answered {status}")
        return form

    def _send(self, url: str, form: _Form, answer: dict[str, str]) -> Landing:
        data = urlencode({**form.hidden, **answer})
        status, location, body = _fetch("POST", urljoin(url, form.action), data)
        if status != 302 or location is None:
            raise ConsentRefused(f"The form answered {status}: {body[:200]}")
        landed, _, text = _fetch("GET", location)
        return Landing(location, landed, text)


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.hidden: dict[str, str] = {}
        self.organisations: dict[str, str] = {}
        self.chosen: str | None = None
        self.error = ""
        self._radio: str | None = None
        self._in_error = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.action = got.get("action", "")
        elif tag == "input" and got.get("type") == "hidden":
            self.hidden[got["name"]] = got["value"]
        elif tag == "input" and got.get("type") == "radio" and "disabled" not in got:
            self._radio = got["value"]
            if "checked" in got:
                self.chosen = got["value"]
        elif got.get("id") == "error":
            self._in_error = True

    def handle_data(self, data: str) -> None:
        if self._radio is not None:
            self.organisations[data.strip()] = self._radio
            self._radio = None
        if self._in_error:
            self.error, self._in_error = data.strip(), False


def _fetch(method: str, url: str, data: str | None = None) -> tuple[int, str | None, str]:
    """One request without following redirects: status, Location, body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=_TIMEOUT)
    try:
        headers = {"Accept": "text/html"} | ({"Content-Type": "application/x-www-form-urlencoded"} if data else {})
        connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, data, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location"), answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
