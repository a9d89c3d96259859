"""Stage 2: every invoice and credit note gets its place in Xero, or the reason why it has none (R3–R5, R10–R18)."""

from splynx_xero_gui.domain.billing import BilledDocument
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.records import LinkState
from splynx_xero_gui.engine.reconcile.adoption import in_sync_check, take_as_in_sync
from splynx_xero_gui.engine.reconcile.document_case import DOCUMENT_ROLES, Case
from splynx_xero_gui.engine.reconcile.document_linked import plan_linked
from splynx_xero_gui.engine.reconcile.document_new import plan_new
from splynx_xero_gui.engine.reconcile.draft import Draft, NotPlaced
from splynx_xero_gui.engine.reconcile.foreign import ForeignDocuments
from splynx_xero_gui.engine.reconcile.lines import LinePricer
from splynx_xero_gui.engine.reconcile.linked import pick_bearer
from splynx_xero_gui.engine.reconcile.scope import is_empty_credit, is_older, is_removed
from splynx_xero_gui.engine.reconcile.view import numeric


def plan_documents(draft: Draft) -> None:
    """Fill `draft.places` for every document of the books; then ask about what only Xero has.

    Documents that a person named as those of Xero come first: they must not be made a second time.
    """
    pricer = LinePricer(draft)
    foreign = ForeignDocuments(draft, pricer)
    foreign.adopt_named()
    ordered = sorted(draft.view.documents, key=lambda key: (DOCUMENT_KINDS.index(key[0]), numeric(key[1])))
    for key in ordered:
        if key not in draft.places:
            _plan_document(draft, pricer, draft.view.documents[key])
    foreign.ask()


def _plan_document(draft: Draft, pricer: LinePricer, document: BilledDocument) -> None:
    key = (document.kind, document.id)
    if not draft.inp.policy.owns(draft.view.partner_of.get(key)):
        draft.places[key] = NotPlaced("other-partner")
        return
    case = Case(draft, pricer, document, draft.contacts.get(document.customer_id), document.kind)
    links = [link for link in draft.view.links_of.get(key, ()) if link.role in DOCUMENT_ROLES]
    standing = [link for link in links if link.state in (LinkState.ACTIVE, LinkState.LEFT)]
    members = [link for link in standing if link.state is LinkState.ACTIVE]
    if standing and pick_bearer(standing).state is LinkState.LEFT:
        # The document is left with the member that stands for it, whatever earlier issues and corrections it has.
        case.not_placed("left-out")
    elif members:
        plan_linked(case, members)
    elif is_removed(draft, document):
        case.not_placed("deleted")
    elif is_older(draft, document):
        case.not_placed("older")
    elif is_empty_credit(document):
        case.not_placed("left-out")
    elif document.customer_id not in draft.view.customers:
        case.not_placed("unknown")
        draft.wait(case.about, "customer-not-read")
    else:
        case.generation = 1 + max((link.generation for link in links), default=0)
        undone = any(link.state is LinkState.UNDONE for link in links)
        if (not undone or _may_send_again(case)) and _may_go_as_credit_note(case):
            plan_new(case)


def _may_send_again(case: Case) -> bool:
    """What an undo took back is sent again on a person's word only (R15)."""
    case.not_placed("question")
    answer = case.ask(ConflictKind.UNDONE, {}, cause="undone", usable=in_sync_check(case))
    if answer is None:
        return False
    if answer.choice == "send-again":
        return True
    if answer.choice == "in-sync":
        take_as_in_sync(case, answer.value)
        return False
    case.not_placed("left-out")
    case.draft.note("left", case.about, "Undone and left out.")
    case.leave()
    return False


def _may_go_as_credit_note(case: Case) -> bool:
    """Invoices below zero become credit notes: by option, or on a person's word (R10)."""
    if case.document.kind is not ObjectKind.INVOICE or case.document.total >= 0:
        return True
    case.not_placed("question")
    if case.draft.inp.policy.options.negative_invoice == "ask":
        case.xero_kind = ObjectKind.CREDIT_NOTE
        answer = case.ask(
            ConflictKind.NEGATIVE_INVOICE,
            {"no": case.document.number},
            fields=[FieldDiff("total", None, money_text(case.document.total), None)],
            usable=in_sync_check(case),
        )
        if answer is None:
            return False
        if answer.choice == "in-sync":
            take_as_in_sync(case, answer.value)
            return False
    case.xero_kind = ObjectKind.CREDIT_NOTE
    return True
