"""Stage 1: every customer that needs one gets its contact (R2, R4, R6; design.md §5)."""

from dataclasses import dataclass, replace

from splynx_xero_gui.domain.accounting import Contact, ContactStatus
from splynx_xero_gui.domain.billing import Customer
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.keys import contact_number
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Undo
from splynx_xero_gui.domain.payloads import ContactPayload, Ref
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile import contact_fields as fields_of
from splynx_xero_gui.engine.reconcile.contact_updates import update_contact
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject
from splynx_xero_gui.engine.reconcile.scope import Need, Scope, build_scope

_MAX_MERGES = 20


def plan_contacts(draft: Draft) -> Scope:
    """Fill `draft.contacts` for every customer whose documents or payments need a contact, or all (option)."""
    scope = build_scope(draft)
    planner = ContactPlanner(draft)
    holders: dict[str, Ref | None] = {}
    for customer in scope.customers:
        need = scope.needs.get(customer.id)
        if scope.holder[customer.id] == customer.id and need is not None and need.any:
            holders[customer.id] = planner.place(customer, need)
    for customer in scope.customers:
        ref = holders.get(scope.holder[customer.id])
        if ref is not None:
            draft.contacts[customer.id] = ref
    return scope


@dataclass(slots=True)
class ContactPlanner:
    """Places one customer after the other."""

    draft: Draft

    def place(self, customer: Customer, need: Need) -> Ref | None:
        """The customer's contact, found or to be made; None while a question or wait holds it back."""
        view = self.draft.view
        links = view.links_of.get((ObjectKind.CUSTOMER, customer.id), [])
        active = [link for link in links if link.state is LinkState.ACTIVE]
        if active:
            return self._linked(customer, need, active[-1])
        if any(link.state is LinkState.LEFT for link in links):
            return None
        generation = 1 + max((link.generation for link in links), default=0)
        if any(link.state is LinkState.UNDONE for link in links):
            return self._undone(customer, need, generation)
        return self._unlinked(customer, need, generation)

    # -- not linked yet --
    def _unlinked(self, customer: Customer, need: Need, generation: int) -> Ref | None:
        taken = self._carrying(customer, generation)
        if not taken:
            suspects = self._suspected(customer)
            return self._which(customer, suspects, generation) if suspects else self._create(customer, generation)
        free = [c for c in taken if c.status is ContactStatus.ACTIVE and not self._held(c.id)]
        if len(free) == 1 and len(taken) == 1:
            return self._adopt(customer, free[0], generation)
        if all(c.status is not ContactStatus.ACTIVE for c in taken):
            merged = self._merged_into(taken[0])
            if merged is not None:
                return self._adopt(customer, merged, generation)
            return self._archived(customer, need, taken[0], generation, None)
        return self._ambiguous(customer, need, taken, generation)

    def _carrying(self, customer: Customer, generation: int) -> list[Contact]:
        number = contact_number(customer.id, self.draft.inp.policy.tag, generation)
        seen = self.draft.inp.taken.get((ObjectKind.CONTACT, number), ())
        contacts = {o.body.id: o.body for o in seen if isinstance(o.body, Contact) and not o.gone}
        return [contacts[id] for id in sorted(contacts)]

    def _suspected(self, customer: Customer) -> list[Contact]:
        """Contacts a match found likely and nobody spoke about yet."""
        seen = self.draft.inp.suspected.get((ObjectKind.CUSTOMER, customer.id), ())
        return [o.body for o in seen if isinstance(o.body, Contact) and o.body.status is ContactStatus.ACTIVE]

    def _which(self, customer: Customer, suspects: list[Contact], generation: int) -> Ref | None:
        first, now = suspects[0], self._wanted(customer)
        here, there = now.texts(), fields_of.contact_texts(first)
        others = [f"{contact.name} ({contact.id})" for contact in suspects[1:]]
        more = f" Or it is one of {'; '.join(others)}." if others else ""
        answer = self.draft.ask(
            ConflictKind.CONTACT_AMBIGUOUS,
            _about(customer, first),
            facts={
                "customer": customer.name,
                "new_name": self.free_name(now.name, customer.id),
                "reason": f"{first.name} ({first.id}) in Xero is likely this customer; nobody said so yet.{more}",
            },
            fields=[
                FieldDiff(name, None, text, there[name])
                for name, text in here.items()
                if name != "account_number" and (text or there[name])
            ],
            usable=self._usable_contact,
        )
        return self._by_answer(customer, answer, generation, None)

    def _held(self, contact_id: str) -> bool:
        held = self.draft.view.link_by_xero.get(contact_id)
        linked = held is not None and held.state is LinkState.ACTIVE
        return linked or contact_id in self.draft.claimed or contact_id in self.draft.inp.linked_elsewhere

    def _adopt(self, customer: Customer, contact: Contact, generation: int) -> Ref:
        now = self._wanted(customer)
        agreed = fields_of.compare(now, contact, None).agreed
        link = Link(
            kind=ObjectKind.CUSTOMER,
            splynx_id=customer.id,
            role=Role.MAIN,
            xero_kind=ObjectKind.CONTACT,
            xero_id=contact.id,
            customer_id=customer.id,
            generation=generation,
            partner_id=customer.partner_id,
            agreed=agreed.json(),
        )
        self.draft.adopt(link)
        self._reserve(contact.name, customer.id)
        return Ref(id=contact.id)

    def _create(self, customer: Customer, generation: int, retired: Link | None = None) -> Ref:
        draft, now = self.draft, self._wanted(customer)
        name = self.free_name(now.name, customer.id)
        self._reserve(name, customer.id)
        payload = ContactPayload(
            name=name,
            number=contact_number(customer.id, draft.inp.policy.tag, generation),
            email=now.email,
            phone=now.phone,
            tax_number=now.tax_number,
            account_number=now.account_number,
            address=now.address,
        )
        sent = Contact("", name, email=now.email, phone=now.phone, tax_number=now.tax_number)
        sent = replace(sent, account_number=now.account_number, address=now.address)
        agreed = fields_of.Agreed(now.texts(), fields_of.contact_texts(sent))
        link = Link(
            kind=ObjectKind.CUSTOMER,
            splynx_id=customer.id,
            role=Role.MAIN,
            xero_kind=ObjectKind.CONTACT,
            xero_id="",
            customer_id=customer.id,
            generation=generation,
            partner_id=customer.partner_id,
            agreed=agreed.json(),
        )
        links = (link,) if retired is None else (link, replace(retired, state=LinkState.RETIRED))
        about = _about(customer)
        action = draft.act(ActionKind.CREATE_CONTACT, about, payload, undo=Undo.ARCHIVE, links=links)
        if now.left_out and not now.email:
            draft.note("email-left-out", about, f"{now.left_out[0]} is no e-mail address and is left out.")
        return Ref(made_by=action.id)

    def free_name(self, base: str, customer_id: str, own: str = "") -> str:
        """`base`, with the customer's id where another active or planned contact has the name (xero-api.md §6)."""
        name, extra = base, 1
        while self._is_used(name, customer_id, own):
            name = fields_of.with_suffix(base, customer_id if extra == 1 else f"{customer_id}-{extra}")
            extra += 1
        return name

    def _is_used(self, name: str, customer_id: str, own: str) -> bool:
        folded = name.casefold()
        holder = self.draft.inp.contact_names.get(folded)
        if holder is not None and holder != own:
            return True
        return self.draft.names.get(folded, customer_id) != customer_id

    def _reserve(self, name: str, customer_id: str) -> None:
        self.draft.names.setdefault(name.casefold(), customer_id)

    def _wanted(self, customer: Customer) -> fields_of.Wanted:
        return fields_of.wanted(customer, self.draft.view.details.get(customer.id), self.draft.inp.policy.options)

    # -- linked --
    def _linked(self, customer: Customer, need: Need, link: Link) -> Ref | None:
        view = self.draft.view
        contact = view.contacts.get(link.xero_id)
        if link.xero_id in view.gone_xero:
            return self._removed(customer, link)
        if contact is None:
            return Ref(id=link.xero_id)
        if contact.status is not ContactStatus.ACTIVE or contact.merged_to:
            merged = self._merged_into(contact)
            if merged is not None:
                self.draft.adopt(replace(link, xero_id=merged.id, agreed=""))
                return Ref(id=merged.id)
            if need.documents == 0:
                # Payments of what is there already are still taken; nothing new is.
                self.draft.archived.add(link.xero_id)
                return Ref(id=link.xero_id)
            return self._archived(customer, need, contact, link.generation, link)
        self._reserve(contact.name, customer.id)
        update_contact(self.draft, customer, contact, link, self._wanted(customer), self.free_name)
        return Ref(id=contact.id)

    def _merged_into(self, contact: Contact) -> Contact | None:
        """The active contact this one was merged into, over any number of merges."""
        for _ in range(_MAX_MERGES):
            if contact.merged_to is None:
                return contact if contact.status is ContactStatus.ACTIVE else None
            following = self._observed(contact.merged_to)
            if following is None:
                return None
            contact = following
        return None

    def _observed(self, id: str) -> Contact | None:
        known = self.draft.view.contacts.get(id)
        if known is not None:
            return known
        named = self.draft.inp.named.get(id, ())
        return next((o.body for o in named if isinstance(o.body, Contact)), None)

    # -- questions --
    def _ambiguous(self, customer: Customer, need: Need, taken: list[Contact], generation: int) -> Ref | None:
        names = " and ".join(contact.name for contact in taken)
        answer = self.draft.ask(
            ConflictKind.CONTACT_AMBIGUOUS,
            replace(_about(customer, taken[0]), amount=need.amount),
            facts={
                "customer": customer.name,
                "new_name": self.free_name(self._wanted(customer).name, customer.id),
                "reason": f"{names} in Xero carries this customer's number but is linked to another customer.",
            },
            fields=self._beside(customer, taken[0]),
            usable=self._usable_contact,
        )
        return self._by_answer(customer, answer, generation, None)

    def _archived(
        self, customer: Customer, need: Need, contact: Contact, generation: int, link: Link | None
    ) -> Ref | None:
        about = replace(_about(customer, contact), amount=need.amount)
        answer = self.draft.ask(
            ConflictKind.CONTACT_ARCHIVED,
            about,
            facts={
                "contact": contact.name,
                "documents": str(need.documents),
                "new_name": self.free_name(self._wanted(customer).name, customer.id),
            },
            fields=[FieldDiff("status", None, None, contact.status.value), *self._beside(customer, contact)],
            usable=self._usable_contact,
        )
        if answer is not None and answer.choice == "wait-restore":
            self.draft.wait(about, "contact-archived")
            return None
        return self._by_answer(customer, answer, generation, link)

    def _beside(self, customer: Customer, contact: Contact) -> list[FieldDiff]:
        """The customer as it would be sent beside the contact in question; what neither has is left out."""
        now = self._wanted(customer)
        pairs = (
            ("name", now.name, contact.name),
            ("email", now.email, contact.email),
            ("phone", now.phone, contact.phone),
            ("tax_number", now.tax_number, contact.tax_number),
        )
        return [FieldDiff(name, None, ours, theirs) for name, ours, theirs in pairs if ours or theirs]

    def _removed(self, customer: Customer, link: Link) -> Ref | None:
        answer = self.draft.ask(
            ConflictKind.REMOVED_IN_XERO,
            Subject(ObjectKind.CUSTOMER, f"contact {customer.name}", customer.id, customer.id, xero_id=link.xero_id),
            facts={"document": f"The contact of {customer.name}", "how": "removed"},
            without=("remove-in-splynx",),
            usable=self._usable_contact,
        )
        return self._by_answer(customer, answer, link.generation, link)

    def _undone(self, customer: Customer, need: Need, generation: int) -> Ref | None:
        # Its documents and payments are asked about themselves: their money is not counted twice.
        about = _about(customer)
        answer = self.draft.ask(ConflictKind.UNDONE, about, facts={}, cause="undone", usable=self._usable_contact)
        if answer is not None and answer.choice == "send-again":
            return self._unlinked(customer, need, generation)
        return self._by_answer(customer, answer, generation, None)

    def _by_answer(
        self, customer: Customer, answer: Resolution | None, generation: int, link: Link | None
    ) -> Ref | None:
        if answer is None:
            return None
        if answer.choice in ("link", "other", "in-sync"):
            contact = self._named(answer.value)
            if contact is None:
                return None
            if link is None:
                return self._adopt(customer, contact, generation)
            self.draft.adopt(replace(link, xero_id=contact.id, agreed=""))
            return Ref(id=contact.id)
        if answer.choice in ("new", "send-again"):
            generation += 1
            while self._carrying(customer, generation):
                generation += 1
            return self._create(customer, generation, link)
        self.draft.note("left-out", _about(customer), "Its contact is left out, and so are its documents.")
        self.draft.adopt(_left(customer, link, generation))
        return None

    def _usable_contact(self, answer: Resolution) -> str:
        if answer.choice not in ("link", "other", "in-sync") or self._named(answer.value) is not None:
            return ""
        return f"Xero has no active contact {answer.value}." if answer.value else "Name the contact."

    def _named(self, value: str) -> Contact | None:
        """The active contact with this id, ContactNumber or name."""
        for contact in self.draft.view.contacts.values():
            known = (contact.id, contact.number, contact.name)
            if value and value in known and contact.status is ContactStatus.ACTIVE:
                return contact
        found = [o.body for o in self.draft.inp.named.get(value, ()) if isinstance(o.body, Contact) and not o.gone]
        active = [contact for contact in found if contact.status is ContactStatus.ACTIVE]
        return active[0] if len(active) == 1 else None


def _left(customer: Customer, link: Link | None, generation: int) -> Link:
    if link is not None:
        return replace(link, state=LinkState.LEFT)
    return Link(
        kind=ObjectKind.CUSTOMER,
        splynx_id=customer.id,
        role=Role.MAIN,
        xero_kind=ObjectKind.CONTACT,
        xero_id="",
        customer_id=customer.id,
        generation=generation,
        state=LinkState.LEFT,
    )


def _about(customer: Customer, contact: Contact | None = None) -> Subject:
    return Subject(
        ObjectKind.CUSTOMER, customer.name, customer.id, customer.id, xero_id=contact.id if contact else None
    )
