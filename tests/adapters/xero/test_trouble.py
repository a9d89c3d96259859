"""Xero in trouble: what is written stays written once, what is not known is said so, and no limit is ever broken."""

import datetime as dt
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from splynx_xero_gui.domain.failures import (
    Cancelled,
    DayLimitReached,
    Misconfigured,
    NetworkLost,
    NotAuthorised,
    ServiceDown,
)
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import DeallocationPayload, DeletionPayload, FilePayload, NotePayload, Ref
from splynx_xero_gui.ports.accounting import Done, NotSent, Refused, Unknown
from splynx_xero_gui.ports.control import Pausing
from splynx_xero_gui.sandbox.faults import Malformation
from splynx_xero_gui.sandbox.xero import DocKind, Limits
from splynx_xero_gui.xero import XeroAccounting, wire
from splynx_xero_gui.xero.tokens import REFRESH_TOKEN
from tests.support.xero_bench import DAY, XeroBench, bench, document, free_port
from tests.support.xero_kit import action, guid

API = "/api.xro/2.0"


@pytest.fixture
def books(tmp_path) -> Iterator[XeroBench]:
    with bench(tmp_path) as made:
        yield made


def invoices(books: XeroBench) -> list:
    return books.sandbox.desk().documents(DocKind.INVOICE)


# --- writes -----------------------------------------------------------------------------------------------------------


def test_an_answer_lost_after_the_write_is_asked_for_again_with_the_same_key_and_written_once(books):
    contact = books.contact()
    rule = books.sandbox.faults.drop_after("PUT", f"{API}/Invoices")
    (outcome,) = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1")).outcomes
    assert isinstance(outcome, Done)
    assert (rule.hits, len(invoices(books))) == (1, 1)
    keys = [e.header("Idempotency-Key") for e in books.sandbox.log.entries() if e.path.endswith("/Invoices")]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_an_answer_lost_twice_is_unknown_and_ends_the_run(books):
    contact = books.contact()
    books.sandbox.faults.drop_after("PUT", f"{API}/Invoices", times=2)
    answer = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1"), document(contact, "INV-2"))
    assert [type(o) for o in answer.outcomes] == [Unknown, Unknown]
    assert isinstance(answer.stop, NetworkLost)
    assert len(invoices(books)) == 2


def test_a_dropped_write_without_a_key_is_never_repeated(books):
    contact = books.contact()
    books.invoice(contact)
    desk = books.sandbox.desk()
    note = desk.add_credit_note(
        desk.contact("SPX-1"), [{"Description": "x", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200"}], DAY
    )
    allocation = desk.allocate(note, desk.invoice("INV-1"), "5.00", DAY)
    rule = books.sandbox.faults.drop_before("DELETE", "Allocations", times=None)
    payload = DeallocationPayload(ObjectKind.CREDIT_NOTE, note.doc_id, allocation.allocation_id)
    answer = books.do(ActionKind.DEALLOCATE_CREDIT_NOTE, payload)
    assert isinstance(answer.outcomes[0], Unknown)
    assert rule.hits == 1


def test_a_server_error_after_the_write_is_unknown_and_not_repeated(books):
    contact = books.contact()
    rule = books.sandbox.faults.error_after_commit("PUT", f"{API}/Invoices", status=500)
    answer = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1"))
    assert isinstance(answer.outcomes[0], Unknown)
    assert isinstance(answer.stop, ServiceDown)
    assert (rule.hits, len(invoices(books))) == (1, 1)


def test_a_write_that_hangs_is_unknown_and_not_repeated(tmp_path, monkeypatch):
    monkeypatch.setattr(wire, "READ_SECONDS", 0.3)
    with bench(tmp_path) as books:
        contact = books.contact()
        rule = books.sandbox.faults.hang("PUT", f"{API}/Invoices", times=None)
        answer = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1"))
        rule.cancel()
        assert isinstance(answer.outcomes[0], Unknown)
        assert isinstance(answer.stop, NetworkLost)
        assert rule.hits == 1


@pytest.mark.parametrize("how", list(Malformation))
def test_an_answer_that_cannot_be_read_is_unknown(books, how):
    contact = books.contact()
    books.sandbox.faults.malformed("PUT", f"{API}/Invoices", how)
    answer = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1"))
    assert isinstance(answer.outcomes[0], Unknown)
    assert isinstance(answer.stop, ServiceDown)


def test_a_server_that_is_away_gets_nothing_and_nothing_is_unknown(books):
    contact = books.contact()
    books.sandbox.stop()
    answer = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1"))
    assert answer.outcomes == (NotSent(answer.outcomes[0].action_id),)
    assert isinstance(answer.stop, NetworkLost)


def test_a_key_used_for_something_else_leaves_everything_unknown(books):
    contact = books.contact()
    books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1"), key="same")
    answer = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-2"), key="same")
    assert isinstance(answer.outcomes[0], Unknown)


def test_the_same_write_with_the_same_key_is_written_once(books):
    contact = books.contact()
    first = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1"), key="same").outcomes[0]
    again = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1"), key="same").outcomes[0]
    assert (first.xero_id, len(invoices(books))) == (again.xero_id, 1)


def test_a_repeated_write_keeps_its_token_even_where_xero_binds_keys_to_tokens(tmp_path):
    with bench(tmp_path, limits=Limits(idempotency_per_token=True)) as books:
        contact = books.contact()
        books.sandbox.faults.drop_after("PUT", f"{API}/Invoices")
        (outcome,) = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1")).outcomes
        assert isinstance(outcome, Done)
        assert len(invoices(books)) == 1


def test_a_write_without_the_right_is_not_sent_and_asks_to_sign_in(books):
    file = action("f", ActionKind.ATTACH_FILE, FilePayload(ObjectKind.INVOICE, Ref(guid(1)), "1", "a.pdf"))
    answer = books.system.upload(file, b"%PDF")
    assert answer.outcomes == (NotSent("f"),)
    assert isinstance(answer.stop, NotAuthorised)


def test_what_is_gone_is_refused_in_plain_words(books):
    for kind in (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT):
        answer = books.do(ActionKind.DELETE_PAYMENT, DeletionPayload(kind, guid(1)))
        assert answer.outcomes[0].messages == ("Xero does not know this object (404).",)
    note = books.do(ActionKind.ADD_NOTE, NotePayload(ObjectKind.INVOICE, Ref(guid(1)), "n"))
    assert isinstance(note.outcomes[0], Refused)


# --- reads ------------------------------------------------------------------------------------------------------------


def test_a_read_survives_a_short_outage_visibly(books):
    books.sandbox.faults.fail("GET", f"{API}/Organisation", status=503, times=2)
    assert books.system.organisation().name == "Example ISP"
    assert [pause.seconds for pause in books.notes.of(Pausing)] == [2.0, 10.0]


def test_a_long_outage_ends_the_reading(books):
    rule = books.sandbox.faults.fail("GET", f"{API}/Organisation", status=503, times=None)
    with pytest.raises(ServiceDown) as told:
        books.system.organisation()
    assert (rule.hits, "503 Service Unavailable" in told.value.message) == (3, True)


def test_a_read_survives_a_dropped_connection(books):
    books.sandbox.faults.drop_before("GET", f"{API}/Organisation", times=2)
    assert books.system.organisation().name == "Example ISP"


def test_a_network_that_is_away_ends_the_reading(books):
    books.system.organisation()
    books.sandbox.stop()
    with pytest.raises(NetworkLost):
        books.system.organisation()


@pytest.mark.parametrize("how", list(Malformation))
def test_a_page_that_cannot_be_read_is_never_taken_for_an_empty_one(books, how):
    books.contact()
    books.sandbox.faults.malformed("GET", f"{API}/Contacts", how, times=None)
    with pytest.raises((ServiceDown, NetworkLost)):
        list(books.system.changed(ObjectKind.CONTACT, None))


def test_an_object_that_cannot_be_read_stops_the_reading_and_is_named(books):
    body = '{"pagination": {"page": 1, "pageCount": 1}, "Contacts": [{"Name": "no id"}]}'
    books.sandbox.faults.fail("GET", f"{API}/Contacts", status=200, body=body, content_type="application/json")
    with pytest.raises(ServiceDown) as told:
        list(books.system.changed(ObjectKind.CONTACT, None))
    assert "ContactID" in told.value.details


def test_an_expired_token_is_renewed_once_and_the_call_repeated(books):
    books.system.organisation()
    first = books.vault.kept[REFRESH_TOKEN]
    books.sandbox.faults.fail("GET", f"{API}/Organisation", status=401)
    assert books.system.organisation().name == "Example ISP"
    assert books.vault.kept[REFRESH_TOKEN] != first


def test_a_token_that_is_never_accepted_ends_in_a_sign_in(books):
    rule = books.sandbox.faults.fail("GET", f"{API}/Organisation", status=401, times=None)
    with pytest.raises(NotAuthorised):
        books.system.organisation()
    assert rule.hits == 2


def test_a_disconnected_organisation_ends_in_a_sign_in(books):
    books.sandbox.faults.fail("GET", f"{API}/Organisation", status=403)
    with pytest.raises(NotAuthorised) as told:
        books.system.organisation()
    assert told.value.id == "X4"


def test_another_tenant_than_the_pinned_one_is_never_reached(books):
    system = XeroAccounting(books.settings, guid(5), books.tokens, books.notes, books.cancel, books.clock)
    with pytest.raises(NotAuthorised):
        system.organisation()
    system.close()


def test_too_broad_a_question_is_asked_one_by_one(tmp_path):
    with bench(tmp_path, limits=Limits(high_volume_at=1)) as books:
        for n in (1, 2, 3):
            books.contact(f"SPX-{n}", f"Customer {n}")
        found = books.system.contacts_by_number(["SPX-1", "SPX-3", "SPX-9"])
        assert {c.number for c in found} == {"SPX-1", "SPX-3"}


def test_users_that_may_not_be_read_cost_only_the_role(books):
    books.sandbox.faults.fail("GET", f"{API}/Users", status=401, times=None)
    found = books.system.reference()
    assert (found.organisation.user_role, len(found.accounts) > 10) == ("", True)


# --- limits -----------------------------------------------------------------------------------------------------------


def refusals(books: XeroBench) -> int:
    return sum(1 for entry in books.sandbox.log.entries() if entry.status == 429)


def test_two_hundred_calls_never_meet_the_minute_limit(tmp_path):
    with bench(tmp_path, limits=Limits(per_day=5000)) as books:
        for _ in range(200):
            books.system.organisation()
        assert refusals(books) == 0
        assert books.system.calls_made == 200
        assert books.cancel.waits


def test_five_threads_share_one_sign_in_and_the_five_places(tmp_path):
    with bench(tmp_path, limits=Limits(per_minute=10_000, per_day=100_000)) as books:
        names: list[str] = []

        def work() -> None:
            names.extend(books.system.organisation().name for _ in range(20))

        threads = [threading.Thread(target=work) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert names == ["Example ISP"] * 240
        tokens = [e for e in books.sandbox.log.entries() if e.path.endswith("/connect/token")]
        assert len(tokens) == 1


def test_a_minute_used_up_by_somebody_else_is_waited_out_visibly(books):
    tenant = books.sandbox.books.organisation().tenant_id
    books.sandbox.limiter.use_up(tenant, minute=60)
    before = books.clock.now()
    assert books.system.organisation().name == "Example ISP"
    assert books.clock.now() - before <= dt.timedelta(seconds=61)
    assert len(books.notes.of(Pausing)) == 1
    assert refusals(books) == 1


def test_a_day_used_up_parks_the_work_and_no_further_call_is_made(books):
    tenant = books.sandbox.books.organisation().tenant_id
    books.system.organisation()
    books.sandbox.limiter.use_up(tenant, day=1000)
    with pytest.raises(DayLimitReached) as told:
        books.system.organisation()
    assert told.value.resume_at is not None
    assert books.clock.now() < told.value.resume_at <= books.clock.now() + dt.timedelta(days=1)
    before = len(books.sandbox.log.entries())
    answer = books.do(ActionKind.CREATE_INVOICE, document(guid(1), "INV-1"))
    assert isinstance(answer.outcomes[0], NotSent)
    assert isinstance(answer.stop, DayLimitReached)
    assert len(books.sandbox.log.entries()) == before


def test_the_reserve_of_the_day_stays_for_others(tmp_path):
    with bench(tmp_path, limits=Limits(per_day=60), day_reserve=50) as books:
        for _ in range(10):
            books.system.organisation()
        with pytest.raises(DayLimitReached):
            books.system.organisation()
        assert (books.system.calls_made, books.system.calls_left_today) == (10, 50)


@pytest.mark.parametrize("problem", ["concurrent", "appminute", "minute"])
def test_a_refused_write_is_written_once_after_its_pause(books, problem):
    contact = books.contact()
    seconds = None if problem == "concurrent" else 20
    books.sandbox.faults.rate_limit("PUT", f"{API}/Invoices", problem, seconds)
    (outcome,) = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1")).outcomes
    assert isinstance(outcome, Done)
    assert (len(invoices(books)), len(books.cancel.waits)) == (1, 1)


def test_a_person_can_end_the_waiting_and_nothing_was_sent(books):
    contact = books.contact()
    books.sandbox.faults.rate_limit("PUT", f"{API}/Invoices", "minute", 50, times=None)
    books.cancel.cancel_on_wait = True
    answer = books.do(ActionKind.CREATE_INVOICE, document(contact, "INV-1"))
    assert isinstance(answer.outcomes[0], NotSent)
    assert isinstance(answer.stop, Cancelled)


# --- safety -----------------------------------------------------------------------------------------------------------


def test_every_call_logs_its_correlation_id_and_no_secret_or_name(books, caplog):
    caplog.set_level(logging.DEBUG)
    books.contact(name="Ada Lovelace")
    records = [r for r in caplog.records if r.name.startswith("splynx_xero_gui.xero")]
    assert records
    assert all(r.correlation and r.endpoint and r.status for r in records)
    ours = " ".join(str(vars(record)) for record in records)
    secrets = [books.tokens.access_token(), *books.vault.kept.values(), "Ada Lovelace"]
    assert not [secret for secret in secrets if secret in ours]
    everything = " ".join(f"{r.name} {r.getMessage()}" for r in caplog.records)
    assert not [secret for secret in secrets if secret in everything]


def test_unprotected_addresses_are_refused_before_anything_is_sent(books):
    settings = replace(books.settings, api_url="http://api.example.net")
    with pytest.raises(Misconfigured):
        XeroAccounting(settings, guid(1), books.tokens, books.notes, books.cancel, books.clock)


def test_a_certificate_nobody_trusts_ends_it_before_a_token_is_sent(books, tmp_path):
    heard: list[bytes] = []
    with tls_server(tmp_path, heard) as port:
        settings = replace(books.settings, api_url=f"https://localhost:{port}")
        system = XeroAccounting(settings, guid(1), books.tokens, books.notes, books.cancel, books.clock)
        with pytest.raises(NetworkLost) as told:
            system.organisation()
        answer = system.write([action("a", ActionKind.CREATE_INVOICE, document(guid(1), "INV-1"))], "key")
        system.close()
    assert "not safe" in told.value.title
    assert answer.outcomes == (NotSent("a"),)
    assert heard == []


class tls_server:  # noqa: N801 - reads as a block
    """A TLS server with a certificate it signed itself; keeps what got through."""

    def __init__(self, folder: Path, heard: list[bytes]) -> None:
        self.folder, self.heard = folder, heard
        self.port = free_port()

    def __enter__(self) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self_signed(self.folder))
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.thread = threading.Thread(target=self.serve, args=(context,), daemon=True)
        self.thread.start()
        return self.port

    def serve(self, context: ssl.SSLContext) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(connection, server_side=True) as safe:
                    if received := safe.recv(1000):
                        self.heard.append(received)
            except OSError:
                connection.close()

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(10)


def self_signed(folder: Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(folder / "cert.pem"), str(folder / "key.pem")
