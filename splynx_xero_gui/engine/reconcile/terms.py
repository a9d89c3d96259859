"""On which account, with which date and reference a payment is booked, or why it cannot be (R2, R12)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import ConflictKind, Resolution
from splynx_xero_gui.domain.keys import PaymentKey, carries_any_mark
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.reference import Account
from splynx_xero_gui.engine.reconcile.draft import Draft, Placed, Subject
from splynx_xero_gui.engine.reconcile.patterns import filled

LONGEST_REFERENCE = 255


@dataclass(frozen=True, slots=True)
class Terms:
    """`account` is a code or AccountID, `date` the day in Xero before an invoice is looked at."""

    account: str
    date: dt.date


def payment_name(payment: BilledPayment) -> str:
    """As a person says it: by receipt number, else by id."""
    return f"payment {receipt(payment)}"


def receipt(payment: BilledPayment) -> str:
    """Receipt number, else id."""
    return payment.receipt_number or payment.id


def subject_of(payment: BilledPayment) -> Subject:
    """The payment as subject of questions and actions."""
    return Subject(
        ObjectKind.PAYMENT, payment_name(payment), payment.id, payment.customer_id, payment.amount, date=payment.date
    )


def terms_of(draft: Draft, payment: BilledPayment) -> Terms | None:
    """Account and date; None after asking or waiting."""
    about = subject_of(payment)
    account = _account(draft, payment, about)
    if account is None:
        return None
    day = open_day(draft, about, payment.date)
    return Terms(account, day) if day else None


def _account(draft: Draft, payment: BilledPayment, about: Subject) -> str | None:
    mapping = draft.inp.policy.method(payment.method_id)
    code = mapping.account if mapping else ""
    if not code:
        answer = draft.ask(
            ConflictKind.UNMAPPED_METHOD,
            about,
            facts={
                "name": f"Payment method {method_name(draft, payment.method_id)}",
                "method_id": payment.method_id,
            },
            cause=f"method:{payment.method_id}",
            usable=_names_account(draft, lambda account: account.takes_payments),
        )
        return answer.value if answer else None
    return usable_account(draft, about, code)


def usable_account(draft: Draft, about: Subject, code: str) -> str | None:
    """The account where it takes payments, else the one a person named instead; None after asking or waiting."""
    account = draft.inp.accounting.account(code)
    if account is not None and account.takes_payments:
        return code
    if account is None:
        reason = "does not exist in Xero"
    else:
        reason = "takes no payments" if account.active else "is archived"
    return _other_account(draft, about, code, reason, lambda account: account.takes_payments)


def credit_account(draft: Draft, about: Subject, code: str) -> str | None:
    """The account where it can hold an over- or prepayment: Xero books those on bank accounts only (§10)."""
    account = draft.inp.accounting.account(code)
    if account is not None and account.active and account.type == "BANK":
        return code
    reason = "takes payments of invoices, but no overpayments: it is no bank account"
    return _other_account(draft, about, code, reason, lambda account: account.active and account.type == "BANK")


def _other_account(draft: Draft, about: Subject, code: str, reason: str, fits: Callable[[Account], bool]) -> str | None:
    answer = draft.ask(
        ConflictKind.ACCOUNT_UNUSABLE,
        about,
        facts={"code": code, "reason": reason},
        cause=f"account:{code}:{reason}",
        usable=_names_account(draft, fits, "other-account"),
    )
    if answer is None:
        return None
    if answer.choice == "wait":
        draft.wait(about, "account-unusable")
        return None
    return answer.value


def _names_account(draft: Draft, fits: Callable[[Account], bool], choice: str = "map") -> Callable[[Resolution], str]:
    def reason(answer: Resolution) -> str:
        account = draft.inp.accounting.account(answer.value) if answer.value else None
        if answer.choice != choice or (account is not None and fits(account)):
            return ""
        return f"Xero has no account '{answer.value}' that takes these payments."

    return reason


def method_name(draft: Draft, method_id: str) -> str:
    """The method's name, else its id."""
    return next((m.name for m in draft.inp.billing.methods if m.id == method_id), method_id)


def open_day(draft: Draft, about: Subject, day: dt.date) -> dt.date | None:
    """The day, or the first open one where a person chose it (R12); None after asking, waiting or leaving out."""
    first_open = draft.inp.first_open_day
    if first_open is None or not draft.inp.is_closed(day):
        return day
    lock = first_open - dt.timedelta(days=1)
    answer = draft.ask(
        ConflictKind.DOCUMENT_LOCKED_PERIOD,
        about,
        facts={
            "lock": lock.isoformat(),
            "date": day.isoformat(),
            "effect": f"Dated {first_open} in Xero; Splynx keeps {day}.",
        },
        cause=lock.isoformat(),
        without=("in-sync",),
    )
    if answer is None:
        return None
    if answer.choice == "first-open-day":
        return first_open
    if answer.choice == "leave-out":
        draft.note("left-out", about, f"Dated {day}, in the period closed up to {lock}: never sent.")
    else:
        draft.wait(about, "closed-period")
    return None


def day_on_invoice(draft: Draft, terms: Terms, invoice_id: str, placed: Placed) -> dt.date:
    """A payment is never dated before its own re-dated invoice (R12)."""
    document = draft.view.documents.get((ObjectKind.INVOICE, invoice_id))
    redated = document is not None and placed.date > document.date
    return max(terms.date, placed.date) if redated else terms.date


def allocation_day(draft: Draft, *days: dt.date) -> dt.date:
    """The latest of the days, or the first open one (R12): an allocation moves no total, so nobody is asked."""
    first_open = draft.inp.first_open_day
    return max(*days, first_open) if first_open else max(days)


def reference_of(draft: Draft, payment: BilledPayment, key: PaymentKey) -> str:
    """The user's pattern filled in, then the token as its own last word (R2)."""
    words = {
        "receipt_number": payment.receipt_number,
        "id": payment.id,
        "method": method_name(draft, payment.method_id),
        "comment": payment.comment,
        **{f"field_{n}": value for n, value in enumerate(payment.fields, start=1)},
    }
    text = filled(draft.inp.policy.options.payment_reference, words)
    token = str(key)
    if carries_any_mark(text):
        # What looks like a token would be found before the real one.
        text = ""
    return f"{text[: LONGEST_REFERENCE - len(token) - 1].rstrip()} {token}".strip()
