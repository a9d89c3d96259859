"""Copy and Export… of a table: its rows go to the clipboard or to a file, many of them in slices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.rows_proxy import RowsProxy
from splynx_xero_gui.gui.kit.slices import Slices, Steps, at_once
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.kit.table_export import csv_steps, save_csv, save_csv_text, tsv_steps
from splynx_xero_gui.gui.kit.table_view import RowsTableView

R = TypeVar("R")


class TableFiles(QObject, Generic[R]):
    """Takes rows out of one view, under its headings in the order in which they are shown."""

    def __init__(self, view: RowsTableView, proxy: RowsProxy[R], parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._proxy = proxy
        self._slices = Slices(self)

    def is_running(self) -> bool:
        """Whether rows are still being written."""
        return self._slices.is_running()

    def rows_text(self, count: int) -> str:
        """So many rows, in words."""
        return self.tr("1 row") if count == 1 else self.tr("{n} rows").format(n=number_text(count))

    def copy(self, rows: Sequence[R]) -> None:
        """Put rows with headings on the clipboard."""
        self._do(rows, tsv_steps(self._columns(), rows), partial(self._take_copy, len(rows)))

    def save(self, path: Path, translated_headings: bool) -> None:
        """Write the rows on show, all at once. Raises OSError when the file cannot be written."""
        save_csv(path, self._columns(), self._proxy.shown_rows(), translated_headings)

    def ask_and_export(self) -> None:
        """Ask for a file and write the rows on show to it."""
        suggested = f"{self._view.objectName().replace('.', '-')}.csv"
        chosen, _ = QFileDialog.getSaveFileName(self._view, self.tr("Export"), suggested, self.tr("CSV file (*.csv)"))
        if chosen:
            self.export_to(chosen)

    def export_to(self, path: str) -> None:
        """Write the rows on show to a file; says so where it cannot be written."""
        rows = self._proxy.shown_rows()
        self._do(rows, csv_steps(self._columns(), rows), partial(self._take_export, path))

    def _take_copy(self, count: int, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        announce(self._view, self.tr("{rows} copied").format(rows=self.rows_text(count)))

    def _take_export(self, path: str, text: str) -> None:
        try:
            save_csv_text(Path(path), text)
        except OSError as error:
            self._say_not_written(path, error)

    def _do(self, rows: Sequence[R], steps: Steps[str], done: Callable[[str], None]) -> None:
        if len(rows) <= self._proxy.AT_ONCE:
            done(at_once(steps))
        else:
            self._slices.start(steps, done)

    def _say_not_written(self, path: str, error: OSError) -> None:
        dialog = MessageDialog(
            self.tr("The file could not be written"),
            self.tr("{path} was not saved. Close it if a spreadsheet has it open, or choose another folder.").format(
                path=path
            ),
            (DialogButton("close", self.tr("Close"), ButtonRole.SAFE),),
            Severity.DANGER,
            details=str(error),
            name=f"{self._view.objectName()}.not-written",
            parent=self._view.parentWidget(),
        )
        dialog.open()

    def _columns(self) -> list[Column[R]]:
        header, known = self._view.horizontalHeader(), self._proxy.source().columns()
        columns = [known[place] for place in sorted(range(len(known)), key=header.visualIndex)]
        return [column for column in columns if column.title and column.kind is not ColumnKind.CHECK]
