"""The partners of Splynx with their customers and open money, each with a tick box (W4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from splynx_xero_gui.domain.reference import Partner
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.formats import money_text, number_text
from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.labels import HelpLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing, tabular

_NAME_CH, _COUNT_CH, _MONEY_CH = 28, 12, 16


class PartnerList(QWidget):
    """`changed()` when a tick is set or taken; partners of other profiles cannot be ticked."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("range.partners")
        self._grid = QGridLayout(self)
        set_spacing(self._grid, 0, 1)
        self._grid.setColumnMinimumWidth(0, ch(self, _NAME_CH))
        self._grid.setColumnMinimumWidth(1, ch(self, _COUNT_CH))
        self._grid.setColumnMinimumWidth(2, ch(self, _MONEY_CH))
        self._grid.setColumnStretch(3, 1)
        self._boxes: dict[str, CheckBox] = {}
        self._counts: dict[str, tuple[TypeLabel, TypeLabel]] = {}
        self._partners: tuple[Partner, ...] = ()
        self._owners: Mapping[str, str] = {}
        self._money = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_partners(
        self, partners: Sequence[Partner], ticked: frozenset[str] | None, owners: Mapping[str, str], currency: str
    ) -> None:
        """List the partners; `ticked` None ticks all that are free."""
        if (tuple(partners), dict(owners), currency) != (self._partners, dict(self._owners), self._money):
            self._build(tuple(partners), owners, currency)
        for id, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(id not in owners and (ticked is None or id in ticked))
            box.blockSignals(False)

    def show_counts(self, counts: Mapping[str, tuple[int, Decimal]] | None) -> None:
        """Customers and open money of each; None = not counted yet."""
        for id, (customers, money) in self._counts.items():
            count, amount = (counts or {}).get(id, (0, Decimal("0.00")))
            customers.setText("–" if counts is None else number_text(count))
            money.setText("–" if counts is None else money_text(amount))
            self._boxes[id].setAccessibleDescription(
                self.tr("{n} customers, open {money}").format(n=customers.text(), money=money.text())
                if counts is not None
                else ""
            )

    def ticked(self) -> frozenset[str] | None:
        """The ticked ids; None when every partner is ticked."""
        chosen = frozenset(id for id, box in self._boxes.items() if box.isChecked())
        return None if len(chosen) == len(self._boxes) else chosen

    def focus_first(self) -> None:
        """Put the focus on the first box that can be ticked."""
        box = next((box for box in self._boxes.values() if box.isEnabled()), None)
        if box is not None:
            box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, partners: tuple[Partner, ...], owners: Mapping[str, str], currency: str) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes, self._counts = {}, {}
        self._partners, self._owners, self._money = partners, dict(owners), currency
        for column, text in ((1, self.tr("Customers")), (2, self.tr("Open, {currency}").format(currency=currency))):
            self._grid.addWidget(self._value(text, TextRole.CAPTION), 0, column)
        row = 0
        for partner in partners:
            row += 1
            owner = owners.get(partner.id, "")
            box = CheckBox(partner.name.replace("&", "&&"), self)
            box.setObjectName(f"range.partner.{partner.id}")
            box.setEnabled(not owner)
            box.setAccessibleName(f"{partner.name}, {self._owned(owner)}" if owner else partner.name)
            box.toggled.connect(self.changed)
            customers, money = self._value("–", TextRole.BODY), self._value("–", TextRole.BODY)
            self._grid.addWidget(box, row, 0)
            self._grid.addWidget(customers, row, 1)
            self._grid.addWidget(money, row, 2)
            self._boxes[partner.id] = box
            self._counts[partner.id] = (customers, money)
            if owner:  # in a line of its own, which may wrap: beside a name it was cut in a narrow window
                row += 1
                self._grid.addWidget(HelpLabel(self._owned(owner), self), row, 0, 1, 4)
        first = next((box for box in self._boxes.values() if box.isEnabled()), None)
        if first is not None:
            self.setFocusProxy(first)

    def _owned(self, profile: str) -> str:
        return self.tr("belongs to profile {profile}").format(profile=profile)

    def _value(self, text: str, role: TextRole) -> TypeLabel:
        label = TypeLabel(text, role, Accent.QUIET if role is TextRole.CAPTION else None, self)
        label.setWordWrap(False)
        label.setFont(tabular(label.font()))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return label
