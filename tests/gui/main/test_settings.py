"""M6: the set-up's pages used again, one bar that counts what is not saved, and a change of flow that asks first."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from types import MappingProxyType

import pytest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import Misconfigured, NotAuthorised
from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.profile import Mappings, MethodMapping, Options, Profile, SplynxSettings, XeroSettings
from splynx_xero_gui.engine.flow_effect import Counted, FlowEffect
from splynx_xero_gui.gui.kit.columns import TableRole
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.main.page import SETTINGS_PAGES, PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.wizard.pages import PageId
from tests.gui.main.conftest import Open, window_books
from tests.gui.main.scenes import books, connected
from tests.support.fake_session import FakeSession
from tests.support.fake_settings import CLIENT_ID, URL
from tests.support.palettes import assert_real_font
from tests.support.shots import cut_texts, overlaps

Turn = Callable[[MainWindow, PageKey], None]
CROSSING = FlowEffect(
    begun=True,
    sent=Counted(12, Decimal("5520.00")),
    taken=Counted(),
    would_take=Counted(7, Decimal("3220.00")),
)


def profile(**options: object) -> Profile:
    methods = {
        "Cash": MethodMapping("091"),
        "Bank transfer": MethodMapping("090"),
        "Credit card": MethodMapping("092"),
    }
    day = dt.date(2026, 11, 1)
    return Profile(
        SplynxSettings(URL),
        XeroSettings(CLIENT_ID, organisation="Example ISP Ltd"),
        options=Options(documents_from=day, payments_from=day, **options),  # type: ignore[arg-type]
        mappings=Mappings(
            MappingProxyType({"Service": "200", "Installation": "260"}),
            MappingProxyType({"VAT 15%": "OUTPUT3", "none": "NONE"}),
            MappingProxyType(methods),
        ),
    )


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    opened = open_window(books())
    session(opened).stored = profile()
    return opened


def session(window: MainWindow) -> FakeSession:
    found = window.model.session
    assert isinstance(found, FakeSession)
    return found


def stored(window: MainWindow) -> Profile:
    kept = session(window).stored
    assert kept is not None
    return kept


def table(window: MainWindow, name: str) -> MoneyTable:
    return next(found for found in window.findChildren(MoneyTable) if found.view.objectName() == name)


def choose(window: MainWindow, name: str, row: str, column: str, value: str) -> None:
    view = table(window, name)
    assert view.select_row(row, column)
    model = view.model()
    place = next(n for n, known in enumerate(model.columns()) if known.key == column)
    line = next(n for n, known in enumerate(model.rows()) if known.key == row)
    assert model.setData(model.index(line, place), value, TableRole.PICK_KEY)


def press(window: MainWindow, name: str) -> None:
    button = window.findChild(QAbstractButton, name)
    assert isinstance(button, QAbstractButton)
    assert button.isEnabled()
    button.click()


def keys_of(window: MainWindow) -> list[str]:
    return [change.key for change in window.settings.settings.changes]


def settled(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.background.tasks() and not window.settings.settings.busy)


def test_every_page_of_settings_opens_and_counts_nothing_as_changed(window: MainWindow, on_page: Turn) -> None:
    for key in window.settings.parts:
        on_page(window, key)
        assert window.current().key is key
        assert keys_of(window) == []
        assert not window.settings.bar().isVisible()
    assert set(window.settings.parts) <= set(SETTINGS_PAGES)


def test_a_mapping_is_changed_saved_and_only_that_is_written(window: MainWindow, on_page: Turn, qtbot: QtBot) -> None:
    on_page(window, PageKey.MAPPINGS)
    choose(window, "categories.table", "1", "choice", "260")
    assert window.settings.bar().text() == "1 change not saved"
    # Meanwhile an answered question wrote another mapping.
    before = stored(window)
    more = MappingProxyType({**before.mappings.categories, "Equipment": "270"})
    session(window).stored = dataclasses.replace(before, mappings=dataclasses.replace(before.mappings, categories=more))
    press(window, "settings.save")
    qtbot.waitUntil(lambda: not window.settings.bar().isVisible())
    assert dict(stored(window).mappings.categories) == {"Service": "260", "Installation": "260", "Equipment": "270"}
    said = window.settings.strip.current()
    assert said is not None
    assert said.text == "Applies to new documents. 180 documents already synced stay as they are."
    assert window.model.planned_at is None


def test_nothing_is_lost_on_turning_to_other_pages(window: MainWindow, on_page: Turn) -> None:
    on_page(window, PageKey.MAPPINGS)
    choose(window, "categories.table", "1", "choice", "260")
    on_page(window, PageKey.OVERVIEW)
    on_page(window, PageKey.ADVANCED)
    on_page(window, PageKey.MAPPINGS)
    assert keys_of(window) == ["Service"]
    assert window.settings.bar().isVisible()


def test_discard_brings_back_what_is_stored(window: MainWindow, on_page: Turn, qtbot: QtBot) -> None:
    on_page(window, PageKey.MAPPINGS)
    choose(window, "categories.table", "1", "choice", "260")
    press(window, "settings.discard")
    qtbot.waitUntil(lambda: not window.settings.bar().isVisible())
    settled(window, qtbot)
    rows = {row.key: row.choice.value for row in table(window, "categories.table").model().rows()}
    assert rows["1"] == "200"
    assert "change_profile" not in window_books(window).calls


def test_a_refused_save_keeps_the_changes_and_says_why(window: MainWindow, on_page: Turn, qtbot: QtBot) -> None:
    window_books(window).fail["change_profile"] = Misconfigured("P6", "A partner belongs to another profile", "", "")
    on_page(window, PageKey.ADVANCED)
    box = window.findChild(QSpinBox, "advanced.too_many_items")
    assert isinstance(box, QSpinBox)
    box.setValue(80)
    press(window, "settings.save")
    qtbot.waitUntil(lambda: window.settings.strip.current() is not None)
    shown = window.settings.strip.current()
    assert shown is not None
    assert shown.title == "A partner belongs to another profile"
    assert keys_of(window) == ["too_many_items"]


def test_a_wrong_pattern_is_told_at_its_field_before_anything_is_written(window: MainWindow, on_page: Turn) -> None:
    on_page(window, PageKey.ADVANCED)
    line = window.findChild(QLineEdit, "advanced.payment_reference")
    assert isinstance(line, QLineEdit)
    line.setText("{nonsense}")
    on_page(window, PageKey.MAPPINGS)
    press(window, "settings.save")
    assert window.current().key is PageKey.ADVANCED
    assert "change_profile" not in window_books(window).calls


def test_every_option_of_the_profile_file_can_be_reached(window: MainWindow, on_page: Turn) -> None:
    for key in (PageKey.SCOPE, PageKey.ADVANCED):
        on_page(window, key)
    names = {widget.objectName() for widget in window.findChildren(object)}
    missing = [
        field.name
        for field in dataclasses.fields(Options)
        if f"range.{field.name}" not in names and f"advanced.{field.name}" not in names
    ]
    assert missing == []


def test_an_option_shown_on_two_pages_is_the_same_on_both(window: MainWindow, on_page: Turn) -> None:
    on_page(window, PageKey.ADVANCED)
    box = window.findChild(QSpinBox, "advanced.calls_per_day")
    assert isinstance(box, QSpinBox)
    box.setValue(5000)
    on_page(window, PageKey.SCOPE)
    other = window.findChild(QSpinBox, "range.calls_per_day")
    assert isinstance(other, QSpinBox)
    assert other.value() == 5000
    assert keys_of(window) == ["calls_per_day"]


def test_our_own_lock_is_a_date_or_none(window: MainWindow, on_page: Turn, qtbot: QtBot) -> None:
    on_page(window, PageKey.ADVANCED)
    box = next(b for b in window.findChildren(QCheckBox) if b.accessibleName() == "Our own lock")
    box.setChecked(True)
    assert keys_of(window) == ["closed_until"]
    box.setChecked(False)
    assert keys_of(window) == []


class TestPaymentFlow:
    def test_a_change_asks_first_and_by_default_crosses_nothing(
        self, window: MainWindow, on_page: Turn, qtbot: QtBot
    ) -> None:
        window_books(window).flow_effect = CROSSING
        self._to_mixed(window, on_page)
        press(window, "settings.save")
        qtbot.waitUntil(lambda: window.settings.question() is not None)
        question = window.settings.question()
        assert question is not None
        assert "change_profile" not in window_books(window).calls
        assert question.button("leave").isDefault()
        question.button("leave").click()
        qtbot.waitUntil(lambda: stored(window).scenario is ScenarioKind.MIXED)
        assert window_books(window).included == [False]
        assert stored(window).mappings.payment_methods["Bank transfer"].flow is Flow.FROM_XERO

    def test_the_question_names_counts_and_money(self, window: MainWindow, on_page: Turn, qtbot: QtBot) -> None:
        window_books(window).flow_effect = CROSSING
        self._to_mixed(window, on_page)
        press(window, "settings.save")
        qtbot.waitUntil(lambda: window.settings.question() is not None)
        question = window.settings.question()
        assert question is not None
        text = question.accessibleDescription().replace("\u00a0", " ")
        assert "Sent from Splynx so far: 12 payments, ZAR 5,520.00. They stay in Xero." in text
        assert "Would cross over: 7 payments, ZAR 3,220.00 (none to Xero, 7 payments, ZAR 3,220.00 to Splynx)" in text

    def test_closing_the_question_leaves_the_scenario_as_it_is(
        self, window: MainWindow, on_page: Turn, qtbot: QtBot
    ) -> None:
        window_books(window).flow_effect = CROSSING
        self._to_mixed(window, on_page)
        press(window, "settings.save")
        qtbot.waitUntil(lambda: window.settings.question() is not None)
        question = window.settings.question()
        assert question is not None
        question.reject()
        settled(window, qtbot)
        assert stored(window).scenario is ScenarioKind.PUSH_ALL
        assert "kind" in keys_of(window)

    def test_older_payments_come_along_only_on_a_persons_wish(
        self, window: MainWindow, on_page: Turn, qtbot: QtBot
    ) -> None:
        window_books(window).flow_effect = CROSSING
        self._to_mixed(window, on_page)
        press(window, "settings.save")
        qtbot.waitUntil(lambda: window.settings.question() is not None)
        question = window.settings.question()
        assert question is not None
        question.button("include").click()
        qtbot.waitUntil(lambda: window_books(window).included == [True])

    def test_before_the_first_sync_nothing_needs_to_be_asked(
        self, window: MainWindow, on_page: Turn, qtbot: QtBot
    ) -> None:
        self._to_mixed(window, on_page)
        press(window, "settings.save")
        qtbot.waitUntil(lambda: stored(window).scenario is ScenarioKind.MIXED)
        assert window.settings.question() is None

    def test_a_key_that_may_not_make_payments_is_told_before_the_change(
        self, window: MainWindow, on_page: Turn, qtbot: QtBot
    ) -> None:
        missing = NotAuthorised("S3", "The key is missing 1 permissions", "Finance › Payments – add", "Tick it.")
        window_books(window).fail["check_payment_rights"] = missing
        self._to_mixed(window, on_page)
        press(window, "settings.save")
        qtbot.waitUntil(lambda: window.settings.strip.current() is not None)
        assert "change_profile" not in window_books(window).calls

    def test_an_account_used_both_ways_is_refused_and_shown(self, window: MainWindow, on_page: Turn) -> None:
        self._to_mixed(window, on_page)
        on_page(window, PageKey.MAPPINGS)
        tabs = window.settings.parts[PageKey.MAPPINGS]
        tabs.show_step(PageId.ACCOUNTS)  # type: ignore[attr-defined]
        choose(window, "accounts.table", "1", "choice", "090")
        press(window, "settings.save")
        assert window.current().key is PageKey.FLOWS
        assert "flow_effect" not in window_books(window).calls

    @staticmethod
    def _to_mixed(window: MainWindow, on_page: Turn) -> None:
        on_page(window, PageKey.FLOWS)
        press(window, "flow.mixed")
        choose(window, "flow.table", "2", "flow", "from-xero")
        assert "kind" in keys_of(window)


class TestLeaving:
    def test_closing_asks_and_keeps_working_by_default(self, window: MainWindow, on_page: Turn) -> None:
        on_page(window, PageKey.MAPPINGS)
        choose(window, "categories.table", "1", "choice", "260")
        window.close()
        question = window.settings.question()
        assert question is not None
        question.reject()
        assert window.isVisible()
        assert keys_of(window) == ["Service"]

    def test_discarding_closes(self, window: MainWindow, on_page: Turn) -> None:
        on_page(window, PageKey.MAPPINGS)
        choose(window, "categories.table", "1", "choice", "260")
        window.close()
        question = window.settings.question()
        assert question is not None
        question.button("discard").click()
        assert not window.isVisible()
        assert stored(window) == profile()

    def test_saving_closes_when_it_is_saved(self, window: MainWindow, on_page: Turn, qtbot: QtBot) -> None:
        on_page(window, PageKey.MAPPINGS)
        choose(window, "categories.table", "1", "choice", "260")
        window.close()
        question = window.settings.question()
        assert question is not None
        question.button("save").click()
        qtbot.waitUntil(lambda: not window.isVisible())
        assert stored(window).mappings.categories["Service"] == "260"

    def test_another_profile_is_opened_only_when_it_is_decided(
        self, window: MainWindow, on_page: Turn, qtbot: QtBot
    ) -> None:
        wanted: list[str] = []
        window.switch_wanted.connect(wanted.append)
        on_page(window, PageKey.MAPPINGS)
        choose(window, "categories.table", "1", "choice", "260")
        window.switch_to("Coast")
        assert wanted == []
        question = window.settings.question()
        assert question is not None
        question.button("discard").click()
        assert wanted == ["Coast"]


def test_a_partner_of_another_profile_cannot_be_ticked(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window(books())
    session(window).stored = profile(partners=("Main",))
    other = window.model.workplace.session("Coast")
    assert isinstance(other, FakeSession)
    connected(other)
    other.stored = profile(partners=("Coast Reseller",))
    on_page(window, PageKey.SCOPE)
    box = window.findChild(QCheckBox, "range.partner.2")
    assert isinstance(box, QCheckBox)
    assert not box.isEnabled()
    assert box.accessibleName() == "Coast Reseller, belongs to profile Coast"
    assert keys_of(window) == []


@pytest.mark.parametrize("size", [(1180, 640), (640, 360)])
def test_nothing_is_cut_or_overlaps(window: MainWindow, on_page: Turn, size: tuple[int, int]) -> None:
    window.resize(*size)
    assert_real_font(window)
    for key in window.settings.parts:
        on_page(window, key)
        assert (key, cut_texts(window)) == (key, [])
        assert (key, overlaps(window)) == (key, [])
