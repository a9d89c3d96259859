"""Take back contacts: archive what was made, write back what was changed."""

from dataclasses import replace

from splynx_xero_gui.domain.accounting import Contact, ContactStatus
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import ContactPayload
from splynx_xero_gui.domain.records import LinkState
from splynx_xero_gui.domain.undo import Obstacle
from splynx_xero_gui.engine.reconcile.contact_fields import contact_texts, same_text
from splynx_xero_gui.engine.reconcile.holds import hold_of
from splynx_xero_gui.engine.undo.ground import Ground, undone_links
from splynx_xero_gui.engine.undo.written import Written


def archive(ground: Ground, written: Written) -> None:
    """Archive a contact that nothing else uses: it cannot be restored by a program."""
    contact = ground.view.contacts.get(written.xero_id)
    rows = ground.rows_of(written)
    own = [row for row in rows if row.xero_id == written.xero_id]
    if contact is None or contact.status is not ContactStatus.ACTIVE or contact.merged_to:
        ground.keep(written, Obstacle.GONE)
    elif not own or any(row.state is not LinkState.ACTIVE for row in own):
        ground.keep(written, Obstacle.CHANGED)
    elif _is_used(ground, contact.id, {row.id for row in own}):
        ground.keep(written, Obstacle.CONTACT_IN_USE)
    else:
        ground.act(
            written,
            ActionKind.ARCHIVE_CONTACT,
            ContactPayload(contact.name, contact.number, id=contact.id),
            links=undone_links(written, rows),
            depends_on=_removals(ground, contact.id),
            before=canonical(contact),
        )


def _is_used(ground: Ground, contact_id: str, own: set[int | None]) -> bool:
    """Living documents, credits or other customers on it, after what is planned so far (R6)."""
    view = ground.view
    living = [d.id for d in view.xero_documents.values() if d.contact_id == contact_id and not d.status.is_dead]
    living += [c.id for c in view.credits.values() if c.contact_id == contact_id and not c.status.is_dead]
    if any(id not in ground.removed or id in ground.restored for id in living):
        return True
    return any(
        link.kind is ObjectKind.CUSTOMER
        and link.xero_id == contact_id
        and link.state is LinkState.ACTIVE
        and link.id not in own
        for link in view.links
    )


def _removals(ground: Ground, contact_id: str) -> list[str]:
    """Archived last: Xero changes nothing on an archived contact."""
    view, found = ground.view, []
    for action in ground.actions:
        body = view.xero_documents.get(action.xero_id or "") or view.credits.get(action.xero_id or "")
        if body is not None and body.contact_id == contact_id:
            found.append(action.id)
    return found


def restore(ground: Ground, written: Written) -> None:
    """Write the fields back that the update changed."""
    payload, contact = written.payload, ground.view.contacts.get(written.xero_id)
    before = ground.decode_before(Contact, written.action.before)
    if not isinstance(payload, ContactPayload) or not isinstance(before, Contact):
        ground.keep(written, Obstacle.NOT_RECORDED)
        return
    if contact is None or contact.status is not ContactStatus.ACTIVE or contact.merged_to:
        ground.keep(written, Obstacle.CONTACT_ARCHIVED)
        return
    if not _stands(payload, contact) or ("name" in payload.fields and _is_taken(ground, before.name, contact.id)):
        ground.keep(written, Obstacle.CHANGED)
        return
    ground.act(
        written,
        ActionKind.UPDATE_CONTACT,
        replace(
            payload,
            **{name: getattr(before, name) for name in payload.fields},
        ),
        links=undone_links(written, ground.rows_of(written)),
        hold=hold_of(written.action),
        before=canonical(contact),
    )


def _stands(payload: ContactPayload, contact: Contact) -> bool:
    """Whether the contact still holds what the update wrote."""
    sent = replace(contact, **{name: getattr(payload, name) for name in payload.fields})
    wrote, held = contact_texts(sent), contact_texts(contact)
    return all(same_text(name, wrote[name], held[name]) for name in payload.fields)


def _is_taken(ground: Ground, name: str, own: str) -> bool:
    holder = ground.contact_names.get(name.casefold())
    return holder is not None and holder != own
