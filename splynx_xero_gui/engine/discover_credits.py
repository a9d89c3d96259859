"""Lists of over- and prepayments do not name the bank account: where receipts are read from Xero it is asked for."""

from splynx_xero_gui.domain.accounting import Credit
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.ports.accounting import AccountingSystem
from splynx_xero_gui.ports.control import Cancel
from splynx_xero_gui.ports.ledger import Ledger

_UNTOLD = "credits-without-account"


def learn_credit_accounts(accounting: AccountingSystem, ledger: Ledger, cancel: Cancel, tag: str) -> None:
    """Read account and reference of every living credit that has none yet, contact by contact (R22).

    Raises what the port's reads raise; what was learnt stays.
    """
    for contact_id in contacts_without_account(ledger):
        cancel.raise_if_requested()
        credits = accounting.credits_of(contact_id)
        ledger.store_page([observe_xero(credit, tag, ledger) for credit in credits])
        # Recorded on an invoice's own page: no bank transaction stands behind it, so asking again tells no more.
        untold = {credit.id for credit in credits if not credit.account_id}
        if untold:
            ledger.set_fact(_UNTOLD, " ".join(sorted(_untold(ledger) | untold)))


def _untold(ledger: Ledger) -> set[str]:
    return set((ledger.get_fact(_UNTOLD) or "").split())


def contacts_without_account(ledger: Ledger) -> tuple[str, ...]:
    """Contacts with a living credit whose account was not asked for yet."""
    contacts: dict[str, None] = {}
    untold = _untold(ledger)
    for kind in (ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT):
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            asked = isinstance(body, Credit) and body.id in untold
            if isinstance(body, Credit) and not (body.account_id or body.status.is_dead or asked) and body.contact_id:
                contacts[body.contact_id] = None
    return tuple(contacts)
