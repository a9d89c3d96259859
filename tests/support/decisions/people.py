"""Situations about contacts (R2, R6; design.md §5)."""

from __future__ import annotations

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.sandbox.xero import DocKind
from tests.support.decisions.recipe import Outcome, Recipe, anna, synced
from tests.support.inprocess import Office


def number_on_a_strangers_contact(office: Office) -> None:
    """The accountant typed Carl's number onto Anna's contact; then Carl is billed for the first time."""
    office.bill(office.customer())
    carl = office.customer("Carl Zulu")
    synced(office)
    office.desk.edit_contact(office.desk.contact("SPX-1"), ContactNumber=f"SPX-{carl.id}")
    office.desk.add_contact("Zulu Trading")
    office.bill(carl, "200")


def changed_on_both_sides(office: Office) -> None:
    """Name and e-mail of one customer are edited in Splynx and in Xero, differently."""
    person = office.customer(email="anna@example.net")
    office.bill(person)
    synced(office)
    office.desk.edit_contact(office.desk.contact("SPX-1"), Name="Anna B.", EmailAddress="hand@example.net")
    office.books.change_customer(person.id, name="Anna Nkosi", email="new@example.net")


def archived_with_a_new_document(office: Office) -> None:
    """The contact was archived in Xero, and Splynx bills its customer again."""
    person = office.customer()
    office.bill(person)
    synced(office)
    office.desk.archive_contact(office.desk.contact("SPX-1"))
    office.desk.add_contact("Anna's mother")
    office.bill(person, "200")


def _contact(name: str):  # type: ignore[no-untyped-def]
    def value(office: Office, _question: Conflict) -> str:
        return next(c.contact_id for c in office.desk.org.contacts if c.name == name)

    return value


def _held_by(name: str, customer: int, count: int = 1):  # type: ignore[no-untyped-def]
    def check(office: Office) -> None:
        newest = sorted(office.desk.documents(DocKind.INVOICE), key=lambda d: d.number)
        held = [d for d in newest if d.contact.name == name]
        assert len(held) == count, [(d.number, d.contact.name) for d in newest]
        assert customer

    return check


def _is(name: str, email: str):  # type: ignore[no-untyped-def]
    def check(office: Office) -> None:
        contact = office.desk.contact("SPX-1")
        assert (contact.name, contact.texts["EmailAddress"]) == (name, email)
        assert (anna(office).name, anna(office).email) == ("Anna Nkosi", "new@example.net")

    return check


def _restored(office: Office) -> None:
    office.desk.restore_contact(office.desk.contact("SPX-1"))
    assert office.sync() == {"create-invoice": 1}
    office.equal()


PEOPLE = (
    Recipe(
        ConflictKind.CONTACT_AMBIGUOUS,
        number_on_a_strangers_contact,
        ("link", "new"),
        (
            Outcome("link", {"create-invoice": 1}, value=_contact("Zulu Trading"), then=_held_by("Zulu Trading", 2)),
            Outcome("new", {"create-contact": 1, "create-invoice": 1}, then=_held_by("Carl Zulu", 2)),
        ),
        waiting="230.00",
    ),
    Recipe(
        ConflictKind.CONTACT_CHANGED_BOTH,
        changed_on_both_sides,
        ("use-splynx", "keep-xero", "per-field"),
        (
            Outcome("use-splynx", {"update-contact": 1}, then=_is("Anna Nkosi", "new@example.net")),
            Outcome("keep-xero", then=_is("Anna B.", "hand@example.net")),
            Outcome("per-field", {"update-contact": 1}, value="email", then=_is("Anna B.", "new@example.net")),
        ),
    ),
    Recipe(
        ConflictKind.CONTACT_ARCHIVED,
        archived_with_a_new_document,
        ("wait-restore", "other", "new"),
        (
            Outcome("wait-restore", {}, "230.00", then=_restored),
            Outcome("other", {"create-invoice": 1}, value=_contact("Anna's mother"), then=_held_by("Anna's mother", 1)),
            Outcome("new", {"create-contact": 1, "create-invoice": 1}),
        ),
        waiting="230.00",
    ),
)
