"""One Splynx document in planning: who and what it is, where it may go, and what Xero should hold of it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Document
from splynx_xero_gui.domain.billing import BilledDocument
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import money_text, total, unsigned
from splynx_xero_gui.domain.payloads import DocumentPayload, Ref
from splynx_xero_gui.domain.policy import TaxKey
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.cents import Fit, Misfit, fit, splynx_sums, splynx_taxes
from splynx_xero_gui.engine.reconcile.document_terms import Terms, splynx_hash, terms_of_payload, terms_of_xero
from splynx_xero_gui.engine.reconcile.draft import Draft, NotPlaced, Placed, Subject
from splynx_xero_gui.engine.reconcile.lines import LinePricer, percent_text
from splynx_xero_gui.engine.reconcile.numbers import reference

DOCUMENT_ROLES = frozenset({Role.MAIN, Role.REISSUE, Role.CORRECTION})
WORDS = {ObjectKind.INVOICE: "invoice", ObjectKind.CREDIT_NOTE: "credit note"}
A_DOCUMENT = {ObjectKind.INVOICE: "an invoice", ObjectKind.CREDIT_NOTE: "a credit note"}
_NUMBER_LIMIT = 255


@dataclass(frozen=True, slots=True)
class Composed:
    """What Xero should hold, and how the cents were reached."""

    payload: DocumentPayload
    fit: Fit


@dataclass(slots=True)
class Case:
    """One document. `xero_kind` is what it is in Xero: a negative invoice may be a credit note there (R10)."""

    draft: Draft
    pricer: LinePricer
    document: BilledDocument
    contact: Ref | None
    xero_kind: ObjectKind
    generation: int = 1

    @property
    def key(self) -> tuple[ObjectKind, str]:
        """Key in `Draft.places`."""
        return self.document.kind, self.document.id

    @property
    def about(self) -> Subject:
        """The subject of its questions and actions."""
        document = self.document
        return Subject(
            document.kind,
            f"{WORDS[document.kind]} {document.number}",
            document.id,
            document.customer_id,
            amount=unsigned(document.total),
            date=document.date,
        )

    @property
    def what(self) -> str:
        """Invoice or Credit note, to begin a sentence with."""
        return WORDS[self.document.kind].capitalize()

    @property
    def total(self) -> Decimal:
        """Splynx's total with the sign of the Xero document."""
        return self.document.total if self.xero_kind is self.document.kind else -self.document.total

    @property
    def hash(self) -> str:
        """Of what of it reaches Xero."""
        return splynx_hash(self.document)

    @property
    def customer_name(self) -> str:
        """For sentences."""
        customer = self.draft.view.customers.get(self.document.customer_id)
        return customer.name if customer else ""

    def place(self, where: Placed | NotPlaced) -> None:
        """Tell later stages where it is."""
        self.draft.places[self.key] = where

    def not_placed(self, reason: str) -> None:
        """Tell later stages why it is not in Xero."""
        self.place(NotPlaced(reason))

    def ask(
        self,
        kind: ConflictKind,
        facts: Mapping[str, str],
        *,
        about: Subject | None = None,
        fields: Sequence[FieldDiff] = (),
        cause: str = "",
        first: str = "",
        without: Sequence[str] = (),
        usable: Callable[[Resolution], str] | None = None,
        left: Link | None = None,
        also: str = "",
    ) -> Resolution | None:
        """`Draft.ask`; "ignore" is kept as a link that was left, so that the document stays named for good."""
        about = about or self.about
        answer = self.draft.ask(
            kind, about, facts=facts, fields=fields, cause=cause, first=first, without=without, usable=usable, also=also
        )
        if answer is None and self.draft.is_ignored(kind, about):
            self.leave(left)
        return answer

    def leave(self, link: Link | None = None) -> None:
        """Never written again: on the link it has, else on one of its own without a Xero id."""
        if link is None:
            link = self.link(Role.MAIN, self.xero_kind)
        self.draft.adopt(replace(link, state=LinkState.LEFT))

    def link(self, role: Role, xero_kind: ObjectKind, payload: DocumentPayload | None = None) -> Link:
        """A new link of this document; with a payload, as it will be agreed once that is written."""
        document = self.document
        return Link(
            kind=document.kind,
            splynx_id=document.id,
            role=role,
            xero_kind=xero_kind,
            xero_id="",
            customer_id=document.customer_id,
            generation=self.generation,
            amount=payload.total if payload else abs(document.total),
            date=payload.date if payload else document.date,
            partner_id=self.draft.view.partner_of.get(self.key),
            agreed=self.terms_of(payload).json() if payload else "",
            agreed_splynx=self.hash if payload and role is not Role.CORRECTION else "",
        )

    def terms_of(self, held: Document | DocumentPayload) -> Terms:
        """What is agreed once Xero holds this for the document."""
        money = terms_of_payload(held) if isinstance(held, DocumentPayload) else terms_of_xero(held)
        contact = held.contact.id if isinstance(held, DocumentPayload) else held.contact_id
        document = self.document
        return replace(
            money, contact=contact, splynx=self.total, splynx_date=document.date, splynx_number=document.number
        )

    def compose(self, *, number: str, date: dt.date, status: str, id: str = "") -> Composed | None:
        """The document in Xero's terms; None after asking what hinders it or waiting for its contact."""
        if self.contact is None:
            self.draft.wait(self.about, "contact-in-question")
            return None
        if self.draft.is_archived(self.contact.id):
            self.draft.wait(self.about, "contact-archived")
            return None
        document = self.document
        fitted = self._fit()
        if fitted is None:
            return None
        payload = DocumentPayload(
            kind=self.xero_kind,
            number=number[:_NUMBER_LIMIT],
            contact=self.contact,
            date=date,
            due_date=max(document.due_date or date, date) if self.xero_kind is ObjectKind.INVOICE else None,
            reference=reference(self.draft, document, number, date),
            currency=self.draft.inp.accounting.organisation.base_currency,
            status=status,
            lines=fitted.lines,
            total=fitted.total,
            total_tax=fitted.total_tax,
            id=id,
        )
        return Composed(payload, fitted)

    def _fit(self) -> Fit | None:
        priced = self.pricer.price(self.document, self.about)
        if priced is None:
            return None
        if self.xero_kind is not self.document.kind:
            priced = [replace(line, quantity=-line.quantity, tax_amount=-line.tax_amount) for line in priced]
        options = self.draft.inp.policy.options
        found = fit(priced, self.total, tax_override=options.tax_override, rounding=self.pricer.rounding)
        if isinstance(found, Fit):
            return found
        answer = self._ask_misfit(found, splynx_taxes(priced), bool(priced))
        if answer is None:
            return None
        if answer.choice == "as-splynx-lines":
            return splynx_sums(priced, self.total)
        if answer.choice == "in-sync":
            # Adoption reads cases: it cannot be known before this class is.
            from splynx_xero_gui.engine.reconcile.adoption import take_as_in_sync

            take_as_in_sync(self, answer.value)
            return None
        self.draft.note("left-out", self.about, f"Not sent: {found.reason}")
        self.leave()
        return None

    def _ask_misfit(self, misfit: Misfit, taxes: Mapping[TaxKey, Decimal], has_lines: bool) -> Resolution | None:
        net = self.total - total(taxes.values())
        fields = [FieldDiff("total", None, money_text(misfit.splynx), money_text(misfit.xero))]
        fields.append(FieldDiff("net", None, money_text(net), None))
        for key, tax in taxes.items():
            fields.append(FieldDiff(f"tax at {percent_text(key.percent)} %", None, money_text(tax), None))
        from splynx_xero_gui.engine.reconcile.adoption import in_sync_check

        without = [] if has_lines else ["as-splynx-lines"]
        if self.draft.view.active_links(*self.key):
            without.append("in-sync")
        return self.ask(
            ConflictKind.TOTAL_NOT_REPRODUCIBLE,
            {
                "what": self.what,
                "no": self.document.number,
                "a": money_text(misfit.splynx),
                "b": money_text(misfit.xero),
                "diff": money_text(abs(misfit.difference)),
                "reason": misfit.reason if has_lines else "It has no lines.",
            },
            fields=fields,
            without=without,
            usable=in_sync_check(self),
        )

    def report_cents(self, composed: Composed) -> None:
        """Every use of a tax correction or a rounding line is reported (R9)."""
        for kind, text, amount in _corrections(composed.fit):
            self.draft.note(kind, self.about, text, amount)

    @staticmethod
    def cents_of(composed: Composed) -> str:
        """The same in one text, for the action: the plan and the run's history show it (R9)."""
        return " ".join(text for _, text, _ in _corrections(composed.fit))


def _corrections(fit: Fit) -> Iterator[tuple[str, str, Decimal]]:
    for key, amount in fit.overrides.items():
        text = f"Tax at {percent_text(key.percent)} % corrected by {money_text(amount)} to equal Splynx."
        yield "tax-override", text, amount
    if fit.rounding:
        text = f"A rounding line of {money_text(fit.rounding)} makes the net equal Splynx."
        yield "rounding-line", text, fit.rounding
