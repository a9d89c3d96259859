"""D12: the certificate on its pages, to be printed or saved. It stays open beside the main window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewWidget
from PySide6.QtWidgets import QAbstractScrollArea, QDialog, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.results import TieOut
from splynx_xero_gui.gui.certificate import words
from splynx_xero_gui.gui.certificate.document import Signing, certificate_document
from splynx_xero_gui.gui.certificate.paper import paint, paper_printer
from splynx_xero_gui.gui.certificate.sheet import save_sheet
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.icons import IconName, set_button_icon
from splynx_xero_gui.gui.kit.labels import ActionButton, PlainLabel
from splynx_xero_gui.gui.kit.metrics import ch, lines, set_spacing
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripMessage
from splynx_xero_gui.gui.support import program_version
from splynx_xero_gui.wizard.certificate import Certificate, certificate_of
from splynx_xero_gui.wizard.services import Status


def open_certificate(tie_out: TieOut, status: Status, profile: Profile | None, parent: QWidget) -> CertificateWindow:
    """Show the certificate of a comparison that is a proof."""
    window = CertificateWindow(certificate_of(tie_out, status, profile, program_version()), parent)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.show()
    return window


class CertificateWindow(QDialog):
    """Not modal. Nothing is written to either side."""

    def __init__(self, certificate: Certificate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("certificate")
        self.setWindowTitle(words.title())
        self._is = certificate
        self._document = certificate_document(certificate)
        self._paper = paper_printer()
        if not self._paper.isValid():  # no printer on this computer: the pages are shown and saved all the same
            self._paper.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.pages = 0
        self.strip = MessageStrip("certificate.strip", self)
        self.preview = QPrintPreviewWidget(self._paper, self)
        self.preview.setObjectName("certificate.preview")
        self.preview.setAccessibleName(words.title())
        self.preview.paintRequested.connect(self._on_paint)
        self.preview.fitToWidth()
        self.prepared = self._name("certificate.prepared", self.tr("Prepared by"))
        self.reviewed = self._name("certificate.reviewed", self.tr("Reviewed by"))
        column = QVBoxLayout(self)
        set_spacing(column, 2, 1)
        column.addWidget(self.strip)
        column.addWidget(self.preview, 1)
        column.addWidget(self._names())
        column.addWidget(self._buttons())
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.activated.connect(self._on_print)
        self._read_out()
        self.resize(self._first_size())

    def _first_size(self) -> QSize:
        """A whole page where the screen has room for it; rows that wrap would make it as low as it can be."""
        return QSize(ch(self, 118), lines(self, 66)).boundedTo(self.screen().availableSize() * 0.9)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The preview grows about its middle; who reads the first page wants to see its head."""
        super().resizeEvent(event)
        if self.preview.currentPage() <= 1:
            QTimer.singleShot(0, self, self._to_top)

    def _to_top(self) -> None:
        view = self.preview.findChild(QAbstractScrollArea)
        if view is not None:
            view.verticalScrollBar().setValue(view.verticalScrollBar().minimum())

    # -- building --

    def _name(self, name: str, label: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(label)
        field.setPlaceholderText(self.tr("filled in by hand"))
        field.setMinimumWidth(ch(self, 24))
        field.editingFinished.connect(self._on_names)
        return field

    def _names(self) -> QWidget:
        row = QWidget(self)
        flow = FlowLayout(row)
        for text, field in ((self.tr("Prepared &by"), self.prepared), (self.tr("&Reviewed by"), self.reviewed)):
            label = PlainLabel(text, row)
            label.setBuddy(field)
            field.setParent(row)
            flow.addWidget(label)
            flow.addWidget(field)
        return row

    def _buttons(self) -> QWidget:
        row = QWidget(self)
        flow = FlowLayout(row)
        actions: tuple[tuple[str, str, IconName | None, Callable[[], object]], ...] = (
            ("print", self.tr("&Print…"), IconName.PRINT, self._on_print),
            ("pdf", self.tr("Save P&DF…"), IconName.EXPORT, self._on_pdf),
            ("xlsx", self.tr("Save &XLSX…"), IconName.EXPORT, self._on_sheet),
            ("close", self.tr("&Close"), None, self.close),
        )
        for key, text, icon, pressed in actions:
            button = ActionButton(text, row)
            button.setObjectName(f"certificate.{key}")
            if icon is not None:
                set_button_icon(button, icon)
            button.clicked.connect(pressed)
            flow.addWidget(button)
        return row

    def button(self, key: str) -> ActionButton:
        """One of print, pdf, xlsx, close."""
        found = self.findChild(ActionButton, f"certificate.{key}")
        assert found is not None, key
        return found

    def text(self) -> str:
        """All of its words."""
        return self._document.toPlainText()

    def _read_out(self) -> None:
        """Pages are pictures; a screen reader gets their words."""
        self.preview.setAccessibleDescription(self.text().replace("\ufdd0", " ").replace("\ufdd1", " "))

    # -- what the person does --

    def _on_names(self) -> None:
        signing = Signing(" ".join(self.prepared.text().split()), " ".join(self.reviewed.text().split()))
        self._document = certificate_document(self._is, signing)
        self._read_out()
        self.preview.updatePreview()

    def _on_paint(self, printer: QPrinter) -> None:
        self.pages = paint(self._document, words.foot(self._is), printer)

    def _on_print(self) -> None:
        printer = paper_printer()
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._on_paint(printer)

    def _on_pdf(self) -> None:
        chosen = self._ask_file(self.tr("PDF file (*.pdf)"), ".pdf")
        if chosen:
            self._save(chosen, lambda file: self.save_pdf(file))

    def _on_sheet(self) -> None:
        chosen = self._ask_file(self.tr("Spreadsheet (*.xlsx)"), ".xlsx")
        if chosen:
            self._save(chosen, lambda file: save_sheet(self._is, file))

    def save_pdf(self, file: Path) -> None:
        """Write the pages to a file. Raises OSError where it cannot be written."""
        with file.open("ab"):  # the printer itself says only that it failed
            pass
        if not paint(self._document, words.foot(self._is), paper_printer(str(file))):
            raise OSError(f"{file}: no page could be written")

    def _ask_file(self, kinds: str, ending: str) -> str:
        first = self._is.since or self._is.as_of
        name = f"tie-out {self._is.profile} {first.isoformat()} {self._is.as_of.isoformat()}{ending}"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the certificate"), name, kinds)
        return chosen if not chosen or chosen.casefold().endswith(ending) else chosen + ending

    def _save(self, chosen: str, write: Callable[[Path], None]) -> None:
        self.strip.clear()
        try:
            write(Path(chosen))
        except OSError as error:
            self._say_not_written(chosen, error)
            return
        self.strip.show_message(StripMessage("saved", Severity.OK, self.tr("Saved"), chosen))

    def _say_not_written(self, path: str, error: OSError) -> None:
        dialog = MessageDialog(
            self.tr("The certificate could not be saved"),
            self.tr(
                "{path} was not written. Close it if another program has it open, or choose another folder."
            ).format(path=path),
            (DialogButton("close", self.tr("Close"), ButtonRole.SAFE),),
            Severity.DANGER,
            details=str(error),
            name="certificate.not-written",
            parent=self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
