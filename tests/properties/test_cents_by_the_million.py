"""Totals and tax equal to the cent for any prices and quantities of four decimals (R8, R9).

A fixed number of lines here; `CENTS_LINES=5000000 CENTS_SEED=7 pytest -s tests/properties/test_cents_by_the_million.py`
for as many as wanted. docs/cents.md keeps what such a run came to.
"""

import os
import random
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import DocumentPayload, Ref
from splynx_xero_gui.engine.reconcile.cents import Fit, PricedLine, fit
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx.money import cents, document_total, line_money
from splynx_xero_gui.sandbox.xero import DocKind, Edition, OrganisationSpec
from splynx_xero_gui.sandbox.xero import documents as xero_documents
from splynx_xero_gui.sandbox.xero.books import Organisation, Person
from splynx_xero_gui.sandbox.xero.contacts import create as create_contact
from splynx_xero_gui.sandbox.xero.countries import AUTOMATIC
from splynx_xero_gui.xero.translate_out.documents import document as body_of
from tests.support.cents_sweep import RATES, ROUNDING, documents, sweep

LINES = int(os.environ.get("CENTS_LINES", "40000"))
SEED = int(os.environ.get("CENTS_SEED", "1"))


@pytest.mark.timeout(0)
def test_every_total_and_the_tax_of_every_rate_are_splynxs_to_the_cent() -> None:
    figures = sweep(SEED, LINES)
    print(f"\nseed {SEED}: {figures}")
    assert not figures.wrong, figures.wrong[:3]
    assert figures.as_computed > figures.documents // 4, "most documents need no correction"
    assert figures.overridden
    assert figures.rounded


@pytest.mark.timeout(0)
def test_without_overrides_totals_are_equal_wherever_rounding_explains_them() -> None:
    figures = sweep(SEED, LINES // 4, tax_override=False)
    print(f"\nseed {SEED}, tax_override = false: {figures}")
    assert not figures.wrong, figures.wrong[:3]
    assert not figures.overridden
    assert figures.refused < figures.documents // 100, "a refusal is the exception"


@pytest.mark.parametrize("edition", Edition)
def test_an_organisation_of_each_edition_answers_with_splynxs_total_and_tax(edition: Edition) -> None:
    """The bodies as they are sent, computed and stored by Xero's own document."""
    org = Organisation(OrganisationSpec("Books", edition), SandboxClock(), Person())
    contact = create_contact(org, {"Name": "Anna Botha"})
    usable = {name: rate for name, rate in org.tax_rates.items() if rate.status == "ACTIVE" and name != AUTOMATIC}
    rates = {rate.rate.normalize(): name for name, rate in usable.items() if "REVENUE" in rate.classes}
    sent = 0
    for number, lines in enumerate(documents(random.Random(f"{SEED}/{edition}"))):
        if sent == 40:
            break
        if any(line.key.percent not in rates for line in lines):
            continue
        billed = [line_money(line.unit_price, line.quantity, line.key.percent) for line in lines]
        total = document_total(billed).quantize(Decimal("0.01"))
        found = fit(lines, total, tax_override=True, rounding=ROUNDING)
        assert isinstance(found, Fit)
        if total < 0:
            continue
        body = body_of(_payload(found, contact.contact_id, str(number), org))
        for line, element in zip(found.lines, body["LineItems"], strict=True):
            element["TaxType"] = org.no_tax if line.tax_type == "NONE" else rates[RATES[line.tax_type].normalize()]
        held = xero_documents.create(org, DocKind.INVOICE, body, 4).document
        assert (held.total, held.total_tax) == (total, _tax(lines))
        sent += 1


def _tax(lines: list[PricedLine]) -> Decimal:
    by_rate: dict[str, Decimal] = {}
    for line in lines:
        by_rate[line.tax_type] = by_rate.get(line.tax_type, Decimal(0)) + line.tax_amount
    return sum((cents(tax) for tax in by_rate.values()), Decimal(0)).quantize(Decimal("0.01"))


def _payload(found: Fit, contact_id: str, number: str, org: Organisation) -> DocumentPayload:
    return DocumentPayload(
        kind=ObjectKind.INVOICE,
        number=number,
        contact=Ref(contact_id),
        date=org.today(),
        due_date=org.today(),
        reference="",
        currency=org.country.currency,
        status="AUTHORISED",
        lines=found.lines,
        total=found.total,
        total_tax=found.total_tax,
    )
