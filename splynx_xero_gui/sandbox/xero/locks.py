"""Lock dates: what is dated on or before them is refused (xero-api.md §12)."""

from __future__ import annotations

from datetime import date

from splynx_xero_gui.sandbox.xero import messages
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.errors import Refused
from splynx_xero_gui.sandbox.xero.model import Role


def locked_by(org: Organisation, day: date) -> list[str]:
    """The messages for a document dated `day`; both may come together, none means open.

    An adviser is not stopped by the period lock date, nobody passes the end of year lock date.
    """
    found = []
    if org.period_lock is not None and day <= org.period_lock and org.user.role is not Role.FINANCIALADVISER:
        found.append(messages.period_locked(org.period_lock))
    if org.year_lock is not None and day <= org.year_lock:
        found.append(messages.year_locked(org.year_lock))
    return found


def check_payment_day(org: Organisation, day: date) -> None:
    """Raises Refused where a payment dated `day` may not be made or deleted."""
    if locked_by(org, day):
        raise Refused(messages.PAYMENT_LOCKED)
