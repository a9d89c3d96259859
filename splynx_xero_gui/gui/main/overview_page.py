"""M1 in its first form: how both sides stand, what waits, what is connected. No figure without its age."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.card import Card
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import date_text, moment_text, money_text, number_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing
from splynx_xero_gui.gui.main.figures import IconLine, Sums
from splynx_xero_gui.gui.main.headline import headline
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.run_words import duration_text, local, run_ending
from splynx_xero_gui.gui.main.verdict import receivables, verdict
from splynx_xero_gui.gui.schedule_words import state_text
from splynx_xero_gui.gui.words import action_title
from splynx_xero_gui.wizard.review import has_money

_TWO_COLUMNS_CH = 110
_ONE_COLUMN_CH = 72


class OverviewPage(MainPage):
    """Headline and cards."""

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.OVERVIEW, "", model, parent)
        self.title = self.tr("Overview")
        self.setAccessibleName(self.title)
        self.heading.hide()
        self._headline = IconLine(TextRole.PAGE_TITLE, 1.5, self)
        self._headline.setObjectName("overview.headline")
        self._as_of = TypeLabel("", TextRole.CAPTION, Accent.QUIET, self)
        words = QVBoxLayout()
        set_spacing(words, 0, 0.5)
        words.addWidget(self._headline)
        words.addWidget(self._as_of)
        self.head().addLayout(words, 1)
        buttons = QWidget(self)
        row = QHBoxLayout(buttons)
        set_spacing(row, 0, 1)
        self._show_plan = self._button(buttons, self.tr("Show &plan"), "overview.show_plan")
        self._show_plan.clicked.connect(self._on_show_plan)
        row.addWidget(self._show_plan)
        self.head().addWidget(buttons, 0, Qt.AlignmentFlag.AlignTop)
        self._grid = QGridLayout()
        set_spacing(self._grid, 0, 2)
        self._cards: list[Card] = []
        self._add_receivables()
        self._add_waiting()
        self._add_sync()
        self._add_changes()
        self._add_connections()
        self.column().addLayout(self._grid)
        self.column().addStretch(1)
        self._columns = 0
        self._arrange(3)

    def first_field(self) -> QWidget | None:
        return self._show_plan

    def help_text(self) -> str:
        return self.tr(
            "The overview shows how both sides stood when they were last compared, what waits for a decision, and what "
            "the next sync would write. Nothing is written by looking at it.\n\nRead again reads what changed on both "
            "sides. Compare now compares both sides to the cent."
        )

    # -- building --

    def _button(self, parent: QWidget, text: str, name: str) -> ActionButton:
        button = ActionButton(text, parent)
        button.setObjectName(name)
        return button

    def _card(self, title: str) -> Card:
        card = Card(title, self)
        self._cards.append(card)
        return card

    def _foot(self, card: Card, *buttons: ActionButton) -> None:
        row = QWidget(card)
        flow = FlowLayout(row)
        for button in buttons:
            button.setParent(row)
            flow.addWidget(button)
        card.body().addStretch(1)
        card.body().addWidget(row)

    def _add_receivables(self) -> None:
        card = self._card(self.tr("Receivables"))
        self._sums = Sums("overview.receivables", card)
        self._verdict = IconLine(parent=card)
        self._compared = TypeLabel("", TextRole.CAPTION, Accent.QUIET, card)
        for widget in (self._sums, self._verdict, self._compared):
            card.body().addWidget(widget)
        self._compare = self._button(card, self.tr("&Compare now"), "overview.compare")
        self._compare.clicked.connect(self._on_compare)
        self._tie_out = self._button(card, self.tr("&Tie-out"), "overview.tie_out")
        self._tie_out.clicked.connect(self._on_tie_out)
        self._foot(card, self._compare, self._tie_out)

    def _add_waiting(self) -> None:
        card = self._card(self.tr("Waiting for you"))
        self._decisions = IconLine(parent=card)
        self._uncertain = IconLine(parent=card)
        card.body().addWidget(self._decisions)
        card.body().addWidget(self._uncertain)
        self._decide = self._button(card, self.tr("&Decide"), "overview.decide")
        self._decide.clicked.connect(self._on_decide)
        self._foot(card, self._decide)

    def _add_sync(self) -> None:
        card = self._card(self.tr("Last sync"))
        self._last = IconLine(parent=card)
        self._last_when = TypeLabel("", TextRole.BODY, None, card)
        self._calls = TypeLabel("", TextRole.BODY, None, card)
        self._next = IconLine(parent=card)
        self._next.setObjectName("overview.next")
        for widget in (self._last, self._last_when, self._next, self._calls):
            card.body().addWidget(widget)
        self._history = self._button(card, self.tr("&History"), "overview.history")
        self._history.clicked.connect(self._on_history)
        self._foot(card, self._history)

    def _add_changes(self) -> None:
        card = self._card(self.tr("In the next sync"))
        self._changes = Sums("overview.changes", card)
        self._nothing = TypeLabel("", TextRole.BODY, None, card)
        card.body().addWidget(self._changes)
        card.body().addWidget(self._nothing)
        self._read = self._button(card, self.tr("&Read again"), "overview.read")
        self._read.clicked.connect(self._on_read)
        self._foot(card, self._read)

    def _add_connections(self) -> None:
        card = self._card(self.tr("Connections"))
        self._splynx = IconLine(parent=card)
        self._xero = IconLine(parent=card)
        card.body().addWidget(self._splynx)
        card.body().addWidget(self._xero)
        self._connections = self._button(card, self.tr("Co&nnections"), "overview.connections")
        self._connections.clicked.connect(self._on_connections)
        self._foot(card, self._connections)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for card in self._cards:
            self._grid.removeWidget(card)
        places = {
            3: ((0, 0, 1, 2), (0, 2, 1, 2), (0, 4, 1, 2), (1, 0, 1, 3), (1, 3, 1, 3)),
            2: ((0, 0, 1, 3), (0, 3, 1, 3), (1, 0, 1, 3), (1, 3, 1, 3), (2, 0, 1, 6)),
            1: tuple((row, 0, 1, 6) for row in range(5)),
        }[columns]
        for card, place in zip(self._cards, places, strict=True):
            self._grid.addWidget(card, *place)
        for column in range(6):
            self._grid.setColumnStretch(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width()
        wide = width >= ch(self, _TWO_COLUMNS_CH)
        self._arrange(3 if wide else 2 if width >= ch(self, _ONE_COLUMN_CH) else 1)

    # -- filling --

    def show_known(self) -> None:
        model = self.model
        said = headline(model)
        self._headline.set_line(said.text, said.icon, said.accent)
        self._as_of.setText(self._age())
        self._show_receivables()
        self._show_waiting()
        self._show_sync()
        self._show_changes()
        self._show_connections()
        busy = model.is_busy()
        for button in (self._compare, self._read):
            button.setEnabled(not busy and model.connected)
        self._show_plan.setEnabled(model.connected)

    def _age(self) -> str:
        if self.model.work() is Work.PLAN:
            return self.tr("Reading what changed; the figures are those of before.")
        if self.model.planned_at is None:
            return ""
        return self.tr("as of {time}").format(time=moment_text(local(self.model.planned_at)))

    def _show_receivables(self) -> None:
        tie_out = self.model.status.last_tie_out
        row = receivables(tie_out) if tie_out is not None else None
        if tie_out is None or row is None:
            self._sums.set_sums(
                ((self.tr("Splynx"), money_text(None), False), (self.tr("Xero"), money_text(None), False))
            )
            self._verdict.set_line(self.tr("Never compared"), IconName.DASH, Accent.QUIET)
            self._compared.setText("")
            return
        named = row.difference - row.unexplained
        lines = [(self.tr("Splynx"), money_text(row.splynx), False), (self.tr("Xero"), money_text(row.xero), False)]
        lines.append((self.tr("Difference"), money_text(row.difference), not named))
        if named:
            lines.append((self.tr("of it named"), money_text(named), False))
            lines.append((self.tr("Unexplained"), money_text(row.unexplained), True))
        self._sums.set_sums(tuple(lines))
        said = verdict(tie_out, self.model.currency)
        self._verdict.set_line(said.text, said.icon, said.accent)
        text = self.tr("as of {day}").format(day=date_text(tie_out.as_of))
        if tie_out.at is not None:
            text = self.tr("as of {day}, compared {time}").format(
                day=date_text(tie_out.as_of), time=moment_text(local(tie_out.at))
            )
        self._compared.setText(text)

    def _show_waiting(self) -> None:
        status = self.model.status
        if status.decisions:
            text = self.tr("%n decision(s), {money}", "", status.decisions).format(
                money=money_text(status.decisions_amount)
            )
            self._decisions.set_line(text, IconName.TRIANGLE, Accent.ATTENTION)
        else:
            self._decisions.set_line(self.tr("Nothing waits for you"), IconName.TICK, Accent.OK)
        if status.uncertain:
            text = self.tr("%n may have arrived", "", status.uncertain)
            self._uncertain.set_line(text, IconName.BROKEN_CIRCLE, Accent.UNCERTAIN)
        self._uncertain.setVisible(bool(status.uncertain))
        self._decide.setEnabled(bool(status.decisions))

    def _show_sync(self) -> None:
        status = self.model.status
        run = status.last_run
        if run is None:
            self._last.set_line(self.tr("No sync has run yet"), IconName.DASH, Accent.QUIET)
            self._last_when.setText("")
        else:
            ending = run_ending(run.outcome, run.reason)
            self._last.set_line(ending.word, ending.icon, ending.accent)
            parts = (moment_text(local(run.started_at)), duration_text(run))
            self._last_when.setText(", ".join(part for part in parts if part))
        self._last_when.setVisible(bool(self._last_when.text()))
        schedule = self.model.schedule
        self._next.setVisible(schedule is not None and schedule.installed)
        if schedule is not None and schedule.installed:
            said = state_text(schedule)
            self._next.set_line(said.text, said.icon, said.accent)
        left = status.calls_left_today
        self._calls.setText(
            self.tr("Xero requests left today: {n}").format(n=number_text(left)) if left is not None else ""
        )
        self._calls.setVisible(left is not None)
        self._history.setEnabled(run is not None)

    def _show_changes(self) -> None:
        review = self.model.review
        lines = review.lines if review is not None else ()
        shown = [
            (
                self.tr("{what}: {n}").format(what=action_title(line.kind), n=number_text(line.count)),
                money_text(line.amount) if has_money(line.kind) else "",
                False,
            )
            for line in lines[:5]
        ]
        if len(lines) > 5:
            rest = lines[5:]
            amount = sum((line.amount or ZERO for line in rest), ZERO)
            text = self.tr("%n more kind(s)", "", len(rest))
            shown.append((text, money_text(amount), False))
        self._changes.set_sums(tuple(shown))
        self._changes.setVisible(bool(shown))
        self._nothing.setVisible(not shown)
        self._nothing.setText(self._nothing_words())

    def _nothing_words(self) -> str:
        if self.model.work() is Work.PLAN:
            return self.tr("Reading what changed on both sides…")
        if self.model.review is None:
            if self.model.status.last_run is None:
                return self.tr("Not read yet.")
            return self.tr("Not read since the last sync.")
        return self.tr("Both sides are equal. There is nothing to write.")

    def _show_connections(self) -> None:
        status = self.model.status
        company = status.company or self.tr("Splynx")
        self._connection(self._splynx, self.tr("Splynx"), company, status.splynx_connected)
        organisation = status.organisation
        name = f"{organisation.name}, {organisation.base_currency}" if organisation else ""
        self._connection(self._xero, self.tr("Xero"), name, status.xero_connected)

    def _connection(self, line: IconLine, side: str, name: str, connected: bool) -> None:
        if connected:
            text = self.tr("{side}: {name}").format(side=side, name=name or self.tr("connected"))
            line.set_line(text, IconName.TICK, Accent.OK)
        else:
            text = self.tr("{side}: not connected").format(side=side)
            line.set_line(text, IconName.CHAIN_BROKEN, Accent.DANGER)

    # -- what the person does --

    def _on_show_plan(self) -> None:
        self.turn_to.emit(PageKey.SYNC.value)

    def _on_compare(self) -> None:
        self.model.compare(None)

    def _on_read(self) -> None:
        self.command.emit("read")

    def _on_decide(self) -> None:
        self.turn_to.emit(PageKey.DECISIONS.value)

    def _on_history(self) -> None:
        self.turn_to.emit(PageKey.HISTORY.value)

    def _on_tie_out(self) -> None:
        self.turn_to.emit(PageKey.TIE_OUT.value)

    def _on_connections(self) -> None:
        self.turn_to.emit(PageKey.CONNECTIONS.value)
