"""From the ledger to a plan: gather the planner's input, reconcile, keep the questions, settle who is in agreement."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from splynx_xero_gui.domain.accounting import Contact
from splynx_xero_gui.domain.conflict import ConflictKind, Resolution
from splynx_xero_gui.domain.content import content_hash
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.policy import NO_TAX, Policy
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.records import LinkState, Observation
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.engine.extras_owed import MAY_NOT_ATTACH, Extras
from splynx_xero_gui.engine.flow_changes import notice_turned
from splynx_xero_gui.engine.guards import changes_asked
from splynx_xero_gui.engine.match.payments import split_id
from splynx_xero_gui.engine.parts import PART, in_parts
from splynx_xero_gui.engine.policy import resolve
from splynx_xero_gui.engine.reconcile.draft import Draft
from splynx_xero_gui.engine.reconcile.frame import Assembly
from splynx_xero_gui.engine.reconcile.inputs import PlannerInput
from splynx_xero_gui.engine.reconcile.lookups import document_numbers, keys_to_look_up, named_values
from splynx_xero_gui.engine.reconcile.plan import STAGES
from splynx_xero_gui.engine.removal_watch import RemovalWatch
from splynx_xero_gui.engine.strays import Strays, find_strays
from splynx_xero_gui.engine.streams import XERO_KINDS
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.ledger import Books, Ledger

_SETTINGS_HASH = "settings-hash"


class Planning:
    """Makes plans of one profile from what the ledger holds. No calls to either service.

    `by_hand` False is a scheduled run: removals in Xero are followed only when a second reading showed them (R26).
    `may_attach`: whether the sign-in allows files to be attached.
    """

    def __init__(self, ledger: Ledger, clock: Clock, profile: Profile, *, part: int = PART) -> None:
        """`part`: how many customers' books are held at once."""
        self._ledger = ledger
        self._clock = clock
        self._profile = profile
        self._part = part
        self.watch = RemovalWatch(ledger, clock)
        self.by_hand = True
        self.may_attach = True
        self._extras = Extras(ledger)
        self._strays = Strays()

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
        return resolve(self._profile, billing, accounting, strict=False)

    def make(self, *, everything: bool = False, allow_many: int | None = None) -> SyncPlan:
        """Plan what is not settled (or `everything`), store the questions, settle customers with nothing left."""
        billing, accounting = self.references()
        policy = resolve(self._profile, billing, accounting, strict=False)
        self._notice_changed_settings(policy, accounting)
        customers = self._ledger.customers() if everything else self._ledger.dirty_customers()
        resolutions = self._ledger.resolutions()
        self._strays = find_strays(self._ledger, policy, accounting, resolutions)
        customers |= self._strays.customers
        common = self._common(policy, billing, accounting, allow_many, named=bool(customers))
        assembly = Assembly(common, STAGES)
        now_linked: set[str] = set()
        for books in in_parts(self._ledger, customers, self._part):
            draft = self._planned(assembly, common, books)
            now_linked |= {contact.id for contact in draft.contacts.values()}
            assembly.take(draft)
        if policy.pulls:
            assembly.take(assembly.part(self._of_nobody(common, now_linked)))
        plan = _counted(assembly.finished())
        if common.policy.options.attach_pdf and not self.may_attach:
            plan = dataclasses.replace(plan, notices=(*plan.notices, MAY_NOT_ATTACH))
        if customers or policy.pulls:
            # Questions about money of nobody have no customer.
            planned = plan.customers | {""} if policy.pulls else plan.customers
            self._ledger.save_conflicts(plan.conflicts, None if everything else planned)
            self._settle(plan)
        return plan

    def _of_nobody(self, common: PlannerInput, now_linked: set[str]) -> PlannerInput:
        """The part without books: receipts on contacts that are still no customer's (R6)."""
        strays = tuple(seen for seen in self._strays.asked if seen.owner not in now_linked)
        return dataclasses.replace(common, strays=strays, hints=self._strays.hints)

    def _planned(self, assembly: Assembly, common: PlannerInput, books: Books) -> Draft:
        draft = assembly.part(self._with(books, common))
        found = _found_contacts(draft) - {seen.owner for seen in books.xero}
        if not found:
            return draft
        # A contact linked by this very plan brings its invoices, payments and credits along (R4, R20).
        books = dataclasses.replace(books, xero=(*books.xero, *self._ledger.xero_of_contacts(sorted(found))))
        return assembly.part(self._with(books, common))

    def _notice_changed_settings(self, policy: Policy, accounting: AccountingReference) -> None:
        """A changed mapping, option, lock date or account concerns every customer again."""
        seen = content_hash([policy_facts(policy), accounting.organisation, accounting.accounts, accounting.tax_rates])
        if self._ledger.get_fact(_SETTINGS_HASH) != seen:
            self._ledger.mark_dirty(None)
            self._ledger.set_fact(_SETTINGS_HASH, seen)

    def _common(
        self,
        policy: Policy,
        billing: BillingReference,
        accounting: AccountingReference,
        allow_many: int | None,
        *,
        named: bool,
    ) -> PlannerInput:
        """What every part of the plan is given. `named` = with the names of contacts, which are read in full."""
        resolutions = self._ledger.resolutions()
        today = self.today(accounting)
        turned = notice_turned(self._ledger, policy, accounting, today)
        self._extras = Extras.now(self._ledger, policy.options, self._clock.now())
        return PlannerInput(
            books=Books(),
            policy=policy,
            accounting=accounting,
            billing=billing,
            today=today,
            pull_since=turned.accounts,
            push_since=turned.methods,
            contact_names=self._ledger.contact_names() if named else {},
            resolutions=resolutions,
            rules=tuple(self._ledger.rules()),
            refusals=self._ledger.refusals(),
            held=self._ledger.held(),
            allow_many=allow_many,
            named=self._named(resolutions.values()),
            linked=sum(self._ledger.facts().linked.values()),
            may_attach=self.may_attach,
        )

    def _with(self, books: Books, common: PlannerInput) -> PlannerInput:
        taken = self._taken(books, common.policy)
        return dataclasses.replace(
            common,
            books=books,
            taken=taken,
            linked_elsewhere=self._linked_elsewhere(books, taken),
            holders=self._holders(books, taken),
            duplicates=self._duplicates(books),
            unconfirmed=frozenset() if self.by_hand else self.watch.unconfirmed(books),
            owed=self._extras.owed(books),
            strays=self._strays.of(books.customers),
            suspected=self._suspected(books),
            parted=self._parted(books),
        )

    def _suspected(self, books: Books) -> dict[tuple[ObjectKind, str], tuple[Observation, ...]]:
        """Likely matches without an answer: nothing of theirs is made before somebody says what they are."""
        suspected: dict[tuple[ObjectKind, str], tuple[Observation, ...]] = {}
        for row in self._ledger.matches(books.customers, only_open=True):
            kind = row.xero_kind or ObjectKind.CONTACT
            found = [self._ledger.observation(Side.XERO, kind, id) for id in (row.xero_id, *row.others)]
            suspected[row.kind, row.splynx_id] = tuple(seen for seen in found if seen is not None and not seen.gone)
        return suspected

    def _parted(self, books: Books) -> dict[str, frozenset[str]]:
        """What a person saw beside a payment when they said that it has no match (ui.md W8, R20)."""
        seen: dict[str, set[str]] = defaultdict(set)
        for row in self._ledger.payments_said_new(books.customers):
            seen[split_id(row.splynx_id)[0]] |= {id for id in (row.xero_id, *row.others) if id}
        return {id: frozenset(ids) for id, ids in seen.items()}

    def today(self, accounting: AccountingReference) -> dt.date:
        """The organisation's day (R31)."""
        return self._clock.now().astimezone(ZoneInfo(accounting.organisation.timezone)).date()

    def _taken(self, books: Books, policy: Policy) -> dict[tuple[ObjectKind, str], tuple[Observation, ...]]:
        taken: dict[tuple[ObjectKind, str], tuple[Observation, ...]] = {}
        for kind, keys in keys_to_look_up(books, policy).items():
            for key, found in self._ledger.xero_by_key(kind, keys).items():
                taken[kind, key] = tuple(found)
        return taken

    def _linked_elsewhere(
        self, books: Books, taken: Mapping[tuple[ObjectKind, str], Iterable[Observation]]
    ) -> frozenset[str]:
        """Contacts carrying a number we want that another customer is linked to, settled or not (R6)."""
        contacts = {seen.id for (kind, _), found in taken.items() if kind is ObjectKind.CONTACT for seen in found}
        links = self._ledger.links_to(ObjectKind.CONTACT, contacts) if contacts else ()
        active = (link for link in links if link.kind is ObjectKind.CUSTOMER and link.state is LinkState.ACTIVE)
        return frozenset(link.xero_id for link in active if link.customer_id not in books.customers)

    def _holders(self, books: Books, taken: Mapping[tuple[ObjectKind, str], Iterable[Observation]]) -> dict[str, str]:
        """Names of contacts outside these books that have a number we want (R4)."""
        known = {seen.id for seen in books.xero if seen.kind is ObjectKind.CONTACT}
        owners = {seen.owner for found in taken.values() for seen in found if seen.owner} - known
        contacts = (self._ledger.observation(Side.XERO, ObjectKind.CONTACT, owner) for owner in sorted(owners))
        return {seen.id: seen.body.name for seen in contacts if seen is not None and isinstance(seen.body, Contact)}

    def _duplicates(self, books: Books) -> dict[tuple[ObjectKind, str], tuple[str, ...]]:
        duplicates: dict[tuple[ObjectKind, str], tuple[str, ...]] = {}
        for kind, chosen in document_numbers(books).items():
            for number, ids in self._ledger.splynx_numbers(kind, chosen).items():
                if len(ids) > 1:
                    duplicates[kind, number] = tuple(ids)
        return duplicates

    def _named(self, resolutions: Iterable[Resolution]) -> dict[str, tuple[Observation, ...]]:
        """The Xero objects that answers name by id or number."""
        values = named_values(resolutions)
        named: dict[str, list[Observation]] = defaultdict(list)
        for kind in XERO_KINDS:
            by_key = self._ledger.xero_by_key(kind, values) if values else {}
            for value in sorted(values):
                seen = self._ledger.observation(Side.XERO, kind, value)
                named[value] += [seen] if seen else by_key.get(value, ())
        return {value: tuple(found) for value, found in named.items() if found}

    def _settle(self, plan: SyncPlan) -> None:
        """Customers without action, question, wait or found link agree:

        they are not planned again until something changes.
        """
        busy = {action.customer_id for action in plan.actions} | {c.customer_id for c in plan.conflicts}
        busy |= {w.customer_id for w in plan.waiting} | {link.customer_id for link in plan.links}
        self._ledger.settle(plan.customers - busy)


def _found_contacts(plan: Draft) -> set[str]:
    """Contacts that the plan links without making them."""
    return {link.xero_id for link in plan.links if link.kind is ObjectKind.CUSTOMER and link.xero_id}


def _counted(plan: SyncPlan) -> SyncPlan:
    """The question about the size of the plan counts the changes it asks about, not itself."""
    conflicts = tuple(
        dataclasses.replace(question, group_count=changes_asked(question))
        if question.kind is ConflictKind.TOO_MANY_CHANGES
        else question
        for question in plan.conflicts
    )
    return dataclasses.replace(plan, conflicts=conflicts)


def names_unknown_settings(plan: SyncPlan, known: BillingReference) -> bool:
    """Whether a question is about a category, tax or method that Splynx did not have when its settings were read."""
    ids: dict[str, set[str]] = {
        "category_id": {category.id for category in known.categories},
        "tax_id": {NO_TAX, *(tax.id for tax in known.taxes)},
        "method_id": {method.id for method in known.methods},
    }
    facts = [conflict.facts for conflict in plan.conflicts]
    return any(fact[name] not in there for fact in facts for name, there in ids.items() if fact.get(name))


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
