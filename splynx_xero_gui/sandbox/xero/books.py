"""The state of the sandbox's Xero: organisations and everything in their books."""

from __future__ import annotations

import random
import threading
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from zoneinfo import ZoneInfo

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.xero.charts import Edition, accounts
from splynx_xero_gui.sandbox.xero.countries import country_of
from splynx_xero_gui.sandbox.xero.model import (
    Account,
    Attachment,
    BankTransaction,
    BatchPayment,
    Contact,
    DocKind,
    Document,
    HistoryNote,
    OrganisationUser,
    Payment,
    Role,
    State,
    TaxRate,
    TrackingCategory,
    TrackingOption,
)
from splynx_xero_gui.sandbox.xero.shelf import Shelf


@dataclass(frozen=True, slots=True)
class OrganisationSpec:
    """How an organisation is set up before the first request.

    `invoice_cap`: invoices that may be approved a month (None: no cap). `other_apps`: uncertified apps already
    connected (two is Xero's limit, xero-api.md §1.7). `tracking`: category name -> option names. `sales_with_tax`:
    whether the organisation enters its sales with the tax in them (a default of Xero's screens, nothing more).
    """

    name: str
    edition: Edition = Edition.ZA
    is_demo: bool = True
    role: Role = Role.STANDARD
    may_approve: bool = True
    period_lock: date | None = None
    year_lock: date | None = None
    invoice_cap: int | None = None
    other_apps: int = 0
    further_currencies: tuple[str, ...] = ()
    tracking: tuple[tuple[str, tuple[str, ...]], ...] = (("Region", ("North", "South")),)
    seed: int = 1
    sales_with_tax: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who sits at the browser."""

    given_name: str = "Thandi"
    family_name: str = "Mokoena"
    email: str = "thandi.mokoena@example.com"


@dataclass(slots=True)
class Indexes:
    """Ways to find contacts and documents by what they are called."""

    active_names: dict[str, Contact] = field(default_factory=dict)
    contact_numbers: dict[str, Contact] = field(default_factory=dict)
    account_numbers: dict[str, Contact] = field(default_factory=dict)
    numbers: dict[tuple[DocKind, str], Document] = field(default_factory=dict)
    by_contact: dict[str, list[Document]] = field(default_factory=dict)


class Organisation:
    """One organisation's books. Hold `lock` while reading or writing them from another thread."""

    def __init__(self, spec: OrganisationSpec, clock: SandboxClock, person: Person) -> None:
        self.spec, self.clock = spec, clock
        self.country = country_of(spec.edition)
        self.lock = threading.RLock()
        self._random = random.Random(f"{spec.name}/{spec.seed}")
        self.tenant_id, self.organisation_id = self.new_id(), self.new_id()
        self.name = spec.name
        self.currencies = [self.country.currency, *spec.further_currencies]
        self.period_lock, self.year_lock = spec.period_lock, spec.year_lock
        self.user = OrganisationUser(
            self.new_id(), person.email, person.given_name, person.family_name, spec.role, spec.may_approve
        )
        self.created = self.stamp()
        self.accounts = self._chart()
        self.tax_rates = self._taxes()
        self.tracking = [
            TrackingCategory(self.new_id(), name, [TrackingOption(self.new_id(), o) for o in options])
            for name, options in spec.tracking
        ]
        self.contacts: Shelf[Contact] = Shelf(attrgetter("contact_id"))
        self.documents: dict[DocKind, Shelf[Document]] = {kind: Shelf(attrgetter("doc_id")) for kind in DocKind}
        self.payments: Shelf[Payment] = Shelf(attrgetter("payment_id"))
        self.batches: Shelf[BatchPayment] = Shelf(attrgetter("batch_id"))
        self.transactions: Shelf[BankTransaction] = Shelf(attrgetter("transaction_id"))
        self.history: dict[str, list[HistoryNote]] = {}
        self.attachments: dict[str, list[Attachment]] = {}
        self.approvals: dict[tuple[int, int], int] = {}
        self.index = Indexes()
        self._next_number = dict.fromkeys(DocKind, 1)

    # --- time and identity --------------------------------------------------------------------------------------------

    def new_id(self) -> str:
        """A fresh GUID; the same organisation with the same seed gives the same ones in the same order."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def stamp(self) -> datetime:
        """Now, in whole milliseconds, as UpdatedDateUTC holds it."""
        now = self.clock.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def today(self) -> date:
        """Today where the organisation is."""
        return self.clock.now().astimezone(ZoneInfo(self.country.zone)).date()

    def next_number(self, kind: DocKind) -> str:
        """The number Xero gives a document that comes without one."""
        prefix = "INV" if kind is DocKind.INVOICE else "CN"
        while True:
            number = f"{prefix}-{self._next_number[kind]:04d}"
            self._next_number[kind] += 1
            if (kind, number.lower()) not in self.index.numbers:
                return number

    # --- looking up ---------------------------------------------------------------------------------------------------

    def account(self, code_or_id: str) -> Account | None:
        """The account of that code or AccountID, whatever its status."""
        key = code_or_id.lower()
        return next((a for a in self.accounts if (a.code or "").lower() == key or a.account_id == key), None)

    def system_account(self, system: str) -> Account:
        """The account Xero keeps for that purpose, such as DEBTORS or ROUNDING."""
        return next(a for a in self.accounts if a.system_account == system)

    def document(self, kind: DocKind, number_or_id: str) -> Document | None:
        """The document of that number or id."""
        return self.documents[kind].get(number_or_id) or self.index.numbers.get((kind, number_or_id.lower()))

    def documents_of(self, contact: Contact) -> list[Document]:
        """All documents of a contact, oldest first."""
        return self.index.by_contact.get(contact.contact_id, [])

    # --- keeping the indexes true -------------------------------------------------------------------------------------

    def file_document(self, document: Document) -> None:
        """Put a new document into the books."""
        self.documents[document.kind].add(document)
        if document.number:
            self.index.numbers[document.kind, document.number.lower()] = document
        self.index.by_contact.setdefault(document.contact.contact_id, []).append(document)

    def renumber(self, document: Document, number: str) -> None:
        """Give a document another number; the old one becomes free."""
        self.index.numbers.pop((document.kind, document.number.lower()), None)
        document.number = number
        self.index.numbers[document.kind, number.lower()] = document

    def move_document(self, document: Document, contact: Contact) -> None:
        """Give a document to another contact."""
        self.index.by_contact[document.contact.contact_id].remove(document)
        document.contact = contact
        self.index.by_contact.setdefault(contact.contact_id, []).append(document)

    def index_contact(self, contact: Contact) -> None:
        """Enter a contact's names; call `unindex_contact` before changing them."""
        if contact.status is State.ACTIVE:
            self.index.active_names[contact.name.lower()] = contact
        if contact.contact_number:
            self.index.contact_numbers[contact.contact_number.lower()] = contact
        if contact.account_number:
            self.index.account_numbers[contact.account_number.lower()] = contact

    def unindex_contact(self, contact: Contact) -> None:
        """Take a contact's names out of the indexes."""
        index = self.index
        for entries, key in (
            (index.active_names, contact.name),
            (index.contact_numbers, contact.contact_number),
            (index.account_numbers, contact.account_number),
        ):
            if entries.get(key.lower()) is contact:
                del entries[key.lower()]

    # --- set-up -------------------------------------------------------------------------------------------------------

    def _chart(self) -> list[Account]:
        made = []
        for plan in accounts():
            tax = (
                self.country.sales_tax_type
                if plan.sales_tax
                else self.country.purchase_tax_type
                if plan.purchase_tax
                else self._no_tax_type()
            )
            name = self.country.tax_word if plan.system == "GST" else plan.name
            made.append(
                Account(
                    self.new_id(),
                    plan.code,
                    name,
                    plan.type,
                    plan.account_class,
                    tax,
                    enable_payments=plan.payments,
                    system_account=plan.system,
                    bank_account_number=plan.bank_number,
                    updated=self.created,
                    currency=self.country.currency if plan.type == "BANK" else None,
                )
            )
        return made

    def _no_tax_type(self) -> str:
        return "NONE" if any(t.tax_type == "NONE" for t in self.country.taxes) else "BASEXCLUDED"

    def _taxes(self) -> dict[str, TaxRate]:
        return {
            t.tax_type: TaxRate(
                t.tax_type,
                t.name,
                t.rate.quantize(Decimal("0.0001")),
                t.classes,
                t.report,
                tuple((part.name, Decimal(part.percent), part.compound) for part in t.components),
                State.ARCHIVED if t.archived else State.ACTIVE,
            )
            for t in self.country.taxes
        }

    @property
    def no_tax(self) -> str:
        """The TaxType of a line without tax: NONE, or BASEXCLUDED in Australia."""
        return self._no_tax_type()


class XeroBooks:
    """All organisations of the sandbox, and the person who may connect them."""

    def __init__(self, specs: tuple[OrganisationSpec, ...], clock: SandboxClock, person: Person | None = None) -> None:
        self.clock = clock
        self.person = person if person is not None else Person()
        self._organisations = [Organisation(spec, clock, self.person) for spec in specs]

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """In the order they were set up."""
        return tuple(self._organisations)

    def organisation(self, name: str | None = None) -> Organisation:
        """By name or tenant id; without one, the first. Raises KeyError."""
        if name is None:
            return self._organisations[0]
        for candidate in self._organisations:
            if name in (candidate.name, candidate.tenant_id):
                return candidate
        raise KeyError(name)

    def add(self, spec: OrganisationSpec) -> Organisation:
        """Open another organisation."""
        made = Organisation(spec, self.clock, self.person)
        self._organisations.append(made)
        return made
