"""A month compared over both services: opening, moved and closing are what both hold, on the console too (R36, R38)."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from splynx_xero_gui.cli.main import call
from splynx_xero_gui.wizard.certificate import Judgement, Section, certificate_of
from tests.support.inprocess import CASH, D, office

OCTOBER, NOVEMBER = dt.date(2026, 10, 12), dt.date(2026, 11, 9)


def test_a_month_opens_moves_and_closes_alike_on_both_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with office(tmp_path / "books") as made:
        customer = made.customer()
        first, second = made.bill(customer, on=OCTOBER), made.bill(customer, "200", on=NOVEMBER)
        made.books.take_payment(customer.id, 115, method=CASH, invoices=[first.id], day=NOVEMBER)
        made.sync()
        result = made.reconcile(dt.date(2026, 11, 30), dt.date(2026, 11, 1))
        assert result.equal, result.rows
        certificate = certificate_of(result, made.session.status(), made.profile(), "1")
        assert certificate.judgement is Judgement.EQUAL
        assert certificate.run_id == made.session.runs()[0].id
        (owed,) = certificate.of(Section.RECEIVABLES)
        for side in (owed.splynx, owed.xero):
            assert (side.opening, side.moved, side.closing) == (D("115.00"), D("115.00"), D("230.00"))
        (tax,), (cash,) = certificate.of(Section.TAX), certificate.of(Section.ACCOUNT)
        assert (tax.splynx.moved, tax.xero.moved) == (D("30.00"), D("30.00"))
        assert (cash.splynx.moved, cash.xero.moved) == (D("115.00"), D("115.00"))

        # Somebody voids November's invoice in Xero: it closes differently, opens as before, and is named.
        made.desk.void(made.desk.invoice(second.number))
        monkeypatch.setattr("splynx_xero_gui.bootstrap.open_workplace", lambda **_options: made.workplace)
        capsys.readouterr()
        period = ["--from", "2026-11-01", "--as-of", "2026-11-30"]
        assert call(["--json", "--profile", made.name, "reconcile", *period]) == 3
        document = json.loads(capsys.readouterr().out)
        assert document["from"] == "2026-11-01"
        receivables = document["rows"][0]
        assert receivables["opening"] == {
            "splynx": "115.00",
            "xero": "115.00",
            "difference": "0.00",
            "unexplained": "0.00",
            "explained": [],
        }
        assert (receivables["difference"], receivables["unexplained"]) == ("230.00", "0.00")
        assert call(["--profile", made.name, "reconcile", *period]) == 3
        assert "Receivables in Splynx: 115.00 before 2026-11-01, 115.00 since, 230.00 now" in capsys.readouterr().out
        assert call(["--profile", made.name, "reconcile", "--from", "2026-12-01", "--as-of", "2026-11-30"]) == 2
