"""The columns of the mapping tables (ui.md W5–W7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.reference import TrackingCategory
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.formats import percent_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.pick_model import PickItem
from splynx_xero_gui.gui.wizard.mapping_words import offer_text, pick_item, subject_name, suggestion_text, table_words
from splynx_xero_gui.wizard.mapping import MappingTable, Row, RowState
from splynx_xero_gui.wizard.mapping_subjects import MappingKind
from splynx_xero_gui.wizard.state import Certainty

translate = QCoreApplication.translate
CHOICE = "choice"
TRACKING = "tracking."
_NAME_CH = {MappingKind.CATEGORIES: 20, MappingKind.TAXES: 14, MappingKind.METHODS: 18}
_CHOICE_CH = {MappingKind.CATEGORIES: 34, MappingKind.TAXES: 30, MappingKind.METHODS: 34}


def mapping_columns(
    kind: MappingKind, table: Callable[[], MappingTable], currency: str, tracking: Sequence[TrackingCategory]
) -> tuple[Column[Row], ...]:
    """The columns of one table. `table` gives the answers as they are when a list is opened."""
    words = table_words(kind)
    rates = (Column[Row]("rates", translate("Mapping", "Rates"), rates_text, width_ch=18),)
    return (
        Column("name", words.splynx_column, lambda row: subject_name(row.subject), width_ch=_NAME_CH[kind]),
        *(rates if kind is MappingKind.TAXES else ()),
        Column("used", words.used_column, lambda row: row.subject.usage.count, ColumnKind.NUMBER, width_ch=9),
        Column(
            "amount",
            translate("Mapping", "Amount, {currency}").format(currency=currency),
            lambda row: row.subject.usage.amount,
            ColumnKind.MONEY,
            width_ch=14,
        ),
        Column(
            CHOICE,
            words.xero_column,
            lambda row: offer_text(row.offer) if row.offer else row.choice.value,
            width_ch=_CHOICE_CH[kind],
            pick_key=lambda row: row.choice.value or None,
            pick_items=lambda row: [pick_item(offer) for offer in table().offers(row.key)],
            placeholder=translate("Mapping", "Choose…"),
            changed=lambda row: Accent.DANGER if row.state is RowState.PROBLEM else None,
        ),
        *(_tracking_column(category) for category in tracking),
        Column(
            "suggestion",
            translate("Mapping", "Suggestion"),
            suggestion_text,
            icon=suggestion_icon,
            accent=suggestion_accent,
            stretch=True,
        ),
    )


def rates_text(row: Row) -> str:
    """Both rates beside each other: "15 % ↔ 15 %"."""
    percent = percent_text(row.subject.percent)
    if row.offer is None or row.offer.percent is None:
        return percent
    return translate("Mapping", "{a} ↔ {b}").format(a=percent, b=percent_text(row.offer.percent))


def suggestion_icon(row: Row) -> IconName | None:
    """The picture before the suggestion's words."""
    match row.state:
        case RowState.PROBLEM:
            return IconName.OCTAGON
        case RowState.CHECK:
            return IconName.QUESTION
        case RowState.MAPPED:
            return IconName.TICK
        case RowState.UNMAPPED:
            return IconName.TRIANGLE
        case RowState.OPEN:
            return None


def suggestion_accent(row: Row) -> Accent | None:
    """Its colour; the words say the same."""
    match row.state:
        case RowState.PROBLEM:
            return Accent.DANGER
        case RowState.CHECK | RowState.UNMAPPED:
            return Accent.ATTENTION
        case RowState.OPEN:
            return Accent.QUIET
        case RowState.MAPPED:
            confirmed = row.choice.confirmed or row.choice.suggestion.certainty is Certainty.CERTAIN
            return Accent.OK if confirmed else None


def _tracking_column(category: TrackingCategory) -> Column[Row]:
    """One of Xero's tracking categories: which of its options the lines of a Splynx category get."""
    options = [PickItem(option.name, "", option.name) for option in category.options if option.active]
    return Column(
        f"{TRACKING}{category.name}",
        category.name,
        lambda row: row.tracking.get(category.name, ""),
        width_ch=14,
        pick_key=lambda row: row.tracking.get(category.name) or None,
        pick_items=lambda _: options,
        placeholder=translate("Mapping", "none"),
    )
