"""Questions about payments, credits and the sync itself (ui.md §7, in its order)."""

from collections.abc import Mapping
from types import MappingProxyType

from splynx_xero_gui.domain.conflict import ConflictKind as Kind
from splynx_xero_gui.domain.conflict import Needs
from splynx_xero_gui.engine.reconcile.catalogue import Entry, Option

_LEAVE = Option("leave", "Leave it", "{money} is named.")

PAYMENTS: Mapping[Kind, Entry] = MappingProxyType(
    {
        Kind.PAYMENT_EXCEEDS_DUE: Entry(
            "Payment {no} of {a} is more than the {b} still owed on {invoice}.",
            "Xero takes no payment above what is owed.",
            (
                Option(
                    "overpayment",
                    "Pay what is owed, keep the rest",
                    "{b} on the invoice, {rest} as credit of {customer}.",
                ),
                Option("all-credit", "Keep all of it as credit", "All {a} as credit."),
            ),
        ),
        Kind.PAYMENT_MAYBE_ALREADY_RECORDED: Entry(
            "Is payment {no} of {money} the one {side} already has?",
            "Customer and amount are equal and the days are close, but nothing links the two.",
            (
                Option("link", "It is the same payment", "Same payment: linked, nothing is written.", remember=False),
                Option("separate", "It is another payment", "Another payment: {money} is sent."),
            ),
        ),
        Kind.PAYMENT_UNMATCHED: Entry(
            "Whose payment is this? {money} on {date}, {reference}.",
            "{reason}",
            (
                Option(
                    "customer",
                    "Choose the customer…",
                    "Put on the customer you choose, oldest invoice first.",
                    Needs.CUSTOMER,
                    remember=False,
                ),
                Option(
                    "as-credit",
                    "Credit of a customer…",
                    "Put on the customer you choose without invoice.",
                    Needs.CUSTOMER,
                    remember=False,
                ),
            ),
            in_sync=Needs.SPLYNX_ID,
        ),
        Kind.PAYMENT_DELETED_BUT_RECONCILED: Entry(
            "Payment {no}, {money}, was deleted in Splynx but {how} in Xero.",
            "A payment that the bank confirmed is never deleted by itself.",
            (
                Option(
                    "wait-unreconcile",
                    "Wait until it is unreconciled",
                    "Waits until it is unreconciled in Xero, then deleted there.",
                ),
                Option("restore", "Make it again in Splynx", "Made again in Splynx and linked to the one in Xero."),
                _LEAVE,
            ),
            in_sync=None,
        ),
        Kind.PAYMENT_EDITED: Entry(
            "Payment {no} changed from {a} to {b} after it was sent.",
            "Xero does not change a payment; it can only be replaced.",
            (
                Option(
                    "replace",
                    "Replace it in Xero",
                    "The old one is deleted in Xero, a new one over {b} is sent.",
                    final=True,
                ),
                Option("leave", "Leave Xero as it is", "Xero keeps {a}; {named} is named."),
            ),
            in_sync=None,
        ),
        Kind.DUPLICATE_SUSPECTED: Entry(
            "{count} payments of {money} on {date} look alike. Are they separate?",
            "Customer, amount and {same} are the same.",
            (
                Option("separate", "They are separate", "All are synced as separate payments."),
                Option(
                    "same",
                    "One of them is a double…",
                    "The one you choose is left out; nothing is deleted.",
                    Needs.SPLYNX_ID,
                    remember=False,
                ),
            ),
            in_sync=None,
        ),
        Kind.PAYMENT_FOR_UNSYNCED_INVOICE: Entry(
            "{n:payment}, {money}, {n:pays|pay} for invoices from before {date} that are on one side only.",
            "Documents before that day are left alone.",
            (
                Option(
                    "link",
                    "Put it on an invoice in Xero…",
                    "Put on the invoice you choose in Xero.",
                    Needs.INVOICE,
                    remember=False,
                ),
                Option("as-credit", "Keep it as credit", "Kept as credit of the customer on both sides."),
                Option("outside", "Leave it out", "Left out; {money} is named."),
            ),
            grouped=True,
        ),
        Kind.CREDIT_WITHOUT_DOCUMENT: Entry(
            "{customer} was credited {money} in Splynx without a payment or credit note.",
            "Xero needs a document for every credit.",
            (
                Option("credit-note", "Make a credit note", "Credit note over {money} on account {account}."),
                _LEAVE,
            ),
        ),
        Kind.REFUND_WITHOUT_CREDIT: Entry(
            "Refund {no} of {money}: {customer} has no open credit in Xero to refund.",
            "Xero pays out only what a credit note, overpayment or prepayment still holds.",
            (
                Option("wait-for-credit-note", "Wait for a credit note", "Waits for the credit note in Splynx."),
                Option(
                    "un-pay", "Take the original payment off", "The original payment is deleted in Xero.", final=True
                ),
                _LEAVE,
            ),
        ),
        Kind.RECEIPT_NOT_ON_RECEIVABLES: Entry(
            "{money} received on {date} from {contact} is booked as income in Xero, not on an invoice.",
            "Redo it in Xero as a payment of the invoice, then it is taken over.",
            (Option("ignore", "Ignore it", "Stays as it is."),),
            in_sync=None,
        ),
        Kind.PAYMENT_ON_UNEXPECTED_ACCOUNT: Entry(
            "{invoice} was paid with {money} into {account}, which is not read from Xero.",
            "No payment method takes its payments from that account.",
            (
                Option(
                    "take-over",
                    "Take it over as…",
                    "Made in Splynx with the payment method you choose.",
                    Needs.SPLYNX_ID,
                    remember=False,
                ),
                _LEAVE,
            ),
            in_sync=Needs.SPLYNX_ID,
        ),
        Kind.RECEIPT_WITHOUT_ACCOUNT: Entry(
            "Into which account did {money} of {contact} come on {date}?",
            "Xero names no account for an overpayment that was recorded on an invoice's own page. {hint}",
            (
                Option(
                    "account",
                    "Choose the account…",
                    "Taken over where that account is read from Xero; else {money} is named.",
                    Needs.ACCOUNT,
                    remember=False,
                ),
                _LEAVE,
            ),
            in_sync=Needs.SPLYNX_ID,
        ),
        Kind.REMOVED_IN_SPLYNX: Entry(
            "Payment {no}, {money}, came from Xero and was removed in Splynx.",
            "It still stands in Xero.",
            (Option("make-again", "Make it again in Splynx", "Made in Splynx once more."), _LEAVE),
            in_sync=Needs.SPLYNX_ID,
        ),
        Kind.ALLOCATION_DIFFERS: Entry(
            "{money} of {customer} is put on different invoices in Splynx and Xero.",
            "The money is the same on both sides, only its use differs.",
            (
                Option("use-splynx", "Make Xero like Splynx", "Xero's allocation follows Splynx."),
                Option("leave", "Leave both", "0.00 for the customer; named."),
            ),
            in_sync=None,
        ),
        Kind.PAYMENT_DELETED_EARLIER_MONTH: Entry(
            "Payment {no} of {month}, {money}, was deleted in Splynx.",
            "That month is open, but its figures may have been reported.",
            (
                Option(
                    "delete", "Delete it in Xero", "Deleted in Xero; {invoice} is open again by {money}.", final=True
                ),
                Option("leave", "Leave Xero as it is", "Xero keeps it; {money} is named."),
            ),
            in_sync=None,
        ),
    }
)

RUNS: Mapping[Kind, Entry] = MappingProxyType(
    {
        Kind.TOO_MANY_CHANGES: Entry(
            "This sync would change {count} of {total} items ({percent} %), {money}.",
            "Often this means that one side was read incompletely or that settings changed: {kinds}.",
            (
                Option("show-plan", "Show the plan", "Nothing is written.", remember=False),
                Option(
                    "allow-once",
                    "Yes, allow once…",
                    "Exactly these {count} items are written.",
                    Needs.NUMBER,
                    final=True,
                    remember=False,
                ),
            ),
            generic=False,
        ),
        Kind.REJECTED_BY_XERO: Entry(
            "Xero refused {document}, {money}: {cause}.",
            "Nothing was written. Mend the cause, or answer to send it again as it is. Xero's words: {words}",
            (Option("try-again", "Try again", "Sent again in the next sync."),),
        ),
        Kind.REJECTED_BY_SPLYNX: Entry(
            "Splynx refused {document}, {money}: {cause}.",
            "Nothing was written. Mend the cause, or answer to send it again as it is. Splynx's words: {words}",
            (Option("try-again", "Try again", "Sent again in the next sync."),),
            in_sync=Needs.SPLYNX_ID,
        ),
    }
)
