"""Later changes of a linked contact: only fields that Splynx owns and changed; changed on both sides is a question."""

from collections.abc import Callable
from dataclasses import replace

from splynx_xero_gui.domain.accounting import Contact
from splynx_xero_gui.domain.billing import Customer
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Undo
from splynx_xero_gui.domain.payloads import ContactPayload
from splynx_xero_gui.domain.records import Link
from splynx_xero_gui.engine.reconcile.contact_fields import (
    Agreed,
    Wanted,
    agreed_of_link,
    compare,
    contact_texts,
)
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject

FieldName = str
FreeName = Callable[[str, str, str], str]


def update_contact(
    draft: Draft, customer: Customer, contact: Contact, link: Link, now: Wanted, free_name: FreeName
) -> None:
    """Plan the update, ask about fields changed on both sides, or note that both came to agree by themselves."""
    before = agreed_of_link(link.agreed)
    found = compare(now, contact, before)
    agreed, send = found.agreed, list(found.send)
    if found.both:
        chosen = _ask(draft, customer, contact, now, before or agreed, found.both)
        for name in found.both:
            if chosen is None:
                continue
            if name in chosen:
                send.append(name)
            else:
                agreed = agreed.with_field(name, now.texts()[name], contact_texts(contact)[name])
    if send:
        _send(draft, customer, contact, link, now, agreed, sorted(send), free_name)
    elif agreed.json() != link.agreed:
        draft.adopt(replace(link, agreed=agreed.json()))


def _ask(
    draft: Draft, customer: Customer, contact: Contact, now: Wanted, before: Agreed, both: tuple[FieldName, ...]
) -> frozenset[FieldName] | None:
    """The fields that Xero gets; None while undecided."""
    splynx, xero = now.texts(), contact_texts(contact)
    names = ", ".join(name.replace("_", " ") for name in both)

    def usable(answer: Resolution) -> str:
        unknown = _listed(answer.value) - set(both) if answer.choice == "per-field" else frozenset()
        return f"{', '.join(sorted(unknown))} did not change on both sides." if unknown else ""

    answer = draft.ask(
        ConflictKind.CONTACT_CHANGED_BOTH,
        Subject(ObjectKind.CUSTOMER, customer.name, customer.id, customer.id, xero_id=contact.id),
        facts={
            "customer": customer.name,
            "names": names,
            "values": "; ".join(f"{name.replace('_', ' ')} {splynx[name] or '(empty)'}" for name in both),
            "xero": "; ".join(xero[name] for name in both),
        },
        fields=[FieldDiff(name, before.xero.get(name), splynx[name], xero[name]) for name in both],
        usable=usable,
    )
    if answer is None:
        return None
    if answer.choice == "use-splynx":
        return frozenset(both)
    return _listed(answer.value) if answer.choice == "per-field" else frozenset()


def _listed(value: str) -> frozenset[FieldName]:
    """VALUE of `per-field`: names of the fields that Xero gets from Splynx, separated by commas."""
    return frozenset(name.strip().replace(" ", "_") for name in value.split(",") if name.strip())


def _send(
    draft: Draft,
    customer: Customer,
    contact: Contact,
    link: Link,
    now: Wanted,
    agreed: Agreed,
    send: list[FieldName],
    free_name: FreeName,
) -> None:
    texts = now.texts()
    name = free_name(now.name, customer.id, contact.id) if "name" in send else contact.name
    for field in send:
        agreed = agreed.with_field(field, texts[field], name if field == "name" else texts[field])
    if "name" in send:
        draft.names.setdefault(name.casefold(), customer.id)
    payload = ContactPayload(
        name=name,
        number=contact.number,
        email=now.email if "email" in send else contact.email,
        phone=now.phone if "phone" in send else contact.phone,
        tax_number=now.tax_number if "tax_number" in send else contact.tax_number,
        account_number=now.account_number if "account_number" in send else contact.account_number,
        address=now.address if "address" in send else contact.address,
        id=contact.id,
        fields=tuple(send),
    )
    draft.act(
        ActionKind.UPDATE_CONTACT,
        Subject(ObjectKind.CUSTOMER, customer.name, customer.id, customer.id, xero_id=contact.id),
        payload,
        undo=Undo.RESTORE,
        links=(replace(link, agreed=agreed.json()),),
        before=canonical(contact),
    )
