"""Whatever a file or an answer holds: it is read as it says, or refused by a declared failure; never anything else.

Files are mutated as text and as bytes; answers of both services as bytes on the wire and field by field.
More examples with `SPLYNX_XERO_BAD_INPUT=5000`.
"""

import contextlib
import copy
import json
import os
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from splynx_xero_gui.domain.failures import Failure, Misconfigured, ServiceDown
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.engine.match_sheet import COLUMNS
from splynx_xero_gui.splynx import translate
from splynx_xero_gui.splynx.client import Client
from splynx_xero_gui.splynx.errors import read_refusal
from splynx_xero_gui.splynx.scalars import Untranslatable, identity
from splynx_xero_gui.splynx.wire import Answer as SplynxAnswer
from splynx_xero_gui.storage.match_file import read_sheet, write_sheet
from splynx_xero_gui.storage.profile import parse_profile, read_profile
from splynx_xero_gui.xero.errors import body_messages
from splynx_xero_gui.xero.streams import STREAMS
from splynx_xero_gui.xero.translate_in import documents, payments, reference
from splynx_xero_gui.xero.translate_in.values import Unreadable, money, number
from splynx_xero_gui.xero.wire import Answer as XeroAnswer
from splynx_xero_gui.xero.wire import NotJson
from tests.support.xero_kit import guid
from tests.unit.splynx.samples import INVOICE_TEXT, PAYMENT_TEXT
from tests.unit.storage.test_profile import FULL
from tests.unit.xero.test_translate_in import INVOICE

EXAMPLES = int(os.environ.get("SPLYNX_XERO_BAD_INPUT", "120"))
often = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
DEEP = 3000
PAYMENT = {
    "PaymentID": guid(7),
    "Date": "/Date(1789344000000+0000)/",
    "Amount": 24.15,
    "PaymentType": "ACCRECPAYMENT",
    "Status": "AUTHORISED",
    "Invoice": {"InvoiceID": guid(1), "Contact": {"ContactID": guid(2)}},
    "Account": {"AccountID": guid(8), "Code": "090"},
}
NAMELESS: Any = SimpleNamespace(host="isp.example.net")
NASTY = (
    "NaN", "Infinity", "-Infinity", "1e400", "1e400137737", "1e-400137737", "1e-400", "9" * 5000, "-0", "1_000",
    "\uff11\uff12.00", "0x10", "1,5", "12.345", "true", "null", '""', '"12.34"', '"\\ud800"', "\x00", "'''", '"""',
    "[" * DEEP + "]" * DEEP, '{"a":' * DEEP + "1" + "}" * DEEP, "<html><body>Sign in</body></html>",
    "2026-02-30", "9999-99-99", "{}", "[]", "",
)  # fmt: skip
VALUE = re.compile(r"(?<=[:=] )[^\n]+|(?<=: )[^,}\]]+")


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """The text with one to three things done to it that happen to files and answers."""
    for _ in range(draw(st.integers(1, 3))):
        lines = text.splitlines(keepends=True) or [""]
        place = draw(st.integers(0, len(lines) - 1))
        values = list(VALUE.finditer(text))
        match draw(st.sampled_from(["value", "value", "cut", "drop", "twice", "insert", "swap"])):
            case "value" if values:
                found = draw(st.sampled_from(values))
                text = text[: found.start()] + draw(st.sampled_from(NASTY)) + text[found.end() :]
            case "cut":
                text = text[: draw(st.integers(0, len(text)))]
            case "drop":
                text = "".join(lines[:place] + lines[place + 1 :])
            case "twice":
                text = "".join([*lines[: place + 1], *lines[place:]])
            case "swap":
                text = text.replace(draw(st.sampled_from('"[]={}.:')), draw(st.sampled_from('"[]={}.: \n')), 1)
            case _:
                at = draw(st.integers(0, len(text)))
                text = text[:at] + draw(st.sampled_from(NASTY) | st.text(max_size=5)) + text[at:]
    return text


BYTES = st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "latin-1"])


def encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "replace")


# -- files of a person --


@often
@given(mutated(FULL), BYTES)
def test_a_damaged_profile_is_understood_or_its_mistakes_are_told(
    tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "mutated.toml"
    file.write_bytes(encoded(text, encoding))
    with contextlib.suppress(Failure):
        read_profile(file)


@pytest.mark.parametrize(
    "text",
    ["a = " + "9" * 5000, "a = " + "[" * DEEP + "]" * DEEP, "a = " + "{b = " * DEEP + "1" + "}" * DEEP, "\x00", "= 1"],
)
def test_a_profile_that_the_toml_reader_itself_gives_up_on_is_a_mistake_of_the_file(text: str) -> None:
    """A number of 5,000 digits was a ValueError, nesting without end a RecursionError: errors of the program's own."""
    with pytest.raises(Failure) as told:
        parse_profile(text)
    assert "TOML" in str(told.value.message) + str(told.value.details)


def sheet_bytes(tmp: Path, ending: str) -> bytes:
    """The same each time: a workbook written later says so within itself."""
    file = tmp / f"good{ending}"
    if file.exists():
        return file.read_bytes()
    write_sheet(file, COLUMNS, [("customer", str(n), f"Name {n}", guid(n), "X", "likely", "link") for n in range(5)])
    return file.read_bytes()


@often
@given(st.data())
def test_a_damaged_spreadsheet_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp()
    ending = data.draw(st.sampled_from([".csv", ".xlsx"]))
    content = sheet_bytes(folder, ending)
    if ending == ".csv":
        content = encoded(data.draw(mutated(content.decode("utf-8-sig"))), data.draw(BYTES))
    elif data.draw(st.booleans()):
        content = spoilt_bytes(data, content)
    else:
        content = spoilt_parts(data, content)
    file = folder / f"mutated{ending}"
    file.write_bytes(content)
    with contextlib.suppress(Failure):
        for _, row in read_sheet(file, COLUMNS):
            assert all(type(cell) is str for cell in row.values())


def spoilt_bytes(data: st.DataObject, content: bytes) -> bytes:
    at = data.draw(st.integers(0, len(content) - 1))
    return content[:at] + data.draw(st.binary(max_size=8)) + content[at + data.draw(st.integers(0, 40)) :]


def spoilt_parts(data: st.DataObject, content: bytes) -> bytes:
    """The packed files of a workbook, one of them mutated as text or left out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        chosen = data.draw(st.sampled_from(sorted(source.namelist())))
        for name in source.namelist():
            if name != chosen:
                target.writestr(name, source.read(name))
            elif data.draw(st.booleans()):
                target.writestr(name, data.draw(mutated(source.read(name).decode())))
    return out.getvalue()


# -- answers on the wire --


@often
@given(mutated(json.dumps({"Invoices": [INVOICE]}, indent=1)), BYTES)
def test_a_spoilt_answer_of_xero_is_read_without_a_float_or_refused(text: str, encoding: str) -> None:
    answer = XeroAnswer(200, {}, encoded(text, encoding))
    body_messages(answer.json_or_empty())
    try:
        body = answer.json()
    except NotJson:
        return
    items = body.get("Invoices")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            for stream in STREAMS.values():
                read_or_refused(lambda one: stream.translate(one), item, Unreadable)  # noqa: B023


@often
@given(mutated(INVOICE_TEXT), BYTES, st.sampled_from([200, 400, 401, 403, 500]))
def test_a_spoilt_answer_of_splynx_is_read_without_a_float_or_refused(text: str, encoding: str, status: int) -> None:
    content = encoded(text, encoding)
    refusal = read_refusal(status, content)
    assert len(refusal.short) <= 400
    try:
        body = Client._json(NAMELESS, SplynxAnswer(status, {}, content))
    except ServiceDown:
        return
    if isinstance(body, dict):
        read_or_refused(lambda one: translate.document(ObjectKind.INVOICE, one), body, Untranslatable)


def read_or_refused(read: Callable[[Any], Any], item: dict[str, Any], refusal: type[Exception]) -> None:
    try:
        found = read(item)
    except refusal:
        return
    assert not list(floats(found))


def floats(value: Any) -> Any:
    if isinstance(value, float):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from floats(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from floats(getattr(value, name))


# -- amounts: exactly as written, or refused --

WRITTEN = (
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9).map(str)
    | st.sampled_from(NASTY)
    | st.text(alphabet="0123456789.,-+eE_ \uff11\u0662", max_size=12)
)


def meant(written: str) -> Decimal | None:
    """What a text says by the letter: digits, one point, an exponent; nothing else is an amount."""
    text = written.strip()
    return Decimal(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text, re.ASCII) else None


@often
@given(WRITTEN, st.booleans())
def test_an_amount_of_xero_is_what_was_written_or_refused(written: str, quoted: bool) -> None:
    words = json.dumps(written) if quoted else written
    for item, field, read in (
        (INVOICE, "AmountDue", lambda one: documents.invoice(one).open),
        (PAYMENT, "Amount", lambda one: payments.payment(one).amount),
    ):
        text = json.dumps({**item, field: "@"}).replace('"@"', words)
        try:
            amount = read(XeroAnswer(200, {}, text.encode()).json())
        except (NotJson, Unreadable):
            continue
        right = meant(written if quoted else written.strip().strip('"'))
        # An empty amount of an invoice or payment is refused; anything read must be the amount itself.
        assert right is not None, (written, amount)
        assert abs(amount - right) <= Decimal("0.000001"), (written, amount)


@often
@given(WRITTEN)
def test_an_amount_of_splynx_is_what_was_written_or_refused(written: str) -> None:
    obj = copy.deepcopy(json.loads(PAYMENT_TEXT, parse_float=Decimal)) | {"amount": written}
    try:
        amount = translate.payment(obj).amount
    except Untranslatable:
        return
    right = meant(written)
    assert right is not None, (written, amount)
    assert abs(amount - right) <= Decimal("0.000001"), (written, amount)


@often
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=6), lambda inner: st.lists(inner)))
def test_settings_of_xero_of_any_shape_are_read_or_refused(value: object) -> None:
    item = {"OrganisationID": guid(1), "Name": value, "BaseCurrency": value, "PeriodLockDate": value, "Timezone": value}
    for read in (reference.organisation, reference.account, reference.tax_rate, reference.tracking_category):
        read_or_refused(read, {**item, "AccountID": guid(2), "EffectiveRate": value, "Options": value}, Unreadable)


# -- what was found, by name --


@pytest.mark.parametrize("huge", ["1e400137737", "-1e400137737", "9e999999"])
def test_a_number_beyond_all_arithmetic_is_refused_on_both_sides(huge: str) -> None:
    """abs() of it was an overflow: an error of the program's own."""
    with pytest.raises(Untranslatable):
        identity(Decimal(huge), "id")
    with pytest.raises(Unreadable):
        number({"Total": Decimal(huge)}, "Total")


@pytest.mark.parametrize("part", ["docProps/core.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_workbook_with_one_damaged_part_is_refused(tmp_path: Path, part: str) -> None:
    """The parser's own error came through, and the file stayed open."""
    content = sheet_bytes(tmp_path, ".xlsx")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name) if name != part else source.read(name)[:-20] + b"<<")
    file = tmp_path / "damaged.xlsx"
    file.write_bytes(out.getvalue())
    with pytest.raises(Misconfigured):
        read_sheet(file, COLUMNS)


@pytest.mark.parametrize("written", ["1_000", "\uff11\uff12.00", "12.345", "0x10", "1,5"])
def test_what_python_takes_for_a_number_and_xero_never_writes_is_no_amount(written: str) -> None:
    """12.345 was read as 12.35 and 1_000 as 1000.00."""
    with pytest.raises(Unreadable):
        money({"Total": written}, "Total")
