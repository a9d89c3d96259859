"""What both faces ask about decisions: questions, answers, rules, what may have arrived, the journal."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from splynx_xero_gui.domain.conflict import Conflict, Needs
from splynx_xero_gui.domain.journal import JournalEntry
from splynx_xero_gui.engine.picking import Pick
from splynx_xero_gui.engine.rulebook import KnownRule, Reach
from splynx_xero_gui.engine.uncertain import MayHaveArrived
from splynx_xero_gui.ports.control import Cancel, Observer


class Deciding(Protocol):
    """The part of `Session` about decisions. Raises `domain.failures.Failure` subclasses only."""

    def conflicts(self) -> Sequence[Conflict]:
        """What waits for a decision."""
        ...

    def resolve(
        self,
        conflict_id: str,
        choice: str,
        value: str = "",
        *,
        group: bool = False,
        remember: bool = False,
        scope: str = "customer",
        up_to: Decimal | None = None,
    ) -> int:
        """Answer one question or its group; returns how many were answered.

        Raises Misconfigured for an unknown id, choice or value.
        """
        ...

    def withdraw(self, conflict_id: str) -> None:
        """Take an answer back before a plan honoured it: the question is open again. An unknown id is no error."""
        ...

    def withdraw_all(self, conflict_ids: Sequence[str]) -> None:
        """The same for several; a rule made with an answer goes with it."""
        ...

    def find(self, needs: Needs, conflict_id: str, text: str) -> Sequence[Pick]:
        """What an answer may name, by words typed (type-ahead), from the sync record alone."""
        ...

    def reach(self, conflict_id: str, choice: str, value: str, scope: str, up_to: Decimal | None) -> Reach:
        """How far a rule would reach (D7); nothing is stored. Raises Misconfigured where it could be none."""
        ...

    def rules(self) -> Sequence[KnownRule]:
        """Remembered answers, newest first, revoked ones last."""
        ...

    def revoke_rule(self, rule_id: str) -> None:
        """It answers nothing from now on. Raises Misconfigured for an unknown rule."""
        ...

    def answered_by_rule(self, rule_id: str) -> Sequence[JournalEntry]:
        """What a rule answered, newest first. Raises Misconfigured for an unknown rule."""
        ...

    def journal(self, limit: int = 500) -> Sequence[JournalEntry]:
        """Decisions, newest first."""
        ...

    def may_have_arrived(self) -> Sequence[MayHaveArrived]:
        """Writes whose answer was lost, oldest first, from the sync record alone."""
        ...

    def look_up(self, observer: Observer, cancel: Cancel) -> Sequence[MayHaveArrived]:
        """Look for them on the other side; what is found is linked. Returns what is still open."""
        ...

    def it_is_there(self, intent_id: str, object_id: str, observer: Observer, cancel: Cancel) -> None:
        """A person points at what a lost write made. Raises Misconfigured where it is something else."""
        ...

    def it_is_not_there(self, intent_id: str) -> None:
        """Make it again with the next sync. Raises Misconfigured before a look-up found nothing."""
        ...
