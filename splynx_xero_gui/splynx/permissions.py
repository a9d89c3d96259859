"""What the key may do, in the words of Splynx's own permission screen (ui.md W1 and S3, splynx-api.md §2.4)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

_NOT_A_LETTER = re.compile(r"[^a-z]")
_ACTIONS = {"GET": "view", "HEAD": "view", "OPTIONS": "view", "POST": "add", "PUT": "update", "DELETE": "delete"}
_VIEWING = ("index", "view")


class Verdict(Enum):
    """What a probe found."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Area:
    """One line of the permission screen. `controllers` are Splynx's class names, without the path before them.

    `by_customer`: the path needs a customer's id behind it.
    """

    screen: str
    path: str
    controllers: tuple[str, ...]
    by_customer: bool = False

    def permission(self, action: str) -> str:
        """The name a person looks for, e.g. "Finance › Invoices – view"."""
        return f"{self.screen} – {action}"


PAYMENTS = Area("Finance › Payments", "admin/finance/payments", ("payments",))

# The fold "What the key must be allowed to do" of W1, in its order.
AREAS: tuple[Area, ...] = (
    Area("Customers", "admin/customers/customer", ("customer", "customers")),
    Area("Customer info", "admin/customers/customer-info", ("customerinfo",), by_customer=True),
    Area("Customer billing", "admin/customers/customer-billing", ("customerbilling",), by_customer=True),
    Area("Finance › Invoices", "admin/finance/invoices", ("invoices",)),
    Area("Finance › Credit notes", "admin/finance/credit-notes", ("creditnotes",)),
    PAYMENTS,
    Area("Finance › Transactions", "admin/finance/transactions", ("transactions",)),
    Area("Finance › Invoice relations", "admin/finance/invoice-relations", ("invoicerelations", "invoicesrelations")),
    Area(
        "Finance › Transaction categories",
        "admin/finance/transaction-categories",
        ("transactioncategories", "transactionscategories"),
    ),
    Area("Finance › Payment methods", "admin/finance/payment-methods", ("paymentmethods", "paymentsmethods")),
    Area("Config › Taxes", "admin/config/taxes", ("taxes",)),
    Area("Administration › Partners", "admin/administration/partners", ("partners",)),
    Area("Config › Company info", "admin/config/company-info", ("companyinfo", "companyinformation")),
)


def screen_name(path: str, method: str) -> str:
    """The permission that a request needs, as the screen shows it."""
    action = _ACTIONS.get(method, "view")
    area = next((area for area in AREAS if path == area.path or path.startswith((f"{area.path}/",))), None)
    if area is not None:
        return area.permission(action)
    if path.startswith("admin/config/download"):
        return f"Config › Download – {action}"
    return f"{path.removeprefix('admin/')} – {action}"


def missing_views(told: Mapping[str, Mapping[str, bool]], probe: Callable[[Area], Verdict]) -> tuple[str, ...]:
    """Screen names of what the key may not view: as the sign-in told, otherwise as the probe finds."""
    missing = []
    for area in AREAS:
        verdict = told_verdict(told, area, _VIEWING)
        if verdict is Verdict.UNTOLD:
            verdict = probe(area)
        if verdict is Verdict.DENIED:
            missing.append(area.permission("view"))
    return tuple(missing)


def missing_payment_writes(told: Mapping[str, Mapping[str, bool]]) -> tuple[str, ...]:
    """Screen names of payment permissions the sign-in denies; there is no harmless way to probe a write."""
    return tuple(
        PAYMENTS.permission(action)
        for action in ("add", "update", "delete")
        if told_verdict(told, PAYMENTS, (action,)) is Verdict.DENIED
    )


def told_verdict(told: Mapping[str, Mapping[str, bool]], area: Area, actions: tuple[str, ...]) -> Verdict:
    """What the sign-in's permissions say of an area; controllers are matched by their last name, however written."""
    words = [
        allowed[action]
        for controller, allowed in told.items()
        if _letters(re.split(r"[\\/.]", controller)[-1]) in area.controllers
        for action in actions
        if action in allowed
    ]
    if not words:
        return Verdict.UNTOLD
    return Verdict.ALLOWED if all(words) else Verdict.DENIED


def _letters(name: str) -> str:
    return _NOT_A_LETTER.sub("", name.lower())
