"""What comes off in Xero before anything is put on: deleted, edited and moved money of Splynx (R21, R28)."""

from dataclasses import replace

from splynx_xero_gui.domain.accounting import Credit
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind
from splynx_xero_gui.domain.money import cents, money_text
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.agreement import Agreement, agreement_of, billed_hash
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject
from splynx_xero_gui.engine.reconcile.linking import link_receipt
from splynx_xero_gui.engine.reconcile.moves import (
    follow_lost_allocations,
    move_allocations,
    move_parts,
    relation_links,
)
from splynx_xero_gui.engine.reconcile.named import in_sync_check, named_receipt
from splynx_xero_gui.engine.reconcile.restoring import may_remove_in_splynx, remove_in_splynx, restore_in_splynx
from splynx_xero_gui.engine.reconcile.shown import edited, invoice_name, sent
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.standing import Standing
from splynx_xero_gui.engine.reconcile.taking_off import (
    BATCHED,
    CLOSED,
    RECONCILED,
    hindrance,
    is_dead,
    take_off,
)
from splynx_xero_gui.engine.reconcile.terms import method_name, receipt, subject_of
from splynx_xero_gui.engine.reconcile.undocumented import follow_undocumented
from splynx_xero_gui.engine.reconcile.view import numeric


def plan_removals(draft: Draft) -> None:
    """Plan every removal, before the documents: what comes off an invoice decides what may be done with it (R11).

    Refunds go first: an overpayment is deleted after the refund of it.
    """
    stage = MoneyStage.of(draft)
    draft.took_off = True
    payments = draft.view.payments.values()
    for payment in sorted(payments, key=lambda p: (p.amount > 0, numeric(p.id))):
        standing = stage.standing(payment)
        if (ObjectKind.PAYMENT, payment.id) in stage.draft.view.gone:
            _follow_deletion(stage, standing)
        elif standing.money or standing.allocations:
            _follow_changes(stage, standing)
            if standing.halted:
                draft.halted.add(payment.id)
    for note in stage.draft.view.documents.values():
        if note.kind is ObjectKind.CREDIT_NOTE:
            about = Subject(note.kind, f"credit note {note.number}", note.id, note.customer_id)
            shares = stage.payers.of_credit_note(note)
            move_allocations(stage, about, relation_links(stage, about, shares), shares)
    follow_undocumented(stage)


# -- the payment is gone in Splynx (R21) --


def _follow_deletion(stage: MoneyStage, standing: Standing) -> None:
    about = subject_of(standing.payment)
    for link in standing.money:
        this = replace(about, xero_id=link.xero_id, amount=link.amount)
        if link.state is not LinkState.ACTIVE:
            continue
        if link.birthplace is Birthplace.XERO:
            # R28: asked by the stage that takes over from Xero.
            continue
        if link.birthplace is not Birthplace.SPLYNX:
            stage.draft.note("removed-in-splynx", this, "Removed in Splynx; the one in Xero was not made by us.")
        elif is_dead(stage, link):
            stage.release(link)
        elif _may_be_deleted(stage, standing, link, this):
            take_off(stage, link, this, "deleted in Splynx")


def _may_be_deleted(stage: MoneyStage, standing: Standing, link: Link, about: Subject) -> bool:
    draft, no = stage.draft, receipt(standing.payment)
    found = hindrance(stage, link)
    if found is not None and found.kind in (RECONCILED, BATCHED):
        answer = draft.ask(
            ConflictKind.PAYMENT_DELETED_BUT_RECONCILED,
            about,
            facts={"no": no, "how": found.text},
            fields=sent(draft, link, None),
            without=() if _may_be_restored(standing, link) else ("restore",),
        )
        if answer is not None and answer.choice == "restore":
            restore_in_splynx(stage, standing.payment, link)
        elif answer is not None and answer.choice == "leave":
            draft.note("left", about, f"Deleted in Splynx, {found.text} in Xero.")
        elif answer is not None:
            draft.wait(about, "waiting-for-unreconcile")
        return False
    if found is not None and found.kind == CLOSED:
        _wait_for_open_period(stage, link, about)
        return False
    if found is not None:
        draft.wait(about, "credit-was-refunded")
        return False
    day = link.date or draft.inp.today
    earlier = (day.year, day.month) < (draft.inp.today.year, draft.inp.today.month)
    if not earlier or draft.inp.policy.options.earlier_months == "allow":
        return True
    answer = draft.ask(
        ConflictKind.PAYMENT_DELETED_EARLIER_MONTH,
        about,
        facts={"no": no, "month": f"{day:%B %Y}", "invoice": invoice_name(draft, link.invoice_id)},
        fields=[*sent(draft, link, None), *_due(stage, link)],
    )
    if answer is not None and answer.choice == "leave":
        draft.note("left", about, "Deleted in Splynx, kept in Xero.")
    return answer is not None and answer.choice == "delete"


def _may_be_restored(standing: Standing, link: Link) -> bool:
    """Whether Splynx can have the payment again as it was: one receipt over all of it, which pays one invoice."""
    whole = link.amount == cents(standing.payment.amount) and len(standing.money) == 1
    return whole and link.role is Role.PAYMENT and not standing.allocations


def _wait_for_open_period(stage: MoneyStage, link: Link, about: Subject) -> None:
    """A closed period keeps its payment (R12); a person may have it named for good or wait."""
    lock = str(stage.draft.inp.closed_up_to)
    answer = stage.draft.ask(
        ConflictKind.DOCUMENT_LOCKED_PERIOD,
        about,
        facts={"lock": lock, "date": str(link.date), "effect": ""},
        cause=lock,
        without=("first-open-day", "in-sync"),
    )
    if answer is not None and answer.choice == "leave-out":
        text = f"Deleted in Splynx; Xero keeps it: dated {link.date}, closed up to {lock}."
        stage.draft.note("left-out", about, text)
    elif answer is not None:
        stage.draft.wait(about, "closed-period")


def _due(stage: MoneyStage, link: Link) -> list[FieldDiff]:
    """What its invoice owes in Xero now and would owe without this payment."""
    view = stage.draft.view
    payment = view.xero_payments.get(link.xero_id)
    invoice = view.xero_documents.get(payment.target_id) if payment else None
    if invoice is None or link.invoice_id is None:
        return []
    return [FieldDiff("due", None, money_text(invoice.open + link.amount), money_text(invoice.open))]


# -- the payment is there, but not as it was --


def _follow_changes(stage: MoneyStage, standing: Standing) -> None:
    about = subject_of(standing.payment)
    for link in standing.money:
        _follow_loss(stage, standing, link, about)
    if was_edited(stage, standing):
        _replace_edited(stage, standing, about)
    if standing.halted:
        return
    follow_lost_allocations(stage, about, standing.allocations, standing.shares, standing)
    if standing.payment.amount > 0:
        if standing.shares.exact:
            move_parts(stage, standing, about)
        move_allocations(stage, about, standing.allocations, standing.shares, standing)


def _follow_loss(stage: MoneyStage, standing: Standing, link: Link, about: Subject) -> None:
    """R28: the person says what becomes of a receipt that was deleted in Xero; undone ones are asked about alike."""
    this = replace(about, xero_id=link.xero_id, amount=link.amount)
    if link.birthplace is Birthplace.XERO:
        return
    if link.state is LinkState.LEFT:
        if is_dead(stage, link):
            stage.draft.note("left", this, "Left as it is: not in Xero.")
        return
    usable = in_sync_check(stage, about.customer_id)
    if link.state is LinkState.UNDONE:
        answer = stage.draft.ask(ConflictKind.UNDONE, this, facts={}, cause="undone", usable=usable)
    elif is_dead(stage, link):
        answer = stage.draft.ask(
            ConflictKind.REMOVED_IN_XERO,
            this,
            facts={"document": f"Payment {receipt(standing.payment)}", "how": "deleted"},
            fields=sent(stage.draft, link, standing.payment),
            without=() if may_remove_in_splynx(stage, standing, link) else ("remove-in-splynx",),
            usable=usable,
        )
    else:
        return
    if answer is None:
        return
    if answer.choice == "leave":
        stage.draft.note("left", this, "Not in Xero any more, and left so.")
        return
    if answer.choice == "remove-in-splynx":
        remove_in_splynx(stage, standing, link, this)
        return
    for gone in [link, *(a for a in standing.allocations if a.xero_id == link.xero_id)]:
        standing.drop(gone)
        stage.release(gone)
    if answer.choice == "in-sync":
        _link_named(stage, standing, link, answer.value)


def _link_named(stage: MoneyStage, standing: Standing, lost: Link, value: str) -> None:
    """Another receipt in Xero is it: linked as a pair (R7). What it is used for is looked at with the next plan."""
    found, _ = named_receipt(stage, standing.payment.customer_id, value)
    if found is None:
        return
    role, pays = lost.role, lost.invoice_id
    if isinstance(found, Credit):
        role, pays = Role.CREDIT, None
    elif role is not Role.REFUND:
        owner = stage.draft.view.link_by_xero.get(found.target_id)
        role, pays = Role.PAYMENT, owner.splynx_id if owner else lost.invoice_id
    link_receipt(stage, standing, found, role, lost.amount, invoice_id=pays)
    standing.halted = True


def was_edited(stage: MoneyStage, standing: Standing) -> bool:
    """Whether amount, date or account of the payment are not what was agreed."""
    payment = standing.payment
    for link in standing.money:
        agreed = agreement_of(link)
        if agreed is None or link.state is not LinkState.ACTIVE or link.birthplace is not Birthplace.SPLYNX:
            continue
        if link.agreed_splynx == billed_hash(payment):
            continue
        moved = payment.method_id != agreed.method_id and not _same_account(stage, payment.method_id, agreed.account)
        if agreed.amount != cents(payment.amount) or agreed.date != payment.date or moved:
            return True
    return False


def _same_account(stage: MoneyStage, method_id: str, account: str) -> bool:
    """Whether the method books where the payment already is; codes and ids name the same account."""
    mapping, accounting = stage.draft.inp.policy.method(method_id), stage.draft.inp.accounting
    if mapping is None:
        return False
    now, then = accounting.account(mapping.account), accounting.account(account)
    return mapping.account == account or (now is not None and now == then)


def _replace_edited(stage: MoneyStage, standing: Standing, about: Subject) -> None:
    links = [link for link in standing.money if link.state is LinkState.ACTIVE]
    agreed = next(found for link in links if (found := agreement_of(link)) is not None)
    payment = standing.payment
    changed = abs(cents(payment.amount) - agreed.amount)
    about = replace(about, amount=changed or about.amount)
    before, now = _as_told(stage, agreed, payment)
    fixed = [obstacle for link in links if (obstacle := hindrance(stage, link)) is not None]
    answer = stage.draft.ask(
        ConflictKind.PAYMENT_EDITED,
        about,
        facts={
            "no": receipt(payment),
            "a": before,
            "b": now,
            "hindered": fixed[0].text if fixed else "",
            "named": money_text(abs(payment.amount - agreed.amount)),
        },
        fields=edited(stage.draft, links[0], agreed, payment),
        without=("replace",) if fixed else (),
    )
    if answer is None or answer.choice == "leave":
        standing.halted = True
        if answer is not None:
            stage.draft.note("left", about, f"Xero keeps {before}.", payment.amount - agreed.amount)
        return
    for link in links:
        take_off(stage, link, about, f"changed from {before} to {now} in Splynx")
        for gone in [link, *(a for a in standing.allocations if a.xero_id == link.xero_id)]:
            standing.drop(gone)


def _as_told(stage: MoneyStage, agreed: Agreement, payment: BilledPayment) -> tuple[str, str]:
    """Before and now in the words of what changed: money, else day, else method."""
    before, now = money_text(abs(agreed.amount)), money_text(abs(payment.amount))
    if before != now:
        return before, now
    if agreed.date != payment.date:
        return f"{before} of {agreed.date}", f"{now} of {payment.date}"
    methods = [method_name(stage.draft, id) for id in (agreed.method_id, payment.method_id)]
    return f"{before} by {methods[0]}", f"{now} by {methods[1]}"
