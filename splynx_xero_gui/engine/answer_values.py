"""The VALUE of an answer: what it must name, checked before it is taken (interface.md, `needs`)."""

from collections.abc import Iterable
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Choice, Conflict, ConflictKind, Needs
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.engine.guards import changes_asked
from splynx_xero_gui.engine.policy_findings import why_no_payments, why_no_sales_tax
from splynx_xero_gui.engine.reconcile.lines import percent_text, why_no_sales_line
from splynx_xero_gui.engine.streams import XERO_KINDS
from splynx_xero_gui.ports.ledger import Ledger

NEEDS_WORDS = {
    Needs.ACCOUNT: "a Xero account (code or id)",
    Needs.TAX: "a Xero tax rate (its TaxType)",
    Needs.CONTACT: "a Xero contact (name or id)",
    Needs.CUSTOMER: "a Splynx customer id",
    Needs.INVOICE: "an invoice in Xero (number or id)",
    Needs.XERO_ID: "Xero's number or id",
    Needs.SPLYNX_ID: "the Splynx id",
    Needs.NUMBER: "a number",
    Needs.FIELDS: "the names of fields, separated by commas",
}
_SPLYNX_KINDS = (ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE, ObjectKind.PAYMENT, ObjectKind.TRANSACTION)


def checked_value(ledger: Ledger, conflict: Conflict, choice: Choice, value: str) -> str:
    """The value in canonical form. Raises Misconfigured (D1) where it names nothing, or nothing that fits here."""
    text = value.strip()
    if choice.needs is None:
        return ""
    if not text:
        raise wrong(
            "This answer needs a value",
            f'"{choice.label}" needs {NEEDS_WORDS[choice.needs]}.',
            "Give it after the choice.",
        )
    reference = ledger.accounting_reference()
    match choice.needs:
        case Needs.ACCOUNT:
            return _account(reference[0], conflict, text) if reference else text
        case Needs.TAX:
            return _tax(reference[0], conflict, text) if reference else text
        case Needs.CONTACT:
            return _contact(ledger, text)
        case Needs.CUSTOMER:
            return _seen_in_splynx(ledger, (ObjectKind.CUSTOMER,), text, "customer")
        case Needs.SPLYNX_ID:
            return _of_splynx(ledger, conflict, text)
        case Needs.INVOICE:
            return _seen_in_xero(ledger, (ObjectKind.INVOICE,), text, "invoice")
        case Needs.XERO_ID:
            return _seen_in_xero(ledger, XERO_KINDS, text, "object")
        case Needs.NUMBER:
            return _number(conflict, text)
        case Needs.FIELDS:
            return _fields(conflict, text)


def _account(reference: AccountingReference, conflict: Conflict, text: str) -> str:
    account = reference.account(text)
    if account is None:
        raise wrong("This account cannot be used", f'Xero has no account "{text}".', "Give an account's code.")
    if _is_about_payments(conflict):
        reason = why_no_payments(account, reference.organisation.base_currency)
    else:
        reason = why_no_sales_line(account)
    if reason:
        raise wrong("This account cannot be used", f"Account {text} {reason}.", "Give another account's code.")
    return account.code or account.id


def _is_about_payments(conflict: Conflict) -> bool:
    if conflict.kind in (ConflictKind.UNMAPPED_METHOD, ConflictKind.RECEIPT_WITHOUT_ACCOUNT):
        return True
    return conflict.kind is ConflictKind.ACCOUNT_UNUSABLE and conflict.subject_kind is ObjectKind.PAYMENT


def _tax(reference: AccountingReference, conflict: Conflict, text: str) -> str:
    rate = reference.tax_rate(text)
    if rate is None:
        raise wrong("This tax rate cannot be used", f'Xero has no tax rate "{text}".', "Give its TaxType.")
    reason = why_no_sales_tax(rate)
    percent = _percent(reference, conflict)
    if not reason and percent is not None and rate.effective_rate != percent:
        # R8: the documents could never be equal on both sides.
        reason = f"is {percent_text(rate.effective_rate)} % in Xero, not {percent_text(percent)} %"
    if reason:
        raise wrong("This tax rate cannot be used", f"{rate.name} {reason}.", "Give another rate's TaxType.")
    return rate.tax_type


def _percent(reference: AccountingReference, conflict: Conflict) -> Decimal | None:
    """The percentage the lines of this question are billed at."""
    billed = conflict.facts.get("percent") or conflict.facts.get("p")
    if billed:
        return Decimal(billed)
    now = reference.tax_rate(conflict.facts.get("tax_type", ""))
    return now.effective_rate if now else None


def _contact(ledger: Ledger, text: str) -> str:
    if ledger.observation(Side.XERO, ObjectKind.CONTACT, text) is not None:
        return text
    found = ledger.contact_names().get(text.casefold())
    if found is None:
        raise wrong("This contact is not known", f'Xero has no contact "{text}".', "Give its id or exact name.")
    return found


def _seen_in_splynx(ledger: Ledger, kinds: Iterable[ObjectKind], text: str, noun: str) -> str:
    for kind in kinds:
        numbered = kind in DOCUMENT_KINDS and ledger.splynx_numbers(kind, [text]).get(text)
        if numbered or ledger.observation(Side.SPLYNX, kind, text) is not None:
            return text
    raise wrong(f"This {noun} is not known", f'Splynx has no {noun} with the id "{text}".', "Give its id.")


def _of_splynx(ledger: Ledger, conflict: Conflict, text: str) -> str:
    if conflict.kind is ConflictKind.PAYMENT_ON_UNEXPECTED_ACCOUNT:
        return _method(ledger, text)
    return _seen_in_splynx(ledger, _SPLYNX_KINDS, text, "document or payment")


def _method(ledger: Ledger, text: str) -> str:
    """A payment method of Splynx by id or name (R24)."""
    read = ledger.billing_reference()
    for method in read[0].methods if read else ():
        if text.casefold() in (method.id.casefold(), method.name.casefold()):
            return method.id
    raise wrong("This payment method is not known", f'Splynx has no payment method "{text}".', "Give its name or id.")


def _seen_in_xero(ledger: Ledger, kinds: Iterable[ObjectKind], text: str, noun: str) -> str:
    for kind in kinds:
        if ledger.observation(Side.XERO, kind, text) is not None or ledger.xero_by_key(kind, [text]):
            return text
    raise wrong(
        f"This {noun} is not known", f'Xero has no {noun} with the number or id "{text}".', "Give its number or id."
    )


def _number(conflict: Conflict, text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise wrong("This is no number", f'"{text}" is not a whole number.', "Give the number in digits.")
    if conflict.kind is ConflictKind.TOO_MANY_CHANGES and int(text) != changes_asked(conflict):
        asked = changes_asked(conflict)
        raise wrong(
            "This is another number",
            f"The question is about {asked} items, not {int(text)}. Nothing was allowed.",
            f"Look at the plan; if it is right, give {asked}.",
        )
    return str(int(text))


def _fields(conflict: Conflict, text: str) -> str:
    names = [name.strip().replace(" ", "_") for name in text.split(",") if name.strip()]
    known = [field.name for field in conflict.fields]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise wrong(
            "These fields are not asked about",
            f"{', '.join(unknown) or text} is none of them.",
            f"Choose from: {', '.join(known)}.",
        )
    return ",".join(names)


def wrong(title: str, message: str, what_to_do: str) -> Misconfigured:
    """D1: an answer that cannot be taken."""
    return Misconfigured("D1", title, message, what_to_do)
