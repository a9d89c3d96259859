"""Draws every widget of the kit, light and dark, at scale 1 and 2: ``python -m tests.gui.kit.gallery FOLDER``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.flow_diagram import FlowDiagram, FlowNames, FlowScenario
from splynx_xero_gui.gui.kit.badge import ServiceSide, SideBadge
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.card import Card, ChoiceCard, ChoiceGroup
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog, TypedConfirmation
from splynx_xero_gui.gui.kit.filter_bar import FilterBar, StateFilter
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.labels import HelpLabel, LinkLabel, MainInstruction, PageTitle, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.kit.steps import Step, StepsLine, StepsList, StepsModel, StepStatus
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity
from tests.gui.kit.samples import ACCOUNTS, CategoryPage, CategoryRow, messages
from tests.support.palettes import dark_palette, high_contrast_palette, light_palette

NAMES = FlowNames(("PayFast", "Credit card"), ("EFT", "Cash deposit"), ("090 Cheque account", "092 Card clearing"))
MAPPED = (
    StateFilter[CategoryRow]("all", "All"),
    StateFilter[CategoryRow]("unmapped", "Unmapped", lambda row: row.account is None),
    StateFilter[CategoryRow]("check", "To check", lambda row: row.sure == "likely"),
)


def column(*widgets: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    set_spacing(layout, 2, 2)
    for widget in widgets:
        layout.addWidget(widget)
    return page


def strips() -> QWidget:
    shown = []
    for message in messages().values():
        strip = MessageStrip(f"strip.{message.key}")
        strip.show_message(message)
        shown.append(strip)
    shown[0].findChildren(Fold)[0].set_open(True)
    several = MessageStrip("several")
    for message in messages().values():
        several.show_message(message)
    return column(*shown, several)


def icons() -> QWidget:
    page = QWidget()
    grid = QGridLayout(page)
    accents = (None, *Accent)
    for at, name in enumerate(IconName):
        cell = QWidget()
        row = QHBoxLayout(cell)
        set_spacing(row, 0, 1)
        row.addWidget(IconLabel(name, accents[at % len(accents)], 1.5))
        row.addWidget(IconLabel(name))
        row.addWidget(QLabel(name.value))
        row.addStretch(1)
        grid.addWidget(cell, at // 5, at % 5)
    return page


def words() -> QWidget:
    form = Form()
    form.add_row("Splynx &address", QLineEdit(), "The address you use to open Splynx.", "w.url")
    failed = form.add_row("API &key", QLineEdit(), "Splynx › Administration › API keys › Add.", "w.key")
    failed.set_error("Enter the key from Splynx.")
    sides = QWidget()
    row = QHBoxLayout(sides)
    row.addWidget(SideBadge(ServiceSide.SPLYNX))
    row.addWidget(SideBadge(ServiceSide.XERO))
    row.addWidget(LinkLabel("Try with demo books instead"))
    row.addStretch(1)
    fold = Fold("What the key must be allowed to do", TypeLabel("view – Customers, Invoices, Payments"))
    fold.set_open(True)
    busy = BusyBar("busy")
    busy.start("Asking Splynx…")
    busy.set_progress(100, 180)
    busy.show()
    busy._offer_stop()
    card = Card("Receivables")
    card.body().addWidget(TypeLabel("98,450.00", TextRole.FIGURE))
    card.body().addWidget(HelpLabel("as of 14:11"))
    return column(
        PageTitle("Connect Splynx"),
        MainInstruction("Enter your Splynx address and an API key."),
        form,
        fold,
        sides,
        busy,
        card,
        Fold("More", QLabel("hidden")),
    )


def table() -> QWidget:
    page = CategoryPage()
    view: MoneyTable[CategoryRow] = MoneyTable(page.model, "categories.table", "Categories", filter_row=True)
    view.select_row("2")
    view.setMinimumHeight(240)
    empty_page = CategoryPage([])
    empty: MoneyTable[CategoryRow] = MoneyTable(empty_page.model, "empty.table", "Nothing")
    empty.set_empty(IconName.TICK, Accent.OK, "Both sides are equal. Checked 14:05 with 5 Xero requests.", "Read again")
    result = column(FilterBar(view, MAPPED, "categories"), view, empty)
    result.setProperty("keep", [page, empty_page])
    return result


def picks() -> QWidget:
    chosen, typing, empty = PickCombo(ACCOUNTS), PickCombo(ACCOUNTS), PickCombo(ACCOUNTS)
    chosen.set_current_key("a260")
    empty.setEnabled(False)
    return column(chosen, typing, empty)


def steps() -> QWidget:
    titles = "Splynx,Xero,Read settings,What to sync,Categories,Tax rates,Payment accounts,Payment flow,Review,Sync"
    status = [StepStatus.DONE] * 4 + [StepStatus.CHECK, StepStatus.CURRENT]
    model = StepsModel([Step(t, t) for t in titles.split(",")])
    for step, state in zip(model.steps(), status, strict=False):
        model.set_status(step.key, state)
    page = column(StepsLine(model), StepsList(model))
    model.setParent(page)
    return page


def flows() -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    group = ChoiceGroup(page)
    for scenario, title in zip(FlowScenario, ("All in Splynx", "All in Xero", "Both"), strict=True):
        card = ChoiceCard(scenario.value, title, f"flow.{scenario.value}")
        card.body().addWidget(FlowDiagram(scenario, NAMES), 1)
        card.body().addWidget(TypeLabel("Payments are taken in Splynx, by gateways or by hand."))
        group.add(card)
        row.addWidget(card)
    group.cards()[2].set_suggested("You have card payments in Splynx and a bank feed in Xero")
    group.set_current_key("mixed")
    return page


def states() -> QWidget:
    offline, failed = StateView("offline"), StateView("failed")
    offline.set_state(
        IconName.CHAIN_BROKEN, Accent.ATTENTION, "No connection to isp.example.net. Nothing is lost.", "Try again"
    )
    failed.set_state(IconName.OCTAGON, Accent.DANGER, "Xero has no bank account yet. Add one in Xero, then read again.")
    return column(offline, failed)


def dialog() -> QWidget:
    return MessageDialog(
        "This would change very much",
        "120 of 400 linked items (30 %), ZAR 55,200.00: invoices. Often this means that one side was read incompletely "
        "or that settings changed. Nothing was written.",
        (
            DialogButton("nothing", "Do &nothing", ButtonRole.SAFE),
            DialogButton("plan", "Show the plan"),
            DialogButton("allow", "Yes, allow once…", ButtonRole.DANGER),
        ),
        Severity.ATTENTION,
        details="too-many-changes",
        typed=TypedConfirmation("allow", "Type the number of items to allow it", "120"),
    )


def scenes() -> dict[str, tuple[Callable[[], QWidget], QSize]]:
    return {
        "strips": (strips, QSize(760, 760)),
        "icons": (icons, QSize(900, 360)),
        "words": (words, QSize(620, 640)),
        "table": (table, QSize(900, 560)),
        "picks": (picks, QSize(420, 160)),
        "steps": (steps, QSize(260, 340)),
        "flows": (flows, QSize(1180, 420)),
        "states": (states, QSize(560, 360)),
        "dialog": (dialog, QSize(620, 330)),
    }


def picture(widget: QWidget, size: QSize, ratio: float) -> QImage:
    """The widget as it looks on a screen of that scale."""
    widget.resize(size.expandedTo(widget.minimumSizeHint()))
    image = QImage(widget.size() * ratio, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(widget.palette().color(QPalette.ColorRole.Window))
    painter = QPainter(image)
    widget.render(painter, QPoint(0, 0), QRect(QPoint(0, 0), widget.size()))
    painter.end()
    return image


def popup_picture(folder: Path, theme: str) -> None:
    """The list of a PickCombo while something is typed, which no parent widget's picture shows."""
    combo = PickCombo(ACCOUNTS)
    combo.show()
    combo.setFocus()
    QTest.keyClicks(combo, "rev")
    popup = combo.completer_popup()
    popup.grab().save(str(folder / f"typing-{theme}-1x.png"))
    QTest.keyClick(combo, Qt.Key.Key_Escape)
    combo.set_show_refused(True)
    combo.showPopup()
    combo.view().window().grab().save(str(folder / f"list-{theme}-1x.png"))
    combo.hidePopup()
    combo.close()


def main(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    app.setStyle("Fusion")
    app.setFont(QFont("DejaVu Sans", 9))
    QLocale.setDefault(QLocale("en_US"))
    folder.mkdir(parents=True, exist_ok=True)
    palettes = {"light": light_palette(), "dark": dark_palette(), "contrast": high_contrast_palette()}
    for theme, palette in palettes.items():
        app.setPalette(palette)
        popup_picture(folder, theme)
        for name, (build, size) in scenes().items():
            widget = build()
            widget.resize(size)
            widget.show()
            app.processEvents()
            for ratio in (1, 2) if theme != "contrast" else (1,):
                picture(widget, size, ratio).save(str(folder / f"{name}-{theme}-{ratio}x.png"))
            widget.close()
    app.setPalette(light_palette())
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for name in ("flows", "table", "strips", "steps"):
        build, size = scenes()[name]
        widget = build()
        widget.resize(size)
        widget.show()
        app.processEvents()
        picture(widget, size, 1).save(str(folder / f"{name}-rtl-1x.png"))
        widget.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
