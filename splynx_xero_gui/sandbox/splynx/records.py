"""The rows of a Splynx database, as far as the REST interface shows them (splynx-api.md §7).

Amounts are Decimals with four decimals; days and stamps are server-local, None standing for '0000-00-00'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .money import ZERO

Day = date  # inside a class that has an attribute of that name


@dataclass(slots=True, eq=False)
class CustomerInfo:
    """`customer-info`: what is known of a person or a company besides the address."""

    birthday: date | None = None
    passport: str = ""
    company_id: str = ""
    contact_person: str = ""
    vat_id: str = ""
    updated_at: datetime | None = None


@dataclass(slots=True, eq=False)
class CustomerBilling:
    """`customer-billing`: the billing settings and the account balance (`deposit`)."""

    enabled: bool = True
    type: int = 1
    deposit: Decimal = ZERO
    billing_date: int = 1
    billing_due: int = 14
    blocking_period: int = 15
    grace_period: int = 5
    make_invoices: bool = True
    payment_method: int = 1
    min_balance: Decimal = ZERO
    billing_person: str = ""
    billing_street_1: str = ""
    billing_zip_code: str = ""
    billing_city: str = ""
    sub_billing_mode: str = "independent"
    partner_percent: Decimal = ZERO
    send_finance_notification: bool = True


@dataclass(slots=True, eq=False)
class Customer:
    """A customer, or a sub-account of one (`parent_id`)."""

    id: int
    login: str
    status: str
    partner_id: int
    location_id: int
    name: str
    category: str
    date_add: date
    last_update: datetime
    parent_id: int = 0
    email: str = ""
    billing_email: str = ""
    phone: str = ""
    street_1: str = ""
    zip_code: str = ""
    city: str = ""
    subdivision_id: int | None = None
    gps: str = ""
    conversion_date: date | None = None
    last_online: datetime | None = None
    billing_type: str = "recurring"
    mrr_total: Decimal = ZERO
    daily_prepaid_cost: Decimal = ZERO
    added_by: str = "admin"
    added_by_id: int = 1
    customer_labels: tuple[str, ...] = ()
    additional_attributes: dict[str, object] = field(default_factory=dict)
    info: CustomerInfo = field(default_factory=CustomerInfo)
    billing: CustomerBilling = field(default_factory=CustomerBilling)


@dataclass(frozen=True, slots=True)
class Line:
    """A document line as its author gives it: price per unit without tax, up to four decimals."""

    description: str
    price: Decimal
    quantity: Decimal = Decimal(1)
    tax_id: int = 0
    category_id: int = 1
    tax_percent: Decimal | None = None  # None: the tax's present rate
    period_from: date | None = None
    period_to: date | None = None
    sub_account_id: int = 0
    invoice_item_id: int = 0


@dataclass(slots=True, eq=False)
class Item:
    """A stored document line with its computed tax."""

    id: int
    pos: int
    description: str
    quantity: Decimal
    price: Decimal
    tax: Decimal
    tax_amount: Decimal
    tax_id: int
    period_from: date | None
    period_to: date | None
    transaction_id: int
    category_id: int
    sub_account_id: int
    invoice_item_id: int = 0


@dataclass(slots=True, eq=False)
class Invoice:
    """An invoice. `due` is what no relation pays yet; `status` is not_paid, paid, pending or deleted."""

    id: int
    customer_id: int
    number: str
    date_created: date
    date_till: date
    date_updated: date
    real_create_datetime: datetime
    total: Decimal
    due: Decimal
    status: str
    type: str
    items: tuple[Item, ...]
    date_payment: date | None = None
    payment_id: int = 0
    payd_from_deposit: bool = False
    use_transactions: bool = True
    note: str = ""
    memo: str = ""
    is_sent: bool = True
    added_by: str = "system"
    added_by_id: int = 0


@dataclass(slots=True, eq=False)
class Proforma:
    """A proforma invoice ("request"): it asks for money and charges nothing."""

    id: int
    customer_id: int
    number: str
    date_created: date
    date_till: date
    date_updated: date
    real_create_datetime: datetime
    total: Decimal
    status: str
    items: tuple[Item, ...]
    date_payment: date | None = None
    payment_id: int = 0
    note: str = ""
    memo: str = ""
    is_sent: bool = True
    added_by: str = "admin"
    added_by_id: int = 1


@dataclass(slots=True, eq=False)
class CreditNote:
    """A credit note. `remind_amount` is what is neither allocated nor paid out yet."""

    id: int
    customer_id: int
    number: str
    date_created: date
    date_updated: date
    real_create_datetime: datetime
    total: Decimal
    remind_amount: Decimal
    status: str
    items: tuple[Item, ...]
    invoice_id: int | None = None
    date_payment: date | None = None
    payment_id: int = 0
    note: str = ""
    is_sent: bool = True
    added_by: str = "admin"
    added_by_id: int = 1


@dataclass(slots=True, eq=False)
class Payment:
    """A receipt, or with a negative amount a refund. `remind_amount` is the part that pays no invoice."""

    id: int
    customer_id: int
    payment_type: int
    receipt_number: str
    date: Day
    amount: Decimal
    remind_amount: Decimal
    real_create_datetime: datetime
    transaction_id: int
    invoice_id: int | None = None
    credit_note_id: int | None = None
    request_id: int | None = None
    refund_payment_id: int | None = None
    payment_statement_id: int | None = None
    comment: str = ""
    is_sent: bool = False
    field_1: str = ""
    field_2: str = ""
    field_3: str = ""
    field_4: str = ""
    field_5: str = ""
    note: str = ""
    memo: str = ""
    added_by: str = "admin"
    added_by_id: int = 1


@dataclass(slots=True, eq=False)
class Relation:
    """An allocation: how much of a payer (payment, transaction, credit_note) pays which invoice."""

    id: int
    customer_id: int
    payer_id: int
    type: str
    invoice_id: int
    transaction_id: int
    amount: Decimal


@dataclass(slots=True, eq=False)
class PaymentMethod:
    """A payment method with the labels of its five fields."""

    id: int
    name: str
    is_active: bool = True
    name_1: str = ""
    name_2: str = ""
    name_3: str = ""
    name_4: str = ""
    name_5: str = ""
    accounting_bank_accounts_id: int = 0
    einvoicing_payment_methods_id: int = 0


@dataclass(slots=True, eq=False)
class TransactionCategory:
    """A transaction category; the base ones are Service, Discount, Payment, Refund and Correction."""

    id: int
    name: str
    is_base: bool = False
    accounting_category_id: int | None = None


@dataclass(slots=True, eq=False)
class TaxPart:
    """A member of a compound tax."""

    id: int
    type: str
    apply_to_all_previous: bool
    position: int


@dataclass(slots=True, eq=False)
class Tax:
    """A tax rate in percent; with parts it is a group."""

    id: int
    name: str
    rate: Decimal
    archived: bool = False
    accounting_tax_rates_id: int = 0
    einvoicing_tax_rates_id: int = 0
    items: tuple[TaxPart, ...] = ()

    @property
    def type(self) -> str:
        """`single` or `group`."""
        return "group" if self.items else "single"


@dataclass(slots=True, eq=False)
class Partner:
    """A partner: the provider itself or a reseller."""

    id: int
    name: str


@dataclass(slots=True, eq=False)
class Location:
    """A location with its default tax for Internet tariffs."""

    id: int
    name: str
    tax_for_tariff_internet: int = 1


@dataclass(slots=True, eq=False)
class Administrator:
    """A user of the administration portal."""

    id: int
    login: str
    name: str
    email: str
    role_name: str
    partner_id: int
    phone: str = ""


@dataclass(slots=True, eq=False)
class CompanyInfo:
    """A partner's company details (the id is the partner's)."""

    id: int
    company_name: str
    street_1: str = ""
    zip_code: str = ""
    city: str = ""
    country: str = ""
    iso_country_code: str = ""
    email: str = ""
    phone: str = ""
    company_id: str = ""
    company_vat: str = ""
    vat_percent: Decimal = ZERO
    bank_account: str = ""
    bank_name: str = ""
    splynx_url: str = ""
    tax_id: int = 0


@dataclass(slots=True, eq=False)
class AdditionalField:
    """The definition of a custom field of a module."""

    id: int
    module: str
    name: str
    title: str
    type: str = "string"
    is_required: bool = False
    is_unique: bool = False
    is_add: bool = False
    show_in_list: bool = False
    searchable: bool = True
    readonly: bool = False
    disabled: bool = False
    hidden: bool = False
    default_value: str = ""
    position: int = 0
