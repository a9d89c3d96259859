"""Profiles are listed, renamed and removed with their record and keys; both services stay as they are (D9, Q3)."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from splynx_xero_gui.cli.main import call
from splynx_xero_gui.domain.failures import Busy, Misconfigured
from splynx_xero_gui.domain.profile import Options, TrackingMapping
from splynx_xero_gui.storage.lock import FileSyncLock
from splynx_xero_gui.storage.paths import Paths
from splynx_xero_gui.storage.profile import read_profile
from tests.support.bank_office import bank_pays, mixed
from tests.support.inprocess import CASH, Office


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    made = make_office("main")
    made.bill(made.customer())
    made.sync()
    return made


def test_a_renamed_profile_goes_on_where_it_was(office: Office) -> None:
    office.workplace.rename_profile("main", "Head office")
    assert office.workplace.profiles() == ("Head office",)
    office.session = office.workplace.session("Head office")
    assert office.session.splynx_key_stored()
    assert office.session.xero_connected()
    assert len(office.session.runs()) == 1
    assert office.sync() == {}
    paths = Paths.of_this_computer()
    assert not paths.ledger_file("main").exists()
    assert not office.workplace.session("main").splynx_key_stored()


@pytest.mark.parametrize("name", ["main", "MAIN"])
def test_a_name_that_is_taken_is_refused(office: Office, name: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        office.workplace.rename_profile("main", name)
    assert refused.value.id == "P7"
    assert office.sync() == {}


def test_a_profile_that_syncs_now_is_neither_renamed_nor_removed(office: Office) -> None:
    lock = FileSyncLock(Paths.of_this_computer().lock_file("main"), office.clock)
    with lock.acquire("somebody else"):
        with pytest.raises(Busy):
            office.workplace.rename_profile("main", "other")
        with pytest.raises(Busy):
            office.workplace.remove_profile("main", office.cancel)
    assert office.workplace.profiles() == ("main",)
    assert office.session.xero_connected()


def test_a_removed_profile_leaves_a_copy_and_no_keys_and_both_services_as_they_are(office: Office) -> None:
    invoices = len(office.desk.documents("ACCREC"))
    copy = office.workplace.remove_profile("main", office.cancel)
    assert office.workplace.profiles() == ()
    assert read_profile(copy / "profile.toml").splynx.url == office.world.splynx_url
    assert (copy / "record.sqlite").stat().st_size > 0
    assert not office.workplace.session("main").splynx_key_stored()
    assert len(office.desk.documents("ACCREC")) == invoices


class TestConsole:
    """The same from a terminal: one JSON document each, exit codes of interface.md."""

    @staticmethod
    def console(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = call(["--json", *arguments])
        return code, json.loads(capsys.readouterr().out)

    def test_profiles_are_listed_renamed_and_removed(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        code, (listed,) = self.console(capsys, "profile", "list")
        assert code == 0
        assert (listed["profile"], listed["scenario"], listed["trouble"]) == ("main", "push-all", None)
        assert listed["documents"] == 1
        assert self.console(capsys, "--profile", "main", "profile", "rename", "Head office") == (
            0,
            {"profile": "Head office", "was": "main"},
        )
        code, refused = self.console(capsys, "--profile", "main", "plan")
        assert (code, refused["error"]["id"]) == (2, "P0")
        remove = ("--profile", "Head office", "profile", "remove", "--confirm")
        code, refused = self.console(capsys, *remove, "head office")
        assert (code, refused["error"]["id"]) == (2, "Q3")
        code, removed = self.console(capsys, *remove, "Head office")
        assert code == 0
        assert Path(removed["copy"], "profile.toml").exists()
        assert self.console(capsys, "profile", "list") == (0, [])

    def test_setup_says_what_a_changed_flow_would_carry_over(
        self, office: Office, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        anna = office.customer("Ben Naidoo")
        invoice = office.bill(anna)
        office.books.take_payment(anna.id, 115, method=CASH, invoices=[invoice.id])
        office.sync()
        second = office.bill(anna, 200)
        office.sync()
        bank_pays(office, second, 230)
        office.sync()
        file = tmp_path / "mixed.toml"
        office.workplace.export_profile("main", file)
        text = file.read_text().replace('kind = "push-all"', 'kind = "mixed"')
        bank = '"Bank transfer" = {account = "090", flow = "to-xero"}'
        assert bank in text
        file.write_text(text.replace(bank, bank.replace("to-xero", "from-xero")))
        code, told = self.console(capsys, "--profile", "main", "setup", "--from", str(file))
        assert code == 0
        assert told["flow_change"] == {
            "stay_sent": {"count": 1, "amount": "115.00"},
            "stay_taken_over": {"count": 0, "amount": "0.00"},
            "would_cross": {"xero": {"count": 0, "amount": "0.00"}, "splynx": {"count": 1, "amount": "230.00"}},
        }
        assert office.sync() == {}, "nothing crosses over"
        _, again = self.console(capsys, "--profile", "main", "setup", "--from", str(file))
        assert again == {"profile": "main"}, "nothing was changed this time"

    def test_every_key_survives_export_and_set_up(
        self, office: Office, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        region = TrackingMapping("location", MappingProxyType({"Durban": "East"}))
        full = dataclasses.replace(
            office.profile(),
            splynx=dataclasses.replace(office.profile().splynx, tag="a"),
            options=every_option(),
            mappings=dataclasses.replace(
                office.profile().mappings,
                tracking=MappingProxyType({"Region": region}),
            ),
        )
        office.session.save_profile(full)
        first, second = tmp_path / "first.toml", tmp_path / "second.toml"
        assert self.console(capsys, "--profile", "main", "profile", "export", str(first))[0] == 0
        assert self.console(capsys, "--profile", "main", "setup", "--from", str(first))[0] == 0
        assert office.profile() == full
        office.workplace.export_profile("main", second)
        assert second.read_text() == first.read_text()

    def test_a_damaged_profile_is_replaced_by_a_good_file(
        self, office: Office, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        good = tmp_path / "good.toml"
        office.workplace.export_profile("main", good)
        Paths.of_this_computer().profile_file("main").write_text("[splynx\n")
        assert self.console(capsys, "--profile", "main", "plan")[0] == 2
        assert self.console(capsys, "--profile", "main", "setup", "--from", str(good))[0] == 0
        assert office.sync() == {}

    def test_a_key_that_may_not_make_payments_is_told_where_they_are_taken_over(
        self, office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SPLYNX_API_KEY", office.world.api_key)
        monkeypatch.setenv("SPLYNX_API_SECRET", office.world.api_secret)
        office.world.splynx.permissions.deny("api\\admin\\finance\\Payments", "add", "delete")
        assert self.console(capsys, "--profile", "main", "connect-splynx")[0] == 0
        mixed(office)
        code, refused = self.console(capsys, "--profile", "main", "connect-splynx")
        assert (code, refused["error"]["id"]) == (2, "S3")
        assert "Finance › Payments – add · Finance › Payments – delete" in refused["error"]["message"]


def every_option() -> Options:
    """No option at its default, so that a key that got lost would be missed."""
    day = dt.date(2026, 9, 2)
    options = Options(
        documents_from=day,
        payments_from=day,
        invoice_status="DRAFT",
        partners=("Main",),
        contact_name="{name} ({id})",
        invoice_reference="{number} {login}",
        account_number="{login}",
        payment_reference="{method}",
        contacts="all",
        unallocated="prepayment",
        proforma="prepayment",
        prepayment_account="200",
        prepayment_tax="OUTPUT3",
        negative_invoice="as-credit-note",
        earlier_months="allow",
        tax_override=False,
        closed_until=dt.date(2025, 12, 31),
        too_many_percent=30,
        too_many_items=80,
        history_note=True,
        attach_pdf=True,
        export_reconciled=True,
        calls_per_day=5000,
        day_reserve=100,
    )
    usual = Options()
    assert [f.name for f in dataclasses.fields(Options) if getattr(options, f.name) == getattr(usual, f.name)] == []
    return options
