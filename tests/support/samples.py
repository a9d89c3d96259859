"""Made-up domain objects: builders with sensible defaults, and Hypothesis strategies for any domain dataclass."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from splynx_xero_gui.domain.accounting import AccountingStatus, Contact, Credit, Document, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledLine,
    BilledPayment,
    Customer,
    CustomerDetails,
    DocumentStatus,
    PayerKind,
    Relation,
)
from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.kinds import ActionKind, Flow, ObjectKind, ScenarioKind, Side, Undo
from splynx_xero_gui.domain.payloads import ContactPayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.profile import (
    Mappings,
    MethodMapping,
    Options,
    Profile,
    SplynxSettings,
    TrackingMapping,
    XeroSettings,
)
from splynx_xero_gui.domain.records import Body, Intent, IntentState, Link, Observation, Role, Run, RunItem

T = TypeVar("T")

DAY = dt.date(2026, 11, 1)
MOMENT = dt.datetime(2026, 11, 1, 8, 30, tzinfo=dt.UTC)


class FixedClock:
    """A clock (ports.control.Clock) that stands still until it is moved."""

    def __init__(self, at: dt.datetime = MOMENT) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at

    def pass_time(self, **parts: float) -> None:
        """Move on, as in `pass_time(hours=1)`."""
        self.at += dt.timedelta(**parts)


# --- strategies -----------------------------------------------------------------------------------------------------

# NUL is left out: neither service sends it and PostgreSQL refuses it.
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
money = st.decimals(min_value=-(10**9), max_value=10**9, places=2) | st.decimals(
    min_value=-(10**6), max_value=10**6, places=4
)
moments = st.datetimes(min_value=dt.datetime(2000, 1, 1), max_value=dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))


def domain(cls: type[T]) -> st.SearchStrategy[T]:
    """Any value of a domain dataclass, every field drawn by its declared type."""
    hints = get_type_hints(cls)
    fields = {f.name: of_type(hints[f.name]) for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    return st.builds(cls, **fields)


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type as domain dataclasses declare it."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.one_of([of_type(arg) for arg in args])
    if origin is tuple:
        if args[-1] is Ellipsis:
            return st.lists(of_type(args[0]), max_size=3).map(tuple)
        return st.tuples(*[of_type(arg) for arg in args])
    if origin is frozenset:
        return st.frozensets(of_type(args[0]), max_size=3)
    if origin is Mapping:
        return st.dictionaries(of_type(args[0]), of_type(args[1]), max_size=3)
    if dataclasses.is_dataclass(hint):
        return st.deferred(lambda: domain(hint))  # type: ignore[arg-type]
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return _PLAIN[hint]


_PLAIN: Mapping[Any, st.SearchStrategy[Any]] = types.MappingProxyType(
    {
        str: texts,
        int: st.integers(-(10**6), 10**6),
        bool: st.booleans(),
        Decimal: money,
        dt.date: st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
        dt.datetime: moments,
        type(None): st.none(),
    }
)


# --- builders -------------------------------------------------------------------------------------------------------


def customer(id: str = "1", **changes: Any) -> Customer:
    """A customer of partner 1."""
    base = Customer(id, f"Customer {id}", f"login{id}", "active", "person", "1", emails=(f"c{id}@example.net",))
    return dataclasses.replace(base, **changes)


def billed_line(id: str = "1", net: str = "100.0000", tax: str = "15.0000", **changes: Any) -> BilledLine:
    """A line of category 2 and tax 1 at 15 %."""
    base = BilledLine(id, "Internet 50 Mbit/s", Decimal(1), Decimal(net), Decimal(15), Decimal(tax), "1", "2")
    return dataclasses.replace(base, **changes)


def invoice(id: str = "1", customer_id: str = "1", **changes: Any) -> BilledDocument:
    """An unpaid invoice over 115.00."""
    total = Decimal("115.00")
    base = BilledDocument(
        ObjectKind.INVOICE,
        id,
        f"2026{int(id):06d}",
        customer_id,
        DAY,
        DAY + dt.timedelta(days=14),
        DocumentStatus.NOT_PAID,
        total,
        total,
        (billed_line(),),
    )
    return dataclasses.replace(base, **changes)


def credit_note(id: str = "1", customer_id: str = "1", **changes: Any) -> BilledDocument:
    """An unused credit note over 115.00."""
    changed = {"kind": ObjectKind.CREDIT_NOTE, "status": DocumentStatus.NOT_REFUNDED, "number": f"CN{id}", **changes}
    return invoice(id, customer_id, **changed)


def billed_payment(id: str = "1", customer_id: str = "1", **changes: Any) -> BilledPayment:
    """A payment of 115.00 by method 1."""
    base = BilledPayment(id, customer_id, "1", DAY, Decimal("115.00"), Decimal("0.00"), f"R{id}")
    return dataclasses.replace(base, **changes)


def relation(id: str = "1", customer_id: str = "1", payer_id: str = "1", invoice_id: str = "1") -> Relation:
    """The payment pays the invoice with 115.00."""
    return Relation(id, customer_id, PayerKind.PAYMENT, payer_id, invoice_id, Decimal("115.00"))


def contact(id: str = "c-1", **changes: Any) -> Contact:
    """An active contact."""
    return dataclasses.replace(Contact(id, f"Contact {id}"), **changes)


def document(id: str = "d-1", contact_id: str = "c-1", **changes: Any) -> Document:
    """An approved Xero invoice over 115.00."""
    base = Document(
        ObjectKind.INVOICE,
        id,
        "2026000001",
        contact_id,
        DAY,
        DAY,
        AccountingStatus.AUTHORISED,
        "ZAR",
        Decimal("100.00"),
        Decimal("15.00"),
        Decimal("115.00"),
        Decimal("115.00"),
        Decimal("0.00"),
        Decimal("0.00"),
    )
    return dataclasses.replace(base, **changes)


def payment(id: str = "p-1", contact_id: str = "c-1", **changes: Any) -> Payment:
    """A Xero payment of 115.00 on invoice d-1."""
    base = Payment(
        id,
        PaymentTarget.INVOICE,
        "d-1",
        contact_id,
        AccountingStatus.AUTHORISED,
        DAY,
        Decimal("115.00"),
        "a-1",
        reference="SPX-P1.0",
    )
    return dataclasses.replace(base, **changes)


def credit(id: str = "o-1", contact_id: str = "c-1", **changes: Any) -> Credit:
    """An open overpayment of 115.00."""
    base = Credit(
        ObjectKind.OVERPAYMENT,
        id,
        contact_id,
        AccountingStatus.AUTHORISED,
        DAY,
        Decimal("115.00"),
        Decimal("115.00"),
    )
    return dataclasses.replace(base, **changes)


_BILLING_KINDS = types.MappingProxyType(
    {
        Customer: ObjectKind.CUSTOMER,
        CustomerDetails: ObjectKind.CUSTOMER_DETAILS,
        BilledPayment: ObjectKind.PAYMENT,
        Relation: ObjectKind.RELATION,
    }
)


def seen(body: Body, **changes: Any) -> Observation:
    """The observation of a body, with owner and natural key as adapters' callers give them."""
    match body:
        case Customer():
            base = Observation(Side.SPLYNX, ObjectKind.CUSTOMER, body.id, body.id, body, partner_id=body.partner_id)
        case CustomerDetails():
            id = body.customer_id
            base = Observation(Side.SPLYNX, ObjectKind.CUSTOMER_DETAILS, id, id, body)
        case BilledDocument():
            base = Observation(Side.SPLYNX, body.kind, body.id, body.customer_id, body, body.number, "1")
        case Contact():
            base = Observation(Side.XERO, ObjectKind.CONTACT, body.id, body.id, body, body.number)
        case Document():
            base = Observation(Side.XERO, body.kind, body.id, body.contact_id, body, body.number)
        case Credit():
            base = Observation(Side.XERO, body.kind, body.id, body.contact_id, body, body.reference)
        case Payment():
            base = Observation(Side.XERO, ObjectKind.PAYMENT, body.id, body.contact_id, body, body.reference)
        case _:
            base = Observation(
                Side.SPLYNX, _BILLING_KINDS.get(type(body), ObjectKind.TRANSACTION), body.id, body.customer_id, body
            )
    return dataclasses.replace(base, **changes)


def contact_link(customer_id: str = "1", contact_id: str = "c-1", **changes: Any) -> Link:
    """A customer linked to its contact."""
    base = Link(ObjectKind.CUSTOMER, customer_id, Role.MAIN, ObjectKind.CONTACT, contact_id, customer_id)
    return dataclasses.replace(base, **changes)


def invoice_link(invoice_id: str = "1", xero_id: str = "d-1", customer_id: str = "1", **changes: Any) -> Link:
    """An invoice linked to its Xero invoice."""
    base = Link(
        ObjectKind.INVOICE, invoice_id, Role.MAIN, ObjectKind.INVOICE, xero_id, customer_id, amount=Decimal("115.00")
    )
    return dataclasses.replace(base, **changes)


def action(id: str = "a1", **changes: Any) -> SyncAction:
    """Makes a contact."""
    base = SyncAction(
        id,
        ActionKind.CREATE_CONTACT,
        Side.XERO,
        "customer 1",
        "1",
        None,
        "1",
        "Customer 1",
        None,
        Decimal("0.00"),
        "ZAR",
        Undo.ARCHIVE,
        ContactPayload("Customer 1", "SPX-1"),
    )
    return dataclasses.replace(base, **changes)


def intent(id: str = "i1", **changes: Any) -> Intent:
    """A contact about to be made in run r1."""
    base = Intent(
        id, "r1", "a1", ActionKind.CREATE_CONTACT, Side.XERO, '{"id":"a1"}', IntentState.SENDING, MOMENT, "key-1"
    )
    return dataclasses.replace(base, **changes)


def run(id: str = "r1", **changes: Any) -> Run:
    """A run that started by hand."""
    return dataclasses.replace(Run(id, MOMENT, "thandi", "desk-1", "hand"), **changes)


def run_item(sequence: int = 1, **changes: Any) -> RunItem:
    """A contact made in run r1."""
    base = RunItem(
        "r1",
        sequence,
        "a1",
        ActionKind.CREATE_CONTACT,
        Side.XERO,
        "customer 1",
        "Customer 1",
        "1",
        "c-1",
        DAY,
        Decimal("0.00"),
        "ZAR",
        "done",
        at=MOMENT,
    )
    return dataclasses.replace(base, **changes)


def conflict(id: str = "q1", customer_id: str = "1", group: str = "unmapped-category:2", **changes: Any) -> Conflict:
    """A question about an invoice whose category is not mapped."""
    base = Conflict(
        id,
        ConflictKind.UNMAPPED_CATEGORY,
        group,
        "invoice 2026000001",
        ObjectKind.INVOICE,
        "1",
        None,
        customer_id,
        Decimal("115.00"),
        "Its category has no account.",
        "Which account takes it?",
    )
    return dataclasses.replace(base, **changes)


# --- profiles -------------------------------------------------------------------------------------------------------

_letters = st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f")
_names = st.text(_letters, min_size=1, max_size=12).filter(lambda name: name.strip() != "" and "@" not in name)
_codes = st.text("0123456789ABCDEF-", min_size=1, max_size=8)


def _option_fields(draw: st.DrawFn) -> Options:
    reserve = draw(st.integers(0, 100))
    kind = st.sampled_from(["overpayment", "prepayment"])
    return Options(
        documents_from=draw(st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))),
        payments_from=draw(st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))),
        invoice_status=draw(st.sampled_from(["AUTHORISED", "DRAFT"])),
        partners=tuple(draw(st.lists(_names, max_size=3, unique=True))),
        contact_name=draw(st.sampled_from(["{name}", "{login} ({id})", "ISP {email}"])),
        invoice_reference=draw(st.sampled_from(["{number}", "", "{id} / {number}"])),
        account_number=draw(st.sampled_from(["", "{id}", "SPX{login}"])),
        payment_reference=draw(st.sampled_from(["{receipt_number}", "", "{id} {field_3}"])),
        contacts=draw(st.sampled_from(["with-documents", "all"])),
        unallocated=draw(kind),
        proforma=draw(kind),
        prepayment_account=draw(_codes),
        prepayment_tax=draw(_codes),
        negative_invoice=draw(st.sampled_from(["ask", "as-credit-note"])),
        earlier_months=draw(st.sampled_from(["ask", "allow"])),
        tax_override=draw(st.booleans()),
        closed_until=draw(st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))),
        too_many_percent=draw(st.integers(1, 100)),
        too_many_items=draw(st.integers(1, 10**6)),
        history_note=draw(st.booleans()),
        attach_pdf=draw(st.booleans()),
        export_reconciled=draw(st.booleans()),
        calls_per_day=draw(st.integers(reserve + 1, 10**6)),
        day_reserve=reserve,
    )


def _method_mappings(draw: st.DrawFn, scenario: ScenarioKind) -> dict[str, MethodMapping]:
    """An account of its own for each method, so that no two flows meet on one."""
    flows = {
        ScenarioKind.PUSH_ALL: [Flow.TO_XERO, Flow.IGNORE],
        ScenarioKind.XERO_PAYMENTS: [Flow.FROM_XERO, Flow.IGNORE],
        ScenarioKind.MIXED: list(Flow),
    }[scenario]
    methods = {}
    for number, name in enumerate(draw(st.lists(_names, max_size=4, unique=True))):
        flow = draw(st.sampled_from(flows))
        arrival = draw(st.booleans()) if flow is Flow.FROM_XERO else False
        methods[name] = MethodMapping("" if flow is Flow.IGNORE else f"{number}{draw(_codes)}", flow, arrival)
    return methods


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any profile that a file may hold."""
    scenario = draw(st.sampled_from(list(ScenarioKind)))
    addresses = st.sampled_from(["https://books.example.net", "http://127.0.0.1:8123", "http://localhost:5000/x"])
    tracked = st.builds(
        TrackingMapping,
        st.sampled_from(["partner", "location", "category"]),
        st.dictionaries(_names, _names, max_size=3),
    )
    tax_keys = _names | st.builds("{}@{}".format, _names, st.sampled_from(["14", "15.5", "0"]))
    return Profile(
        SplynxSettings(draw(addresses), draw(st.sampled_from(["", "a", "b2"]))),
        XeroSettings(
            draw(st.text("0123456789ABCDEF", min_size=32, max_size=32)),
            draw(st.sampled_from(["", "Example ISP Ltd", 'The "Best" ISP'])),
            tuple(draw(st.lists(st.integers(1, 65535), min_size=1, max_size=4, unique=True))),
            draw(addresses),
            draw(addresses),
            "https://login.xero.com",
        ),
        draw(st.sampled_from(["", "postgresql://sync@books.example.net/splynx_xero", "sqlite:///books.sqlite"])),
        scenario,
        _option_fields(draw),
        Mappings(
            draw(st.dictionaries(_names, _codes, max_size=4)),
            draw(st.dictionaries(tax_keys, _codes, max_size=4)),
            _method_mappings(draw, scenario),
            draw(st.dictionaries(_names, tracked, max_size=2)),
        ),
    )
