"""What W2 says about an organisation, and who signed in, in the words people use."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, QLocale

from splynx_xero_gui.domain.reference import Organisation
from splynx_xero_gui.gui.kit.formats import date_text

translate = QCoreApplication.translate
ADVISERS = frozenset({"FINANCIALADVISER", "ADVISER", "ADVISOR"})
_CANNOT_APPROVE = frozenset({"READONLY", "INVOICEONLY"})


def country_name(code: str) -> str:
    """The country of an ISO code in the person's language; the code itself where it is not known."""
    territory = QLocale.codeToTerritory(code)
    if not code or territory == QLocale.Country.AnyTerritory:
        return code
    return QLocale.territoryToString(territory)


def year_end(organisation: Organisation) -> str:
    """`28 Feb`, in the order the locale writes day and month."""
    months = QLocale().standaloneMonthName(organisation.year_end_month, QLocale.FormatType.ShortFormat)
    return translate("Organisation", "{day} {month}").format(day=organisation.year_end_day, month=months)


def facts(organisation: Organisation) -> str:
    """`South Africa · ZAR · year ends 28 Feb`."""
    ends = translate("Organisation", "year ends {day}").format(day=year_end(organisation))
    parts = (country_name(organisation.country), organisation.base_currency, ends)
    return " · ".join(part for part in parts if part)


def locks(organisation: Organisation) -> str:
    """`31 Oct 2026 (period) · 28 Feb 2026 (year)`."""
    parts = []
    if organisation.period_lock:
        parts.append(translate("Organisation", "{day} (period)").format(day=_day(organisation.period_lock)))
    if organisation.year_lock:
        parts.append(translate("Organisation", "{day} (year)").format(day=_day(organisation.year_lock)))
    return " · ".join(parts) or translate("Organisation", "Nothing is locked")


def _day(day: dt.date) -> str:
    return date_text(day)


def role_name(role: str) -> str:
    """The user's role as Xero's screens call it."""
    names = {
        "READONLY": translate("Roles", "Read only"),
        "INVOICEONLY": translate("Roles", "Invoice only"),
        "STANDARD": translate("Roles", "Standard"),
        "FINANCIALADVISER": translate("Roles", "Adviser"),
        "MANAGEDCLIENT": translate("Roles", "Managed client"),
        "CASHBOOKCLIENT": translate("Roles", "Cashbook client"),
    }
    return names.get(_packed(role), role.capitalize())


def _packed(role: str) -> str:
    """A role as Xero spells it, whether it was read as `INVOICEONLY` or as `Invoice only`."""
    return "".join(role.upper().split())


def is_adviser(organisation: Organisation) -> bool:
    """Whether Xero would let this user post into locked months."""
    return _packed(organisation.user_role) in ADVISERS


def cannot_approve(organisation: Organisation) -> bool:
    """Whether this user may not approve sales invoices: as Xero tells, else by the name of the role (X11)."""
    if organisation.may_approve is not None:
        return not organisation.may_approve
    return _packed(organisation.user_role) in _CANNOT_APPROVE


def signed_in_as(organisation: Organisation) -> str:
    """`Thandi M. · Standard`."""
    parts = (organisation.user_name, role_name(organisation.user_role) if organisation.user_role else "")
    return " · ".join(part for part in parts if part)
