"""Why a write cannot be taken back, in sentences for an accountant (ui.md D6)."""

from collections.abc import Mapping
from types import MappingProxyType

from splynx_xero_gui.domain.undo import Obstacle

_WORDS: Mapping[Obstacle, str] = MappingProxyType(
    {
        Obstacle.VOID_IS_FINAL: "What is voided or deleted in Xero cannot be brought back.",
        Obstacle.ARCHIVED_IS_FINAL: "An archived contact can be restored in Xero only, by hand.",
        Obstacle.RELINKED: "The receipt it stood for before was deleted in Xero: there is nothing to go back to.",
        Obstacle.NOTE_STAYS: "A note in Xero's history cannot be taken away.",
        Obstacle.FILE_STAYS: "An attached file can be removed in Xero only, by hand.",
        Obstacle.PAID: "It has been paid or credited: {money}.",
        Obstacle.USED: "Its credit is used for an invoice: {money}.",
        Obstacle.REFUNDED: "It was paid back since.",
        Obstacle.LOCKED: "The month is locked: it is dated {day}, the books are closed up to {lock}.",
        Obstacle.RECONCILED: "It is reconciled in Xero.",
        Obstacle.BATCHED: "It is part of a batch payment in Xero.",
        Obstacle.CHANGED: "It was changed since.",
        Obstacle.GONE: "It is no longer there: it was removed since.",
        Obstacle.CONTACT_IN_USE: "The contact has other documents or payments in Xero.",
        Obstacle.CONTACT_ARCHIVED: "The contact is archived in Xero.",
        Obstacle.NO_ROOM: "Its invoice in Xero does not take this money any more.",
        Obstacle.ACCOUNT_UNUSABLE: "Account {account} cannot be used in Xero any more.",
        Obstacle.NO_ID: "Xero names no id by which it could be taken off.",
        Obstacle.NOT_RECORDED: "What was there before was not recorded.",
        Obstacle.DEPENDS: "Something else of this run that it needs cannot be taken back.",
    }
)


def say(obstacle: Obstacle, facts: Mapping[str, str]) -> str:
    """The sentence, filled in."""
    return _WORDS[obstacle].format(**facts)
