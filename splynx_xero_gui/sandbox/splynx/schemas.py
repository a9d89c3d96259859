"""The objects of the API, field by field (splynx-api.md §7)."""

from __future__ import annotations

from typing import Final

from .schema import Field, Kind, Schema

_ID: Final = Field("id", Kind.ID, readonly=True)
_ADDED_BY: Final = (Field("added_by", Kind.TEXT, readonly=True), Field("added_by_id", Kind.ID, readonly=True))
_ACCOUNTING_OF_OLD: Final = frozenset({"einvoicing_payment_methods_id", "einvoicing_tax_rates_id"})

CUSTOMER: Final = Schema(
    (
        _ID,
        Field("login", Kind.TEXT),
        Field("status", Kind.TEXT, choices=("new", "active", "blocked", "disabled")),
        Field("partner_id", Kind.ID, required=True),
        Field("location_id", Kind.ID, required=True),
        Field("parent_id", Kind.ID),
        Field("name", Kind.TEXT, required=True),
        Field("email", Kind.TEXT),
        Field("billing_email", Kind.TEXT),
        Field("phone", Kind.TEXT),
        Field("category", Kind.TEXT, required=True, choices=("person", "company")),
        Field("street_1", Kind.TEXT),
        Field("zip_code", Kind.TEXT),
        Field("city", Kind.TEXT),
        Field("subdivision_id", Kind.ID, empty=None),
        Field("date_add", Kind.DAY),
        Field("conversion_date", Kind.DAY),
        Field("gps", Kind.TEXT),
        Field("billing_type", Kind.TEXT, choices=("recurring", "prepaid", "prepaid_monthly")),
        Field("mrr_total", Kind.MONEY, readonly=True),
        Field("daily_prepaid_cost", Kind.MONEY, readonly=True),
        *_ADDED_BY,
        Field("last_online", Kind.STAMP, readonly=True),
        Field("last_update", Kind.STAMP, readonly=True),
        Field("customer_labels", Kind.RAW),
    ),
    additional=True,
    only_new=frozenset({"customer_labels", "conversion_date", "subdivision_id", "daily_prepaid_cost"}),
)

CUSTOMER_INFO: Final = Schema(
    (
        _ID,
        Field("birthday", Kind.DAY, "info.birthday"),
        Field("passport", Kind.TEXT, "info.passport"),
        Field("company_id", Kind.TEXT, "info.company_id"),
        Field("contact_person", Kind.TEXT, "info.contact_person"),
        Field("vat_id", Kind.TEXT, "info.vat_id"),
        Field("updated_at", Kind.STAMP, "info.updated_at", readonly=True),
    )
)

CUSTOMER_BILLING: Final = Schema(
    (
        Field("customer_id", Kind.ID, "id", readonly=True),
        Field("enabled", Kind.BOOL, "billing.enabled"),
        Field("type", Kind.NUMBER, "billing.type"),
        Field("deposit", Kind.MONEY, "billing.deposit", readonly=True),
        Field("billing_date", Kind.NUMBER, "billing.billing_date"),
        Field("billing_due", Kind.NUMBER, "billing.billing_due"),
        Field("blocking_period", Kind.NUMBER, "billing.blocking_period"),
        Field("grace_period", Kind.NUMBER, "billing.grace_period"),
        Field("make_invoices", Kind.FLAG, "billing.make_invoices"),
        Field("payment_method", Kind.ID, "billing.payment_method"),
        Field("min_balance", Kind.MONEY, "billing.min_balance"),
        Field("billing_person", Kind.TEXT, "billing.billing_person"),
        Field("billing_street_1", Kind.TEXT, "billing.billing_street_1"),
        Field("billing_zip_code", Kind.TEXT, "billing.billing_zip_code"),
        Field("billing_city", Kind.TEXT, "billing.billing_city"),
        Field("sub_billing_mode", Kind.TEXT, "billing.sub_billing_mode", choices=("independent", "aggregated")),
        Field("partner_percent", Kind.MONEY, "billing.partner_percent"),
        Field("send_finance_notification", Kind.FLAG, "billing.send_finance_notification"),
    ),
    only_new=frozenset({"sub_billing_mode"}),
)

_ITEM: Final = (
    _ID,
    Field("pos", Kind.NUMBER),
    Field("description", Kind.TEXT, required=True),
    Field("quantity", Kind.NUMBER, required=True),
    Field("unit", Kind.RAW, constant=("0",)),
    Field("price", Kind.MONEY, required=True),
    Field("tax", Kind.MONEY, required=True),
    Field("tax_amount", Kind.AMOUNT, readonly=True),
    Field("period_from", Kind.DAY),
    Field("period_to", Kind.DAY),
    Field("transaction_id", Kind.ID),
    Field("categoryIdForTransaction", Kind.ID, "category_id"),
    Field("tax_id", Kind.ID),
    Field("sub_account_id", Kind.ID),
)

INVOICE: Final = Schema(
    (
        _ID,
        Field("customer_id", Kind.ID, required=True),
        Field("date_created", Kind.DAY),
        Field("real_create_datetime", Kind.STAMP, readonly=True),
        Field("date_updated", Kind.DAY, readonly=True),
        Field("date_payment", Kind.DAY, readonly=True),
        Field("date_till", Kind.DAY),
        Field("use_transactions", Kind.FLAG),
        Field("note", Kind.TEXT),
        Field("memo", Kind.TEXT),
        Field("number", Kind.TEXT),
        Field("total", Kind.AMOUNT, readonly=True),
        Field("due", Kind.AMOUNT, readonly=True),
        Field("payment_id", Kind.ID, readonly=True),
        Field("type", Kind.TEXT, choices=("one_time", "recurring")),
        Field("payd_from_deposit", Kind.FLAG, readonly=True),
        Field("status", Kind.TEXT, choices=("not_paid", "paid", "pending", "deleted")),
        Field("is_sent", Kind.FLAG),
        *_ADDED_BY,
    ),
    _ITEM,
)

PROFORMA: Final = Schema(
    (
        _ID,
        Field("customer_id", Kind.ID, readonly=True),
        Field("date_created", Kind.DAY, readonly=True),
        Field("real_create_datetime", Kind.STAMP, readonly=True),
        Field("date_updated", Kind.DAY, readonly=True),
        Field("date_payment", Kind.DAY, readonly=True),
        Field("date_till", Kind.DAY, readonly=True),
        Field("number", Kind.TEXT, readonly=True),
        Field("total", Kind.AMOUNT, readonly=True),
        Field("payment_id", Kind.ID, readonly=True),
        Field("status", Kind.TEXT, readonly=True),
        Field("note", Kind.TEXT, readonly=True),
        Field("memo", Kind.TEXT, readonly=True),
        Field("is_sent", Kind.FLAG, readonly=True),
        *_ADDED_BY,
    ),
    _ITEM,
)

CREDIT_NOTE: Final = Schema(
    (
        _ID,
        Field("customer_id", Kind.ID, required=True),
        Field("date_created", Kind.DAY),
        Field("real_create_datetime", Kind.STAMP, readonly=True),
        Field("date_updated", Kind.DAY, readonly=True),
        Field("date_payment", Kind.DAY, readonly=True),
        Field("number", Kind.TEXT),
        Field("total", Kind.AMOUNT, readonly=True),
        Field("remind_amount", Kind.AMOUNT, readonly=True),
        Field("payment_id", Kind.ID, readonly=True),
        Field("status", Kind.TEXT, choices=("not_refunded", "refunded", "deleted", "closed")),
        Field("invoicesId", Kind.ID, "invoice_id", empty=None),
        Field("partiallyUse", Kind.RAW, constant=(False,)),
        Field("note", Kind.TEXT),
        Field("is_sent", Kind.FLAG),
        *_ADDED_BY,
    ),
    (*_ITEM, Field("invoice_item_id", Kind.ID)),
)

PAYMENT: Final = Schema(
    (
        _ID,
        Field("customer_id", Kind.ID, required=True),
        Field("invoice_id", Kind.ID, empty=None),
        Field("credit_note_id", Kind.ID, empty=None),
        Field("request_id", Kind.ID, empty=None),
        Field("transaction_id", Kind.ID),
        Field("payment_statement_id", Kind.ID, empty=None),
        Field("refund_payment_id", Kind.ID, empty=None),
        Field("payment_type", Kind.TEXT_ID, required=True),
        Field("receipt_number", Kind.TEXT, required=True),
        Field("date", Kind.DAY, required=True),
        Field("real_create_datetime", Kind.STAMP, readonly=True),
        Field("amount", Kind.MONEY, required=True),
        Field("remind_amount", Kind.MONEY, readonly=True),
        Field("comment", Kind.TEXT),
        Field("is_sent", Kind.FLAG),
        Field("field_1", Kind.TEXT),
        Field("field_2", Kind.TEXT),
        Field("field_3", Kind.TEXT),
        Field("field_4", Kind.TEXT),
        Field("field_5", Kind.TEXT),
        Field("note", Kind.TEXT),
        Field("memo", Kind.TEXT),
        *_ADDED_BY,
    ),
    only_new=frozenset({"refund_payment_id"}),
)

RELATION: Final = Schema(
    (
        _ID,
        Field("customer_id", Kind.ID, readonly=True),
        Field("payer_id", Kind.ID, readonly=True),
        Field("type", Kind.TEXT, readonly=True),
        Field("invoice_id", Kind.ID, readonly=True),
        Field("transaction_id", Kind.ID, readonly=True),
        Field("amount", Kind.AMOUNT, readonly=True),
    )
)

TRANSACTION: Final = Schema(
    (
        _ID,
        Field("customer_id", Kind.ID),
        Field("type", Kind.TEXT),
        Field("quantity", Kind.NUMBER),
        Field("unit", Kind.RAW, constant=("",)),
        Field("price", Kind.MONEY),
        Field("tax_percent", Kind.MONEY),
        Field("tax_id", Kind.ID),
        Field("total", Kind.MONEY),
        Field("remind_amount", Kind.MONEY),
        Field("date", Kind.DAY),
        Field("category", Kind.TEXT_ID),
        Field("description", Kind.TEXT),
        Field("period_from", Kind.DAY),
        Field("period_to", Kind.DAY),
        Field("service_id", Kind.RAW, constant=(0,)),
        Field("service_type", Kind.RAW, constant=("",)),
        Field("payment_id", Kind.ID, empty=None),
        Field("credit_note_id", Kind.ID, empty=None),
        Field("invoice_id", Kind.ID, empty=None),
        Field("invoiced_by_id", Kind.ID, empty=None),
        Field("to_invoice", Kind.RAW, constant=("1",)),
        Field("source", Kind.TEXT),
        Field("comment", Kind.TEXT),
        Field("sub_account_id", Kind.ID),
    )
)

METHOD: Final = Schema(
    (
        _ID,
        Field("name", Kind.TEXT),
        Field("is_active", Kind.BOOL),
        *(Field(f"name_{number}", Kind.TEXT) for number in range(1, 6)),
        Field("accounting_bank_accounts_id", Kind.ID),
        Field("einvoicing_payment_methods_id", Kind.ID),
    ),
    only_new=_ACCOUNTING_OF_OLD,
)

CATEGORY: Final = Schema(
    (
        _ID,
        Field("name", Kind.TEXT),
        Field("is_base", Kind.FLAG),
        Field("accounting_category_id", Kind.ID, empty=None),
    )
)

TAX: Final = Schema(
    (
        _ID,
        Field("name", Kind.TEXT),
        Field("rate", Kind.AMOUNT),
        Field("type", Kind.TEXT),
        Field("archived", Kind.NUMBER),
        Field("accounting_tax_rates_id", Kind.ID),
        Field("einvoicing_tax_rates_id", Kind.ID),
    ),
    only_new=_ACCOUNTING_OF_OLD,
)

TAX_PART: Final = (
    _ID,
    Field("type", Kind.TEXT),
    Field("apply_to_all_previous", Kind.NUMBER),
    Field("position", Kind.NUMBER),
)

PARTNER: Final = Schema((_ID, Field("name", Kind.TEXT)))

LOCATION: Final = Schema((_ID, Field("name", Kind.TEXT), Field("tax_for_tariff_internet", Kind.ID)))

ADMINISTRATOR: Final = Schema(
    (
        _ID,
        Field("login", Kind.TEXT),
        Field("name", Kind.TEXT),
        Field("email", Kind.TEXT),
        Field("role_name", Kind.TEXT),
        Field("partner_id", Kind.ID),
        Field("phone", Kind.TEXT),
    )
)

COMPANY_INFO: Final = Schema(
    (
        Field("partner_id", Kind.ID, "id"),
        *(
            Field(name, Kind.TEXT)
            for name in (
                "company_name", "street_1", "zip_code", "city", "country", "iso_country_code", "email", "phone",
                "company_id", "company_vat", "bank_account", "bank_name", "splynx_url",
            )
        ),
        Field("vat_percent", Kind.MONEY),
        Field("tax_id", Kind.ID),
    )
)  # fmt: skip

ADDITIONAL_FIELD: Final = Schema(
    (
        Field("name", Kind.TEXT, required=True),
        Field("title", Kind.TEXT, required=True),
        Field("type", Kind.TEXT, required=True, choices=("string", "integer", "decimal", "numeric", "date", "datetime",
              "boolean", "select", "select_multiple", "password", "file", "relation", "relation_multiple")),
        Field("is_required", Kind.FLAG),
        Field("is_unique", Kind.FLAG),
        Field("is_add", Kind.FLAG),
        Field("show_in_list", Kind.FLAG),
        Field("searchable", Kind.FLAG),
        Field("readonly", Kind.FLAG),
        Field("disabled", Kind.FLAG),
        Field("hidden", Kind.FLAG),
        Field("default_value", Kind.TEXT),
        Field("position", Kind.NUMBER),
    )
)  # fmt: skip
