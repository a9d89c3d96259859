"""A readable world for planner tests: Splynx and Xero as they are now, links, answers; and the plan for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar

from splynx_xero_gui.domain.accounting import Contact, ContactStatus, Credit, Document, Payment
from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledLine,
    BilledPayment,
    BilledTransaction,
    Customer,
    CustomerDetails,
    DocumentStatus,
    PayerKind,
    Relation,
)
from splynx_xero_gui.domain.conflict import Conflict, ConflictKind, Resolution, Rule
from splynx_xero_gui.domain.kinds import Flow, ObjectKind, ScenarioKind, Side
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.policy import NO_TAX, Policy, TaxKey
from splynx_xero_gui.domain.profile import MethodMapping, Options
from splynx_xero_gui.domain.records import Link, Observation
from splynx_xero_gui.domain.reference import (
    Account,
    AccountingReference,
    BilledTax,
    BillingReference,
    Category,
    Organisation,
    Partner,
    PaymentMethod,
    TaxRate,
)
from splynx_xero_gui.engine.reconcile.contacts import plan_contacts
from splynx_xero_gui.engine.reconcile.documents import plan_documents
from splynx_xero_gui.engine.reconcile.frame import Stage, assemble
from splynx_xero_gui.engine.reconcile.inputs import PlannerInput
from splynx_xero_gui.engine.reconcile.questions import missing_facts
from splynx_xero_gui.ports.ledger import Books

Held = TypeVar("Held", Contact, Document, Payment, Credit)

TODAY = dt.date(2026, 11, 20)
NOVEMBER = dt.date(2026, 11, 1)
OCTOBER = dt.date(2026, 10, 1)
SALES = frozenset({"REVENUE"})
BOTH_STAGES: tuple[Stage, ...] = (plan_contacts, plan_documents)

ORGANISATION = Organisation("org", "Example ISP", "ZAR", timezone="Africa/Johannesburg")
ACCOUNTS = (
    Account("a200", "200", "Sales", "REVENUE", "REVENUE"),
    Account("a260", "260", "Other Revenue", "REVENUE", "REVENUE"),
    Account("a090", "090", "Bank", "BANK", "ASSET"),
    Account("a860", "860", "Rounding", "EXPENSE", "EXPENSE", system="ROUNDING"),
)
TAX_RATES = (
    TaxRate("OUTPUT15", "Standard 15%", Decimal(15), classes=SALES),
    TaxRate("OUTPUT14", "Old 14%", Decimal(14), classes=SALES),
    TaxRate("NONE", "No tax", Decimal(0), classes=frozenset({"REVENUE", "EXPENSE"})),
)
BILLING = BillingReference(
    company="Example ISP",
    currency="ZAR",
    partners=(Partner("1", "Main"), Partner("2", "Reseller")),
    categories=(Category("1", "Service"), Category("2", "Installation"), Category("3", "Late fee")),
    taxes=(BilledTax("1", "VAT 15%", Decimal(15)), BilledTax("2", "VAT 14%", Decimal(14))),
    methods=(PaymentMethod("1", "Cash"), PaymentMethod("2", "Card")),
)


def money(amount: object) -> Decimal:
    return Decimal(str(amount))


def line(
    description: str = "Internet",
    net: object = 100,
    *,
    percent: object = 15,
    quantity: object = 1,
    category: str | None = "1",
    tax: str | None = "1",
    tax_amount: object = None,
    **more: Any,
) -> BilledLine:
    """A Splynx item; its tax with four decimals as Splynx computes it."""
    computed = (money(net) * money(quantity) * money(percent) / 100).quantize(Decimal("0.0001"))
    return BilledLine(
        id=more.pop("id", description),
        description=description,
        quantity=money(quantity),
        unit_price=money(net),
        tax_percent=money(percent),
        tax_amount=computed if tax_amount is None else money(tax_amount),
        tax_id=tax if money(percent) else None,
        category_id=category,
        **more,
    )


def splynx_total(lines: Iterable[BilledLine]) -> Decimal:
    return cents(sum((x.quantity * x.unit_price + x.tax_amount for x in lines), Decimal(0)))


@dataclass
class World:
    """Both systems and the ledger of one test."""

    options: Options = field(default_factory=lambda: Options(documents_from=dt.date(2026, 1, 1)))
    today: dt.date = TODAY
    organisation: Organisation = ORGANISATION
    accounts: tuple[Account, ...] = ACCOUNTS
    tax_rates: tuple[TaxRate, ...] = TAX_RATES
    account_of: dict[str, str] = field(default_factory=lambda: {"1": "200", "2": "260"})
    tax_types: dict[TaxKey, str] = field(
        default_factory=lambda: {
            TaxKey("1", Decimal(15)): "OUTPUT15",
            TaxKey("2", Decimal(14)): "OUTPUT14",
            TaxKey(NO_TAX, Decimal(0)): "NONE",
        }
    )
    methods: dict[str, MethodMapping] = field(default_factory=lambda: {"1": MethodMapping("090", Flow.TO_XERO)})
    partners: frozenset[str] | None = None
    splynx: dict[tuple[ObjectKind, str], Observation] = field(default_factory=dict)
    xero: dict[str, Observation] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    resolutions: dict[str, Resolution] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    allow_many: int | None = None
    linked: int | None = None
    billing: BillingReference = BILLING
    stages: Sequence[Stage] = BOTH_STAGES
    shuffle: Callable[[list[Any]], None] = lambda _items: None

    # -- Splynx --
    def _see(self, kind: ObjectKind, id: str, owner: str, body: Any, partner: str | None = None) -> None:
        self.splynx[kind, id] = Observation(Side.SPLYNX, kind, id, owner, body, partner_id=partner)

    def customer(self, id: str = "12", name: str = "John Smith", *, partner: str = "1", **more: Any) -> Customer:
        given = {"login": f"login{id}", "status": "active", "category": "person", **more}
        body = Customer(id, name, partner_id=partner, **given)
        self._see(ObjectKind.CUSTOMER, id, id, body, partner)
        return body

    def details(self, customer_id: str = "12", **more: Any) -> CustomerDetails:
        body = CustomerDetails(customer_id, **more)
        self._see(ObjectKind.CUSTOMER_DETAILS, customer_id, customer_id, body)
        return body

    def invoice(self, id: str = "1203", *lines: BilledLine, **more: Any) -> BilledDocument:
        return self._document(ObjectKind.INVOICE, id, lines, more)

    def credit_note(self, id: str = "77", *lines: BilledLine, **more: Any) -> BilledDocument:
        return self._document(ObjectKind.CREDIT_NOTE, id, lines, more)

    def _document(self, kind: ObjectKind, id: str, lines: Sequence[BilledLine], more: dict[str, Any]) -> BilledDocument:
        items = tuple(lines) or (line(),)
        partner = more.pop("partner", "1")
        unpaid = DocumentStatus.NOT_PAID if kind is ObjectKind.INVOICE else DocumentStatus.NOT_REFUNDED
        total = money(more.pop("total", splynx_total(items)))
        given: dict[str, Any] = {
            "number": f"{'' if kind is ObjectKind.INVOICE else 'CN'}2026{id}",
            "customer_id": "12",
            "date": NOVEMBER,
            "due_date": dt.date(2026, 11, 15) if kind is ObjectKind.INVOICE else None,
            "status": unpaid,
            "open": total,
            **more,
        }
        body = BilledDocument(kind, id, total=total, lines=items, **given)
        self._see(kind, id, body.customer_id, body, partner)
        return body

    def change(self, document: BilledDocument, *lines: BilledLine, **more: Any) -> BilledDocument:
        """The document with other lines or fields, in Splynx only."""
        if lines:
            more = {"lines": lines, "total": splynx_total(lines), **more}
        body = replace(document, **more)
        seen = self.splynx[document.kind, document.id]
        self.splynx[document.kind, document.id] = replace(seen, body=body)
        return body

    def delete(self, document: BilledDocument) -> None:
        self.change(document, status=DocumentStatus.DELETED)

    def vanish(self, document: BilledDocument) -> None:
        """Confirmed absent in Splynx (R5)."""
        key = (document.kind, document.id)
        self.splynx[key] = replace(self.splynx[key], gone=True)

    def payment(self, id: str, amount: object, *, customer: str = "12", **more: Any) -> BilledPayment:
        given = {"method_id": "1", "date": TODAY, "unallocated": Decimal(0), **more}
        body = BilledPayment(id, customer, amount=money(amount), **given)
        self._see(ObjectKind.PAYMENT, id, customer, body)
        return body

    def relation(
        self, payer: PayerKind, payer_id: str, invoice: str, amount: object, *, customer: str = "12", **more: Any
    ) -> Relation:
        id = str(1 + sum(1 for kind, _ in self.splynx if kind is ObjectKind.RELATION))
        body = Relation(id, customer, payer, payer_id, invoice, money(amount), **more)
        self._see(ObjectKind.RELATION, id, customer, body)
        return body

    def transaction(self, id: str, *, customer: str = "12", **more: Any) -> BilledTransaction:
        given = {"is_credit": True, "total": Decimal(0), "date": TODAY, **more}
        body = BilledTransaction(id, customer, **given)
        self._see(ObjectKind.TRANSACTION, id, customer, body)
        return body

    # -- Xero --
    def hold(self, body: Held, *, gone: bool = False) -> Held:
        """Xero has this now."""
        kind = ObjectKind.CONTACT if isinstance(body, Contact) else getattr(body, "kind", ObjectKind.PAYMENT)
        owner = body.id if isinstance(body, Contact) else body.contact_id
        key = body.number if isinstance(body, Contact | Document) else body.reference
        self.xero[body.id] = Observation(Side.XERO, kind, body.id, owner, body, key=key, gone=gone)
        return body

    def contact(self, id: str = "c12", name: str = "John Smith", **more: Any) -> Contact:
        return self.hold(Contact(id, name, **more))

    def document(self, id: str) -> Document:
        body = self.xero[id].body
        assert isinstance(body, Document)
        return body

    def amend(self, id: str, **changes: Any) -> None:
        """Somebody changes an object in Xero."""
        body: Any = self.xero[id].body
        self.hold(replace(body, **changes))

    # -- ledger --
    def link(self, link: Link) -> Link:
        """Save as the ledger does: replace by id, else insert."""
        if link.id is not None:
            self.links = [link if known.id == link.id else known for known in self.links]
            return link
        stored = replace(link, id=1 + max((known.id or 0 for known in self.links), default=0))
        self.links.append(stored)
        return stored

    def answer(self, conflict: Conflict, choice: str, value: str = "") -> None:
        assert choice in {offered.id for offered in conflict.choices}, f"{choice} is not offered for {conflict.kind}"
        self.resolutions[conflict.id] = Resolution(
            conflict.id, conflict.kind, choice, value, conflict.evidence, by="test", at=dt.datetime(2026, 11, 20)
        )

    # -- plan --
    @property
    def policy(self) -> Policy:
        return Policy(
            ScenarioKind.PUSH_ALL,
            self.options,
            "",
            self.partners,
            self.account_of,
            self.tax_types,
            self.methods,
        )

    def input(self) -> PlannerInput:
        taken: dict[tuple[ObjectKind, str], list[Observation]] = defaultdict(list)
        for seen in self.xero.values():
            if seen.key:
                taken[seen.kind, seen.key].append(seen)
        numbers: dict[tuple[ObjectKind, str], list[str]] = defaultdict(list)
        for (kind, id), seen in self.splynx.items():
            if isinstance(seen.body, BilledDocument):
                numbers[kind, seen.body.number].append(id)
        contacts = [seen.body for seen in self.xero.values() if isinstance(seen.body, Contact) and not seen.gone]
        splynx, xero, links = list(self.splynx.values()), list(self.xero.values()), list(self.links)
        for items in (splynx, xero, links):
            self.shuffle(items)
        owners = frozenset(seen.owner for seen in self.splynx.values())
        return PlannerInput(
            books=Books(tuple(splynx), tuple(xero), tuple(links), owners),
            policy=self.policy,
            accounting=AccountingReference(self.organisation, self.accounts, self.tax_rates),
            billing=self.billing,
            today=self.today,
            contact_names={c.name.casefold(): c.id for c in contacts if c.status is ContactStatus.ACTIVE},
            taken={key: tuple(found) for key, found in taken.items()},
            duplicates={key: tuple(ids) for key, ids in numbers.items() if len(ids) > 1},
            resolutions=self.resolutions,
            rules=tuple(self.rules),
            refusals=self.refusals,
            allow_many=self.allow_many,
            linked=self.linked,
        )

    def plan(self) -> SyncPlan:
        """The plan; every question in it has all its facts, every action its own id."""
        plan = assemble(self.input(), self.stages)
        for conflict in plan.conflicts:
            assert not missing_facts(conflict), f"{conflict.kind} lacks {set(missing_facts(conflict))}"
            assert "…" not in conflict.question
        ids = [action.id for action in plan.actions]
        assert len(ids) == len(set(ids)), "two actions share an id"
        return plan


def kinds(plan: SyncPlan) -> list[str]:
    """Kinds of the actions, in order."""
    return [action.kind.value for action in plan.actions]


def only_action(plan: SyncPlan, kind: str) -> SyncAction:
    found = [action for action in plan.actions if action.kind.value == kind]
    assert len(found) == 1, f"{len(found)} actions of kind {kind} in {kinds(plan)}"
    return found[0]


def only_question(plan: SyncPlan, kind: ConflictKind) -> Conflict:
    found = [conflict for conflict in plan.conflicts if conflict.kind is kind]
    assert len(found) == 1, f"{len(found)} questions {kind} among {[c.kind.value for c in plan.conflicts]}"
    return found[0]


def choices(conflict: Conflict) -> list[str]:
    return [choice.id for choice in conflict.choices]
