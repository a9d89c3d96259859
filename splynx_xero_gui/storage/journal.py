"""The journal of decisions: answers, rules and what rules answered. Rows are added; the database refuses the rest."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from splynx_xero_gui.domain.conflict import Conflict, Resolution, Rule
from splynx_xero_gui.domain.journal import Asked, JournalEntry, JournalEvent
from splynx_xero_gui.storage import dirt
from splynx_xero_gui.storage.part import LedgerPart
from splynx_xero_gui.storage.rows import chunks, fields_of, upsert
from splynx_xero_gui.storage.schema import conflicts, decision_journal, questions_asked, resolutions, rules


class JournalPart(LedgerPart):
    """Methods of ports.ledger.Ledger about the journal."""

    def decide(
        self, entries: Sequence[JournalEntry], resolutions: Sequence[Resolution] = (), rule: Rule | None = None
    ) -> None:
        """Store answers and a rule together with their entries, all or none; customers of the questions become dirty.

        A rule makes every customer with an open question of its kind dirty.
        """
        with self._database.write() as connection:
            _add_answers(connection, resolutions)
            if rule is not None:
                upsert(connection, rules, [fields_of(rule)], ["id"])
                asked = select(conflicts.c.customer_id).where(conflicts.c.kind == rule.kind)
                dirt.mark(connection, set(connection.execute(asked).scalars()))
            _add(connection, entries)

    def journal(
        self, *, limit: int = 500, rule_id: str | None = None, event: JournalEvent | None = None
    ) -> Sequence[JournalEntry]:
        """Newest first; of one rule, of one event."""
        wanted = select(decision_journal).order_by(decision_journal.c.seq.desc()).limit(limit)
        if rule_id is not None:
            wanted = wanted.where(decision_journal.c.rule_id == rule_id)
        if event is not None:
            wanted = wanted.where(decision_journal.c.event == event)
        with self._database.read() as connection:
            return [JournalEntry(**row) for row in connection.execute(wanted).mappings()]

    def asked(self, kind: str, since: datetime) -> Sequence[Asked]:
        """Questions of a kind that were first asked at or after a moment."""
        table = questions_asked
        wanted = select(table).where(table.c.kind == kind, table.c.at >= since).order_by(table.c.at)
        with self._database.read() as connection:
            return [Asked(**row) for row in connection.execute(wanted).mappings()]


def note_asked(connection: Connection, found: Iterable[Conflict], at: datetime) -> None:
    """Keep that these questions were asked; one that is known with these facts is known already."""
    rows = [
        {
            "conflict_id": conflict.id,
            "evidence": conflict.evidence,
            "at": at,
            "kind": conflict.kind.value,
            "customer_id": conflict.customer_id,
            "category_id": conflict.facts.get("category_id", ""),
            "amount": abs(conflict.amount),
            "choices": ",".join(choice.id for choice in conflict.choices),
        }
        for conflict in found
    ]
    upsert(connection, questions_asked, rows, ["conflict_id", "evidence"], keep=True)


def _add(connection: Connection, entries: Sequence[JournalEntry]) -> None:
    rows = [fields_of(entry) for entry in entries]
    for row in rows:
        del row["seq"]
    if rows:
        connection.execute(insert(decision_journal), rows)


def _add_answers(connection: Connection, given: Sequence[Resolution]) -> None:
    if given:
        connection.execute(insert(resolutions), [fields_of(resolution) for resolution in given])
    for chunk in chunks(resolution.conflict_id for resolution in given):
        owners = select(conflicts.c.customer_id).where(conflicts.c.id.in_(chunk))
        dirt.mark(connection, set(connection.execute(owners).scalars()))
