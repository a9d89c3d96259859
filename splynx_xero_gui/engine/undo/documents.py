"""Take back invoices and credit notes: void what was made, restore what was changed (R11, R12, R15)."""

from dataclasses import replace

from splynx_xero_gui.domain.accounting import Contact, ContactStatus, Document, DocumentLine
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.payloads import DocumentPayload, LinePayload, Ref, VoidPayload
from splynx_xero_gui.domain.records import Link, LinkState
from splynx_xero_gui.domain.undo import Obstacle
from splynx_xero_gui.engine.agreed import agreed_xero
from splynx_xero_gui.engine.reconcile.holds import hold_of
from splynx_xero_gui.engine.undo.ground import Ground, undone_links
from splynx_xero_gui.engine.undo.written import Written

VOID = {ObjectKind.INVOICE: ActionKind.VOID_INVOICE, ObjectKind.CREDIT_NOTE: ActionKind.VOID_CREDIT_NOTE}
_LONGEST_NUMBER = 255


def void(ground: Ground, written: Written) -> None:
    """Rename it `{no}-UNDONE-{run}` and void it: its number is free again, should it be sent once more (R15)."""
    payload = written.payload
    document = ground.view.xero_documents.get(written.xero_id)
    if not isinstance(payload, DocumentPayload) or document is None or document.status.is_dead:
        ground.keep(written, Obstacle.GONE)
        return
    number = _undone_number(payload.number, ground.run_id)
    if not _is_free(ground, written, document, number):
        return
    rows = ground.rows_of(written)
    ground.act(
        written,
        VOID[document.kind],
        VoidPayload(document.kind, document.id, "DELETED" if document.status.is_draft else "VOIDED", number),
        links=undone_links(written, rows),
        hold=hold_of(written.action) if _belongs_to_another(ground, written, rows) else "",
        depends_on=ground.freeing[document.id],
        before=canonical(document),
    )
    ground.removed.add(document.id)


def _undone_number(number: str, run_id: str) -> str:
    tail = f"-UNDONE-{run_id}"
    return f"{number[: _LONGEST_NUMBER - len(tail)]}{tail}"


def _belongs_to_another(ground: Ground, written: Written, rows: list[Link]) -> bool:
    """Whether it corrects or replaces a document that stays linked: then no link of its own asks about it later."""
    return any(
        other.state is LinkState.ACTIVE and other.id not in {row.id for row in rows}
        for row in rows
        if written.before(row) is None
        for other in ground.view.links_of.get((row.kind, row.splynx_id), ())
        if other.xero_kind in VOID
    )


def _is_free(ground: Ground, written: Written, document: Document, renamed: str = "") -> bool:
    """Whether Xero and the calendar let it be taken back; keeps it where they do not."""
    seen = replace(document, number=_sent_number(written)) if document.number == renamed else document
    used = ground.used_on(document)
    edited = bool(written.intent.answer) and agreed_xero(seen) != written.intent.answer
    if edited or any(row.state is not LinkState.ACTIVE for row in _own(ground, written)):
        ground.keep(written, Obstacle.CHANGED)
    elif used > 0:
        ground.keep(written, Obstacle.PAID, money=money_text(used))
    elif (closed := ground.is_closed(document.date)) is not None:
        ground.keep_closed(written, closed)
    elif (account := _lost_account(ground, document.lines)) is not None:
        ground.keep(written, Obstacle.ACCOUNT_UNUSABLE, account=account)
    else:
        return True
    return False


def _own(ground: Ground, written: Written) -> list[Link]:
    return [row for row in ground.rows_of(written) if row.xero_id == written.xero_id]


def _sent_number(written: Written) -> str:
    return written.payload.number if isinstance(written.payload, DocumentPayload) else ""


def _lost_account(ground: Ground, lines: tuple[DocumentLine, ...]) -> str | None:
    """Xero changes no document with a line on an archived account."""
    for line in lines:
        account = ground.accounting.account(line.account_code) if line.account_code else None
        if account is not None and not account.active:
            return line.account_code
    return None


def restore(ground: Ground, written: Written) -> None:
    """Write it back as it was before."""
    payload = written.payload
    document = ground.view.xero_documents.get(written.xero_id)
    if not isinstance(payload, DocumentPayload) or document is None or document.status.is_dead:
        ground.keep(written, Obstacle.GONE)
        return
    before = ground.decode_before(Document, written.action.before)
    if not isinstance(before, Document):
        ground.keep(written, Obstacle.NOT_RECORDED)
        return
    contact = ground.view.contacts.get(before.contact_id)
    if (closed := ground.is_closed(before.date)) is not None:
        ground.keep_closed(written, closed)
        return
    if isinstance(contact, Contact) and contact.status is not ContactStatus.ACTIVE:
        ground.keep(written, Obstacle.CONTACT_ARCHIVED)
        return
    if (account := _lost_account(ground, before.lines)) is not None:
        ground.keep(written, Obstacle.ACCOUNT_UNUSABLE, account=account)
        return
    if not _is_free(ground, written, document):
        return
    action = ground.act(
        written,
        written.kind,
        _as_before(ground, written, before, document),
        links=undone_links(written, ground.rows_of(written)),
        hold=hold_of(written.action),
        depends_on=ground.freeing[document.id],
        before=canonical(document),
        amount=before.total,
    )
    ground.totals[document.id] = before.total
    ground.restored[document.id] = action.id


def _as_before(ground: Ground, written: Written, before: Document, now: Document) -> DocumentPayload:
    """With the tracking that was sent then: reading a document does not tell it."""
    sent = _sent_before(ground, written)
    tracking = {line.description: line.tracking for line in sent.lines} if sent else {}
    known = {line.id for line in now.lines}
    lines = tuple(
        LinePayload(
            line.description,
            line.quantity,
            line.unit_amount,
            line.account_code,
            line.tax_type,
            line.tax_amount,
            tracking.get(line.description, ()),
            line.id if line.id in known else "",
        )
        for line in before.lines
    )
    return DocumentPayload(
        kind=before.kind,
        number=before.number,
        contact=Ref(before.contact_id),
        date=before.date,
        due_date=before.due_date,
        reference=before.reference,
        currency=before.currency or ground.accounting.organisation.base_currency,
        status=before.status.value if before.status.is_draft else "AUTHORISED",
        lines=lines,
        total=before.total,
        total_tax=before.total_tax,
        id=now.id,
    )


def _sent_before(ground: Ground, written: Written) -> DocumentPayload | None:
    """What was last sent for this document before the write."""
    earlier = [one for one in ground.earlier(written.xero_id) if isinstance(one.payload, DocumentPayload)]
    ids = [one.intent.id for one in earlier]
    position = ids.index(written.intent.id) + 1 if written.intent.id in ids else 0
    found = earlier[position].payload if position < len(earlier) else None
    return found if isinstance(found, DocumentPayload) else None
