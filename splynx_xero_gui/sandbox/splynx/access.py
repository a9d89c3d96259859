"""API keys and what each may do: permissions per controller and action, and the partners it may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .errors import ApiError

ACTIONS: Final = ("index", "view", "add", "update", "delete")

CUSTOMER: Final = r"api\admin\customers\Customer"
CUSTOMER_INFO: Final = r"api\admin\customers\CustomerInfo"
CUSTOMER_BILLING: Final = r"api\admin\customers\CustomerBilling"
INVOICES: Final = r"api\admin\finance\Invoices"
PROFORMA: Final = r"api\admin\finance\Proforma"
CREDIT_NOTES: Final = r"api\admin\finance\CreditNotes"
PAYMENTS: Final = r"api\admin\finance\Payments"
TRANSACTIONS: Final = r"api\admin\finance\Transactions"
RELATIONS: Final = r"api\admin\finance\InvoiceRelations"
METHODS: Final = r"api\admin\finance\PaymentMethods"
CATEGORIES: Final = r"api\admin\finance\TransactionCategories"
TAXES: Final = r"api\admin\config\Taxes"
COMPANY_INFO: Final = r"api\admin\config\CompanyInfo"
CATEGORY_DEFAULTS: Final = r"api\admin\config\TransactionCategories"
ADDITIONAL_FIELDS: Final = r"api\admin\config\AdditionalFields"
DOWNLOAD: Final = r"api\admin\config\Download"
PARTNERS: Final = r"api\admin\administration\Partners"
LOCATIONS: Final = r"api\admin\administration\Locations"
ADMINISTRATORS: Final = r"api\admin\administration\Administrators"

CONTROLLERS: Final = (
    CUSTOMER, CUSTOMER_INFO, CUSTOMER_BILLING, INVOICES, PROFORMA, CREDIT_NOTES, PAYMENTS, TRANSACTIONS, RELATIONS,
    METHODS, CATEGORIES, TAXES, COMPANY_INFO, CATEGORY_DEFAULTS, ADDITIONAL_FIELDS, DOWNLOAD, PARTNERS, LOCATIONS,
    ADMINISTRATORS,
)  # fmt: skip


class Permissions:
    """What is ticked on an API key; everything at first."""

    def __init__(self) -> None:
        self._denied: set[tuple[str, str]] = set()

    def allow(self, controller: str, *actions: str) -> None:
        """Ticks actions of a controller, all of them where none is named."""
        self._denied -= set(self._pairs(controller, actions))

    def deny(self, controller: str, *actions: str) -> None:
        """Unticks them."""
        self._denied |= set(self._pairs(controller, actions))

    def deny_all(self) -> None:
        """A fresh key: nothing is ticked."""
        for controller in CONTROLLERS:
            self.deny(controller)

    def allows(self, controller: str, action: str) -> bool:
        """Whether the action is ticked."""
        return (controller, action) not in self._denied

    def answer(self) -> dict[str, dict[str, str]]:
        """As the login shows it: {controller: {action: allow|deny}}."""
        return {
            controller: {action: "allow" if self.allows(controller, action) else "deny" for action in ACTIONS}
            for controller in CONTROLLERS
        }

    @staticmethod
    def _pairs(controller: str, actions: Iterable[str]) -> list[tuple[str, str]]:
        if controller not in CONTROLLERS:
            raise ValueError(f"No controller {controller}")
        chosen = tuple(actions) or ACTIONS
        if not set(chosen) <= set(ACTIONS):
            raise ValueError(f"Actions are {', '.join(ACTIONS)}")
        return [(controller, action) for action in chosen]


@dataclass
class ApiKey:
    """An API key of Administration → API keys.

    Attributes:
        unsecure: "Unsecure access" is ticked: Basic authentication works.
        partners: ids of the partners it is restricted to, None for all.
        last_nonce: the highest nonce seen, in centiseconds.
    """

    key: str
    secret: str
    unsecure: bool = False
    partners: frozenset[int] | None = None
    permissions: Permissions = field(default_factory=Permissions)
    last_nonce: int = 0

    def require(self, controller: str, action: str) -> None:
        """Raises 403 where the action is not ticked."""
        if not self.permissions.allows(controller, action):
            raise ApiError(403, "FORBIDDEN", "You are not allowed to perform this action.")

    def sees(self, partner_id: int | None) -> bool:
        """Whether an object of that partner is shown; objects of no partner always are."""
        return self.partners is None or partner_id is None or partner_id in self.partners
