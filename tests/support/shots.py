"""Pictures of windows: same font, same size, light or dark; and what would be wrong in them: cut texts, overlaps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from tests.support.palettes import assert_real_font, dark_palette, light_palette, palette_in_force

SCREEN = QSize(1280, 720)
_REST_SECONDS = 4


def picture(window: QWidget, file: Path, size: QSize | None = None) -> Path:
    """Save the window as it is; the folder is made. Fails without a font."""
    assert_real_font(window)
    if size is not None:
        window.resize(size)
    QApplication.sendPostedEvents()
    pixmap = window.grab()
    file.parent.mkdir(parents=True, exist_ok=True)
    assert pixmap.save(str(file)), f"{file} cannot be written"
    return file


def pictures(window: QWidget, folder: Path, id: str, size: QSize | None = None) -> tuple[Path, Path]:
    """`<id>-light.png` and `<id>-dark.png` of a window."""
    found = []
    for name, palette in (("light", light_palette()), ("dark", dark_palette())):
        with palette_in_force(palette):
            found.append(picture(window, folder / f"{id}-{name}.png", size))
    return found[0], found[1]


def cut_texts(window: QWidget) -> list[str]:
    """Labels and buttons on show whose text does not fit into them, once the layout has come to rest."""
    return _at_rest(lambda: _cut(window))


def overlaps(window: QWidget) -> list[str]:
    """Pairs of siblings on show that lie on each other, once the layout has come to rest."""
    return _at_rest(lambda: _overlapping(window))


def _at_rest(look: Callable[[], list[str]]) -> list[str]:
    """A layout takes rounds of the event loop, more of them on a busy computer: what stays is found."""
    until = monotonic() + _REST_SECONDS
    while True:
        QApplication.processEvents()
        found = look()
        if not found or monotonic() > until:
            return found
        QTest.qWait(10)


def _cut(window: QWidget) -> list[str]:
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel) and widget.text() and widget.wordWrap():
            needed = widget.heightForWidth(widget.width())
            cut = needed > widget.height() + 1
        elif isinstance(widget, (QLabel, QAbstractButton)) and widget.text():
            cut = widget.sizeHint().width() > widget.width() + 1
        else:
            continue
        if cut:
            found.append(f"{_name(widget)}: {widget.text()[:60]!r}")
    return found


def _overlapping(window: QWidget) -> list[str]:
    found = []
    for parent in [window, *window.findChildren(QWidget)]:
        shown = [
            child
            for child in parent.children()
            if isinstance(child, QWidget) and child.isVisible() and not child.isWindow() and child.width() > 1
        ]
        if parent.layout() is None:
            continue
        laid = [child for child in shown if parent.layout().indexOf(child) >= 0]
        for place, one in enumerate(laid):
            for other in laid[place + 1 :]:
                if _area(one).intersects(_area(other)):
                    found.append(f"{_name(one)} / {_name(other)}")
    return found


def _name(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__


def _area(widget: QWidget) -> QRect:
    return QRect(QPoint(widget.x(), widget.y()), widget.size()).adjusted(1, 1, -1, -1)
