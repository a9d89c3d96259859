"""Documents made in Xero on a linked contact that Splynx does not know (R28)."""

from collections.abc import Iterator
from dataclasses import dataclass

from splynx_xero_gui.domain.accounting import Document
from splynx_xero_gui.domain.billing import BilledDocument
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.engine.reconcile.adoption import adopt, is_held
from splynx_xero_gui.engine.reconcile.document_case import A_DOCUMENT, WORDS, Case
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject
from splynx_xero_gui.engine.reconcile.lines import LinePricer


@dataclass(slots=True)
class ForeignDocuments:
    """Asks about them, group by contact; an `in-sync` answer names the Splynx document they are."""

    draft: Draft
    pricer: LinePricer

    def adopt_named(self) -> None:
        """Link those that a person named, before anything is made of the named Splynx documents."""
        for document, about in self._found():
            answer = self.draft.answered(ConflictKind.XERO_ONLY_DOCUMENT, about, self._facts(document))
            if answer is not None and answer.choice == "in-sync":
                named = self._splynx_document(document, answer.value)
                if named is not None:
                    contact = self.draft.contacts.get(named.customer_id)
                    adopt(Case(self.draft, self.pricer, named, contact, document.kind), document)

    def ask(self) -> None:
        """Ask about the rest."""
        for document, about in self._found():
            answer = self._answer(document, about)
            if answer is None:
                continue
            if answer.choice == "wait":
                self.draft.wait(about, "not-in-splynx")
            else:
                self.draft.note("only-in-xero", about, f"{document.number} is in Xero only.", -document.total)

    def _answer(self, document: Document, about: Subject) -> Resolution | None:
        def usable(answer: Resolution) -> str:
            if answer.choice != "in-sync":
                return ""
            return f"Splynx has no {WORDS[document.kind]} {answer.value} that may be linked to it."

        return self.draft.ask(
            ConflictKind.XERO_ONLY_DOCUMENT,
            about,
            facts=self._facts(document),
            fields=[
                FieldDiff("number", None, None, document.number),
                FieldDiff("date", None, None, document.date.isoformat()),
                FieldDiff("total", None, None, money_text(document.total)),
            ],
            cause=document.contact_id,
            usable=usable,
        )

    def _facts(self, document: Document) -> dict[str, str]:
        contact = self.draft.view.contacts.get(document.contact_id)
        name = contact.name if contact else document.contact_id
        return {"contact": name, "a_document": A_DOCUMENT[document.kind], "no": document.number}

    def _found(self) -> Iterator[tuple[Document, Subject]]:
        draft = self.draft
        first = draft.inp.policy.options.documents_from
        customers: dict[str, str] = {}
        for customer, ref in draft.contacts.items():
            customers.setdefault(ref.id, customer)
        in_question = {
            (kind, document.number)
            for (kind, id), document in draft.view.documents.items()
            if not draft.view.active_links(kind, id)
        }
        for document in sorted(draft.view.xero_documents.values(), key=lambda d: (d.kind, d.date, d.number, d.id)):
            owner = customers.get(document.contact_id)
            if owner is None or document.status.is_dead or (first is not None and document.date < first):
                continue
            known = document.id in draft.view.link_by_xero or is_held(draft, document.id)
            if known or (document.kind, document.number) in in_question:
                continue
            name = f"{WORDS[document.kind]} {document.number} of Xero"
            yield (
                document,
                Subject(
                    document.kind, name, None, owner, amount=document.total, xero_id=document.id, date=document.date
                ),
            )

    def _splynx_document(self, document: Document, value: str) -> BilledDocument | None:
        """The Splynx document named by id or number: same kind, same contact, not in Xero."""
        view = self.draft.view
        for (kind, id), found in view.documents.items():
            if kind is document.kind and value in (id, found.number) and not view.active_links(kind, id):
                ref = self.draft.contacts.get(found.customer_id)
                if ref is not None and ref.id == document.contact_id:
                    return found
        return None
