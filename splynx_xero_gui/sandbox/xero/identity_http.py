"""The identity service over HTTP: consent in the browser, tokens, revocation, connections (xero-api.md §1)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from flask import Flask, Response, redirect, request

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import consent
from splynx_xero_gui.sandbox.xero.books import XeroBooks
from splynx_xero_gui.sandbox.xero.errors import ApiError
from splynx_xero_gui.sandbox.xero.identity import BrowserError, Connection, Identity, TokenError

_HTML: Final = "text/html; charset=utf-8"
SECRET_PATHS: Final = ("/connect/", "/identity/")


class IdentityPages:
    """Routes of the identity service."""

    def __init__(self, identity: Identity, books: XeroBooks) -> None:
        self._identity, self._books = identity, books

    def mount(self, app: Flask) -> None:
        """Put the routes onto the application."""
        for rule, method, view in (
            ("/identity/connect/authorize", "GET", self.authorise),
            ("/identity/connect/consent", "POST", self.decide),
            ("/connect/token", "POST", self.token),
            ("/connect/revocation", "POST", self.revoke),
            ("/connections", "GET", self.connections),
            ("/connections/<connection_id>", "DELETE", self.disconnect),
        ):
            app.add_url_rule(rule, endpoint=f"{method} {rule}", view_func=view, methods=[method])

    def authorise(self) -> Response:
        """The consent page, or an error page that only the browser sees."""
        try:
            asked = self._identity.begin(request.args)
        except BrowserError as error:
            return Response(consent.error_page(str(error)), 500, content_type=_HTML)
        choices = [
            consent.Choice(o.name, o.tenant_id, self._identity.connectable(asked.client, o))
            for o in self._books.organisations
        ]
        return Response(consent.page(asked, choices, self._books.person), content_type=_HTML)

    def decide(self) -> Any:
        """The form of the consent page was sent."""
        form = request.form
        try:
            if form.get("action") != "approve":
                return redirect(self._identity.deny(form.get("request", "")), 302)
            org = self._books.organisation(form.get("organisation", ""))
            return redirect(self._identity.approve(form.get("request", ""), org), 302)
        except KeyError:
            return Response(consent.error_page("Choose an organisation"), 400, content_type=_HTML)
        except BrowserError as error:
            return Response(consent.error_page(str(error)), 400, content_type=_HTML)

    def token(self) -> Response:
        """Codes and refresh tokens become tokens."""
        if request.mimetype != "application/x-www-form-urlencoded":
            raise NotModelled(f"/connect/token with a body of type {request.mimetype or 'unknown'}")
        try:
            return _json(self._identity.token(request.form, "Authorization" in request.headers))
        except TokenError as error:
            return _json({"error": str(error)}, 400)

    def revoke(self) -> Response:
        """200, empty, whether the token was known or not."""
        try:
            self._identity.revoke(request.form)
        except TokenError as error:
            return _json({"error": str(error)}, 400)
        return Response(b"", 200)

    def connections(self) -> Response:
        """The organisations this token reaches."""
        try:
            token = self._identity.authenticate(request.headers.get("Authorization"))
        except ApiError as error:
            return Response(error.body, error.status, content_type=error.content_type)
        found = self._identity.connections(token, request.args.get("authEventId"))
        return _json([_connection(c) for c in found])

    def disconnect(self, connection_id: str) -> Response:
        """204, or 404 where there is no such connection."""
        try:
            token = self._identity.authenticate(request.headers.get("Authorization"))
        except ApiError as error:
            return Response(error.body, error.status, content_type=error.content_type)
        return Response(status=204 if self._identity.disconnect(token, connection_id) else 404)


def _connection(item: Connection) -> dict[str, str]:
    return {
        "id": item.connection_id,
        "authEventId": item.auth_event_id,
        "tenantId": item.org.tenant_id,
        "tenantType": "ORGANISATION",
        "tenantName": item.org.name,
        "createdDateUtc": _stamp(item.created),
        "updatedDateUtc": _stamp(item.updated),
    }


def _stamp(at: datetime) -> str:
    """Seven digits of a second, no zone (xero-api.md §1.5)."""
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}0"


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json; charset=utf-8")
