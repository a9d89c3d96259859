"""A plan on paper: totals, questions, items (ui.md W10 *Print…*)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from splynx_xero_gui.gui.decisions.question_words import in_locale
from splynx_xero_gui.gui.kit.formats import date_text, moment_text, money_text, number_text, readable
from splynx_xero_gui.gui.plan_words import undo_words
from splynx_xero_gui.gui.words import action_title, action_word, side_name, subject_title, undo_word
from splynx_xero_gui.wizard.review import Review, has_money

_LEFT, _RIGHT = ' align="left"', ' align="right"'


def plan_document(review: Review, heading: str, currency: str, at: dt.datetime, demo: bool = False) -> QTextDocument:
    """The plan as a document. `heading` names profile and organisation; `at` is in the person's zone."""
    say = QCoreApplication.translate
    parts = [f"<h2>{_said(heading)}</h2>"]
    if demo:
        banner = say("Plan", "Demo books – nothing here is real and nothing leaves this computer.")
        parts.append(f"<p><b>{_said(banner)}</b></p>")
    stamp = say("Plan", "Plan {fingerprint}, made {when}. Nothing of it had been written then.").format(
        fingerprint=review.short_fingerprint, when=moment_text(at)
    )
    parts.append(f"<p>{_said(stamp)}</p>")
    amount = say("Plan", "Amount, {currency}").format(currency=currency)
    totals = [
        (
            action_title(line.kind),
            side_name(line.side),
            number_text(line.count),
            money_text(line.amount),
            undo_words(line.undo, line.undoable == line.count),
        )
        for line in review.lines
    ]
    total_heads = (say("Plan", "What"), say("Plan", "Side"), say("Plan", "Items"), amount, say("Plan", "Can be undone"))
    parts.append(_table(total_heads, totals, numbers=(2, 3)))
    if review.questions:
        parts.append(f"<h3>{_said(say('Plan', 'Questions, left out until answered'))}</h3>")
        rows = [(in_locale(question.question), money_text(question.amount)) for question in review.questions]
        parts.append(_table((say("Plan", "Question"), amount), rows, numbers=(1,)))
    parts.append(f"<h3>{_said(say('Plan', 'Items'))}</h3>")
    items = [
        (
            side_name(action.side),
            action_word(action.kind),
            subject_title(action.subject),
            action.customer_name,
            date_text(action.date) if action.date else "",
            money_text(action.amount) if has_money(action.kind) else "",
            undo_word(action.undo) or say("Plan", "no"),
        )
        for action in review.actions
    ]
    heads = (
        say("Plan", "Side"),
        say("Plan", "What"),
        say("Plan", "Number or name"),
        say("Plan", "Customer"),
        say("Plan", "Date"),
        amount,
        say("Plan", "Undo"),
    )
    parts.append(_table(heads, items, numbers=(5,)))
    document = QTextDocument()
    document.setHtml("".join(parts))
    return document


def print_document(document: QTextDocument, parent: QWidget) -> bool:
    """Ask for a printer and print; False when the person thought better of it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    document.print_(printer)
    return True


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int]) -> str:
    def cells(row: Sequence[str], tag: str) -> str:
        made = (
            f"<{tag}{_RIGHT if place in numbers else _LEFT}>{_said(text)}</{tag}>" for place, text in enumerate(row)
        )
        return f"<tr>{''.join(made)}</tr>"

    body = "".join(cells(row, "td") for row in rows)
    return f'<table cellpadding="3" cellspacing="0" width="100%">{cells(heads, "th")}{body}</table>'


def _said(text: str) -> str:
    """Words for a document of HTML: nothing in them is obeyed, and nothing turns them round."""
    return escape(readable(text))
