"""Endpoints of contacts."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import contacts, fields, shapes
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.errors import Refused, unknown_id
from splynx_xero_gui.sandbox.xero.model import Contact, State
from splynx_xero_gui.sandbox.xero.query import Listing
from splynx_xero_gui.sandbox.xero.render_contacts import (
    contact_detailed,
    contact_full,
    contact_listed,
    contact_summary,
)
from splynx_xero_gui.sandbox.xero.routing import PAGE_PARAMS, Call, Json, Route

_LIST: Final = PAGE_PARAMS | {"IDs", "includeArchived", "summaryOnly", "searchTerm"}
_WRITE: Final = frozenset({"summarizeErrors"})


def routes() -> tuple[Route, ...]:
    """GET, PUT (create), POST (create or change)."""
    scope = "accounting.contacts"
    return (
        Route("GET", "/Contacts", scope, _list, _LIST, since=True),
        Route("PUT", "/Contacts", scope, _create, _WRITE),
        Route("POST", "/Contacts", scope, _upsert, _WRITE),
        Route("GET", "/Contacts/<key>", scope, _one),
        Route("POST", "/Contacts/<key>", scope, _update_one),
    )


def _list(call: Call) -> Json:
    org, query = call.org, call.query
    listing = Listing[Contact](
        "Contacts", "Contact", fields.CONTACTS, "ContactID", lambda c: c.updated, call.limits.high_volume_at
    )
    found = list(org.contacts)
    if (ids := query.guids("IDs")) is not None:
        found = [c for c in found if c.contact_id in ids]
    if not query.flag("includeArchived"):
        found = [c for c in found if c.status is State.ACTIVE]
    if (term := query.text("searchTerm")) is not None:
        found = [c for c in found if _mentions(c, term.lower())]
    summary = query.flag("summaryOnly")
    page = listing.select(found, len(org.contacts), query, force_page=summary)
    today = org.today()
    shown = [_shown(org, c, today, summary, page.number is not None) for c in page.records]
    return {**page.block(), "Contacts": shown}


def _shown(org: Organisation, contact: Contact, today: date, summary: bool, paged: bool) -> Json:
    if summary:
        return contact_summary(contact)
    return contact_detailed(contact, org.documents_of(contact), today) if paged else contact_listed(contact)


def _one(call: Call) -> Json:
    contact = _find(call)
    return {"Contacts": [contact_detailed(contact, call.org.documents_of(contact), call.org.today())]}


def _create(call: Call) -> Json:
    def process(el: Json) -> Json:
        if "ContactID" in el:
            raise NotModelled("PUT /Contacts with a ContactID")
        return _saved(contacts.create(call.org, el))

    return _batch(call, process)


def _upsert(call: Call) -> Json:
    def process(el: Json) -> Json:
        found = contacts.find_for_upsert(call.org, el)
        return _saved(contacts.create(call.org, el)) if found is None else _changed(call, found, el)

    return _batch(call, process)


def _update_one(call: Call) -> Json:
    contact = _find(call)
    el = call.element("Contacts", shapes.CONTACT)
    return {"Contacts": call.batch([el], lambda e: _changed(call, contact, e), "ContactID", "HasValidationErrors")}


def _batch(call: Call, process: Any) -> Json:
    elements = call.elements("Contacts", shapes.CONTACT)
    return {"Contacts": call.batch(elements, process, "ContactID", "HasValidationErrors")}


def _changed(call: Call, contact: Contact, el: Json) -> Json:
    try:
        contacts.update(call.org, contact, el)
    except Refused as refused:
        raise refused.about(contact.contact_id) from None
    return _saved(contact)


def _saved(contact: Contact) -> Json:
    return {**contact_full(contact), "StatusAttributeString": "OK"}


def _find(call: Call) -> Contact:
    key = call.path["key"]
    contact = call.org.contacts.get(key) or call.org.index.contact_numbers.get(key.lower())
    if contact is None:
        raise unknown_id()
    return contact


def _mentions(contact: Contact, term: str) -> bool:
    texts = (contact.name, contact.contact_number, contact.account_number, *contact.texts.values())
    return any(term in text.lower() for text in texts)
