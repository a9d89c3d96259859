"""Make one receipt or refund of Xero in Splynx, or find that it is there already (R2, R22, R25, R29)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from splynx_xero_gui.domain.accounting import Credit
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Side, Undo
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.domain.payloads import SplynxPaymentPayload
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.engine.agreed import agreed_xero
from splynx_xero_gui.engine.reconcile.agreement import Agreement, billed_hash
from splynx_xero_gui.engine.reconcile.already_there import NEAR, Receipt
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.linking import link_receipt
from splynx_xero_gui.engine.reconcile.pulling_stage import (
    PullStage,
    amount_of,
    is_refund,
    receipt_name,
    subject_of_receipt,
)
from splynx_xero_gui.engine.reconcile.receipts import Sending
from splynx_xero_gui.engine.reconcile.shown import candidate, invoice_name

_LONGEST_COMMENT = 250


def key_of_receipt(receipt: Receipt, generation: int) -> str:
    """What `field_1` holds: the Xero id, `#n` behind it from the second generation on (R2)."""
    return receipt.id if generation == 1 else f"{receipt.id}#{generation}"


@dataclass(slots=True)
class Taking:
    """One receipt's way to Splynx.

    `pays` is the Splynx invoice it pays in Xero (of a credit: the one that takes all of it); `put_on` the one Splynx
    shall use it for.
    """

    stage: PullStage
    receipt: Receipt
    method_id: str
    customer_id: str
    pays: str | None = None
    put_on: str | None = None
    credit_note_id: str | None = None
    refund_payment_id: str | None = None
    refund_made_by: str = ""
    generation: int = 1

    def run(self) -> None:
        """Link what is there, ask about what may be it, else make it."""
        if not self._adopt() and not self._is_there():
            self.make()

    def take_as(self, billed: BilledPayment) -> None:
        """A person says that this payment of Splynx is it; nothing is written (`in-sync`, R7)."""
        self.stage.used.add(billed.id)
        self.stage.linked.add(self.receipt.id)
        self._link_to(billed)

    def make(self, ended: Sequence[Link] = ()) -> None:
        """Plan the payment. `ended` are links that end with it."""
        draft, receipt = self.stage.draft, self.receipt
        about = subject_of_receipt(receipt, self.customer_id)
        action = draft.act(
            ActionKind.CREATE_REFUND if is_refund(receipt) else ActionKind.CREATE_PAYMENT,
            about,
            self._payload(),
            side=Side.SPLYNX,
            undo=Undo.DELETE,
            links=(*ended, self._link("")),
            depends_on=(self.refund_made_by,) if self.refund_made_by else (),
            why=f"pays {invoice_name(draft, self.put_on)}" if self.put_on else "seen in Xero",
        )
        self.stage.made[receipt.id] = action.id
        self.stage.linked.add(receipt.id)

    def _payload(self) -> SplynxPaymentPayload:
        receipt = self.receipt
        amount = amount_of(receipt)
        short = receipt.id.replace("-", "")[:12].upper()
        return SplynxPaymentPayload(
            self.customer_id,
            self.method_id,
            receipt.date,
            -amount if is_refund(receipt) else amount,
            f"X-{short}" if self.generation == 1 else f"X-{short}-{self.generation}",
            key_of_receipt(receipt, self.generation),
            f"Xero: {receipt.reference}"[:_LONGEST_COMMENT] if receipt.reference else "",
            invoice_id=self.put_on,
            credit_note_id=self.credit_note_id,
            refund_payment_id=self.refund_payment_id,
            refund_made_by=self.refund_made_by,
        )

    @property
    def role(self) -> Role:
        """What the link is to the payment."""
        if is_refund(self.receipt):
            return Role.REFUND
        return Role.CREDIT if isinstance(self.receipt, Credit) else Role.PAYMENT

    def _link(self, splynx_id: str) -> Link:
        receipt, amount = self.receipt, amount_of(self.receipt)
        customer = self.stage.draft.view.customers.get(self.customer_id)
        billed = -amount if is_refund(receipt) else amount
        account = receipt.account_code or receipt.account_id
        return Link(
            ObjectKind.PAYMENT,
            splynx_id,
            self.role,
            receipt.kind if isinstance(receipt, Credit) else ObjectKind.PAYMENT,
            receipt.id,
            self.customer_id,
            part=1,
            generation=self.generation,
            invoice_id=self.pays,
            amount=amount,
            date=receipt.date,
            birthplace=Birthplace.XERO,
            partner_id=customer.partner_id if customer else None,
            agreed=Agreement(billed, receipt.date, self.method_id, account).text(),
            agreed_xero=agreed_xero(receipt),
        )

    # -- perhaps Splynx has it already --

    def _adopt(self) -> bool:
        """By its key it is ours: taken over before, then forgotten (R2)."""
        key = key_of_receipt(self.receipt, self.generation)
        for billed in self._alike():
            if billed.fields[0] == key:
                link = replace(self._link(billed.id), agreed_splynx=billed_hash(billed))
                self.stage.draft.adopt(replace(link, invoice_id=None) if self.role is Role.CREDIT else link)
                self.stage.used.add(billed.id)
                self.stage.linked.add(self.receipt.id)
                return True
        return False

    def _is_there(self) -> bool:
        """Whether a payment entered by hand is this one, or may be (R25). Each candidate is used once."""
        for billed in self._alike():
            if not self._may_be(billed) or self.stage.draft.inp.are_parted(billed.id, self.receipt.id):
                continue
            about = replace(subject_of_receipt(self.receipt, self.customer_id), splynx_id=billed.id)
            answer = self.stage.draft.ask(
                ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED,
                about,
                facts={"no": receipt_name(self.receipt), "side": "Splynx"},
                fields=candidate(self.stage.draft, billed, self.receipt),
                without=("in-sync",),
            )
            if answer is not None and answer.choice == "separate":
                continue
            if answer is not None:
                self.take_as(billed)
            else:
                self.stage.used.add(billed.id)
                self.stage.linked.add(self.receipt.id)
                self._put_off(about)
            return True
        return False

    def _link_to(self, billed: BilledPayment) -> None:
        """The pair is one (R7); what Splynx uses a credit for is written to Xero at once (R27)."""
        money, amount = self.stage.money, abs(cents(billed.amount))
        standing = money.standing(billed)
        pays = self.pays if self.role is Role.PAYMENT else None
        link_receipt(money, standing, self.receipt, self.role, amount, invoice_id=pays)
        if self.role is Role.CREDIT:
            Sending(money, standing).run()

    def _put_off(self, pair: Subject) -> None:
        """Left out or ignored by an answer, the receipt is named too, not only the payment that may be it."""
        draft, alone = self.stage.draft, replace(pair, splynx_id=None)
        if any(c.xero_id == self.receipt.id and c.splynx_id == pair.splynx_id for c in draft.conflicts.values()):
            return
        if draft.is_ignored(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, pair):
            draft.note("ignored", alone, f"Perhaps payment {pair.splynx_id} of Splynx: ignored by a decision.")
        else:
            draft.wait(alone, "left-out-this-time")

    def _alike(self) -> list[BilledPayment]:
        amount = amount_of(self.receipt)
        return self.stage.unlinked(self.customer_id, -amount if is_refund(self.receipt) else amount)

    def _may_be(self, billed: BilledPayment) -> bool:
        if billed.fields[0].partition("#")[0] != "" and self._stands_for_another(billed):
            return False
        shares = self.stage.money.payers.of_payment(billed) if billed.amount > 0 else None
        same_invoice = self.pays is not None and shares is not None and shares.of(self.pays) > 0
        return same_invoice or abs(billed.date - self.receipt.date) <= NEAR

    def _stands_for_another(self, billed: BilledPayment) -> bool:
        """Whether `field_1` names another receipt of Xero."""
        named, view = billed.fields[0].partition("#")[0], self.stage.draft.view
        return named != self.receipt.id and (named in view.xero_payments or named in view.credits)


def equals(billed: BilledPayment, link: Link) -> bool:
    """Whether a payment in Splynx is still over the money of its receipt."""
    return abs(cents(billed.amount)) == link.amount
