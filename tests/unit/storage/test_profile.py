"""The profile file: every mistake is told at once by its key, and what is written is read back equal."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings

from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble
from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.profile import MethodMapping, Options, Profile, TrackingMapping
from splynx_xero_gui.engine.reconcile import patterns
from splynx_xero_gui.storage import profile_tables
from splynx_xero_gui.storage.profile import ProfileMistakes, parse_profile, profile_toml, read_profile, write_profile
from splynx_xero_gui.storage.profile_rules import dotted
from splynx_xero_gui.wizard import checks
from tests.support import samples

HEAD = """
[splynx]
url = "https://isp.example.net"
[xero]
client_id = "0123456789ABCDEF0123456789ABCDEF"
"""

FULL = (
    HEAD
    + """
organisation = "Example ISP Ltd"
redirect_ports = [8888, 8889]
[ledger]
url = "postgresql://sync@books.example.net/splynx_xero"
[scenario]
kind = "mixed"
[options]
documents_from = 2026-01-01
payments_from = 2026-02-01
partners = ["Main"]
closed_until = 2025-12-31
day_reserve = 40
[mapping.categories]
"Service" = "200"
[mapping.taxes]
"VAT 15%" = "OUTPUT3"
"VAT 15%@14" = "OUTPUT2"
"none" = "NONE"
[mapping.payment_methods]
"Cash" = { account = "091", flow = "to-xero" }
"Bank transfer" = { account = "090", flow = "from-xero", arrival = true }
"Debit order" = { account = "090", flow = "from-xero" }
"Barter" = { flow = "ignore" }
[mapping.tracking]
"Region" = { from = "location", values = { "Cape Town" = "South" } }
"""
)


def mistakes(text: str) -> dict[str, str]:
    with pytest.raises(ProfileMistakes) as told:
        parse_profile(text)
    return {mistake.key: mistake.text for mistake in told.value.mistakes}


def options(lines: str) -> dict[str, str]:
    return mistakes(f"{HEAD}[options]\n{lines}")


def methods(lines: str, scenario: str = "mixed") -> dict[str, str]:
    return mistakes(f'{HEAD}[scenario]\nkind = "{scenario}"\n[mapping.payment_methods]\n{lines}')


# --- what is read ---------------------------------------------------------------------------------------------------


def test_a_full_profile_is_understood() -> None:
    profile = parse_profile(FULL)
    assert profile.scenario is ScenarioKind.MIXED
    assert profile.ledger_url == "postgresql://sync@books.example.net/splynx_xero"
    assert profile.options.documents_from == dt.date(2026, 1, 1)
    assert profile.options.partners == ("Main",)
    assert profile.xero.redirect_ports == (8888, 8889)
    assert profile.mappings.taxes == {"VAT 15%": "OUTPUT3", "VAT 15%@14": "OUTPUT2", "none": "NONE"}
    assert profile.mappings.payment_methods["Bank transfer"] == MethodMapping("090", Flow.FROM_XERO, True)
    assert profile.mappings.payment_methods["Barter"] == MethodMapping("", Flow.IGNORE)
    assert profile.mappings.tracking["Region"] == TrackingMapping("location", {"Cape Town": "South"})


def test_what_is_left_out_has_the_defaults_of_the_domain() -> None:
    profile = parse_profile(HEAD)
    assert profile.options == Options()
    assert profile.scenario is ScenarioKind.PUSH_ALL
    assert profile.xero.redirect_ports == (8888, 8889, 8890)
    assert profile.xero.api_url == "https://api.xero.com"
    assert profile.ledger_url == ""


@pytest.mark.parametrize("copied", ["/", "/admin", "/admin/", "/api/2.0", "/api/2.0/admin/"])
def test_the_address_may_be_copied_from_the_browser(copied: str) -> None:
    text = HEAD.replace("isp.example.net", f"isp.example.net{copied}")
    assert parse_profile(text).splynx.url == "https://isp.example.net"


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:81", "LOCALHOST:9", "127.8.8.8"])
def test_plain_http_is_accepted_for_this_computer(host: str) -> None:
    assert parse_profile(HEAD.replace("https://isp.example.net", f"http://{host}")).splynx.url == f"http://{host}"


def test_blanks_in_a_copied_client_id_are_removed() -> None:
    text = HEAD.replace("0123456789ABCDEF0123456789ABCDEF", "01234567 89ABCDEF 01234567 89abcdef ")
    assert parse_profile(text).xero.client_id == "0123456789ABCDEF0123456789abcdef"


# --- mistakes -------------------------------------------------------------------------------------------------------


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    text = """
[splynx]
url = "http://isp.example.net"
tags = "a"
[xero]
client_id = "short"
redirect_ports = []
[scenario]
kind = "push"
[optoins]
x = 1
[options]
invoice_status = "PAID"
partners = "Main"
tax_override = 1
documents_from = "2026-01-01"
contact_name = "{nme}"
too_many_percent = 0
[mapping.categories]
"Service" = 200
[mapping.payment_methods]
"Cash" = { acount = "091", flow = "sideways" }
"Card" = { flow = "to-xero" }
[mapping.colours]
"""
    found = mistakes(text)
    assert found == {
        "optoins": "This key is not known. Did you mean options?",
        "splynx.url": "It must start with https://; http is accepted for this computer only.",
        "splynx.tags": "This key is not known. Did you mean tag?",
        "xero.client_id": "A client ID has 32 letters and digits. You find it at developer.xero.com under My apps.",
        "xero.redirect_ports": "At least one port is needed, for Xero's answer to come back.",
        "scenario.kind": "“push” is not possible here; use 'push-all', 'xero-payments' or 'mixed'.",
        "options.invoice_status": "“PAID” is not possible here; use 'AUTHORISED' or 'DRAFT'.",
        "options.partners": "It must be a list, as [ … ].",
        "options.tax_override": "It must be true or false.",
        "options.documents_from": "It must be a date without quotes, as 2026-01-31.",
        "options.contact_name": "{nme} is not known here. Use only {email}, {id}, {login}, {name}.",
        "options.too_many_percent": "It must be at least 1.",
        "mapping.colours": "This key is not known.",
        "mapping.categories.Service": 'It must be a text in quotes, as "200".',
        "mapping.payment_methods.Cash.flow": "“sideways” is not possible here; use 'to-xero', 'from-xero' or 'ignore'.",
        "mapping.payment_methods.Cash.acount": "This key is not known. Did you mean account?",
        "mapping.payment_methods.Card.account": 'A Xero account is needed; or choose flow = "ignore".',
    }


def test_the_failure_tells_every_mistake_with_its_key() -> None:
    with pytest.raises(Misconfigured) as told:
        parse_profile('[splynx]\nurl = "x"\n')
    assert told.value.id == "P1"
    assert told.value.title == "The profile has 2 mistakes"
    assert told.value.message.splitlines() == [
        "splynx.url: This does not look like a web address. Example: https://isp.example.net",
        "xero.client_id: This is missing.",
    ]


def test_text_that_is_no_toml_is_told_with_its_line() -> None:
    with pytest.raises(ProfileMistakes, match="line 2"):
        parse_profile("[splynx]\nurl = half")


def test_tables_that_are_values_are_told() -> None:
    found = mistakes(f"mapping = 3\noptions = []\n{HEAD}")
    assert found == {"mapping": "It must be a table.", "options": "It must be a table."}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "does not look like a web address"),
        ("ftp://isp.example.net", "does not look like a web address"),
        ("isp.example.net", "does not look like a web address"),
        ("https://isp.example.net:99999", "does not look like a web address"),
        ("https://isp.example.net/?a=1", "does not look like a web address"),
        ("https://isp example.net", "does not look like a web address"),
        ("https://me:secret@isp.example.net", "does not belong into the address"),
        ("http://10.0.0.1", "https"),
        ("http://127.0.0.1.example.net", "https"),
    ],
)
def test_addresses_that_are_none_or_not_safe_are_told(address: str, words: str) -> None:
    assert words in mistakes(HEAD.replace("https://isp.example.net", address))["splynx.url"]


def test_xero_addresses_are_held_to_the_same_rule() -> None:
    text = HEAD + 'api_url = "http://gateway.example.net"\nlogin_url = "http://localhost:8080"\n'
    assert list(mistakes(text)) == ["xero.api_url"]


@pytest.mark.parametrize("ports", ["[0]", "[70000]", "[8888, 8888]", '["8888"]', "8888", "[true]"])
def test_ports_that_are_none_are_told(ports: str) -> None:
    (key,) = mistakes(f"{HEAD}redirect_ports = {ports}\n")
    assert key.startswith("xero.redirect_ports")


@pytest.mark.parametrize("tag", ["A", "ab-c", "far-too-long", "a b"])
def test_a_tag_is_a_short_small_word(tag: str) -> None:
    text = HEAD.replace("[xero]", f'tag = "{tag}"\n[xero]')
    assert mistakes(text) == {"splynx.tag": "Use up to eight small letters and digits."}


@pytest.mark.parametrize("url", ["books.example.net", "mysql://a@b/c", "postgresql://", "postgres//a"])
def test_a_ledger_address_of_no_known_database_is_told(url: str) -> None:
    assert "postgresql://" in mistakes(f'{HEAD}[ledger]\nurl = "{url}"\n')["ledger.url"]


def test_a_password_in_the_ledger_address_is_refused_and_not_repeated() -> None:
    found = mistakes(f'{HEAD}[ledger]\nurl = "postgresql://sync:hunter2@books.example.net/x"\n')
    assert "password store" in found["ledger.url"]
    assert "hunter2" not in str(found)


@pytest.mark.parametrize("name", ["unallocated", "proforma"])
def test_prepayments_need_an_account_and_a_tax(name: str) -> None:
    found = options(f'{name} = "prepayment"\nprepayment_account = " "')
    assert found == {
        "options.prepayment_account": f'It is needed because {name} is "prepayment".',
        "options.prepayment_tax": f'It is needed because {name} is "prepayment".',
    }
    parse_profile(f'{HEAD}[options]\n{name} = "prepayment"\nprepayment_account = "850"\nprepayment_tax = "NONE"\n')


@pytest.mark.parametrize(
    "line", ["too_many_percent = 101", "too_many_items = 0", "calls_per_day = 0", "day_reserve = -1"]
)
def test_numbers_out_of_range_are_told(line: str) -> None:
    assert f"options.{line.split()[0]}" in options(line)


def test_the_reserve_must_leave_calls_to_make() -> None:
    assert options("calls_per_day = 50") == {
        "options.day_reserve": "The reserve must be smaller than calls_per_day (50)."
    }


@pytest.mark.parametrize(
    "line",
    [
        'contact_name = "{number}"',
        'invoice_reference = "{receipt_number}"',
        'account_number = "{number}"',
        'payment_reference = "{name}"',
        'payment_reference = "{id"',
        'payment_reference = "id}"',
        'contact_name = "{}"',
    ],
)
def test_patterns_with_words_that_mean_nothing_there_are_told(line: str) -> None:
    assert list(options(line)) == [f"options.{line.split()[0]}"]


def test_a_contact_cannot_be_without_a_name() -> None:
    assert options('contact_name = " "') == {"options.contact_name": "This may not be empty."}


def test_the_same_words_are_known_as_the_engine_fills_in() -> None:
    assert profile_tables.CONTACT_WORDS == patterns.CONTACT_WORDS
    assert profile_tables.DOCUMENT_WORDS == patterns.DOCUMENT_WORDS
    assert profile_tables.PAYMENT_WORDS == patterns.PAYMENT_WORDS
    assert frozenset(checks.CONTACT_WORDS) == patterns.CONTACT_WORDS
    assert frozenset(checks.REFERENCE_WORDS) == patterns.DOCUMENT_WORDS
    assert frozenset(checks.PAYMENT_WORDS) == patterns.PAYMENT_WORDS


@pytest.mark.parametrize("key", ["VAT@", "VAT@x", "@15", "VAT@1e1"])
def test_a_tax_key_ends_with_a_number_after_the_at(key: str) -> None:
    assert list(mistakes(f'{HEAD}[mapping.taxes]\n"{key}" = "OUTPUT"\n')) == [dotted("mapping", "taxes", key)]


def test_empty_mappings_are_told() -> None:
    assert mistakes(f'{HEAD}[mapping.categories]\n"Late fee" = ""\n') == {
        'mapping.categories."Late fee"': "This may not be empty."
    }


# --- flows (R24) ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scenario", "flow"), [("push-all", "from-xero"), ("xero-payments", "to-xero")])
def test_a_flow_the_scenario_does_not_know_is_told(scenario: str, flow: str) -> None:
    found = methods(f'"Bank transfer" = {{ account = "090", flow = "{flow}" }}', scenario)
    assert list(found) == ['mapping.payment_methods."Bank transfer".flow']
    assert scenario in found['mapping.payment_methods."Bank transfer".flow']


def test_a_method_without_a_flow_is_told() -> None:
    assert methods('Cash = { account = "091" }') == {"mapping.payment_methods.Cash.flow": "This is missing."}


def test_one_account_for_both_directions_is_told() -> None:
    found = methods('Cash = { account = "090", flow = "to-xero" }\nBank = { account = "090", flow = "from-xero" }')
    assert found == {
        "mapping.payment_methods.Cash.account": (
            "090 both receives from Splynx and is read from Xero (by Bank). Payments could come back. "
            "Give Cash another account."
        )
    }


def test_an_ignored_method_may_name_any_account() -> None:
    text = f'{HEAD}[scenario]\nkind = "mixed"\n[mapping.payment_methods]\n'
    text += 'Old = { account = "090", flow = "ignore" }\nBank = { account = "090", flow = "from-xero" }\n'
    assert len(parse_profile(text).mappings.payment_methods) == 2


@pytest.mark.parametrize("arrivals", [(), ("Bank", "Debit")])
def test_methods_read_from_one_account_need_exactly_one_arrival(arrivals: tuple[str, ...]) -> None:
    lines = [
        f'{name} = {{ account = "090", flow = "from-xero", arrival = {str(name in arrivals).lower()} }}'
        for name in ("Bank", "Debit")
    ]
    found = methods("\n".join(lines))
    assert found == {
        "mapping.payment_methods.Debit.arrival": (
            "Bank, Debit share account 090: exactly one of them must have arrival = true."
        )
    }


def test_only_what_is_read_from_xero_arrives() -> None:
    found = methods('Cash = { account = "091", flow = "to-xero", arrival = true }')
    assert list(found) == ["mapping.payment_methods.Cash.arrival"]


def test_more_tracking_categories_than_xero_has_are_told() -> None:
    lines = "\n".join(f'{name} = {{ from = "partner" }}' for name in ("A", "B", "C"))
    assert mistakes(f"{HEAD}[mapping.tracking]\n{lines}\n") == {
        "mapping.tracking": "Xero has at most 2 tracking categories; 3 are mapped."
    }


def test_tracking_comes_from_something_known() -> None:
    found = mistakes(f'{HEAD}[mapping.tracking]\nRegion = {{ form = "x", from = "city" }}\n')
    assert found == {
        "mapping.tracking.Region.from": "“city” is not possible here; use 'partner', 'location' or 'category'.",
        "mapping.tracking.Region.form": "This key is not known. Did you mean from?",
    }


# --- writing --------------------------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(samples.profiles())
def test_what_is_written_is_read_back_equal(profile: Profile) -> None:
    assert parse_profile(profile_toml(profile)) == profile


@settings(max_examples=30)
@given(samples.profiles())
def test_writing_what_was_read_changes_nothing(profile: Profile) -> None:
    text = profile_toml(profile)
    assert profile_toml(parse_profile(text)) == text


def test_the_written_order_is_that_of_the_interface() -> None:
    text = profile_toml(parse_profile(FULL))
    tables = [line.strip("[]") for line in text.splitlines() if line.startswith("[")]
    assert tables == [
        "splynx",
        "xero",
        "ledger",
        "scenario",
        "options",
        "mapping.categories",
        "mapping.taxes",
        "mapping.payment_methods",
        "mapping.tracking",
    ]
    assert '"Bank transfer" = {account = "090", flow = "from-xero", arrival = true}' in text
    assert list(tomllib.loads(text)["options"])[:2] == ["documents_from", "payments_from"]


def test_what_is_empty_is_left_out() -> None:
    written = tomllib.loads(profile_toml(parse_profile(HEAD)))
    assert "ledger" not in written
    assert "organisation" not in written["xero"]
    assert "api_url" not in written["xero"]
    assert "tag" not in written["splynx"]
    assert "documents_from" not in written["options"]
    assert "tracking" not in written["mapping"]


def test_a_profile_file_is_written_for_its_owner_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "profiles" / "default.toml"
    profile = parse_profile(FULL)
    write_profile(file, profile)
    assert read_profile(file) == profile
    assert file.stat().st_mode & 0o077 == 0
    assert [found.name for found in file.parent.iterdir()] == ["default.toml"]


def test_a_profile_written_by_windows_notepad_is_read(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_bytes(b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode())
    assert read_profile(file) == parse_profile(FULL)


def test_a_profile_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="does not exist"):
        read_profile(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"# \xe4")
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_profile(tmp_path / "latin.toml")


def test_a_profile_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(StorageTrouble) as told:
        write_profile(tmp_path / "taken" / "p.toml", parse_profile(HEAD))
    assert told.value.id == "R3"
