"""The frame around the stages: refused writes held back, the guard, the finished plan (design.md §4)."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from splynx_xero_gui.domain.conflict import ConflictKind, Resolution
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.records import LinkState
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject
from splynx_xero_gui.engine.reconcile.guards import CHANGES, excess
from splynx_xero_gui.engine.reconcile.holds import hold_of
from splynx_xero_gui.engine.reconcile.inputs import PlannerInput
from splynx_xero_gui.engine.reconcile.order import ordered, totals, without_dropped
from splynx_xero_gui.engine.reconcile.questions import regroup
from splynx_xero_gui.engine.reconcile.refused import made_by, refusal_question, subject_of_action
from splynx_xero_gui.engine.reconcile.view import View, build_view

Stage = Callable[[Draft], object]


class Assembly:
    """A plan put together from parts: customers that share nothing are planned apart, so that memory does not grow with
    the books. From part to part only the numbers, names and Xero ids given away are known.
    """

    def __init__(self, common: PlannerInput, stages: Sequence[Stage]) -> None:
        """`common` holds for every part; its books are not looked at."""
        self._stages = stages
        self._whole = Draft(common, View())
        self._customers: set[str] = set()

    def part(self, inp: PlannerInput) -> Draft:
        """Run the stages over some books. Nothing of it is in the plan before `take`."""
        whole = self._whole
        draft = Draft(
            inp,
            build_view(inp.books),
            numbers=set(whole.numbers),
            claimed=set(whole.claimed),
            names=dict(whole.names),
            ignored=set(whole.ignored),
        )
        for stage in self._stages:
            stage(draft)
        return draft

    def take(self, part: Draft) -> None:
        """Put a part into the plan."""
        whole = self._whole
        whole.actions += part.actions
        whole.conflicts |= part.conflicts
        whole.waiting += part.waiting
        whole.notices += part.notices
        whole.links += part.links
        whole.consumed += part.consumed
        whole.ruled.update(part.ruled)
        whole.unlinked |= part.unlinked
        whole.numbers, whole.claimed, whole.names, whole.ignored = part.numbers, part.claimed, part.names, part.ignored
        self._customers |= part.inp.books.customers

    def finished(self) -> SyncPlan:
        """The plan of all parts taken."""
        whole = self._whole
        _hold_back_undone(whole)
        _hold_back_refused(whole)
        _guard(whole)
        actions = ordered(whole.actions)
        return SyncPlan(
            fingerprint=fingerprint(actions),
            actions=actions,
            conflicts=regroup(whole.conflicts.values()),
            waiting=tuple(whole.waiting),
            notices=tuple(whole.notices),
            links=tuple(whole.links),
            consumed=tuple(whole.consumed),
            ruled=tuple(whole.ruled.values()),
            customers=frozenset(self._customers),
            totals=totals(actions),
        )


def assemble(inp: PlannerInput, stages: Sequence[Stage]) -> SyncPlan:
    """Run the stages over these books and finish the plan."""
    assembly = Assembly(inp, stages)
    assembly.take(assembly.part(inp))
    return assembly.finished()


def fingerprint(actions: Iterable[SyncAction]) -> str:
    """Short name of what a plan writes: equal actions, equal fingerprint."""
    text = "\n".join(sorted(action.id for action in actions))
    digits = hashlib.sha256(text.encode()).hexdigest()[:16].upper()
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _hold_back_undone(draft: Draft) -> None:
    """What was undone is not written again unless a person says so (R15); what depends on it waits."""
    if not draft.inp.held:
        return
    undone = [action for action in draft.actions if hold_of(action) in draft.inp.held]
    _drop(draft, {action.id for action in undone if not _may_send_again(draft, action)})


def _may_send_again(draft: Draft, action: SyncAction) -> bool:
    about = subject_of_action(action)
    answer = draft.ask(ConflictKind.UNDONE, about, facts={}, cause="undone", without=("in-sync",))
    if answer is not None and answer.choice == "leave":
        draft.note("left", about, "Undone, and left so.")
    _name_customer(draft, action)
    return answer is not None and answer.choice == "send-again"


def _drop(draft: Draft, dropped: set[str]) -> None:
    if not dropped:
        return
    draft.actions, fallen = without_dropped(draft.actions, dropped)
    for action in fallen:
        draft.wait(subject_of_action(action), "waiting-for-decision")


def _hold_back_refused(draft: Draft) -> None:
    """What a service refused is not sent again unchanged unless a person says so; what depends on it waits."""
    refused = [action for action in draft.actions if action.id in draft.inp.refusals]
    _drop(draft, {action.id for action in refused if not _may_try(draft, action)})


def _may_try(draft: Draft, action: SyncAction) -> bool:
    kind, facts, cause = refusal_question(draft, action)
    answer = draft.ask(
        kind,
        subject_of_action(action),
        facts=facts,
        cause=cause,
        without=() if made_by(action) is not None else ("in-sync",),
        usable=lambda given: draft.unlinked.get(action.id, "") if given.choice == "in-sync" else "",
    )
    _name_customer(draft, action)
    return answer is not None and answer.choice == "try-again"


def _name_customer(draft: Draft, action: SyncAction) -> None:
    """The whole plan has no books to look the customer up in; its action has the name."""
    for id, question in draft.conflicts.items():
        if not question.customer and (question.subject, question.customer_id) == (action.subject, action.customer_id):
            draft.conflicts[id] = replace(question, customer=action.customer_name)


def _guard(draft: Draft) -> None:
    inp = draft.inp
    linked = inp.linked
    if linked is None:
        linked = sum(1 for link in inp.books.links if link.state is LinkState.ACTIVE)
    found = excess(draft.actions, linked, inp.policy.options)
    if found is None or inp.allow_many == found.count:
        return
    answer = draft.ask(
        ConflictKind.TOO_MANY_CHANGES,
        Subject(ObjectKind.CUSTOMER, "this sync", None, "", found.amount),
        facts={
            "count": str(found.count),
            "total": str(found.linked),
            "percent": str(found.percent),
            "kinds": found.kinds_text,
        },
        usable=lambda given: _allows(given, found.count),
    )
    if answer is None and not any(c.kind is ConflictKind.TOO_MANY_CHANGES for c in draft.conflicts.values()):
        # Left out of this sync: none of these changes is written, what only adds goes on.
        changes = [action for action in draft.actions if action.kind in CHANGES]
        for action in changes:
            draft.wait(subject_of_action(action), "left-out-this-time")
        _drop(draft, {action.id for action in changes})


def _allows(answer: Resolution, count: int) -> str:
    right = answer.choice == "allow-once" and answer.value.strip() == str(count)
    return "" if right else f"Nothing is written until exactly {count} items are allowed."
