"""Lists of over- and prepayments do not name the bank account: where receipts are read from Xero it is asked for."""

from splynx_xero_gui.domain.accounting import Credit
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.ports.accounting import AccountingSystem
from splynx_xero_gui.ports.control import Cancel
from splynx_xero_gui.ports.ledger import Ledger


def learn_credit_accounts(accounting: AccountingSystem, ledger: Ledger, cancel: Cancel, tag: str) -> None:
    """Read account and reference of every living credit that has none yet, contact by contact (R22).

    Raises what the port's reads raise; what was learnt stays.
    """
    contacts: dict[str, None] = {}
    for kind in (ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT):
        for seen in ledger.observations(Side.XERO, kind):
            body = seen.body
            if isinstance(body, Credit) and not body.account_id and not body.status.is_dead and body.contact_id:
                contacts[body.contact_id] = None
    for contact_id in contacts:
        cancel.raise_if_requested()
        ledger.store_page([observe_xero(credit, tag, ledger) for credit in accounting.credits_of(contact_id)])
