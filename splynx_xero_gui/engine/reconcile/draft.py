"""The plan while it is being made:

stages put actions, questions, waits and notices into it, and read what earlier stages placed.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import ContactStatus, Document
from splynx_xero_gui.domain.conflict import Conflict, ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.content import content_hash, plain
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side, Undo
from splynx_xero_gui.domain.money import ZERO, unsigned
from splynx_xero_gui.domain.payloads import Payload, Ref
from splynx_xero_gui.domain.plan import Notice, SyncAction, Waiting
from splynx_xero_gui.domain.records import Link
from splynx_xero_gui.engine.reconcile.inputs import PlannerInput
from splynx_xero_gui.engine.reconcile.questions import CATALOGUE, phrase
from splynx_xero_gui.engine.reconcile.ruling import rule_applies
from splynx_xero_gui.engine.reconcile.view import View

ONE_TIME = frozenset({"skip", "try-again", "send-again", "allow-once"})
STANDING = frozenset({"ignore", "leave-out", "outside"})
_REFUSED = "!"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question or action is about. `name` as a person says it: "invoice 202611010003"."""

    kind: ObjectKind
    name: str
    splynx_id: str | None
    customer_id: str
    amount: Decimal = ZERO
    xero_id: str | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a Splynx document is, or will be, in Xero.

    `open` is what can still be paid or allocated after the actions planned so far (payments stage lowers it through
    `Draft.use`).
    `date` is its date in Xero (a payment is never dated before its own re-dated invoice, R12). `draft` takes no
    payments (R13).
    """

    ref: Ref
    date: dt.date
    open: Decimal
    total: Decimal
    draft: bool = False
    existing: Document | None = None


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """Why a Splynx document is not in Xero: `older` than documents_from and not linked (R18), `question`, `left-out`,
    `deleted`, `other-partner`,
    `unknown`."""

    reason: str


@dataclass(slots=True)
class Draft:
    """Collects one plan. Stages run in order: contacts, documents, payments and credits, allocations.

    `numbers` are the document numbers this plan uses, `claimed` the Xero ids it links, `names` the contact names it
    gives away (casefolded, with the customer), `ignored` the ids of questions answered with "ignore"; `freed` is what
    planned removals give back to a document or credit, by its Xero id, and `freeing` the ids of those removals
    (documents have it in `Placed.open` already). `halted` are payments that are not to be sent on. `archived` are
    contacts that take no document until they are restored. `unlinked` are refused writes by action id, with the
    reason why what a person named cannot stand for them.
    """

    inp: PlannerInput
    view: View
    actions: list[SyncAction] = field(default_factory=list)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    consumed: list[str] = field(default_factory=list)
    contacts: dict[str, Ref] = field(default_factory=dict)
    places: dict[tuple[ObjectKind, str], Placed | NotPlaced] = field(default_factory=dict)
    numbers: set[tuple[ObjectKind, str]] = field(default_factory=set)
    claimed: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)
    freed: dict[str, Decimal] = field(default_factory=dict)
    freeing: dict[str, list[str]] = field(default_factory=dict)
    took_off: bool = False
    halted: set[str] = field(default_factory=set)
    archived: set[str] = field(default_factory=set)
    ruled: dict[str, tuple[str, Conflict]] = field(default_factory=dict)
    unlinked: dict[str, str] = field(default_factory=dict)
    _of_cause: dict[tuple[ConflictKind, str], Resolution] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the answers that belong to a cause (a mapping) by their evidence: the newest holds for every item."""
        given = self.inp.resolutions.values()
        answers = sorted(
            (r for r in given if CATALOGUE[r.kind].by_cause and r.choice not in ("skip", "wait")),
            key=lambda r: (r.at.isoformat() if r.at else "", r.conflict_id),
        )
        for answer in answers:
            self._of_cause[answer.kind, _first(answer.evidence)] = answer

    def contact_now(self, contact_id: str) -> str:
        """Where what is on this contact is now: merges followed as far as they are known. Xero moves what a merged
        contact has without giving it another stamp, so that what was read may still name the contact that was.
        """
        contacts, now = self.view.contacts, contact_id
        for _ in range(len(contacts)):
            into = contacts[now].merged_to if now in contacts else None
            if into is None:
                break
            now = into
        return now

    def is_archived(self, contact_id: str) -> bool:
        """Whether Xero takes no document of this contact until a person restores it."""
        contact = self.view.contacts.get(contact_id)
        alone = contact is not None and contact.status is not ContactStatus.ACTIVE and contact.merged_to is None
        return alone or contact_id in self.archived

    def ask(
        self,
        kind: ConflictKind,
        about: Subject,
        *,
        facts: Mapping[str, str],
        fields: Sequence[FieldDiff] = (),
        cause: str = "",
        first: str = "",
        without: Sequence[str] = (),
        usable: Callable[[Resolution], str] | None = None,
        also: str = "",
    ) -> Resolution | None:
        """The person's answer to this question, else None after putting the question into the plan.

        `facts` fill the texts of the catalogue and, hashed, are the evidence: an answer holds while they are
        unchanged (`ignore` always).
        `cause` groups equal questions. `first` moves a choice to the front, `without` drops choices not possible here.
        `also` is said after the reason of the question, and is no evidence.
        `skip` and `ignore` are dealt with here: None is returned, and the item is waited for or named.
        `usable` says why an answer cannot be honoured (a value that names nothing), empty where it can: then the
        question stays, with that reason.
        """
        owner = self.view.customers.get(about.customer_id)
        conflict = phrase(kind, about, facts, fields, cause, first, without)
        conflict = replace(conflict, customer=owner.name if owner is not None else "")
        conflict = replace(conflict, why=f"{conflict.why} {also}") if also else conflict
        answer = self._answer(conflict)
        if answer is None:
            self.conflicts[conflict.id] = conflict
            return None
        reason = usable(answer) if usable and answer.choice not in ("skip", "ignore") else ""
        if reason:
            self.conflicts[conflict.id] = _open_again(conflict, answer, reason)
            return None
        if answer.choice in ONE_TIME:
            self.consumed.append(conflict.id)
        if answer.choice == "skip":
            self.wait(about, "left-out-this-time")
            return None
        if answer.choice == "ignore":
            self.ignored.add(conflict.id)
            self.note("ignored", about, conflict.question)
            return None
        return answer

    def answered(self, kind: ConflictKind, about: Subject, facts: Mapping[str, str]) -> Resolution | None:
        """A person's answer to exactly this question, without asking: to finish what an interrupted run began."""
        conflict = phrase(kind, about, facts)
        given = self.inp.resolutions.get(conflict.id)
        return given if given is not None and _first(given.evidence) == conflict.evidence else None

    def is_ignored(self, kind: ConflictKind, about: Subject) -> bool:
        """Whether this question was met in this plan and answered with "ignore"."""
        return phrase(kind, about, {}).id in self.ignored

    def _answer(self, conflict: Conflict) -> Resolution | None:
        given = self.inp.resolutions.get(conflict.id)
        offered = {choice.id for choice in conflict.choices}
        if given is not None and given.choice in offered:
            if given.choice in STANDING or _first(given.evidence) == conflict.evidence:
                return given
        of_cause = self._of_cause.get((conflict.kind, conflict.evidence))
        if of_cause is not None and of_cause.choice in offered:
            return of_cause
        for rule in self.inp.rules:
            if rule_applies(rule, conflict):
                self.ruled[conflict.id] = (rule.id, conflict)
                return Resolution(
                    conflict.id, conflict.kind, rule.choice, rule.value, conflict.evidence, by=f"rule {rule.id}"
                )
        return None

    def act(
        self,
        kind: ActionKind,
        about: Subject,
        payload: Payload,
        *,
        side: Side = Side.XERO,
        undo: Undo | None = None,
        links: Sequence[Link] = (),
        depends_on: Sequence[str] = (),
        why: str = "",
        before: str = "",
    ) -> SyncAction:
        """Plan one write; its id is the hash of what it does.

        References to actions (`Ref.made_by`) are dependencies already.
        """
        made_by = _made_by(payload)
        customer = self.view.customers.get(about.customer_id)
        action = SyncAction(
            id=_identity(kind, side, about, payload, links),
            kind=kind,
            side=side,
            subject=about.name,
            splynx_id=about.splynx_id,
            xero_id=about.xero_id,
            customer_id=about.customer_id,
            customer_name=customer.name if customer else "",
            date=about.date,
            amount=unsigned(about.amount),
            currency=self.inp.accounting.organisation.base_currency,
            undo=undo,
            payload=payload,
            links=tuple(links),
            depends_on=tuple(sorted({*depends_on, *made_by})),
            why=why,
            before=before,
        )
        self.actions.append(action)
        return action

    def wait(self, about: Subject, reason: str) -> None:
        """The item waits without a question (R13, R18). What is in Xero only goes by its id there."""
        id = about.splynx_id or about.xero_id or ""
        self.waiting.append(Waiting(about.name, id, about.customer_id, unsigned(about.amount), reason, about.kind))

    def note(self, kind: str, about: Subject, text: str, amount: Decimal | None = None) -> None:
        """Name something in the plan and the tie-out."""
        money = about.amount if amount is None else amount
        id = about.splynx_id or about.xero_id or ""
        self.notices.append(Notice(kind, about.name, money, text, about.customer_id, about.kind, id))

    def adopt(self, link: Link) -> None:
        """A link found, not made: saved when the plan runs."""
        self.links.append(link)
        if link.xero_id:
            self.claimed.add(link.xero_id)

    def free(self, xero_id: str, amount: Decimal, by: str) -> None:
        """A planned removal (`by`) gives this much back to a document or credit of Xero."""
        self.freed[xero_id] = self.freed.get(xero_id, ZERO) + amount
        self.freeing.setdefault(xero_id, []).append(by)
        owner = self.view.link_by_xero.get(xero_id)
        placed = self.places.get((owner.kind, owner.splynx_id)) if owner is not None else None
        if owner is not None and isinstance(placed, Placed) and placed.ref.id == xero_id:
            self.use(owner.kind, owner.splynx_id, -amount)

    def use(self, kind: ObjectKind, splynx_id: str, amount: Decimal) -> None:
        """Lower what is open on a placed document by a planned payment or allocation (negative raises it again)."""
        placed = self.places[kind, splynx_id]
        if isinstance(placed, Placed):
            self.places[kind, splynx_id] = replace(placed, open=placed.open - amount)


def _identity(kind: ActionKind, side: Side, about: Subject, payload: Payload, links: Sequence[Link]) -> str:
    """Hash of what a write does. References are left out: the same write keeps its id once what it refers to exists."""
    bare = {name: value for name, value in plain(payload).items() if not isinstance(getattr(payload, name), Ref)}
    bare.pop("run", None)  # known only once the object was written, as its id is
    members = [(link.role, link.part, link.generation, link.invoice_id) for link in links]
    return content_hash([kind, side, about.kind, about.splynx_id, about.xero_id, about.customer_id, bare, members])[:16]


def _made_by(payload: Payload) -> tuple[str, ...]:
    refs = (getattr(payload, name, None) for name in ("contact", "target_ref", "source", "invoice", "target"))
    return tuple(ref.made_by for ref in refs if isinstance(ref, Ref) and ref.made_by)


def _open_again(conflict: Conflict, answer: Resolution, reason: str) -> Conflict:
    """The question with the reason why this answer cannot be honoured, under an evidence that the answer has not: so
    it counts as unanswered again.
    """
    refused = content_hash([reason, answer.value, answer.at.isoformat() if answer.at else ""])[:16]
    return replace(conflict, why=f"{reason} {conflict.why}", evidence=f"{conflict.evidence}{_REFUSED}{refused}")


def _first(evidence: str) -> str:
    """The evidence of the question as it was first asked."""
    return evidence.partition(_REFUSED)[0]
