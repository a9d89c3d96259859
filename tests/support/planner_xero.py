"""A small Xero for planner tests: carries out a plan's actions by its own rules and stores links as the ledger does."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from splynx_xero_gui.domain.accounting import (
    AccountingStatus,
    Allocation,
    Contact,
    Credit,
    Document,
    DocumentLine,
    Payment,
)
from splynx_xero_gui.domain.kinds import CREDIT_KINDS, ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DeallocationPayload,
    DeletionPayload,
    DocumentPayload,
    PaymentPayload,
    Ref,
    VoidPayload,
)
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.records import Role
from tests.support.planner import World

_CENT = Decimal("0.01")


class Refusal(AssertionError):
    """Xero would refuse this write: the planner must never plan it."""


def _two(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


class MiniXero:
    """Applies plans to a world. Every rule it enforces is Xero's (xero-api.md §6–§12), none is the planner's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.notes: dict[str, list[str]] = {}
        self.files: dict[str, list[str]] = {}
        self.made: dict[str, str] = {}
        self._next = 1

    def run(self, plan: SyncPlan, *, at_most: int | None = None) -> None:
        """Do the first `at_most` actions, links included; the plan's found links are saved first."""
        for link in plan.links:
            self.world.link(link)
        for conflict_id in plan.consumed:
            self.world.resolutions.pop(conflict_id, None)
        for action in plan.actions[:at_most]:
            xero_id, part = self._do(action)
            self.made[action.id] = xero_id
            for link in action.links:
                source = getattr(action.payload, "source", None)
                own = self._id(source) if link.role is Role.ALLOCATION and isinstance(source, Ref) else xero_id
                self.world.link(replace(link, xero_id=link.xero_id or own, xero_part=link.xero_part or part))

    def _do(self, action: SyncAction) -> tuple[str, str]:
        payload = action.payload
        if isinstance(payload, ContactPayload):
            return self._contact(payload), ""
        if isinstance(payload, DocumentPayload):
            return self._document(payload), ""
        if isinstance(payload, VoidPayload):
            return self._void(payload), ""
        if isinstance(payload, AllocationPayload):
            return self._allocate(payload)
        if isinstance(payload, DeallocationPayload):
            return self._deallocate(payload), ""
        if isinstance(payload, DeletionPayload):
            return self._delete(payload), ""
        if isinstance(payload, PaymentPayload):
            return self._pay(payload), ""
        if isinstance(payload, CreditPayload):
            return self._credit(payload), ""
        raise TypeError(type(payload).__name__)

    def _new(self, kind: str) -> str:
        self._next += 1
        return f"{kind}-{self._next}"

    def _id(self, ref: Ref) -> str:
        return ref.id or self.made[ref.made_by]

    def _contact(self, payload: ContactPayload) -> str:
        for seen in self.world.xero.values():
            other = seen.body
            if isinstance(other, Contact) and other.id != payload.id:
                if other.status == "ACTIVE" and other.name.casefold() == payload.name.casefold():
                    raise Refusal(f"name {payload.name} is taken")
                if payload.number and other.number == payload.number:
                    raise Refusal(f"contact number {payload.number} is taken")
        id = payload.id or self._new("contact")
        self.world.hold(
            Contact(
                id,
                payload.name,
                number=payload.number,
                account_number=payload.account_number,
                email=payload.email,
                phone=payload.phone,
                tax_number=payload.tax_number,
                address=payload.address,
            )
        )
        return id

    def _open_day(self, *days: object) -> None:
        lock = self.world.organisation.locked_up_to
        if lock and any(day is not None and day <= lock for day in days):  # type: ignore[operator]
            raise Refusal(f"dated {days} in a locked period")

    def _document(self, payload: DocumentPayload) -> str:
        self._open_day(payload.date)
        for seen in self.world.xero.values():
            other = seen.body
            if isinstance(other, Document) and other.kind is payload.kind and other.number == payload.number:
                if other.id != payload.id:
                    raise Refusal(f"number {payload.number} is taken")
        lines, rates = [], {rate.tax_type: rate.effective_rate for rate in self.world.tax_rates}
        for sent in payload.lines:
            if sent.quantity < 0 or not sent.description:
                raise Refusal("a line Xero does not take")
            amount = _two(sent.quantity * sent.unit_amount.quantize(Decimal("0.0001"), ROUND_HALF_UP))
            tax = _two(amount * rates[sent.tax_type] / 100) if sent.tax_amount is None else sent.tax_amount
            lines.append(
                DocumentLine(
                    sent.id or self._new("line"),
                    sent.description,
                    sent.quantity,
                    sent.unit_amount,
                    amount,
                    tax,
                    sent.account_code,
                    sent.tax_type,
                )
            )
        net, tax = sum((x.line_amount for x in lines), Decimal(0)), sum((x.tax_amount for x in lines), Decimal(0))
        if net + tax < 0:
            raise Refusal("total below zero")
        if net + tax != payload.total or tax != payload.total_tax:
            raise Refusal(f"Xero comes to {net + tax} with tax {tax}, not {payload.total} with {payload.total_tax}")
        if payload.id:
            held = self.world.document(payload.id)
            self._open_day(held.date)
            if (
                held.paid
                or held.credited
                or held.allocations
                or not (held.status.is_draft or held.status == "AUTHORISED")
            ):
                raise Refusal("cannot be edited")
        id = payload.id or self._new(payload.kind.value)
        self.world.hold(
            Document(
                payload.kind,
                id,
                payload.number,
                self._id(payload.contact),
                payload.date,
                payload.due_date,
                AccountingStatus(payload.status),
                payload.currency,
                net,
                tax,
                net + tax,
                net + tax,
                Decimal(0),
                Decimal(0),
                payload.reference,
                tuple(lines),
            )
        )
        return id

    def _void(self, payload: VoidPayload) -> str:
        held = self.world.document(payload.id)
        self._open_day(held.date)
        if held.paid or held.credited or held.allocations:
            raise Refusal("cannot be voided")
        if (payload.status == "DELETED") != held.status.is_draft:
            raise Refusal(f"{held.status} cannot become {payload.status}")
        self.world.amend(payload.id, status=AccountingStatus(payload.status), open=Decimal(0))
        return payload.id

    def _allocate(self, payload: AllocationPayload) -> tuple[str, str]:
        source_id, invoice_id = self._id(payload.source), self._id(payload.invoice)
        source, invoice = self.world.xero[source_id].body, self.world.document(invoice_id)
        assert isinstance(source, Document | Credit)
        assert source.kind in CREDIT_KINDS
        self._open_day(payload.date)
        if payload.amount > source.open or payload.amount > invoice.open or payload.amount <= 0:
            raise Refusal(f"{payload.amount} on {invoice.open} from {source.open}")
        if source.contact_id != invoice.contact_id or invoice.status != "AUTHORISED":
            raise Refusal("allocation not allowed")
        part = Allocation(self._new("allocation"), invoice_id, payload.amount, payload.date)
        self._use(source_id, payload.amount, allocations=(*source.allocations, part))
        self._use(invoice_id, payload.amount, credited=invoice.credited + payload.amount)
        return source_id, part.id

    def _deallocate(self, payload: DeallocationPayload) -> str:
        source = self.world.xero[payload.source_id].body
        assert isinstance(source, Document | Credit)
        part = next(x for x in source.allocations if x.id == payload.allocation_id)
        kept = tuple(x for x in source.allocations if x is not part)
        self._use(source.id, -part.amount, allocations=kept)
        invoice = self.world.document(part.invoice_id)
        self._use(invoice.id, -part.amount, credited=invoice.credited - part.amount)
        return source.id

    def _pay(self, payload: PaymentPayload) -> str:
        target_id = self._id(payload.target_ref)
        target = self.world.xero[target_id].body
        assert isinstance(target, Document | Credit)
        self._open_day(payload.date)
        if payload.amount > target.open or target.status != "AUTHORISED":
            raise Refusal(f"payment of {payload.amount} on {target.open}")
        id = self._new("payment")
        self.world.hold(
            Payment(
                id,
                payload.target,
                target_id,
                target.contact_id,
                AccountingStatus.AUTHORISED,
                payload.date,
                payload.amount,
                payload.account,
                payload.account,
                payload.reference,
                reconciled=False,
            )
        )
        if isinstance(target, Document):
            self._use(target_id, payload.amount, paid=target.paid + payload.amount)
        else:
            self._use(target_id, payload.amount)
        return id

    def _credit(self, payload: CreditPayload) -> str:
        id = self._new(payload.kind.value)
        self.world.hold(
            Credit(
                payload.kind,
                id,
                self._id(payload.contact),
                AccountingStatus.AUTHORISED,
                payload.date,
                payload.amount,
                payload.amount,
                payload.reference,
                account_code=payload.account,
            )
        )
        return id

    def _delete(self, payload: DeletionPayload) -> str:
        held = self.world.xero[payload.id].body
        if payload.kind is ObjectKind.PAYMENT:
            assert isinstance(held, Payment)
            self._open_day(held.date)
            if held.reconciled or held.batch_id:
                raise Refusal("reconciled or batched")
            target = self.world.document(held.target_id)
            self._use(target.id, -held.amount, paid=target.paid - held.amount)
        self.world.amend(payload.id, status=AccountingStatus.DELETED)
        return payload.id

    def _use(self, id: str, amount: Decimal, **changes: object) -> None:
        held = self.world.xero[id].body
        assert isinstance(held, Document | Credit)
        left = held.open - amount
        status = AccountingStatus.PAID if left == 0 else AccountingStatus.AUTHORISED
        self.world.amend(id, open=left, status=status, **changes)
