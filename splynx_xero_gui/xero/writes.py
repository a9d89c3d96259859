"""Writing to Xero: one call per batch, every element of the answer looked at (R1, xero-api.md §4, §5)."""

import re
import uuid
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Final

from splynx_xero_gui.domain.accounting import AccountingStatus, Document, Payment
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    DeallocationPayload,
    DeletionPayload,
    FilePayload,
    NotePayload,
    VoidPayload,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.ports.accounting import AccountingBody, BatchAnswer, Done, NotSent, Outcome, Refused, Unknown
from splynx_xero_gui.xero.calls import ALLOCATIONS, CALLS, HISTORIES, RENAMES, UPLOADS, Call
from splynx_xero_gui.xero.client import Client, Uncertain, correlation
from splynx_xero_gui.xero.errors import (
    PlainCause,
    body_messages,
    element_messages,
    element_warnings,
    is_key_reused,
    may_not_approve,
    plain_cause,
    service_down,
)
from splynx_xero_gui.xero.matching import elements_of, is_refused, match
from splynx_xero_gui.xero.reads import Reader
from splynx_xero_gui.xero.translate_in import payments as payments_in
from splynx_xero_gui.xero.translate_in.values import Json, Unreadable, ident
from splynx_xero_gui.xero.translate_out import payments
from splynx_xero_gui.xero.translate_out.values import Body, Unwritable, known
from splynx_xero_gui.xero.wire import Answer, NotJson

MOST_FILE_BYTES: Final = 10 * 1024 * 1024
_NOT_IN_FILE_NAMES: Final = re.compile(r'[<>:"/\\|?*+\x00-\x1f]')
_GONE: Final = "Xero does not know this object (404)."

# What the element of a successful write means for its action.
Reading = Callable[[SyncAction, Json], Outcome]


class Writer:
    """Writes of one organisation. Thread-safe. Never raises for what the service said."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    def write(self, batch: Sequence[SyncAction], key: str) -> BatchAnswer:
        """Make the call of one batch of `batches()` (two where voided documents are renamed first, R15)."""
        if not batch:
            return BatchAnswer(())
        first = batch[0]
        if first.kind in CALLS:
            return self._renamed_first(batch, key)
        match first.payload:
            case AllocationPayload():
                return self._allocate(batch, first.payload, key)
            case DeallocationPayload() as payload:
                return self._deallocate(first, payload)
            case DeletionPayload() as payload if payload.kind is ObjectKind.PAYMENT:
                return self._delete_payment(first, payload, key)
            case DeletionPayload() as payload:
                return self._delete_credit(first, payload, key)
            case NotePayload() as payload:
                return self._note(first, payload, key)
        raise ValueError(f"{first.kind.value} is not written to Xero")

    def upload(self, action: SyncAction, content: bytes) -> BatchAnswer:
        """Attach a file to an invoice or credit note (§13)."""
        payload = action.payload
        if not isinstance(payload, FilePayload):
            raise ValueError(f"{action.kind.value} is no upload")
        if not 0 < len(content) <= MOST_FILE_BYTES:
            return BatchAnswer((Refused(action.id, ("The file is empty or larger than 10 MB.",)),))
        name = _NOT_IN_FILE_NAMES.sub("-", payload.file_name) or "document.pdf"

        def read(_: SyncAction, element: Json) -> Outcome:
            return Done(action.id, payload.target.id, part_id=ident(element, "AttachmentID"))

        return self._single(
            action,
            UPLOADS[payload.kind],
            (payload.target.id, name, content),
            {"include_online": "true", "idempotency_key": str(uuid.uuid4())},
            "Attachments",
            read,
        )

    def _renamed_first(self, batch: Sequence[SyncAction], key: str) -> BatchAnswer:
        """Most batches are one call; documents to be voided under another number are renamed by a call before."""
        to_rename = [a for a in batch if isinstance(a.payload, VoidPayload) and a.payload.number]
        if not to_rename:
            return self._many(batch, CALLS[batch[0].kind], key)
        renamed = self._many(to_rename, RENAMES[batch[0].kind], f"{key}-name", may_live=True)
        failed = {outcome.action_id: outcome for outcome in renamed.outcomes if not isinstance(outcome, Done)}
        rest = [action for action in batch if action.id not in failed]
        if renamed.stop is not None:
            return _in_order(batch, [*failed.values(), *(NotSent(a.id) for a in rest)], renamed.stop)
        voided = self._many(rest, CALLS[batch[0].kind], key) if rest else BatchAnswer(())
        return _in_order(batch, [*failed.values(), *voided.outcomes], voided.stop)

    def _many(self, batch: Sequence[SyncAction], call: Call, key: str, *, may_live: bool = False) -> BatchAnswer:
        outcomes: list[Outcome] = []
        actions: list[SyncAction] = []
        bodies: list[Body] = []
        for action in batch:
            try:
                bodies.append(call.write(action.payload))
                actions.append(action)
            except Unwritable as error:
                outcomes.append(Refused(action.id, (str(error),)))
        if not actions:
            return _in_order(batch, outcomes, None)

        def read(action: SyncAction, element: Json) -> Outcome:
            return _read(action, element, call, may_live=may_live)

        parameters = {**call.parameters, "idempotency_key": key}
        sent = self._send(actions, bodies, call.operation, ({call.items: bodies},), parameters, call.items, read, call)
        return _in_order(batch, [*outcomes, *sent.outcomes], sent.stop)

    def _allocate(self, batch: Sequence[SyncAction], first: AllocationPayload, key: str) -> BatchAnswer:
        outcomes: list[Outcome] = []
        actions: list[SyncAction] = []
        bodies: list[Body] = []
        for action in batch:
            try:
                if not isinstance(action.payload, AllocationPayload) or action.payload.source != first.source:
                    raise Unwritable("Allocations of several sources do not share a call.")
                known(first.source.id, first.source_kind.value)
                bodies.append(payments.allocation(action.payload))
                actions.append(action)
            except Unwritable as error:
                outcomes.append(Refused(action.id, (str(error),)))
        if not actions:
            return _in_order(batch, outcomes, None)

        def read(action: SyncAction, element: Json) -> Outcome:
            # Xero does not always name the allocation; invoice and amount have matched already.
            part = ident(element, "AllocationID")
            return Done(action.id, first.source.id, part_id=part, warnings=element_warnings(element))

        sent = self._send(
            actions,
            bodies,
            ALLOCATIONS[first.source_kind][0],
            (first.source.id, {"Allocations": bodies}),
            {"summarize_errors": "false", "idempotency_key": key},
            "Allocations",
            read,
        )
        return _in_order(batch, [*outcomes, *sent.outcomes], sent.stop)

    def _deallocate(self, action: SyncAction, payload: DeallocationPayload) -> BatchAnswer:
        operation = ALLOCATIONS[payload.source_kind][1]

        def read(action: SyncAction, _: Json) -> Outcome:
            return Done(action.id, payload.source_id, part_id=payload.allocation_id)

        return self._single(action, operation, (payload.source_id, payload.allocation_id), {}, "Allocations", read)

    def _delete_payment(self, action: SyncAction, payload: DeletionPayload, key: str) -> BatchAnswer:
        def read(action: SyncAction, element: Json) -> Outcome:
            if ident(element, "PaymentID") != payload.id:
                return Unknown(action.id, "the answer does not name the payment")
            try:
                body = payments_in.payment(element)
            except Unreadable as error:
                return Unknown(action.id, str(error))
            return _if_dead(action, body, body.status)

        return self._single(
            action, "delete_payment", (payload.id, {"Status": "DELETED"}), {"idempotency_key": key}, "Payments", read
        )

    def _delete_credit(self, action: SyncAction, payload: DeletionPayload, key: str) -> BatchAnswer:
        """Through its bank transaction, which is looked up first: that alone can be deleted (§10)."""
        try:
            bank = self._reader.bank_transaction_of(payload.kind, payload.id)
        except Failure as failure:
            return BatchAnswer((NotSent(action.id),), failure)
        if bank is None:
            return BatchAnswer((Refused(action.id, (_GONE,)),))

        def read(action: SyncAction, element: Json) -> Outcome:
            if ident(element, "BankTransactionID") != ident(bank, "BankTransactionID"):
                return Unknown(action.id, "the answer does not name the bank transaction")
            return Done(action.id, payload.id, warnings=element_warnings(element))

        return self._single(
            action,
            "update_or_create_bank_transactions",
            ({"BankTransactions": [payments.deleted_credit(bank)]},),
            {"summarize_errors": "false", "unitdp": 4, "idempotency_key": key},
            "BankTransactions",
            read,
        )

    def _note(self, action: SyncAction, payload: NotePayload, key: str) -> BatchAnswer:
        def read(action: SyncAction, _: Json) -> Outcome:
            return Done(action.id, payload.target.id)

        records = {"HistoryRecords": [payments.note(payload)]}
        path = (payload.target.id, records)
        return self._single(action, HISTORIES[payload.kind], path, {"idempotency_key": key}, "HistoryRecords", read)

    def _single(
        self,
        action: SyncAction,
        operation: str,
        path: tuple[Any, ...],
        parameters: dict[str, Any],
        items: str,
        read: Reading,
    ) -> BatchAnswer:
        if not all(path):
            return BatchAnswer((Refused(action.id, ("The object is not in Xero yet.",)),))
        return self._send([action], None, operation, path, parameters, items, read)

    def _send(
        self,
        actions: Sequence[SyncAction],
        bodies: Sequence[Body] | None,
        operation: str,
        path: tuple[Any, ...],
        parameters: dict[str, Any],
        items: str,
        read: Reading,
        call: Call | None = None,
    ) -> BatchAnswer:
        """One call. `bodies` None: a call about a single object, whose answer needs no matching."""
        try:
            answer = self._client.write(operation, *path, **parameters)
        except Uncertain as lost:
            return BatchAnswer(tuple(Unknown(a.id, lost.reason) for a in actions), lost.stop)
        except Failure as failure:
            return BatchAnswer(tuple(NotSent(a.id) for a in actions), failure)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return _by_role(BatchAnswer(self._refused(actions, bodies, answer, items)))
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            stop = service_down(str(answer.status), correlation(answer))
            return BatchAnswer(tuple(Unknown(a.id, str(answer.status)) for a in actions), stop)
        try:
            body = answer.json() if answer.body.strip() else {}
        except NotJson:
            stop = service_down("an answer that is not its own", f"{answer.status} {correlation(answer)}")
            return BatchAnswer(tuple(Unknown(a.id, "the answer could not be read") for a in actions), stop)
        elements = elements_of(body, items)
        if bodies is None:
            found = {actions[0].id: elements[0] if elements else {}}
        else:
            found = match(actions, bodies, elements)
        updating = call.updating if call is not None else bodies is None
        return _by_role(BatchAnswer(tuple(_outcome(a, found.get(a.id), read, updating=updating) for a in actions)))

    def _refused(
        self, actions: Sequence[SyncAction], bodies: Sequence[Body] | None, answer: Answer, items: str
    ) -> tuple[Outcome, ...]:
        body = answer.json_or_empty()
        messages = body_messages(body)
        if is_key_reused(messages):
            return tuple(Unknown(a.id, messages[0]) for a in actions)
        if answer.status == HTTPStatus.NOT_FOUND:
            return tuple(Refused(a.id, (_GONE,)) for a in actions)
        elements = elements_of(body, items)
        messages = messages or (f"Xero answered {answer.status}.",)
        if bodies is None or len(actions) == 1:
            return tuple(Refused(a.id, messages, plain_cause(messages, updating=bodies is None)) for a in actions)
        if not elements and body.get("Type") != "ValidationException":
            return tuple(Refused(a.id, messages, plain_cause(messages)) for a in actions)
        # One bad element fails the call, while others may be saved and are not named (§4).
        found = match(actions, bodies, elements)
        outcomes: list[Outcome] = []
        for action in actions:
            words = element_messages(found.get(action.id, {}))
            outcomes.append(Refused(action.id, words, plain_cause(words)) if words else Unknown(action.id, messages[0]))
        return tuple(outcomes)


def _by_role(answer: BatchAnswer) -> BatchAnswer:
    """What only the user's role forbids is no question about a document: it waits, and the run stops (X11)."""
    barred = [o for o in answer.outcomes if isinstance(o, Refused) and o.cause == PlainCause.MAY_NOT_APPROVE]
    if not barred:
        return answer
    waits = {outcome.action_id for outcome in barred}
    outcomes = tuple(NotSent(o.action_id) if o.action_id in waits else o for o in answer.outcomes)
    return BatchAnswer(outcomes, may_not_approve(" ".join(barred[0].messages)))


def _outcome(action: SyncAction, element: Json | None, read: Reading, *, updating: bool) -> Outcome:
    if element is None:
        return Unknown(action.id, "the answer does not name this item")
    if is_refused(element):
        # Nothing else of a refused element is true: it echoes what was asked for (§4).
        messages = element_messages(element) or ("Xero gave no reason.",)
        return Refused(action.id, messages, plain_cause(messages, updating=updating))
    return read(action, element)


def _read(action: SyncAction, element: Json, call: Call, *, may_live: bool) -> Outcome:
    xero_id = ident(element, call.id_name)
    if not xero_id:
        return Unknown(action.id, f"the answer carries no {call.id_name}")
    try:
        body: AccountingBody = call.read(element)
    except Unreadable as error:
        return Unknown(action.id, str(error))
    if isinstance(action.payload, VoidPayload) and isinstance(body, Document) and not may_live:
        return _if_dead(action, body, body.status)
    return Done(action.id, xero_id, body, warnings=element_warnings(element))


def _if_dead(action: SyncAction, body: Document | Payment, status: AccountingStatus) -> Outcome:
    if not status.is_dead:
        return Unknown(action.id, f"the answer still says {status.value}")
    return Done(action.id, body.id, body)


def _in_order(batch: Sequence[SyncAction], outcomes: Sequence[Outcome], stop: Exception | None) -> BatchAnswer:
    by_id = {outcome.action_id: outcome for outcome in outcomes}
    return BatchAnswer(tuple(by_id[action.id] for action in batch), stop)
