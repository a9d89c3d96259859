"""P1, P3, P4, P5, P8 over random lives of books whose bank payments are seen in Xero (rules R16–R29)."""

import os
from pathlib import Path

import pytest

from tests.support.bank_history import BankHistory
from tests.support.bank_office import assert_no_echo, mixed, xero_payments
from tests.support.inprocess import Office, office, unexplained
from tests.support.truth import splynx_receivables, xero_receivables

# Longer on demand: BANK_HISTORIES=50 pytest tests/properties/test_bank_histories.py
COUNT = int(os.environ.get("BANK_HISTORIES", "3"))
FIRST = int(os.environ.get("BANK_HISTORIES_FROM", "1"))
EVENTS = 30


def assert_all_is_named(one: Office, told: list[str]) -> None:
    """P5: every difference has a name, and the sums compared are those of the services' own books."""
    tie_out = one.reconcile()
    assert tie_out.balanced, (unexplained(tie_out), told)
    receivables = next(r for r in tie_out.rows if r.measure == "receivables")
    others = next(line for line in tie_out.information if line.subject.startswith("not from Splynx"))
    assert receivables.splynx == splynx_receivables(one.world), told
    assert receivables.xero + others.amount == xero_receivables(one.world), told


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
@pytest.mark.parametrize("scenario", ["mixed", "xero-payments"])
def test_nothing_is_echoed_doubled_or_unnamed(tmp_path: Path, scenario: str, seed: int) -> None:
    with office(tmp_path / "books") as one:
        (mixed if scenario == "mixed" else xero_payments)(one)
        history = BankHistory(one, seed, cards=scenario == "mixed")
        one.sync()
        history.run(EVENTS)
        assert_no_echo(one)
        history.settle()
        assert one.sync() == {}, history.told
        assert_no_echo(one)
        assert_all_is_named(one, history.told)
