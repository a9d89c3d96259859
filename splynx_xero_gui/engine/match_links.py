"""Accepted matches become links: in the record only, never a write to either side (R4, R6, R7)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from splynx_xero_gui.domain.accounting import Credit, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind, Side
from splynx_xero_gui.domain.matching import Match, MatchAnswer
from splynx_xero_gui.domain.money import ZERO, cents
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.agreed import agreed_xero
from splynx_xero_gui.engine.match.payments import Receipt, split_id
from splynx_xero_gui.engine.match_parties import COUNTING
from splynx_xero_gui.engine.reconcile.agreement import Agreement, billed_hash
from splynx_xero_gui.ports.ledger import Ledger


@dataclass(slots=True)
class Accepted:
    """Links made per kind, objects left alone for good, and rows that could not be accepted with the reason."""

    linked: dict[ObjectKind, int] = field(default_factory=dict)
    left: dict[ObjectKind, int] = field(default_factory=dict)
    refused: list[tuple[Match, str]] = field(default_factory=list)
    done: list[Match] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Links made."""
        return sum(self.linked.values())


class Linker:
    """Makes the links of one kind after the other: documents hang on their customer's contact, payments on both."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        links = ledger.links()
        self._contact_of = {
            link.splynx_id: link.xero_id
            for link in links
            if link.kind is ObjectKind.CUSTOMER and link.state is LinkState.ACTIVE
        }
        self._contacts = set(self._contact_of.values())
        self._held = {
            (link.xero_kind, link.xero_id): link
            for link in links
            if link.state in COUNTING and link.xero_id and link.role is not Role.ALLOCATION
        }
        self._has = {(link.kind, link.splynx_id, link.part) for link in links if link.state in COUNTING}

    def accept(self, rows: Iterable[Match], into: Accepted) -> None:
        """Link what is certain or answered so, leave alone what is answered so; the rest is not touched."""
        made: list[Link] = []
        for row in rows:
            if row.linked or not row.splynx_id:
                continue
            if row.effective is MatchAnswer.LINK and row.xero_id:
                self._link(row, made, into)
            elif row.answer is MatchAnswer.LEAVE:
                self._leave(row, made, into)
        self._ledger.save_links(made)

    def _link(self, row: Match, made: list[Link], into: Accepted) -> None:
        reason = self._hindrance(row)
        if reason:
            into.refused.append((row, reason))
            return
        link = self._new_link(row)
        if link is None:
            into.refused.append((row, "it is no longer there"))
            return
        made.append(link)
        self._remember(link)
        into.linked[row.kind] = into.linked.get(row.kind, 0) + 1
        into.done.append(row)

    def _hindrance(self, row: Match) -> str:
        """Why it cannot be linked; empty where it can."""
        part = split_id(row.splynx_id)[1] if row.kind is ObjectKind.PAYMENT else 0
        if (row.kind, _object_id(row), part) in self._has:
            return "it is linked already"
        if row.kind is ObjectKind.CUSTOMER:
            seen = self._ledger.observation(Side.XERO, ObjectKind.CONTACT, row.xero_id)
            shared = (ObjectKind.CONTACT, row.xero_id) in self._held and row.answer is None
            return "Xero has no such contact" if seen is None else "its contact belongs to another" if shared else ""
        if row.xero_kind is not None and (row.xero_kind, row.xero_id) in self._held:
            return "its counterpart in Xero is linked to another one"
        contact = self._contact_of.get(row.customer_id)
        # A sub-account uses its parent's contact, so that its documents hang on that (R6).
        if row.contact_id not in self._contacts or (contact is not None and contact != row.contact_id):
            return "its customer is not linked to that contact"
        return ""

    def _new_link(self, row: Match) -> Link | None:
        if row.kind is ObjectKind.CUSTOMER:
            return self._party_link(row)
        if row.kind is ObjectKind.PAYMENT:
            return self._payment_link(row)
        seen = self._ledger.observation(Side.SPLYNX, row.kind, row.splynx_id)
        if seen is None or row.xero_kind is None:
            return None
        # Nothing agreed yet: the planner compares both sides, and asks where they differ.
        return Link(
            row.kind,
            row.splynx_id,
            Role.MAIN,
            row.xero_kind,
            row.xero_id,
            row.customer_id,
            amount=row.xero_amount,
            date=row.xero_date,
            partner_id=seen.partner_id,
        )

    def _party_link(self, row: Match) -> Link | None:
        seen = self._ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, row.splynx_id)
        if seen is None:
            return None
        return Link(
            ObjectKind.CUSTOMER,
            row.splynx_id,
            Role.MAIN,
            ObjectKind.CONTACT,
            row.xero_id,
            row.splynx_id,
            partner_id=seen.partner_id,
        )

    def _payment_link(self, row: Match) -> Link | None:
        id, part = split_id(row.splynx_id)
        seen = self._ledger.observation(Side.SPLYNX, ObjectKind.PAYMENT, id)
        receipt = self._receipt(row)
        if seen is None or receipt is None or not isinstance(seen.body, BilledPayment):
            return None
        payment = seen.body
        account = receipt.account_code or receipt.account_id
        return Link(
            ObjectKind.PAYMENT,
            id,
            _role(receipt),
            receipt.kind if isinstance(receipt, Credit) else ObjectKind.PAYMENT,
            receipt.id,
            row.customer_id,
            part=part,
            invoice_id=row.invoice_id if _role(receipt) is Role.PAYMENT else None,
            amount=abs(row.splynx_amount),
            date=receipt.date,
            birthplace=Birthplace.BOTH,
            agreed=Agreement(cents(payment.amount), payment.date, payment.method_id, account).text(),
            agreed_splynx=billed_hash(payment),
            agreed_xero=agreed_xero(receipt),
        )

    def _receipt(self, row: Match) -> Receipt | None:
        if row.xero_kind is None:
            return None
        seen = self._ledger.observation(Side.XERO, row.xero_kind, row.xero_id)
        return seen.body if seen is not None and isinstance(seen.body, (Payment, Credit)) else None

    def _leave(self, row: Match, made: list[Link], into: Accepted) -> None:
        """Never written again and named (ui.md W8, *Leave both alone*)."""
        part = split_id(row.splynx_id)[1] if row.kind is ObjectKind.PAYMENT else 0
        if (row.kind, _object_id(row), part) in self._has:
            return
        role = Role.PAYMENT if row.kind is ObjectKind.PAYMENT else Role.MAIN
        kind = ObjectKind.CONTACT if row.kind is ObjectKind.CUSTOMER else row.kind
        link = Link(
            row.kind,
            _object_id(row),
            role,
            kind,
            "",
            row.customer_id,
            part=part,
            invoice_id=row.invoice_id,
            amount=abs(row.splynx_amount) if row.kind is not ObjectKind.CUSTOMER else ZERO,
            date=row.splynx_date,
            birthplace=Birthplace.BOTH if row.kind is ObjectKind.PAYMENT else Birthplace.SPLYNX,
            state=LinkState.LEFT,
        )
        made.append(link)
        self._remember(link)
        into.left[row.kind] = into.left.get(row.kind, 0) + 1
        into.done.append(row)

    def _remember(self, link: Link) -> None:
        self._has.add((link.kind, link.splynx_id, link.part))
        if link.xero_id:
            self._held[link.xero_kind, link.xero_id] = link
        if link.kind is ObjectKind.CUSTOMER and link.state is LinkState.ACTIVE:
            self._contact_of[link.splynx_id] = link.xero_id
            self._contacts.add(link.xero_id)


def _object_id(row: Match) -> str:
    return split_id(row.splynx_id)[0] if row.kind is ObjectKind.PAYMENT else row.splynx_id


def _role(receipt: Receipt) -> Role:
    if isinstance(receipt, Credit):
        return Role.CREDIT
    return Role.PAYMENT if receipt.target is PaymentTarget.INVOICE else Role.REFUND
