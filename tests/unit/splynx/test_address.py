"""The Splynx address as people type it (ui.md W1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.splynx.address import normalise_address

NOT_AN_ADDRESS = "This does not look like a web address. Example: https://isp.example.net"
NOT_SAFE = "Splynx must be reached through https. Ask who runs your Splynx server to switch it on."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://isp.example.net", "https://isp.example.net"),
        ("  isp.example.net/ ", "https://isp.example.net"),
        ("HTTPS://ISP.Example.net/", "https://isp.example.net"),
        ("https://isp.example.net/admin", "https://isp.example.net"),
        ("https://isp.example.net/admin/customers/view?id=5#top", "https://isp.example.net"),
        ("https://isp.example.net/api/2.0/", "https://isp.example.net"),
        ("isp.example.net/api/2.0", "https://isp.example.net"),
        ("https://isp.example.net/splynx/admin/login", "https://isp.example.net/splynx"),
        ("https://isp.example.net:8443//", "https://isp.example.net:8443"),
        ("https://isp.example.net:443", "https://isp.example.net"),
        ("https://isp.example.net.", "https://isp.example.net"),
        ("https://splynx", "https://splynx"),
        ("192.0.2.7", "https://192.0.2.7"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://büro.example", "https://xn--bro-hoa.example"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("http://localhost/admin", "http://localhost"),
        ("http://[::1]:81", "http://[::1]:81"),
        ("localhost:8080", "https://localhost:8080"),
    ],
)
def test_an_address_is_brought_into_the_form_we_call(typed: str, expected: str) -> None:
    assert normalise_address(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "splynx",
        "my splynx server",
        "ftp://isp.example.net",
        "https://",
        "https://isp..net",
        "https://-isp.net",
        "https://isp.example.net:99999",
        "https://isp.example.net:0",
        "https://user:word@isp.example.net",
        "https://isp.example.net/a b",
        "javascript:alert(1)",
        "1234",
        "http://256.1.1.1",
        "mail@isp.example.net",
    ],
)
def test_what_is_no_address_is_refused_with_the_words_of_the_screen(typed: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        normalise_address(typed)
    assert refused.value.message == NOT_AN_ADDRESS
    assert refused.value.title
    assert refused.value.what_to_do


@pytest.mark.parametrize("typed", ["http://isp.example.net", "http://192.0.2.7", "http://localhost.evil.example"])
def test_plain_http_is_refused_for_any_host_but_this_computer(typed: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        normalise_address(typed)
    assert refused.value.message == NOT_SAFE


@given(st.text(max_size=40) | st.from_regex(r"(https?://)?[a-z0-9.:/\[\]@?#-]{0,30}", fullmatch=True))
def test_whatever_is_typed_gives_a_safe_address_or_a_plain_refusal(typed: str) -> None:
    refusal, address = "", ""
    try:
        address = normalise_address(typed)
    except Misconfigured as refused:
        refusal = refused.message
    if refusal:
        assert refusal in (NOT_AN_ADDRESS, NOT_SAFE)
    else:
        assert address.startswith(("https://", "http://"))
        assert normalise_address(address) == address
        assert not address.endswith("/")
