"""Why an object may differ on both sides: what the plan itself says about it (R36–R38)."""

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.plan import SyncPlan

WAIT_WORDS = {
    "left-out-this-time": "left out of this sync, asked again afterwards",
    "waiting-for-approval": "waits until the draft is approved in Xero",
    "waiting-for-invoice": "waits for its invoice",
    "waiting-for-decision": "waits for a decision it depends on",
    "waiting-for-contact": "waits for its customer's contact",
    "waiting-for-credit-note": "waits for the credit note in Splynx",
    "waiting-for-unreconcile": "waits until it is unreconciled in Xero",
    "contact-in-question": "waits until it is decided which contact is its customer's",
    "contact-archived": "waits until its contact is restored in Xero",
    "closed-period": "is dated in a closed period",
    "account-unusable": "waits until its account can be used in Xero",
    "tracking-unusable": "waits until its tracking option can be used in Xero",
    "other-currency": "is in another currency in Xero",
    "not-read-in-xero": "could not be read in Xero",
    "customer-not-read": "its customer could not be read in Splynx",
    "parts-do-not-add-up": "waits until its parts in Splynx add up",
    "invoice-has-no-room": "is more than its invoice in Xero still takes",
    "credit-is-used": "its credit in Xero is used for something else",
    "credit-on-another-contact": "its credit is on another contact in Xero, which allocates within one contact only",
    "credit-was-refunded": "its credit was paid back in Xero",
    "was-paid-back-in-splynx": "was removed in Xero, but paid back in Splynx: remove the refund there first",
    "allocation-has-no-id": "Xero names no id by which it could be taken off",
    "not-in-splynx": "waits until it is entered in Splynx",
    "looks-like-another": "waits until it is said whether it is a payment of its own",
    "removal-not-confirmed": "was removed in Xero, and is removed here once a second reading shows it",
    "match-open": "is likely in Xero already: waits until its match is answered",
    "no-number": "has no number in Splynx yet",
}
# Notices that leave money on one side. Others (a new number, a rounding line) explain no difference.
_NAMING = frozenset({"left", "left-out", "ignored", "outside", "removed-in-splynx", "only-in-splynx", "before-turn"})


class Reasons:
    """An open question, a wait, a named exception, or a write that is still to come; the first of these counts.

    What is in Xero only goes by its id there.
    """

    def __init__(self, plan: SyncPlan) -> None:
        self._by_object: dict[tuple[ObjectKind, str], str] = {}
        for action in plan.actions:
            for link in action.links:
                # A receipt entered again in Xero (R26) is in Xero only until its payment names it: both are named.
                for end in (link.splynx_id, link.xero_id):
                    self._put(link.kind, end, "will be written by the next sync")
        for notice in plan.notices:
            if notice.subject_kind is not None and notice.kind in _NAMING:
                self._put(notice.subject_kind, notice.splynx_id, notice.text)
        for wait in plan.waiting:
            if wait.kind is not None:
                self._put(wait.kind, wait.splynx_id, WAIT_WORDS.get(wait.reason, wait.reason))
        for conflict in plan.conflicts:
            # A question about a pair names both: the other one may be in Xero only.
            for id in (conflict.splynx_id, conflict.xero_id):
                self._put(conflict.subject_kind, id or "", conflict.question)

    def _put(self, kind: ObjectKind, id: str, reason: str) -> None:
        self._by_object[kind, id] = reason

    def of(self, kind: ObjectKind, id: str) -> str:
        """The reason, empty when there is none."""
        return self._by_object.get((kind, id), "")
