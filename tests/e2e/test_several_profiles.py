"""Partners of one Splynx to several organisations of one Xero; nobody's documents are made twice (design.md §5, R5)."""

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from splynx_xero_gui.bootstrap.session import LocalSession
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.results import SyncRequest
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.sandbox.xero import DocKind, OrganisationSpec
from splynx_xero_gui.storage.profile import profile_toml
from tests.support.console import ConsoleUser
from tests.support.inprocess import CASH, Office, connect

MAIN, COAST = "Main ISP (Pty) Ltd", "Coastal Reseller (Pty) Ltd"
BOTH = (OrganisationSpec(MAIN), OrganisationSpec(COAST))
MAIN_PARTNER, COAST_PARTNER = 1, 2


@pytest.fixture
def head_office(make_office: Callable[..., Office]) -> Office:
    return make_office("main", organisations=BOTH, partners='["Main"]')


@pytest.fixture
def branch(head_office: Office, tmp_path: Path) -> LocalSession:
    """A second profile on the same computer, for the other partner and the other organisation."""
    session = head_office.workplace.session("coast")
    profile = dataclasses.replace(
        head_office.profile(),
        options=dataclasses.replace(head_office.profile().options, partners=("Coastal Reseller",)),
        xero=dataclasses.replace(head_office.profile().xero, organisation=COAST),
    )
    file = tmp_path / "coast.toml"
    file.write_text(profile_toml(profile))
    head_office.workplace.import_profile("coast", file)
    connect(head_office.world, session, head_office.cancel, COAST)
    assert session.fetch(Silent(), head_office.cancel).complete
    return session


def synced(office: Office, session: LocalSession) -> dict[str, int]:
    report = session.sync(SyncRequest(), Silent(), office.cancel)
    assert report.reason is None, (report.title, report.message, report.details)
    return {written.kind.value: written.count for written in report.written}


def numbers(office: Office, organisation: str) -> list[str]:
    return sorted(document.number for document in office.world.xero.desk(organisation).documents(DocKind.INVOICE))


def test_each_partners_documents_go_to_its_own_organisation_and_both_tie_out(
    head_office: Office, branch: LocalSession
) -> None:
    anna = head_office.customer("Anna Botha", partner_id=MAIN_PARTNER)
    ben = head_office.customer("Ben Naidoo", partner_id=COAST_PARTNER)
    first, second = head_office.bill(anna), head_office.bill(ben, 200)
    head_office.books.take_payment(ben.id, 230, method=CASH, invoices=[second.id])
    assert head_office.sync() == {"create-contact": 1, "create-invoice": 1}
    assert synced(head_office, branch) == {"create-contact": 1, "create-invoice": 1, "create-payment": 1}
    assert numbers(head_office, MAIN) == [first.number]
    assert numbers(head_office, COAST) == [second.number]
    assert head_office.sync() == {}
    assert synced(head_office, branch) == {}
    assert head_office.reconcile().balanced
    tie_out = branch.reconcile(None, Silent(), head_office.cancel)
    assert tie_out.balanced
    assert tie_out.equal


def test_a_customer_who_moves_takes_no_document_along(head_office: Office, branch: LocalSession) -> None:
    """R5: a document's partner is recorded at first sight and never follows the customer."""
    anna = head_office.customer("Anna Botha", partner_id=MAIN_PARTNER)
    old = head_office.bill(anna)
    assert head_office.sync()["create-invoice"] == 1
    assert synced(head_office, branch) == {}
    head_office.later(days=1)
    head_office.books.change_customer(anna.id, partner_id=COAST_PARTNER)
    new = head_office.bill(anna, 300)
    assert synced(head_office, branch) == {"create-contact": 1, "create-invoice": 1}
    assert numbers(head_office, COAST) == [new.number]
    assert head_office.sync() == {}
    assert numbers(head_office, MAIN) == [old.number]
    assert head_office.desk.invoice(old.number).total == Decimal("115.00")


def test_a_file_that_takes_a_partner_of_another_profile_is_refused_and_nothing_is_replaced(
    head_office: Office, branch: LocalSession, tmp_path: Path
) -> None:
    before = branch.profile()
    assert before is not None
    file = tmp_path / "greedy.toml"
    for partners in (("Main",), (), ("1",)):
        greedy = dataclasses.replace(before, options=dataclasses.replace(before.options, partners=partners))
        file.write_text(profile_toml(greedy))
        with pytest.raises(Misconfigured, match="belongs to profile main") as refused:
            head_office.workplace.import_profile("coast", file)
        assert refused.value.id == "P6"
    assert branch.profile() == before


def test_files_edited_by_hand_are_noticed_before_anything_is_read_or_written(
    head_office: Office, branch: LocalSession
) -> None:
    head_office.bill(head_office.customer("Anna Botha", partner_id=MAIN_PARTNER))
    profile = branch.profile()
    assert profile is not None
    stored = dataclasses.replace(profile, options=dataclasses.replace(profile.options, partners=()))
    branch.save_profile(stored)  # what an editor does to the file: nobody looks at other profiles
    calls = head_office.world.xero.log.count()
    for session in (branch, head_office.session):
        with pytest.raises(Misconfigured, match="Main: belongs to profile"):
            session.sync(SyncRequest(), Silent(), head_office.cancel)
        with pytest.raises(Misconfigured, match="Main: belongs to profile"):
            session.plan(Silent(), head_office.cancel)
    assert head_office.world.xero.log.count() == calls
    assert numbers(head_office, MAIN) == numbers(head_office, COAST) == []


def test_the_console_refuses_it_with_exit_2(
    make_world: Callable[..., SandboxWorld], tmp_path: Path, user_of: Callable[..., ConsoleUser]
) -> None:
    world = make_world(customers=3, months=1, organisations=BOTH)
    user = user_of(world, partners='["Main"]')
    file = tmp_path / "other.toml"
    file.write_text(world.profile_toml.replace("[options]", '[options]\npartners = ["Main"]'))
    answer = user.json("--profile", "coast", "setup", "--from", str(file))
    assert answer.code == 2
    assert answer.json["error"]["id"] == "P6"
    assert "Main: belongs to profile default." in answer.json["error"]["message"]
    file.write_text(world.profile_toml.replace("[options]", '[options]\npartners = ["Coastal Reseller"]'))
    assert user.run("--profile", "coast", "setup", "--from", str(file)).code == 0
