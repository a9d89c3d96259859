"""The HTTP layer against servers that misbehave: retries, redirects, nonsense, limits."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from splynx_xero_gui.domain.failures import Cancelled, NetworkLost, NotAuthorised, ServiceDown
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import SplynxPaymentPayload
from tests.adapters.splynx.support import (
    SECRET,
    Asked,
    HandCancel,
    Said,
    TinyServer,
    billing,
    page,
    problem,
    said,
)
from tests.unit.splynx.samples import INVOICE_TEXT, PAYLOAD, PAYMENT_TEXT

EMPTY = said([])
PAYMENT = Said(200, PAYMENT_TEXT.encode())


def script(*answers: Said) -> Iterator[Said]:
    """The answers one after the other, the last one for ever."""
    yield from answers
    while True:
        yield answers[-1]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_one_two_and_four_seconds(status: int) -> None:
    answers = script(page(status), page(status), page(status), EMPTY)
    cancel = HandCancel()
    with TinyServer(lambda _: next(answers)) as server, billing(server.url, cancel) as splynx:
        assert list(splynx.payments()) == []
    assert cancel.waits == [1, 2, 4]


def test_a_server_that_stays_busy_is_reported_in_its_own_words() -> None:
    with TinyServer(lambda _: page(503)) as server, billing(server.url) as splynx:
        with pytest.raises(ServiceDown) as failure:
            list(splynx.payments())
        assert len(server.of("GET")) == 4
    assert failure.value.id == "L8"
    assert failure.value.message == 'It answered "Hello there".'


def test_a_busy_server_that_names_a_pause_gets_it_up_to_half_a_minute() -> None:
    answers = script(said([], 429, Retry_After="7"), said([], 429, Retry_After="3600"), EMPTY)
    cancel = HandCancel()
    with TinyServer(lambda _: next(answers)) as server, billing(server.url, cancel) as splynx:
        list(splynx.payments())
    assert cancel.waits == [7, 30]


def test_a_server_error_of_splynx_itself_is_asked_again_but_another_500_is_not() -> None:
    answers = script(problem(500, "SERVER_ERROR"), EMPTY)
    with TinyServer(lambda _: next(answers)) as server, billing(server.url) as splynx:
        assert list(splynx.payments()) == []
    with TinyServer(lambda _: page(500)) as server, billing(server.url) as splynx:
        with pytest.raises(ServiceDown):
            list(splynx.payments())
        assert len(server.of("GET")) == 1


@pytest.mark.parametrize("broken", [Said(drop=True), Said(200, b'[{"id":1}]', cut=4)])
def test_an_answer_that_breaks_off_is_asked_for_again(broken: Said) -> None:
    answers = script(broken, EMPTY)
    cancel = HandCancel()
    with TinyServer(lambda _: next(answers)) as server, billing(server.url, cancel) as splynx:
        assert list(splynx.payments()) == []
    assert cancel.waits == [1]


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with TinyServer(lambda _: EMPTY) as server:
        url = server.url
    with billing(url) as splynx, pytest.raises(NetworkLost) as failure:
        list(splynx.payments())
    assert failure.value.id == "S1"
    assert failure.value.message == f"{url.removeprefix('http://')} could not be reached."
    assert SECRET not in failure.value.details


def test_cancelling_ends_the_pause_between_two_attempts() -> None:
    cancel = HandCancel()

    def stop() -> None:
        cancel.requested = True

    cancel.on_wait = stop
    with TinyServer(lambda _: page(503)) as server, billing(server.url, cancel) as splynx:
        with pytest.raises(Cancelled):
            list(splynx.payments())
        assert len(server.of("GET")) == 1


def test_nothing_is_asked_once_stopping_was_wished_for() -> None:
    cancel = HandCancel()
    cancel.requested = True
    with TinyServer(lambda _: EMPTY) as server, billing(server.url, cancel) as splynx:
        with pytest.raises(Cancelled):
            list(splynx.payments())
        assert server.asked == []


@pytest.mark.parametrize("answer", [Said(drop=True), page(503), problem(500, "SERVER_ERROR"), page(502)])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_is_sent_exactly_once_whatever_happens(method: str, answer: Said) -> None:
    cancel = HandCancel()

    def write(server: TinyServer, payload: SplynxPaymentPayload) -> None:
        with billing(server.url, cancel) as splynx:
            match method:
                case "POST":
                    splynx.create_payment(payload)
                case "PUT":
                    splynx.update_payment(payload)
                case _:
                    splynx.delete_payment("7")

    with TinyServer(lambda _: answer) as server:
        with pytest.raises((NetworkLost, ServiceDown)) as failure:
            write(server, PAYLOAD)
        assert len([one for one in server.asked if "payments" in one.path]) == 1
    assert cancel.waits == []
    if answer.drop:
        assert failure.value.id == "L2"
        assert "may have arrived" in failure.value.message


def test_a_write_answered_without_an_id_may_have_arrived() -> None:
    with TinyServer(lambda _: said({}, 201)) as server, billing(server.url) as splynx:
        with pytest.raises(NetworkLost, match="may have arrived"):
            splynx.create_payment(PAYLOAD)


@pytest.mark.parametrize(
    "nonsense",
    [page(), Said(200, b""), Said(200, b'[{"id":1},'), Said(200, b"[NaN]"), Said(200, b"\xff\xfe"), said("text"),
     said([1, 2]), Said(200, b"[" * 100_000), said({"status": "ok"})],
)  # fmt: skip
def test_an_answer_that_is_not_splynx_is_called_so(nonsense: Said) -> None:
    with TinyServer(lambda _: nonsense) as server, billing(server.url) as splynx:
        with pytest.raises(ServiceDown) as failure:
            list(splynx.payments())
    assert failure.value.id == "S5"
    assert failure.value.title == "This is not a Splynx address"


def test_an_error_in_a_200_is_an_error() -> None:
    with TinyServer(lambda _: said({"error": {"message": "Kaput"}})) as server, billing(server.url) as splynx:
        with pytest.raises(ServiceDown, match="Kaput"):
            list(splynx.payments())


def test_a_list_in_a_wrapper_and_with_a_byte_order_mark_is_read() -> None:
    body = b'\xef\xbb\xbf{"data":[' + PAYMENT_TEXT.encode() + b"]}"
    with TinyServer(lambda _: Said(200, body)) as server, billing(server.url) as splynx:
        assert [[one.id for one in page] for page in splynx.payments()] == [["1822"]]


def test_amounts_never_pass_through_a_float() -> None:
    text = INVOICE_TEXT.replace('"total":69354.84', '"total":90071992547409.9301')
    with TinyServer(lambda _: Said(200, f"[{text}]".encode())) as server, billing(server.url) as splynx:
        [[invoice]] = splynx.documents(ObjectKind.INVOICE)
    assert str(invoice.total) == "90071992547409.9301"


def test_an_item_that_cannot_be_understood_is_named() -> None:
    text = INVOICE_TEXT.replace('"total":69354.84', '"total":"69,354.84"')
    with TinyServer(lambda _: Said(200, f"[{text}]".encode())) as server, billing(server.url) as splynx:
        with pytest.raises(ServiceDown) as failure:
            list(splynx.documents(ObjectKind.INVOICE))
    assert "Invoice 000007_0.22966300 1756472751: total is not a number: 69,354.84" in failure.value.message


def test_the_redirect_to_another_path_of_the_same_server_keeps_the_key() -> None:
    def answer(asked: Asked) -> Said:
        if asked.path.startswith("/new/"):
            return EMPTY
        return Said(302, headers={"Location": f"/new{asked.path}"})

    with TinyServer(answer) as server, billing(server.url) as splynx:
        assert list(splynx.payments()) == []
        first, second = server.of("GET")
        assert second.path == f"/new{first.path}"
        assert second.headers["Authorization"] == first.headers["Authorization"]
        assert splynx.calls_made == 3


def test_the_redirect_to_another_host_does_not_carry_the_key() -> None:
    with TinyServer(lambda _: page()) as other:
        foreign = other.url.replace("127.0.0.1", "localhost")
        with TinyServer(lambda a: Said(301, headers={"Location": f"{foreign}{a.path}"})) as server:
            with billing(server.url) as splynx, pytest.raises(ServiceDown):
                list(splynx.payments())
        assert "Authorization" not in other.asked[0].headers
        assert SECRET.encode() not in other.asked[0].body


def test_a_write_is_never_taken_to_another_host() -> None:
    with TinyServer(lambda _: PAYMENT) as other:
        foreign = other.url.replace("127.0.0.1", "localhost")
        with TinyServer(lambda a: Said(307, headers={"Location": f"{foreign}{a.path}"})) as server:
            with billing(server.url) as splynx, pytest.raises(ServiceDown) as failure:
                splynx.create_payment(PAYLOAD)
        assert other.asked == []
    assert failure.value.id == "S5"


def test_the_third_redirect_is_not_followed() -> None:
    with TinyServer(lambda a: Said(302, headers={"Location": f"/x{a.path}"})) as server:
        with billing(server.url) as splynx, pytest.raises(ServiceDown, match="not like Splynx"):
            list(splynx.payments())
        assert len(server.of("GET")) == 3


def test_a_redirect_away_from_http_is_refused() -> None:
    with TinyServer(lambda _: Said(302, headers={"Location": "ftp://127.0.0.1/"})) as server:
        with billing(server.url) as splynx, pytest.raises(ServiceDown):
            list(splynx.payments())


def test_a_password_in_the_users_netrc_file_is_never_sent(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password something\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with TinyServer(lambda _: EMPTY) as server, billing(server.url) as splynx:
        list(splynx.payments())
        [sign_in] = server.of("POST")
        [read] = server.of("GET")
    assert "Authorization" not in sign_in.headers
    assert read.headers["Authorization"] == "Splynx-EA (access_token=T1)"


def test_a_proxy_of_the_environment_is_not_used_for_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with TinyServer(lambda _: EMPTY) as server, billing(server.url) as splynx:
        assert list(splynx.payments()) == []


def test_cookies_are_not_kept() -> None:
    with TinyServer(lambda _: said([], Set_Cookie="PHPSESSID=1; Path=/")) as server, billing(server.url) as splynx:
        list(splynx.payments())
        list(splynx.payments())
        assert all("Cookie" not in one.headers for one in server.asked)


def test_no_more_than_two_requests_are_under_way_at_once() -> None:
    lock, arrived, go_on = threading.Lock(), threading.Semaphore(0), threading.Event()
    under_way = most = 0

    def answer(_asked: Asked) -> Said:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        arrived.release()
        go_on.wait(10)
        with lock:
            under_way -= 1
        return EMPTY

    with TinyServer(answer) as server, billing(server.url) as splynx:
        threads = [threading.Thread(target=lambda: list(splynx.payments())) for _ in range(5)]
        for thread in threads:
            thread.start()
        assert arrived.acquire(timeout=10)
        assert arrived.acquire(timeout=10)
        go_on.set()
        for thread in threads:
            thread.join(10)
        assert most == 2
        assert len(server.of("GET")) == 5


def test_every_request_is_counted_and_told() -> None:
    told: list[int] = []
    with TinyServer(lambda _: EMPTY) as server, billing(server.url, on_call=told.append) as splynx:
        list(splynx.payments())
        list(splynx.payments())
        assert splynx.calls_made == 3 == len(server.asked)
    assert told == [1, 2, 3]


def test_a_page_of_a_proxy_does_not_prove_that_an_object_is_gone() -> None:
    with TinyServer(lambda _: page(404)) as server, billing(server.url) as splynx:
        with pytest.raises(ServiceDown) as failure:
            splynx.payment("5")
    assert failure.value.id == "S5"


def test_a_refusal_page_of_a_firewall_is_not_a_missing_permission() -> None:
    with TinyServer(lambda _: page(403)) as server, billing(server.url) as splynx:
        with pytest.raises(ServiceDown) as failure:
            splynx.payment("5")
    assert failure.value.id == "S5"


def test_a_missing_permission_in_the_middle_of_the_work_is_named() -> None:
    with TinyServer(lambda _: problem(403, "FORBIDDEN")) as server, billing(server.url) as splynx:
        with pytest.raises(NotAuthorised) as failure:
            list(splynx.documents(ObjectKind.INVOICE))
    assert failure.value.id == "S3"
    assert "Finance › Invoices – view" in failure.value.message
