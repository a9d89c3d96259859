"""Plans shown, questions, answers and rules: the part of the ledger a person's decisions are kept in."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, update

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind, Resolution, Rule
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.storage import dirt
from splynx_xero_gui.storage.codec import decode, encode
from splynx_xero_gui.storage.journal import note_asked
from splynx_xero_gui.storage.part import LedgerPart
from splynx_xero_gui.storage.rows import chunks, fields_of, upsert
from splynx_xero_gui.storage.schema import conflicts, resolutions, rules, shown_plans

# A plan is shown, then run within minutes; older ones are of no use to anybody.
PLANS_KEPT = 50


class DecisionPart(LedgerPart):
    """Methods of ports.ledger.Ledger about plans, conflicts, resolutions and rules."""

    def save_plan(self, plan: SyncPlan) -> None:
        """Remember what was shown; the newest plans are kept."""
        row = {
            "fingerprint": plan.fingerprint,
            "actions": json.dumps([action.id for action in plan.actions]),
            "at": self._now(),
        }
        with self._database.write() as connection:
            # Removed first, so that a plan shown again is the newest.
            connection.execute(delete(shown_plans).where(shown_plans.c.fingerprint == plan.fingerprint))
            connection.execute(insert(shown_plans).values(row))
            newest = select(shown_plans.c.seq).order_by(shown_plans.c.seq.desc()).limit(PLANS_KEPT)
            connection.execute(delete(shown_plans).where(shown_plans.c.seq.not_in(newest)))

    def shown_plan(self, fingerprint: str) -> frozenset[str] | None:
        """Action ids of a plan shown earlier."""
        with self._database.read() as connection:
            found = connection.execute(
                select(shown_plans.c.actions).where(shown_plans.c.fingerprint == fingerprint)
            ).scalar()
        return None if found is None else frozenset(json.loads(found))

    def save_conflicts(self, conflicts: Sequence[Conflict], planned_customers: Iterable[str] | None) -> None:
        """Replace the open conflicts of these customers (None = all) by the given ones.

        Conflicts of no customer have the customer id "": they are replaced where "" is among the planned ones. A
        question about the size of the whole plan is replaced by every plan.
        """
        with self._database.write() as connection:
            _replace_conflicts(connection, conflicts, planned_customers)
            note_asked(connection, conflicts, self._now())

    def conflicts(self) -> Sequence[Conflict]:
        """Open conflicts in the order they were found, `group_count` filled in. One without a group counts alone, and a
        question about the size of a plan keeps its count of items.
        """
        with self._database.read() as connection:
            rows = connection.execute(select(conflicts.c.body).order_by(conflicts.c.seq)).scalars().all()
        found = [decode(Conflict, text) for text in rows]
        sizes = Counter(conflict.group for conflict in found if conflict.group)
        return [
            conflict
            if conflict.kind is ConflictKind.TOO_MANY_CHANGES
            else replace(conflict, group_count=sizes.get(conflict.group, 1))
            for conflict in found
        ]

    def conflict(self, id: str) -> Conflict | None:
        """One open conflict, without the count of its group."""
        with self._database.read() as connection:
            found = connection.execute(select(conflicts.c.body).where(conflicts.c.id == id)).scalar()
        return None if found is None else decode(Conflict, found)

    def save_resolution(self, resolution: Resolution) -> None:
        """Add an answer to the journal; the customer of the open conflict becomes dirty."""
        with self._database.write() as connection:
            connection.execute(insert(resolutions).values(fields_of(resolution)))
            dirt.mark(connection, _customers_of(connection, [resolution.conflict_id]))

    def resolutions(self) -> Mapping[str, Resolution]:
        """Newest answer by conflict id; where the newest was used up, none."""
        newest: dict[str, Resolution | None] = {}
        with self._database.read() as connection:
            for row in connection.execute(select(resolutions).order_by(resolutions.c.seq)).mappings():
                values = dict(row)
                del values["seq"]
                used = values.pop("consumed_at") is not None
                newest[values["conflict_id"]] = None if used else Resolution(**values)
        return {id: answer for id, answer in newest.items() if answer is not None}

    def consume_resolutions(self, conflict_ids: Iterable[str]) -> None:
        """These answers were honoured; their customers become dirty, so that the question is asked again."""
        with self._database.write() as connection:
            for chunk in chunks(conflict_ids):
                connection.execute(
                    update(resolutions)
                    .where(resolutions.c.conflict_id.in_(chunk), resolutions.c.consumed_at.is_(None))
                    .values(consumed_at=self._now())
                )
                dirt.mark(connection, _customers_of(connection, chunk))

    def save_rule(self, rule: Rule) -> None:
        """Insert, or replace the rule of that id (revoke)."""
        with self._database.write() as connection:
            upsert(connection, rules, [fields_of(rule)], ["id"])

    def rules(self) -> Sequence[Rule]:
        """All rules in the order they were made, revoked ones too."""
        with self._database.read() as connection:
            return [
                Rule(**{name: value for name, value in row.items() if name != "seq"})
                for row in connection.execute(select(rules).order_by(rules.c.seq)).mappings()
            ]


def _replace_conflicts(connection: Connection, found: Sequence[Conflict], planned: Iterable[str] | None) -> None:
    if planned is None:
        connection.execute(delete(conflicts))
    else:
        connection.execute(delete(conflicts).where(conflicts.c.kind == ConflictKind.TOO_MANY_CHANGES))
        for chunk in chunks(planned):
            connection.execute(delete(conflicts).where(conflicts.c.customer_id.in_(chunk)))
    rows = [
        {
            "id": conflict.id,
            "kind": conflict.kind,
            "customer_id": conflict.customer_id,
            "group": conflict.group,
            "body": encode(conflict),
        }
        for conflict in found
    ]
    upsert(connection, conflicts, rows, ["id"])


def _customers_of(connection: Connection, conflict_ids: Sequence[str]) -> set[str]:
    return set(connection.execute(select(conflicts.c.customer_id).where(conflicts.c.id.in_(conflict_ids))).scalars())
