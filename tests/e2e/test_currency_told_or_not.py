"""Where Splynx keeps its currency is not documented: every answer is survived, a wrong currency is refused (R30)."""

import json

import pytest

from splynx_xero_gui.domain.failures import Misconfigured
from tests.support.inprocess import Office

CONFIG = r"/config/config"
FORBIDDEN = json.dumps({"error": {"message": "No access", "code": 403, "internal_code": "FORBIDDEN"}})
MISSING = json.dumps({"error": {"message": "Not found", "code": 404, "internal_code": "NOT_FOUND"}})


def told(office: Office, body: str, status: int = 200, kind: str = "application/json") -> None:
    """What this Splynx answers when it is asked for its settings."""
    office.world.splynx.faults.fail("GET", CONFIG, status=status, body=body, content_type=kind, times=None)


@pytest.mark.parametrize(
    ("body", "status", "kind", "currency"),
    [
        ('{"currency_code": "ZAR"}', 200, "application/json", "ZAR"),
        ('[{"key": "currency", "value": "zar"}, {"key": "timezone", "value": ""}]', 200, "application/json", "ZAR"),
        ('{"main": {"localization": {"iso_currency": "ZAR"}}}', 200, "application/json", "ZAR"),
        ('{"currency": "R"}', 200, "application/json", None),
        ('{"currency": 4, "timezone": null}', 200, "application/json", None),
        ("null", 200, "application/json", None),
        ("[]", 200, "application/json", None),
        ('"ZAR"', 200, "application/json", None),
        ("<html>Please sign in</html>", 200, "text/html", None),
        (FORBIDDEN, 403, "application/json", None),
        (MISSING, 404, "application/json", None),
        ("", 500, "text/html", None),
        ('[{"field": "path", "message": "Chemin inconnu !"}]', 422, "application/json", None),
    ],
)
def test_books_are_synced_whether_splynx_tells_its_currency_or_not(
    make_office, body: str, status: int, kind: str, currency: str | None
) -> None:
    office: Office = make_office()
    told(office, body, status, kind)
    office.fetch()
    billing = office.session.references()[0]
    assert billing is not None
    assert billing.currency == currency
    office.bill(office.customer())
    office.later(days=1, hours=1)  # the settings are read again in the sync
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    office.equal()


def test_another_currency_is_refused_before_anything_is_written(make_office) -> None:
    office: Office = make_office()
    told(office, '{"currency_code": "EUR"}')
    with pytest.raises(Misconfigured) as refused:
        office.fetch()
    assert refused.value.id == "C1"
    assert "Splynx bills in EUR" in refused.value.message
    office.bill(office.customer())
    report = office.run()
    assert (report.outcome, report.reason, report.failure_id) == ("stopped", "configuration", "C1")
    assert office.world.xero.log.count("PUT") == 0
