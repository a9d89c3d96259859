"""From the ledger to a plan: gather the planner's input, reconcile, keep the questions, settle who is in agreement."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from splynx_xero_gui.domain.billing import BilledDocument
from splynx_xero_gui.domain.content import content_hash
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.keys import contact_number
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.records import LinkState, Observation
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.engine.policy import resolve
from splynx_xero_gui.engine.reconcile.inputs import PlannerInput
from splynx_xero_gui.engine.reconcile.plan import reconcile
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.ledger import Books, Ledger

_SETTINGS_HASH = "settings-hash"
_SUFFIXES = ("-2", "-3", "-4", "-CR")


class Planning:
    """Makes plans of one profile from what the ledger holds. No calls to either service."""

    def __init__(self, ledger: Ledger, clock: Clock, profile: Profile) -> None:
        self._ledger = ledger
        self._clock = clock
        self._profile = profile

    def references(self) -> tuple[BillingReference, AccountingReference]:
        """What `fetch` read. Raises Misconfigured when it never did."""
        billing = self._ledger.billing_reference()
        accounting = self._ledger.accounting_reference()
        if billing is None or accounting is None:
            raise Misconfigured(
                "P3",
                "The settings were not read yet",
                "Accounts, taxes and payment methods of both sides are needed before anything can be planned.",
                "Read the settings first (`fetch`).",
            )
        return billing[0], accounting[0]

    def policy(self) -> Policy:
        """The profile resolved against the settings. Raises Misconfigured naming every mistake."""
        billing, accounting = self.references()
        return resolve(self._profile, billing, accounting)

    def make(self, *, everything: bool = False, allow_many: int | None = None) -> SyncPlan:
        """Plan what is not settled (or `everything`), store the questions, settle customers with nothing left."""
        billing, accounting = self.references()
        policy = resolve(self._profile, billing, accounting)
        self._notice_changed_settings(policy, accounting)
        customers = None if everything else self._ledger.dirty_customers()
        if customers is not None and not customers:
            return reconcile(self._input(Books(), policy, billing, accounting, allow_many))
        books = self._ledger.books(customers)
        plan = reconcile(self._input(books, policy, billing, accounting, allow_many))
        self._ledger.save_conflicts(plan.conflicts, None if everything else books.customers)
        self._settle(plan, books.customers)
        return dataclasses.replace(plan, customers=books.customers)

    def _notice_changed_settings(self, policy: Policy, accounting: AccountingReference) -> None:
        """A changed mapping, option, lock date or account concerns every customer again."""
        seen = content_hash([policy_facts(policy), accounting.organisation, accounting.accounts, accounting.tax_rates])
        if self._ledger.get_fact(_SETTINGS_HASH) != seen:
            self._ledger.mark_dirty(None)
            self._ledger.set_fact(_SETTINGS_HASH, seen)

    def _input(
        self,
        books: Books,
        policy: Policy,
        billing: BillingReference,
        accounting: AccountingReference,
        allow_many: int | None,
    ) -> PlannerInput:
        numbers = _numbers(books)
        return PlannerInput(
            books=books,
            policy=policy,
            accounting=accounting,
            billing=billing,
            today=self.today(accounting),
            contact_names=self._ledger.contact_names() if books.customers else {},
            taken=self._taken(books, numbers, policy.tag),
            duplicates=self._duplicates(numbers),
            resolutions=self._ledger.resolutions(),
            rules=tuple(self._ledger.rules()),
            refusals=self._ledger.refusals(),
            allow_many=allow_many,
        )

    def today(self, accounting: AccountingReference) -> dt.date:
        """The organisation's day (R31)."""
        return self._clock.now().astimezone(ZoneInfo(accounting.organisation.timezone)).date()

    def _taken(
        self, books: Books, numbers: Mapping[ObjectKind, tuple[str, ...]], tag: str
    ) -> dict[tuple[ObjectKind, str], tuple[Observation, ...]]:
        taken: dict[tuple[ObjectKind, str], tuple[Observation, ...]] = {}
        wanted: dict[ObjectKind, list[str]] = {
            kind: [number + suffix for number in chosen for suffix in ("", *_SUFFIXES)]
            for kind, chosen in numbers.items()
        }
        wanted[ObjectKind.CONTACT] = [contact_number(id, tag) for id in _unlinked_customers(books)]
        for kind, keys in wanted.items():
            for key, found in self._ledger.xero_by_key(kind, keys).items():
                taken[kind, key] = tuple(found)
        return taken

    def _duplicates(
        self, numbers: Mapping[ObjectKind, tuple[str, ...]]
    ) -> dict[tuple[ObjectKind, str], tuple[str, ...]]:
        duplicates: dict[tuple[ObjectKind, str], tuple[str, ...]] = {}
        for kind, chosen in numbers.items():
            for number, ids in self._ledger.splynx_numbers(kind, chosen).items():
                if len(ids) > 1:
                    duplicates[kind, number] = tuple(ids)
        return duplicates

    def _settle(self, plan: SyncPlan, planned: Iterable[str]) -> None:
        """Customers without action, question, wait or found link agree:

        they are not planned again until something changes.
        """
        busy = {action.customer_id for action in plan.actions} | {c.customer_id for c in plan.conflicts}
        busy |= {w.customer_id for w in plan.waiting} | {link.customer_id for link in plan.links}
        self._ledger.settle(set(planned) - busy)


def policy_facts(policy: Policy) -> list[object]:
    """The policy as hashable content (tax keys are no JSON keys)."""
    taxes = sorted((key.tax_id, str(key.percent), value) for key, value in policy.tax_types.items())
    partners = sorted(policy.partners) if policy.partners is not None else None
    return [
        policy.scenario,
        policy.options,
        policy.tag,
        partners,
        policy.accounts,
        taxes,
        policy.methods,
        policy.tracking,
    ]


def _numbers(books: Books) -> dict[ObjectKind, tuple[str, ...]]:
    """Numbers of documents that have no living member yet: those that could collide."""
    linked = {(link.kind, link.splynx_id) for link in books.links if link.state is LinkState.ACTIVE}
    numbers: dict[ObjectKind, list[str]] = {kind: [] for kind in DOCUMENT_KINDS}
    for seen in books.splynx:
        body = seen.body
        if isinstance(body, BilledDocument) and (body.kind, body.id) not in linked:
            numbers[body.kind].append(body.number)
    # A negative invoice may become a credit note of the same number (R10).
    numbers[ObjectKind.CREDIT_NOTE] += numbers[ObjectKind.INVOICE]
    return {kind: tuple(dict.fromkeys(chosen)) for kind, chosen in numbers.items()}


def _unlinked_customers(books: Books) -> list[str]:
    linked = {link.splynx_id for link in books.links if link.kind is ObjectKind.CUSTOMER}
    return sorted(books.customers - linked)
