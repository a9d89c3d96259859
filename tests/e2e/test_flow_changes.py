"""A change of payment flow tells beforehand what would cross over, and crosses nothing (P4, D5)."""

import dataclasses
from decimal import Decimal
from types import MappingProxyType

import pytest

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.profile import MethodMapping, Profile
from splynx_xero_gui.engine.flow_effect import Counted
from tests.support.bank_office import ALL_SENT, MIXED, bank_pays, billed
from tests.support.inprocess import BANK, CASH, Office

ACCOUNTS = {"Cash": "091", "Bank transfer": "090", "Credit card": "092", "PayPal": "092"}


def flowing(office: Office, scenario: ScenarioKind, flows: dict[str, Flow]) -> Profile:
    methods = {name: MethodMapping("" if flow is Flow.IGNORE else ACCOUNTS[name], flow) for name, flow in flows.items()}
    mappings = dataclasses.replace(office.profile().mappings, payment_methods=MappingProxyType(methods))
    return dataclasses.replace(office.profile(), scenario=scenario, mappings=mappings)


@pytest.fixture
def office(make_office) -> Office:
    return make_office()


class TestTold:
    def test_what_was_sent_stays_and_receipts_on_the_account_would_cross(self, office: Office) -> None:
        anna = office.customer()
        paid, banked = office.bill(anna), office.bill(anna, 200)
        office.books.take_payment(anna.id, 115, method=CASH, invoices=[paid.id])
        office.sync()
        bank_pays(office, banked, 230)
        office.sync()
        effect = office.session.flow_effect(flowing(office, ScenarioKind.MIXED, MIXED))
        assert effect.begun
        assert effect.sent == Counted(1, Decimal("115.00"))
        assert effect.taken == Counted()
        assert effect.would_take == Counted(1, Decimal("230.00"))
        assert effect.would_send == Counted()
        assert effect.crossing == Counted(1, Decimal("230.00"))

    def test_payments_left_alone_would_cross_the_other_way(self, office: Office) -> None:
        office.session.save_profile(flowing(office, ScenarioKind.PUSH_ALL, {**ALL_SENT, "Cash": Flow.IGNORE}))
        anna = office.customer()
        invoice = office.bill(anna)
        office.books.take_payment(anna.id, 115, method=CASH, invoices=[invoice.id])
        office.sync()
        effect = office.session.flow_effect(flowing(office, ScenarioKind.PUSH_ALL, dict(ALL_SENT)))
        assert effect.would_send == Counted(1, Decimal("115.00"))

    def test_a_payment_taken_over_is_counted_by_its_birthplace(self, office: Office) -> None:
        office.session.change_profile(flowing(office, ScenarioKind.MIXED, MIXED))
        invoice = office.bill(office.customer())
        office.sync()
        bank_pays(office, invoice, 115)
        assert office.sync() == {"create-payment": 1}
        effect = office.session.flow_effect(flowing(office, ScenarioKind.PUSH_ALL, dict(ALL_SENT)))
        assert effect.taken == Counted(1, Decimal("115.00"))
        assert effect.crossing == Counted()

    def test_without_a_change_nothing_would_cross(self, office: Office) -> None:
        office.bill(office.customer())
        office.sync()
        assert office.session.flow_effect(office.profile()).crossing == Counted()


class TestDone:
    def test_nothing_crosses_even_where_the_first_plan_comes_weeks_later(self, office: Office) -> None:
        """The day of the change is the day it was saved, not the day somebody looked."""
        anna = office.customer()
        before, after = office.bill(anna), office.bill(anna, 200)
        office.sync()
        bank_pays(office, before, 115)
        office.later(days=1)
        office.session.change_profile(flowing(office, ScenarioKind.MIXED, MIXED))
        office.later(days=1)
        bank_pays(office, after, 230)
        office.later(days=20)
        assert office.sync() == {"create-payment": 1}
        assert [payment.amount for payment in billed(office)] == [Decimal("230.00")]

    def test_what_was_left_alone_is_not_sent_by_a_later_change(self, office: Office) -> None:
        office.session.change_profile(flowing(office, ScenarioKind.PUSH_ALL, {**ALL_SENT, "Cash": Flow.IGNORE}))
        anna = office.customer()
        first, second = office.bill(anna), office.bill(anna, 200)
        office.books.take_payment(anna.id, 115, method=CASH, invoices=[first.id])
        office.sync()
        office.later(days=1)
        office.session.change_profile(flowing(office, ScenarioKind.PUSH_ALL, dict(ALL_SENT)))
        assert office.sync() == {}
        office.books.take_payment(anna.id, 230, method=CASH, invoices=[second.id])
        assert office.sync() == {"create-payment": 1}

    def test_older_payments_come_along_only_on_a_persons_wish(self, office: Office) -> None:
        invoice = office.bill(office.customer())
        office.sync()
        bank_pays(office, invoice, 115)
        office.sync()
        office.later(days=1)
        office.session.change_profile(flowing(office, ScenarioKind.MIXED, MIXED), include_older=True)
        assert office.sync() == {"create-payment": 1}
        assert [(payment.amount, payment.payment_type) for payment in billed(office)] == [(Decimal("115.00"), BANK)]

    def test_a_wish_never_sends_a_payment_back(self, office: Office) -> None:
        """P4: what is linked has its birthplace, whatever a person wishes."""
        anna = office.customer()
        invoice = office.bill(anna)
        office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
        office.sync()
        for scenario, flows in ((ScenarioKind.MIXED, MIXED), (ScenarioKind.PUSH_ALL, ALL_SENT)):
            office.later(days=1)
            office.session.change_profile(flowing(office, scenario, dict(flows)), include_older=True)
            assert office.sync() == {}
        assert len(billed(office)) == len(office.receipts()) == 1
