"""The wizard's steps: done, current, to come (ui.md §4.0, §11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QListView,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from splynx_xero_gui.gui.accents import Accent, accent_color
from splynx_xero_gui.gui.kit.icons import IconName, make_icon
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, icon_size, role_font, unit

_Index = QModelIndex | QPersistentModelIndex
_LIST_CH = 22


class StepStatus(Enum):
    """Where the user is with a step; CHECK is a done step to look at again, because something before it changed."""

    DONE = "done"
    CURRENT = "current"
    TO_COME = "to-come"
    CHECK = "check"

    @property
    def reachable(self) -> bool:
        """True for steps one may go back to."""
        return self in (StepStatus.DONE, StepStatus.CHECK)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``key`` is what ``step_chosen`` carries, ``title`` the page's translated title."""

    key: str
    title: str
    status: StepStatus = StepStatus.TO_COME


class StepsModel(QAbstractListModel):
    """The steps and where one is; shared by the list and the line."""

    def __init__(self, steps: Sequence[Step] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps = list(steps)
        self._frozen = False
        self._narrow = False

    def steps(self) -> tuple[Step, ...]:
        return tuple(self._steps)

    def set_steps(self, steps: Sequence[Step]) -> None:
        self.beginResetModel()
        self._steps = list(steps)
        self.endResetModel()

    def set_status(self, key: str, status: StepStatus) -> None:
        """Change one step's status. Raises KeyError for an unknown key."""
        for place, step in enumerate(self._steps):
            if step.key == key:
                self._steps[place] = replace(step, status=status)
                self.dataChanged.emit(self.index(place), self.index(place))
                return
        raise KeyError(key)

    def set_current(self, key: str) -> None:
        """Make a step current: a step left becomes done unless it still is to be checked. Raises KeyError."""
        self.place_of(key)
        for step in self.steps():
            if step.key == key:
                self.set_status(step.key, StepStatus.CURRENT)
            elif step.status is StepStatus.CURRENT:
                self.set_status(step.key, StepStatus.DONE)

    def current_place(self) -> int:
        """The place of the current step, -1 when there is none."""
        places = [place for place, step in enumerate(self._steps) if step.status is StepStatus.CURRENT]
        return places[0] if places else -1

    def place_of(self, key: str) -> int:
        """The place of a step. Raises KeyError for an unknown key."""
        for place, step in enumerate(self._steps):
            if step.key == key:
                return place
        raise KeyError(key)

    def set_frozen(self, frozen: bool) -> None:
        """After the commit nothing can be gone back to."""
        self._frozen = frozen
        if self._steps:
            self.dataChanged.emit(self.index(0), self.index(len(self._steps) - 1))

    def is_frozen(self) -> bool:
        return self._frozen

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only; the name is then in the tool tip and in what is read out."""
        self._narrow = narrow
        if self._steps:
            self.dataChanged.emit(self.index(0), self.index(len(self._steps) - 1))

    def spoken(self, place: int) -> str:
        """``Step 6 of 11, Tax rates, current``."""
        step = self._steps[place]
        return self.tr("Step {n} of {total}, {title}, {status}").format(
            n=place + 1, total=len(self._steps), title=step.title, status=self._status_word(step.status)
        )

    def _status_word(self, status: StepStatus) -> str:
        match status:
            case StepStatus.DONE:
                return self.tr("done")
            case StepStatus.CURRENT:
                return self.tr("current")
            case StepStatus.TO_COME:
                return self.tr("to come")
            case StepStatus.CHECK:
                return self.tr("to check")

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._steps)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self._steps):
            return None
        step = self._steps[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "" if self._narrow else step.title
            case Qt.ItemDataRole.ToolTipRole:
                return step.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.spoken(index.row())
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(step.status)
            case Qt.ItemDataRole.FontRole if step.status is StepStatus.CURRENT:
                font = QApplication.font()
                font.setWeight(QFont.Weight.DemiBold)
                return font
            case Qt.ItemDataRole.ForegroundRole if step.status is StepStatus.TO_COME or self._frozen:
                if step.status is not StepStatus.CURRENT:
                    return accent_color(Accent.QUIET, QGuiApplication.palette())
                return None
            case _:
                return None

    def _icon(self, status: StepStatus) -> object:
        match status:
            case StepStatus.DONE:
                return make_icon(IconName.TICK, None, Accent.OK)
            case StepStatus.CURRENT:
                return make_icon(IconName.POINTER)
            case StepStatus.CHECK:
                return make_icon(IconName.TRIANGLE, None, Accent.ATTENTION)
            case StepStatus.TO_COME:
                return make_icon(IconName.CIRCLE, None, Accent.QUIET)


class StepsList(QListView):
    """The steps beside the page. A click, Enter or Space on a done step emits ``step_chosen(key)``."""

    step_chosen = Signal(str)

    def __init__(self, model: StepsModel, name: str = "steps", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Steps"))
        self._steps = model
        self._narrow = False
        self.setModel(model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setSpacing(max(1, unit(self) // 3))
        self.setTabKeyNavigation(False)
        edge = icon_size(self)
        self.setIconSize(QSize(edge, edge))
        self.viewport().setAutoFillBackground(False)  # it stands on the window's ground, not on a field's
        model.dataChanged.connect(self._follow)
        model.modelReset.connect(self._follow)
        self._follow()

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, for windows 1024 logical pixels wide."""
        self._narrow = narrow
        self._steps.set_narrow(narrow)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = self.iconSize().width() + 4 * unit(self)
        if not self._narrow:
            bold = QFontMetrics(role_font(TextRole.STRONG, self.font()))
            longest = max((bold.horizontalAdvance(step.title) for step in self._steps.steps()), default=0)
            width = max(ch(self, _LIST_CH), width + longest) + 2 * self.spacing()
        height = self.sizeHintForRow(0) + 2 * self.spacing() if self._steps.rowCount() else 0
        return QSize(width, height * self._steps.rowCount())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 0)

    def _follow(self) -> None:
        place = self._steps.current_place()
        if place >= 0:
            self.setCurrentIndex(self._steps.index(place))
        self.updateGeometry()

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid() or self._steps.is_frozen():
            return
        step = self._steps.steps()[index.row()]
        if step.status.reachable:
            self.step_chosen.emit(step.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self.indexAt(event.position().toPoint()))
            self._follow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.viewport().update()
            self.updateGeometry()


class StepsLine(QToolButton):
    """The steps as one line with a menu, for narrow windows: ``Step 6 of 11 · Tax rates``."""

    step_chosen = Signal(str)

    def __init__(self, model: StepsModel, name: str = "steps.line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._steps = model
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenu(QMenu(self))
        model.dataChanged.connect(self._refresh)
        model.modelReset.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        place = self._steps.current_place()
        if place >= 0:
            steps = self._steps.steps()
            text = self.tr("Step {n} of {total} · {title}")
            self.setText(text.format(n=place + 1, total=len(steps), title=steps[place].title))
            self.setAccessibleName(self._steps.spoken(place))
        menu = self.menu()
        menu.clear()
        for at, step in enumerate(self._steps.steps()):
            action = QAction(step.title, menu)
            icon = self._steps.index(at).data(Qt.ItemDataRole.DecorationRole)
            action.setIcon(icon)
            action.setData(step.key)
            action.setEnabled(step.status.reachable and not self._steps.is_frozen())
            action.triggered.connect(self._on_triggered)
            menu.addAction(action)

    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.step_chosen.emit(str(action.data()))
