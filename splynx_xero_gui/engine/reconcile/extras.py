"""Stage 7: what goes along with a written document: a note in Xero's history, the PDF from Splynx (options, R35).

Both come after everything that is money. What an earlier run wrote but did not come to note is made up for.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.money import ZERO, money_text
from splynx_xero_gui.domain.payloads import RUN_MARK, DocumentPayload, FilePayload, NotePayload, Ref, VoidPayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Link, LinkState, Role, RunItem
from splynx_xero_gui.engine.reconcile.document_case import DOCUMENT_ROLES
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject
from splynx_xero_gui.engine.reconcile.inputs import Owed

_K = ActionKind
CHANGING = {
    _K.CREATE_INVOICE: ObjectKind.INVOICE,
    _K.UPDATE_INVOICE: ObjectKind.INVOICE,
    _K.CREATE_CREDIT_NOTE: ObjectKind.CREDIT_NOTE,
    _K.UPDATE_CREDIT_NOTE: ObjectKind.CREDIT_NOTE,
}
"""Writes of a document after which its PDF is another one, with what they write."""
_VOIDING = {_K.VOID_INVOICE: ObjectKind.INVOICE, _K.VOID_CREDIT_NOTE: ObjectKind.CREDIT_NOTE}
NOTED = CHANGING | _VOIDING
_VERBS = {
    _K.CREATE_INVOICE: "Sent",
    _K.CREATE_CREDIT_NOTE: "Sent",
    _K.UPDATE_INVOICE: "Changed",
    _K.UPDATE_CREDIT_NOTE: "Changed",
    _K.VOID_INVOICE: "Voided",
    _K.VOID_CREDIT_NOTE: "Voided",
}
_SUBJECT_LIMIT = 150
# xero-api.md §13; invoice numbers may hold any of them.
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*+\x00-\x1f]')


def plan_extras(draft: Draft) -> None:
    """Plan notes and files of what this plan writes, then of what earlier runs owe."""
    options = draft.inp.policy.options
    if not options.history_note and not options.attach_pdf:
        return
    written = [action for action in draft.actions if action.kind in NOTED]
    for action in written:
        _of_action(draft, action)
    changed = {action.xero_id or getattr(action.payload, "id", "") for action in written}
    for link in _documents(draft.view.links):
        owed = draft.inp.owed.get(link.xero_id)
        if owed is not None and link.xero_id not in changed:
            _owed(draft, link, owed)


def owed_of(items: Iterable[RunItem], *, notes: bool, files: bool) -> dict[str, Owed]:
    """What is owed after these entries of runs, in the order they were made, by Xero id."""
    last: dict[str, RunItem] = {}
    noted: set[str] = set()
    filed: set[str] = set()
    for item in items:
        id = item.xero_id or ""
        if item.kind in NOTED:
            last[id] = item
            noted.discard(id)
            if item.kind in CHANGING:
                filed.discard(id)
        elif item.kind is _K.ADD_NOTE:
            noted.add(id)
        elif item.kind is _K.ATTACH_FILE:
            filed.add(id)
    found = {
        id: Owed(item, notes and id not in noted, files and id not in filed and item.kind in CHANGING)
        for id, item in last.items()
    }
    return {id: owed for id, owed in found.items() if owed.note or owed.file}


def _of_action(draft: Draft, action: SyncAction) -> None:
    link = next((link for link in _documents(action.links, made=True)), None)
    payload = action.payload
    if link is None or not isinstance(payload, (DocumentPayload, VoidPayload)):
        return
    target = Ref(payload.id) if payload.id else Ref(made_by=action.id)
    options = draft.inp.policy.options
    if options.history_note:
        _note(draft, link, action.kind, action.subject, action.amount, target, after=action.id)
    if options.attach_pdf and isinstance(payload, DocumentPayload):
        _file(draft, link, payload.number, target, after=action.id)


def _owed(draft: Draft, link: Link, owed: Owed) -> None:
    written, target = owed.written, Ref(link.xero_id)
    if owed.note:
        _note(draft, link, written.kind, written.subject, written.amount, target, run=written.run_id)
    held = draft.view.xero_documents.get(link.xero_id)
    alive = held is not None and not held.status.is_dead and link.state is LinkState.ACTIVE
    if owed.file and held is not None and alive:
        _file(draft, link, held.number, target)


def _note(
    draft: Draft,
    link: Link,
    kind: ActionKind,
    subject: str,
    amount: Decimal,
    target: Ref,
    *,
    after: str = "",
    run: str = "",
) -> None:
    text = f"{_VERBS[kind]} from Splynx: {subject[:_SUBJECT_LIMIT]}, {money_text(amount)}. Sync run {RUN_MARK}."
    payload = NotePayload(NOTED[kind], target, text, run)
    about = _about(link, f"note on {subject}")
    draft.act(ActionKind.ADD_NOTE, about, payload, depends_on=(after,) if after else (), why="noted in Xero's history")


def _file(draft: Draft, link: Link, number: str, target: Ref, *, after: str = "") -> None:
    """A correction is made for Xero alone, and what is gone in Splynx has no PDF there."""
    if link.role is Role.CORRECTION or not draft.inp.may_attach or (link.kind, link.splynx_id) in draft.view.gone:
        return
    name = f"{_NOT_IN_FILE_NAMES.sub('-', number)}.pdf"
    payload = FilePayload(link.xero_kind, target, link.splynx_id, name, link.kind)
    about = _about(link, f"PDF of {number}")
    draft.act(
        ActionKind.ATTACH_FILE, about, payload, depends_on=(after,) if after else (), why="goes with the document"
    )


def _about(link: Link, name: str) -> Subject:
    return Subject(link.kind, name, link.splynx_id, link.customer_id, ZERO, date=link.date)


def _documents(links: Iterable[Link], *, made: bool = False) -> Iterable[Link]:
    """Links of documents, those of a plan's own writes before they have an id (`made`) included."""
    return (link for link in links if link.role in DOCUMENT_ROLES and (made or link.xero_id))
