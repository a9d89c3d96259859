"""Tracking from partner, location or service category to Xero's tracking options, two at most on a line."""

import pytest

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.profile import TrackingMapping
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero import DocKind
from splynx_xero_gui.sandbox.xero.model import State, TrackingCategory, TrackingOption
from tests.support.inprocess import INSTALLATION, SERVICE, VAT, D, Office

BY_PLACE = TrackingMapping("location", {"Cape Town": "South", "Durban": "North"})
BY_CATEGORY = TrackingMapping("category", {"Service": "Recurring", "Installation": "Once"})
BY_CATEGORY_IN_REGION = TrackingMapping("category", {"Service": "South", "Installation": "North"})
BY_PARTNER = TrackingMapping("partner", {"Main": "South", "Coastal Reseller": "North"})


def add_second_category(office: Office) -> None:
    """Xero allows two tracking categories; the organisation begins with Region."""
    org = office.desk.org
    options = [TrackingOption(org.new_id(), name) for name in ("Recurring", "Once")]
    org.tracking.append(TrackingCategory(org.new_id(), "Kind of work", options))
    office.fetch()


def track(office: Office, **mappings: TrackingMapping) -> None:
    """The profile maps tracking."""
    named = {name.replace("_", " "): mapping for name, mapping in mappings.items()}
    held = office.profile().mappings
    office.change_profile(mappings=type(held)(held.categories, held.taxes, held.payment_methods, named))


def tracking_of(office: Office, number: str) -> list[dict[str, str]]:
    """What each line of the invoice carries in Xero."""
    lines = office.desk.invoice(number).lines
    return [{category.name: option.name for category, option in line.tracking} for line in lines]


def test_location_and_category_give_a_line_an_option_each(make_office) -> None:
    office: Office = make_office()
    add_second_category(office)
    track(office, Region=BY_PLACE, Kind_of_work=BY_CATEGORY)
    assert [place.name for place in office.session.references()[0].locations] == ["Cape Town", "Durban"]
    lines = [
        Line("Fibre 25 Mbps", D("100"), tax_id=VAT, category_id=SERVICE),
        Line("Installation", D("50"), tax_id=VAT, category_id=INSTALLATION),
    ]
    invoice = office.books.create_invoice(office.customer(location_id=2).id, lines)
    office.sync()
    assert tracking_of(office, invoice.number) == [
        {"Region": "North", "Kind of work": "Recurring"},
        {"Region": "North", "Kind of work": "Once"},
    ]
    office.equal()


def test_the_partner_of_the_document_decides_also_after_the_customer_moved(make_office) -> None:
    office: Office = make_office()
    track(office, Region=BY_PARTNER)
    customer = office.customer(partner_id=2)
    first = office.bill(customer)
    office.sync()
    office.books.change_customer(customer.id, partner_id=1)
    office.books.change_invoice(first.id, lines=[Line("Fibre", D("120"), tax_id=VAT)])
    second = office.bill(customer)
    office.later(days=1)
    office.sync()
    assert tracking_of(office, first.number) == [{"Region": "North"}]
    assert tracking_of(office, second.number) == [{"Region": "South"}]
    office.equal()


def test_what_is_not_mapped_carries_nothing(make_office) -> None:
    office: Office = make_office()
    track(office, Region=TrackingMapping("location", {"Durban": "North"}))
    invoice = office.bill(office.customer(location_id=1))
    office.sync()
    assert tracking_of(office, invoice.number) == [{}]


def test_a_changed_tracking_changes_nothing_that_was_sent(make_office) -> None:
    office: Office = make_office()
    invoice = office.bill(office.customer(location_id=1))
    office.sync()
    track(office, Region=BY_PLACE)
    assert office.sync() == {}
    assert tracking_of(office, invoice.number) == [{}]


def test_a_mistake_is_named_before_anything_is_written(make_office) -> None:
    office: Office = make_office()
    track(office, Region=TrackingMapping("location", {"Bloemfontein": "South"}))
    with pytest.raises(Misconfigured, match="Splynx has no location 'Bloemfontein'"):
        office.plan()
    report = office.run()
    assert (report.outcome, report.reason) == ("stopped", "configuration")


def test_an_option_archived_in_xero_holds_back_only_what_carries_it(make_office) -> None:
    """What Xero would refuse waits for a person; nothing else does, and nothing loses its tracking by itself."""
    office: Office = make_office()
    track(office, Region=BY_PLACE)
    office.desk.org.tracking[0].options[1].status = State.ARCHIVED
    office.fetch()
    south = [office.bill(office.customer(location_id=1)) for _ in range(2)]
    north = office.bill(office.customer(location_id=2))
    assert office.sync()["create-invoice"] == 1
    assert tracking_of(office, north.number) == [{"Region": "North"}]
    asked = office.conflicts()
    assert {c.question for c in asked} == {
        "Tracking Region: South is not in use in Xero any more. 2 documents, 230.00, are mapped to it."
    }
    assert office.reconcile().balanced
    office.desk.org.tracking[0].options[1].status = State.ACTIVE
    office.fetch()
    assert office.sync()["create-invoice"] == 2
    assert [tracking_of(office, invoice.number) for invoice in south] == [[{"Region": "South"}]] * 2
    office.equal()


def test_what_waits_for_an_option_goes_without_it_on_request_and_so_does_what_comes_later(make_office) -> None:
    office: Office = make_office()
    track(office, Region=TrackingMapping("location", {"Cape Town": "West"}))
    first = office.bill(office.customer(location_id=1))
    assert office.sync() == {"create-contact": 1}
    question = office.answer("tracking-unusable", "without")
    assert question.question.startswith("Tracking Region: West is not in use in Xero any more.")
    second = office.bill(office.customer(location_id=1))
    assert office.sync()["create-invoice"] == 2
    assert [tracking_of(office, invoice.number) for invoice in (first, second)] == [[{}], [{}]]
    office.equal()


def test_a_rounding_line_carries_the_tracking_of_the_largest_line(make_office) -> None:
    """R9: a report by region then comes to the same as the document."""
    office: Office = make_office()
    track(office, Region=BY_CATEGORY_IN_REGION)
    lines = [
        Line("Fibre", D("0.3350"), tax_id=0, category_id=SERVICE),
        Line("Call-out", D("0.6650"), tax_id=0, category_id=INSTALLATION),
    ]
    invoice = office.books.create_invoice(office.customer().id, lines)
    office.sync()
    assert tracking_of(office, invoice.number) == [{"Region": "South"}, {"Region": "North"}, {"Region": "North"}]
    office.equal()


def test_the_console_takes_tracking_from_the_profile_file(make_world, user_of) -> None:
    world = make_world(customers=10, months=1)
    user = user_of(world)
    file = user.folder / "with-tracking.toml"
    values = '{ "Cape Town" = "South", "Stellenbosch" = "South", "Durban" = "North" }'
    file.write_text(
        f'{world.profile_toml}\n[mapping.tracking]\n"Region" = {{ from = "location", values = {values} }}\n'
    )
    assert user.run("setup", "--from", str(file)).code == 0
    assert user.run("fetch").code == 0
    assert user.run("sync").code == 0
    lines = [line for document in world.xero.desk().documents(DocKind.INVOICE) for line in document.lines]
    assert {bool(line.tracking) for line in lines if line.description != "Rounding"} == {True}
    back = user.folder / "back.toml"
    assert user.run("profile", "export", str(back)).code == 0
    assert '"Cape Town" = "South"' in back.read_text()
