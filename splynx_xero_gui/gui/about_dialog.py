"""D14: what this program is, in which version, and the support file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.details import DetailsBox
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.labels import ActionButton, PageTitle, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripMessage
from splynx_xero_gui.gui.support import program_version, save_support_file, versions_text


class AboutDialog(QDialog):
    """Versions, where the log is, and *Save support file…*."""

    def __init__(self, log_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setModal(True)
        self.setWindowTitle(self.tr("About Splynx Xero"))
        self._log_folder = log_folder
        column = QVBoxLayout(self)
        set_spacing(column, 3, 2)
        column.addWidget(PageTitle(self.tr("Splynx Xero {version}").format(version=program_version()), self))
        column.addWidget(
            TypeLabel(
                self.tr("Keeps Splynx billing and Xero books equal to the cent."), TextRole.INSTRUCTION, None, self
            )
        )
        box = DetailsBox("about.versions", self)
        box.set_text(versions_text())
        box.setMinimumWidth(ch(self, 56))
        column.addWidget(box)
        where = TypeLabel(
            self.tr("Log files: {folder}").format(folder=log_folder), TextRole.CAPTION, Accent.QUIET, self
        )
        where.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        where.setAccessibleName(where.text())
        column.addWidget(where)
        text = self.tr(
            "The support file holds these versions and the log. There are no keys in it and no customer data beyond "
            "numbers."
        )
        column.addWidget(TypeLabel(text, parent=self))
        self._strip = MessageStrip("about.strip", self)
        column.addWidget(self._strip)
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        save = ActionButton(self.tr("&Save support file…"), row)
        save.setObjectName("about.save")
        save.clicked.connect(self.ask_and_save)
        close = ActionButton(self.tr("&Close"), row)
        close.setObjectName("about.close")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        flow.addWidget(save)
        flow.addWidget(close)
        column.addWidget(row)
        self._close = close

    def ask_and_save(self) -> None:
        """Ask for a place and write the support file."""
        name = "splynx-xero-support.zip"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save support file"), name, self.tr("ZIP file (*.zip)"))
        if chosen:
            self.save(Path(chosen))

    def save(self, file: Path) -> None:
        """Write the support file and say so, or why not."""
        try:
            save_support_file(file, self._log_folder)
        except OSError as error:
            title = self.tr("The file could not be written")
            text = self.tr("{path} was not saved. Choose another folder.").format(path=file)
            self._strip.show_message(StripMessage("save", Severity.DANGER, title, text, details=str(error)))
            return
        self._strip.show_message(StripMessage("save", Severity.OK, self.tr("Saved as {path}").format(path=file)))
