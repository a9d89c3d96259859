"""Questions about contacts, documents and mappings (ui.md §7, in its order)."""

from collections.abc import Mapping
from types import MappingProxyType

from splynx_xero_gui.domain.conflict import ConflictKind as Kind
from splynx_xero_gui.domain.conflict import Needs
from splynx_xero_gui.engine.reconcile.catalogue import Entry, Option

_LEAVE_OUT = Option("leave-out", "Leave it out for good", "Never sent; named in the tie-out.")

CONTACTS: Mapping[Kind, Entry] = MappingProxyType(
    {
        Kind.CONTACT_AMBIGUOUS: Entry(
            "Which Xero contact is {customer}?",
            "{reason}",
            (
                Option(
                    "link",
                    "Link to a contact…",
                    "{customer} and the chosen contact become one link; nothing is written.",
                    Needs.CONTACT,
                    remember=False,
                ),
                Option("new", "Make a new contact", "A new contact '{new_name}' is made in Xero."),
            ),
        ),
        Kind.CONTACT_CHANGED_BOTH: Entry(
            "{customer} was changed on both sides. Which is right?",
            "Splynx and Xero both changed {names} since they last agreed.",
            (
                Option("use-splynx", "Make Xero like Splynx", "Xero gets {values}."),
                Option("keep-xero", "Keep Xero", "Xero stays; Splynx is not changed; treated as agreed."),
                Option(
                    "per-field",
                    "Choose for each field…",
                    "You choose for each field; Xero gets the chosen ones.",
                    Needs.FIELDS,
                    remember=False,
                ),
            ),
            in_sync=None,
        ),
        Kind.CONTACT_ARCHIVED: Entry(
            "{contact} is archived in Xero but has {documents:new document}, {money}.",
            "Nothing can be added to an archived contact, and only a person can restore it in Xero.",
            (
                Option("wait-restore", "Wait until it is restored", "Waits until you restore it in Xero."),
                Option(
                    "other",
                    "Use another contact…",
                    "Documents go to the contact you choose.",
                    Needs.CONTACT,
                    remember=False,
                ),
                Option("new", "Make a new contact", "A new contact '{new_name}' is made in Xero."),
            ),
        ),
    }
)

DOCUMENTS: Mapping[Kind, Entry] = MappingProxyType(
    {
        Kind.INVOICE_NUMBER_TAKEN: Entry(
            "Xero already has {a_document} {no}. Is it the same one?",
            "{reason}",
            (
                Option(
                    "renumber",
                    "It is another one: send it with a new number",
                    "Sent as {renumbered}, {money}; the number {no} stays in its reference.",
                ),
                Option("link", "It is the same one", "Linked; nothing is written.", remember=False),
            ),
        ),
        Kind.INVOICE_NUMBER_VOIDED: Entry(
            "{what} {no} was voided in Xero; the number cannot be used again.",
            "Xero never frees the number of a voided document.",
            (
                Option(
                    "renumber",
                    "Send it with a new number",
                    "Sent as {renumbered}, {money}; the number {no} stays in its reference.",
                ),
                Option("leave", "Leave it voided", "Stays voided; the difference of {money} is named in the tie-out."),
            ),
        ),
        Kind.INVOICE_DIFFERS: Entry(
            "{what} {no} differs by {money}.",
            "It was changed in Xero after both sides agreed on it.",
            (
                Option("use-splynx", "Make Xero like Splynx", "Xero changes from {a} to {b}."),
                Option(
                    "keep-xero",
                    "Keep Xero, treat as equal",
                    "Nothing is written; {money} is a named difference.",
                ),
            ),
        ),
        Kind.INVOICE_CHANGED_AFTER_PAYMENT: Entry(
            "{what} {no} changed in Splynx after it was paid in Xero.",
            "Xero does not change a document that carries payments or credits.",
            (
                Option(
                    "credit-reissue",
                    "Credit it and make it anew",
                    "{credit} over {a}, new {thing} over {b}; what was paid is taken off and put on the new one.",
                    final=True,
                ),
                Option("credit-difference", "Book the difference", "{correction}."),
                Option("leave", "Leave Xero as it is", "Xero keeps {a}; {money} is named."),
            ),
        ),
        Kind.INVOICE_DELETED_AFTER_PAYMENT: Entry(
            "{what} {no} was deleted in Splynx but is paid in Xero.",
            "Xero does not void a document that carries payments or credits.",
            (
                Option("credit", "Credit it", "{correction} is made and stays as credit of {customer}."),
                Option("leave", "Leave Xero as it is", "Xero keeps the {thing}; {money} is named."),
            ),
            in_sync=None,
        ),
        Kind.DOCUMENT_LOCKED_PERIOD: Entry(
            "{n:document}, {money}, {n:is|are} dated in a closed period (up to {lock}).",
            "Nothing is written into Xero that is dated in a closed period or would change one.",
            (
                Option("first-open-day", "Use the first open day", "{effect}"),
                _LEAVE_OUT,
                Option("wait", "Wait", "Asked again when the lock date changes."),
            ),
            grouped=True,
        ),
        Kind.NEGATIVE_INVOICE: Entry(
            "Invoice {no} is below zero ({money}). Xero has no such invoice.",
            "Xero accepts no document with a total below zero.",
            (Option("as-credit-note", "Send it as a credit note", "Credit note {no} over {money} in Xero."),),
        ),
        Kind.TOTAL_NOT_REPRODUCIBLE: Entry(
            "{what} {no}: Xero's rules give {b}, Splynx says {a}. Rounding cannot explain {diff}.",
            "{reason}",
            (
                Option(
                    "as-splynx-lines",
                    "Send Splynx's own sums",
                    "Sent with one line per tax rate over Splynx's own sums.",
                ),
                Option("leave", "Do not send it", "Not sent; {a} is named."),
            ),
        ),
        Kind.INVOICE_CHANGED_EARLIER_MONTH: Entry(
            "{what} {no} of {month} was changed by {money} in Splynx.",
            "That month is open, but its figures may have been reported.",
            (
                Option("credit-today", "Book the difference today", "{correction} dated today."),
                Option("in-place", "Change it in place", "Xero's {month} changes by {money}."),
                Option("leave", "Leave Xero as it is", "Xero keeps {a}; {money} is named."),
            ),
        ),
        Kind.INVOICE_DELETED_EARLIER_MONTH: Entry(
            "{what} {no} of {month} was deleted in Splynx.",
            "That month is open, but its figures may have been reported.",
            (
                Option("credit-today", "Credit it today", "{correction} dated today."),
                Option("in-place", "Void it", "Xero's {month} changes by {money}.", final=True),
                Option("leave", "Leave Xero as it is", "Xero keeps {a}; {money} is named."),
            ),
            in_sync=None,
        ),
        Kind.CURRENCY_DIFFERS: Entry(
            "{document} is in {a}; these books are in {b}.",
            "Only documents in the organisation's own currency are synced.",
            (Option("wait", "Wait", "Waits until {a} is added in Xero."),),
        ),
        Kind.REMOVED_IN_XERO: Entry(
            "{document}, {money}, was {how} in Xero.",
            "It was sent from Splynx, where it still stands.",
            (
                Option("send-again", "Send it again", "Sent once more."),
                Option("remove-in-splynx", "Remove it in Splynx", "Removed in Splynx too.", final=True),
                Option("leave", "Leave both", "{money} is named."),
            ),
        ),
        Kind.XERO_ONLY_DOCUMENT: Entry(
            "{contact} has {a_document} {no} over {money} that Splynx does not know.",
            "It was made in Xero on a linked contact.",
            (
                Option("leave", "Leave it", "{money} is named."),
                Option("wait", "Wait", "Asked again; enter it in Splynx."),
            ),
            in_sync=Needs.SPLYNX_ID,
        ),
        Kind.UNDONE: Entry(
            "{n:item}, {money}, {n:was|were} undone. Send {n:it|them} again?",
            "{n:It was|They were} taken back by an undo and {n:is|are} not sent by {n:itself|themselves}.",
            (
                Option("send-again", "Send again", "Sent once more."),
                Option("leave", "Leave {n:it|them} out", "Left out; {money} is named."),
            ),
            grouped=True,
        ),
    }
)

MAPPINGS: Mapping[Kind, Entry] = MappingProxyType(
    {
        Kind.UNMAPPED_CATEGORY: Entry(
            "{name} has no Xero account: {n:document}, {money}.",
            "Lines of this category cannot be booked without an account.",
            (
                Option(
                    "map",
                    "Choose an account…",
                    "{n:The document uses|All {n} documents use} the chosen account from now on.",
                    Needs.ACCOUNT,
                    remember=False,
                ),
            ),
            grouped=True,
            by_cause=True,
            generic=False,
        ),
        Kind.UNMAPPED_TAX: Entry(
            "{name} has no Xero tax rate: {n:document}, {money}.",
            "Lines of this tax cannot be booked without a tax rate.",
            (
                Option(
                    "map",
                    "Choose a tax rate…",
                    "{n:The document uses|All {n} documents use} the chosen rate from now on.",
                    Needs.TAX,
                    remember=False,
                ),
            ),
            grouped=True,
            by_cause=True,
            generic=False,
        ),
        Kind.UNMAPPED_METHOD: Entry(
            "{name} has no Xero account: {n:payment}, {money}.",
            "Payments of this method cannot be booked without an account.",
            (
                Option(
                    "map",
                    "Choose an account…",
                    "{n:The payment uses|All {n} payments use} the chosen account from now on.",
                    Needs.ACCOUNT,
                    remember=False,
                ),
            ),
            grouped=True,
            by_cause=True,
            generic=False,
        ),
        Kind.TAX_NOT_ALLOWED_ON_ACCOUNT: Entry(
            "Xero does not allow {rate} on account {code} ({name}): {n:document}, {money}.",
            "Xero ties each tax rate to certain kinds of accounts.",
            (
                Option(
                    "change-account",
                    "Choose another account…",
                    "The mapping of {name} changes; {n:document} {n:is|are} sent.",
                    Needs.ACCOUNT,
                    remember=False,
                ),
                Option(
                    "change-tax",
                    "Choose another tax rate…",
                    "The mapping changes; {n:document} {n:is|are} sent.",
                    Needs.TAX,
                    remember=False,
                ),
            ),
            grouped=True,
            by_cause=True,
            generic=False,
        ),
        Kind.TAX_RATE_DIFFERS: Entry(
            "Lines of {tax} are billed at {p} %, but {rate} is {q} % in Xero: {n:document}, {money}.",
            "The documents could never be equal on both sides.",
            (
                Option(
                    "map",
                    "Choose a rate of {p} %…",
                    "{n:The document uses|All {n} documents use} the chosen rate.",
                    Needs.TAX,
                    remember=False,
                ),
            ),
            grouped=True,
            by_cause=True,
            generic=False,
        ),
        Kind.ACCOUNT_UNUSABLE: Entry(
            "Account {code} {reason}: {n:item}, {money}.",
            "Xero would refuse what is booked on it.",
            (
                Option(
                    "other-account",
                    "Choose another account…",
                    "{n:The item uses|All {n} items use} the chosen account from now on.",
                    Needs.ACCOUNT,
                    remember=False,
                ),
                Option("wait", "Wait", "Asked again when Xero's account changes."),
            ),
            grouped=True,
            by_cause=True,
            generic=False,
        ),
        Kind.TRACKING_UNUSABLE: Entry(
            "Tracking {category}: {option} is not in use in Xero any more. "
            "{n:document}, {money}, {n:is|are} mapped to it.",
            "Xero would refuse what carries it. Another option is chosen in the settings, under Categories.",
            (
                Option("without", "Send without it", "{n:The document goes|All {n} documents go} without {category}."),
                Option("wait", "Wait", "Sent once Xero has {option} again, or another one is chosen."),
            ),
            grouped=True,
            by_cause=True,
            generic=False,
        ),
    }
)
