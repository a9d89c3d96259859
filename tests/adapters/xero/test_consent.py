"""The browser's answer: our own is taken, everybody else's is ignored, and the listener closes behind itself."""

import base64
import errno
import hashlib
import http.client
import re
import socket
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from splynx_xero_gui.domain.failures import Cancelled, Misconfigured, NotAuthorised
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.xero import Connection, Consent, begin_consent, choose, return_addresses, scopes
from splynx_xero_gui.xero import callback as listening
from tests.support.xero_kit import HandCancel, HandClock


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings(*ports: int) -> XeroSettings:
    return XeroSettings(client_id="A" * 32, redirect_ports=ports)


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.fixture
def cancel() -> HandCancel:
    return HandCancel(HandClock())


@pytest.fixture
def consent() -> Iterator[Consent]:
    with begin_consent(settings(free_port())) as asked:
        yield asked


def asked_for(consent: Consent) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(consent.authorise_url).query).items()}


def visit(consent: Consent, target: str, *, host: str = "127.0.0.1", method: str = "GET") -> tuple[int, str]:
    port = urlsplit(consent.redirect_uri).port
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request(method, target)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def answer(consent: Consent, **more: str) -> str:
    return "/callback?" + urlencode({"code": "c0de", "state": asked_for(consent)["state"], **more})


def test_the_address_to_open_asks_with_pkce_and_a_state(consent):
    asked = asked_for(consent)
    assert consent.authorise_url.startswith("https://login.xero.com/identity/connect/authorize?")
    assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", "A" * 32, "S256")
    assert asked["redirect_uri"] == consent.redirect_uri == return_addresses(settings(consent_port(consent)))[0]
    assert len(asked["state"]) >= 32
    assert set(asked["scope"].split()) >= {"offline_access", "accounting.banktransactions", "accounting.payments"}
    assert "accounting.transactions" not in asked["scope"].split()


def consent_port(consent: Consent) -> int:
    return urlsplit(consent.redirect_uri).port or 0


def test_attachments_are_asked_for_only_where_they_are_sent():
    assert "accounting.attachments" not in scopes()
    assert "accounting.attachments" in scopes(attachments=True).split()


def test_the_answer_gives_a_grant_whose_verifier_fits_the_challenge(consent, cancel):
    challenge = asked_for(consent)["code_challenge"]
    status, page = visit(consent, answer(consent))
    assert status == 200
    assert "Done. Go back to the program; this tab can be closed." in page
    grant = consent.wait(cancel, 10)
    digest = hashlib.sha256(grant.verifier.encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
    assert re.fullmatch(r"[A-Za-z0-9\-._~]{43,128}", grant.verifier)
    assert (grant.code, grant.redirect_uri) == ("c0de", consent.redirect_uri)
    assert "c0de" not in repr(grant)


def test_an_answer_while_waiting_ends_the_waiting_and_closes_the_port(consent, cancel):
    visitor = threading.Thread(target=visit, args=(consent, answer(consent)))
    visitor.start()
    assert consent.wait(cancel, 10).code == "c0de"
    visitor.join(10)
    with pytest.raises(ConnectionRefusedError):
        visit(consent, answer(consent))


@pytest.mark.skipif(not has_ipv6(), reason="this computer has no IPv6")
def test_a_browser_that_takes_localhost_for_ipv6_is_heard_too(consent, cancel):
    assert visit(consent, answer(consent), host="::1")[0] == 200
    assert consent.wait(cancel, 10).code == "c0de"


def test_a_computer_without_ipv6_is_fine(monkeypatch, cancel):
    real = listening._server

    def no_ipv6(family, *rest):
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "no such family")
        return real(family, *rest)

    monkeypatch.setattr(listening, "_server", no_ipv6)
    with begin_consent(settings(free_port())) as asked:
        visit(asked, answer(asked))
        assert asked.wait(cancel, 10).code == "c0de"


def test_a_denial_is_told_as_such_and_the_browser_says_so(consent, cancel):
    state = asked_for(consent)["state"]
    _, page = visit(consent, "/callback?" + urlencode({"error": "access_denied", "state": state}))
    assert "Access was not given. Go back to the program to try again." in page
    with pytest.raises(NotAuthorised) as told:
        consent.wait(cancel, 10)
    assert told.value.id == "X2"


def test_a_foreign_answer_is_ignored_and_the_waiting_goes_on(consent, cancel):
    status, page = visit(consent, answer(consent, state="somebody-elses"))
    assert "Done" not in page
    assert status == 200
    visit(consent, "/callback?code=x")
    visit(consent, answer(consent))
    assert consent.wait(cancel, 10).code == "c0de"
    assert consent.foreign_answers == 2


def test_only_foreign_answers_until_the_end_are_told_as_foreign(consent, cancel):
    visit(consent, answer(consent, state="somebody-elses"))
    with pytest.raises(NotAuthorised) as told:
        consent.wait(cancel, 0)
    assert told.value.id == "X3"


def test_no_answer_is_a_time_out(consent, cancel):
    with pytest.raises(NotAuthorised) as told:
        consent.wait(cancel, 0)
    assert told.value.id == "X1"


def test_a_second_answer_does_not_replace_the_first(consent, cancel):
    visit(consent, answer(consent))
    _, page = visit(consent, answer(consent, code="other"))
    assert "Done" not in page
    assert consent.wait(cancel, 10).code == "c0de"


def test_a_person_can_stop_waiting(consent, cancel):
    cancel.requested = True
    with pytest.raises(Cancelled):
        consent.wait(cancel, 10)
    with pytest.raises(ConnectionRefusedError):
        visit(consent, "/callback")


@pytest.mark.parametrize("target", ["/", "/favicon.ico", "/callback/", "/callbacks?code=1", "/../callback"])
def test_any_other_address_is_not_found(consent, target):
    assert visit(consent, target)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_any_other_method_is_not_found_even_with_our_state(consent, method, cancel):
    assert visit(consent, answer(consent), method=method)[0] == 404
    with pytest.raises(NotAuthorised):
        consent.wait(cancel, 0)


@pytest.mark.parametrize(
    ("more", "status"),
    [({"x": "y" * 5000}, 414), ({f"p{n}": "1" for n in range(40)}, 400), ({"big": "z" * 70_000}, 414)],
)
def test_a_huge_query_is_refused(consent, more, status, cancel):
    assert visit(consent, answer(consent, **more))[0] == status
    with pytest.raises(NotAuthorised):
        consent.wait(cancel, 0)


def test_a_parameter_given_twice_is_refused(consent, cancel):
    assert visit(consent, answer(consent) + "&code=other")[0] == 400
    with pytest.raises(NotAuthorised):
        consent.wait(cancel, 0)


def test_nothing_of_the_query_gets_into_the_page(consent):
    poison = "<script>alert(1)</script>"
    _, page = visit(consent, "/callback?" + urlencode({"error": poison, "error_description": poison, "state": poison}))
    assert "alert" not in page


def test_a_connection_that_says_nothing_does_not_keep_the_answer_out(consent, cancel):
    with socket.create_connection(("127.0.0.1", consent_port(consent)), timeout=10):
        visit(consent, answer(consent))
        assert consent.wait(cancel, 10).code == "c0de"


def test_the_next_registered_port_is_tried_where_one_is_taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken, free = other.getsockname()[1], free_port()
        with begin_consent(settings(taken, free)) as asked:
            assert asked.redirect_uri == f"http://localhost:{free}/callback"


@pytest.mark.skipif(not has_ipv6(), reason="this computer has no IPv6")
def test_a_port_that_another_program_holds_on_ipv6_is_taken_too():
    with socket.socket(socket.AF_INET6) as other:
        other.bind(("::1", 0))
        other.listen()
        with pytest.raises(NotAuthorised) as told:
            begin_consent(settings(other.getsockname()[1]))
        assert told.value.id == "X8"


def test_when_every_port_is_taken_the_person_is_told_which():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(NotAuthorised) as told:
            begin_consent(settings(port))
    assert (told.value.id, str(port) in told.value.message) == ("X8", True)


def test_a_missing_client_id_or_an_unsafe_address_is_refused_before_anything_is_asked():
    with pytest.raises(Misconfigured):
        begin_consent(XeroSettings(redirect_ports=(free_port(),)))
    with pytest.raises(Misconfigured):
        begin_consent(
            XeroSettings(client_id="A" * 32, redirect_ports=(free_port(),), login_url="http://login.example.net")
        )


A = Connection("1", "tenant-a", "Example ISP", "event-1")
B = Connection("2", "tenant-b", "Other Books", "event-2")


def test_the_organisation_of_the_profile_is_found_by_name_or_id():
    assert choose([A, B], "example isp ") is A
    assert choose([A, B], "tenant-b", "event-1") is B


def test_without_one_in_the_profile_the_organisation_of_this_consent_is_taken():
    assert choose([A, B], "", "event-2") is B
    assert choose([A], "") is A


def test_another_organisation_than_the_profiles_is_refused_by_name():
    with pytest.raises(NotAuthorised) as told:
        choose([B], "Example ISP", "event-2")
    assert told.value.id == "X5"
    assert "Other Books" in told.value.message
    assert "Example ISP" in told.value.message


def test_several_organisations_need_a_choice():
    with pytest.raises(Misconfigured) as told:
        choose([A, B], "")
    assert "tenant-a" in told.value.message


def test_no_organisation_at_all_asks_for_a_new_sign_in():
    with pytest.raises(NotAuthorised):
        choose([], "")


def test_of_many_answers_at_once_only_our_own_counts(consent, cancel):
    targets = [answer(consent, state=f"stray-{n}", code=f"stolen-{n}") for n in range(12)]
    targets.insert(6, answer(consent))
    visitors = [threading.Thread(target=visit, args=(consent, target)) for target in targets]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(10)
    assert consent.wait(cancel, 10).code == "c0de"
    assert consent.foreign_answers == 12


def test_an_answer_meant_for_another_sign_in_is_ignored(consent, cancel):
    """Two profiles sign in at once: each listener takes its own answer only, whichever port the browser went to."""
    with begin_consent(settings(free_port())) as other:
        visit(consent, answer(other, code="others"))
        visit(other, answer(consent, code="ours-gone-astray"))
        visit(consent, answer(consent))
        visit(other, answer(other, code="others"))
        assert consent.wait(cancel, 10).code == "c0de"
        assert other.wait(cancel, 10).code == "others"
        assert (consent.foreign_answers, other.foreign_answers) == (1, 1)
