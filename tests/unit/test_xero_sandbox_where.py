"""The filter language of the Xero sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero.errors import ApiError
from splynx_xero_gui.sandbox.xero.where import Field, Kind, compile_where


@dataclass(frozen=True)
class Thing:
    name: str | None = None
    key: str = "11111111-1111-4111-8111-111111111111"
    amount: Decimal = Decimal(0)
    on: date = date(2026, 1, 1)
    good: bool = False


FIELDS = {
    f.name.lower(): f
    for f in (
        Field("Name", Kind.TEXT, lambda t: t.name),
        Field("Key.ID", Kind.GUID, lambda t: t.key),
        Field("Amount", Kind.NUMBER, lambda t: t.amount),
        Field("Date", Kind.DAY, lambda t: t.on),
        Field("Good", Kind.FLAG, lambda t: t.good),
        Field("Mute", Kind.TEXT, lambda t: t.name, silent=True),
    )
}


def matches(where: str, thing: Thing) -> bool:
    return compile_where(where, FIELDS, "Thing").test(thing)


@pytest.mark.parametrize(
    ("where", "thing", "expected"),
    [
        ('Name=="ANN"', Thing("Ann"), True),
        ('name == "ann" and Amount > 5', Thing("Ann", amount=Decimal("5.01")), True),
        ('Name=="a" OR Name=="b" AND Amount>1', Thing("a"), True),  # AND binds closer
        ('(Name=="a" OR Name=="b") AND Amount>1', Thing("a"), False),
        ("Name==null", Thing(), True),
        ('Name!=null AND Name.Contains("nn")', Thing("Ann"), True),
        ('Name.EndsWith("x")', Thing(), False),
        ('Name!="x"', Thing(), True),
        ("Date>=DateTime(2026,1,1) AND Date<DateTime(2026, 2, 1)", Thing(), True),
        ("Date==DateTime(2026,1,2,0,0,0)", Thing(), False),
        ('Key.Id==guid("11111111-1111-4111-8111-111111111111")', Thing(), True),
        ('Key.Id!=Guid("11111111-1111-4111-8111-111111111111")', Thing(), False),
        ("Good==true || Amount<=-1.5", Thing(amount=Decimal(-2)), True),
        ("Good = false", Thing(), True),
        (r'Name=="a \"quoted\" name"', Thing('A "Quoted" name'), True),
        ('Mute=="Ann"', Thing("Ann"), False),
    ],
)
def test_a_filter_that_xero_reads(where: str, thing: Thing, expected: bool) -> None:
    assert matches(where, thing) is expected


@pytest.mark.parametrize(
    "where",
    [
        "",
        "Name",
        "Name==",
        'Name=="x',
        'Nonsense=="x"',
        'Amount=="5"',
        'Key.ID=="1111"',
        'Key.ID==guid("12")',
        'Name>"a"',
        "Date>=DateTime(2026,13,1)",
        "Date>=DateTime(2026)",
        'Name=="a" Name=="b"',
        "(Amount>1",
        "Amount>1)",
        'Amount.Contains("1")',
        "Name.Frobnicate()",
        "Amount>null",
        "Name=='a'",
    ],
)
def test_a_filter_that_xero_refuses(where: str) -> None:
    with pytest.raises(ApiError) as refused:
        matches(where, Thing())
    assert refused.value.status == 400
    assert b"QueryParseException" in refused.value.body


def test_functions_of_xero_that_are_not_modelled_say_so() -> None:
    with pytest.raises(NotModelled, match="ToLower"):
        matches('Name.ToLower()=="x"', Thing())


def test_it_knows_which_fields_it_looks_at() -> None:
    assert compile_where('Name=="a" AND Amount>1', FIELDS, "Thing").fields == {"Name", "Amount"}
