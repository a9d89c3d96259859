"""What every accounting call passes: size, token, organisation, scope, limits, idempotency; and what it gets back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from flask import Response, request

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import wire
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.errors import ApiError, forbidden, too_large, url_too_long
from splynx_xero_gui.sandbox.xero.idempotency import IdempotencyStore, Reply
from splynx_xero_gui.sandbox.xero.identity import AccessToken, Identity
from splynx_xero_gui.sandbox.xero.limits import RateLimiter
from splynx_xero_gui.sandbox.xero.model import Role
from splynx_xero_gui.sandbox.xero.query import Query
from splynx_xero_gui.sandbox.xero.routing import Call, Route

if TYPE_CHECKING:
    from flask import Flask

BASE: Final = "/api.xro/2.0"
_JSON: Final = "application/json; charset=utf-8"
_MAX_FILE: Final = 10_000_000


class Gate:
    """Runs the routes of the accounting API. Writes of one organisation happen one after the other."""

    def __init__(self, identity: Identity, limiter: RateLimiter, clock: SandboxClock) -> None:
        self._identity, self._limiter, self._clock = identity, limiter, clock
        self._keys = IdempotencyStore(limiter.limits.idempotency_seconds, clock)

    def mount(self, app: Flask, routes: tuple[Route, ...]) -> None:
        """Put the routes onto the application."""
        by_rule: dict[str, dict[str, Route]] = {}
        for route in routes:
            by_rule.setdefault(route.rule, {})[route.method] = route
        for rule, methods in by_rule.items():
            app.add_url_rule(
                BASE + rule,
                endpoint=rule,
                view_func=_view(self, methods),
                methods=list(methods),
                provide_automatic_options=False,
            )

    def serve(self, route: Route, path: Mapping[str, str]) -> Response:
        """One call, from the front door to the answer. Raises NotModelled."""
        limits_told: dict[str, str] = {}
        try:
            self._front_door(route)
            token = self._identity.authenticate(request.headers.get("Authorization"))
            org = self._organisation(token)
            if not route.scopes & token.grant.scopes:
                raise forbidden()
            if route.method != "GET" and org.user.role is Role.READONLY:
                raise forbidden()
            limits_told = self._limiter.count(org.tenant_id, request.environ)
            reply = self._reply(route, path, token, org)
        except ApiError as error:
            reply = Reply.of_error(error)
        response = Response(reply.body, reply.status, content_type=reply.content_type or None)
        if not reply.content_type:
            response.headers.remove("Content-Type")
        response.headers.extend({**limits_told, **reply.headers, "Xero-Correlation-Id": str(uuid.uuid4())})
        return response

    def _front_door(self, route: Route) -> None:
        limits = self._limiter.limits
        if len(request.environ.get("RAW_URI", "")) > limits.max_url:
            raise url_too_long()
        is_file = "/Attachments/" in route.rule
        if (request.content_length or 0) > (_MAX_FILE if is_file else limits.max_body):
            raise too_large()
        if route.method == "GET" or not is_file:
            if not request.accept_mimetypes.best or "json" not in request.headers.get("Accept", ""):
                raise NotModelled("answers in XML (Xero's default): send Accept: application/json")
        unknown = sorted(set(request.args) - route.params)
        if unknown:
            raise NotModelled(f"{route.method} {route.rule} with parameter {', '.join(unknown)}")
        if "If-Modified-Since" in request.headers and not route.since:
            raise NotModelled(f"{route.method} {route.rule} with If-Modified-Since")

    def _organisation(self, token: AccessToken) -> Organisation:
        tenant = request.headers.get("Xero-Tenant-Id", "")
        org = self._identity.organisation(token, tenant)
        if org is None:
            raise forbidden()
        return org

    def _reply(self, route: Route, path: Mapping[str, str], token: AccessToken, org: Organisation) -> Reply:
        call = Call(
            org,
            route.method,
            path,
            Query({key: request.args[key] for key in request.args}, request.headers.get("If-Modified-Since")),
            request.get_data(cache=True),
            request.content_type or "",
            token.grant.client.name,
            self._limiter.limits,
        )
        key = request.headers.get("Idempotency-Key") if route.method in ("PUT", "POST") else None
        with org.lock:
            if key is None:
                return self._handle(route, call)
            owner = token.value if self._limiter.limits.idempotency_per_token else token.grant.client.client_id
            asked = f"{route.method} {request.environ.get('RAW_URI')} {org.tenant_id}\n".encode() + call.body
            return self._keys.answer(owner, key, asked, lambda: self._handle(route, call))

    def _handle(self, route: Route, call: Call) -> Reply:
        try:
            body: dict[str, Any] = {
                "Id": str(uuid.uuid4()),
                "Status": "OK",
                "ProviderName": call.user,
                "DateTimeUTC": wire.ms_stamp(self._clock.now()),
                **route.handler(call),
            }
            return Reply(200, wire.dumps(body), _JSON, {})
        except ApiError as error:
            return Reply.of_error(error)


def _view(gate: Gate, methods: Mapping[str, Route]) -> Any:
    def view(**path: str) -> Response:
        route = methods.get(request.method)
        if route is None:  # HEAD comes along with GET in Flask
            raise NotModelled(f"{request.method} {request.path}")
        return gate.serve(route, path)

    return view
