"""What random histories with everything in them found, each told by itself (tests/support/whole_history.py)."""

from tests.support.bank_office import bank_pays, mixed
from tests.support.inprocess import unexplained


def test_entered_again_and_compared_before_the_next_sync_every_cent_has_a_name(make_office) -> None:
    """P5, R26: the payment was named, the receipt that it is to name from now on was not."""
    office = mixed(make_office())
    invoice = office.bill(office.customer())
    office.sync()
    receipt = bank_pays(office, invoice, 115)
    office.sync()
    office.desk.delete_payment(receipt)
    bank_pays(office, invoice, 115, "again")
    tie_out = office.reconcile()
    assert tie_out.balanced, unexplained(tie_out)
