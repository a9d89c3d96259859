"""An answered mapping question as an entry of the profile, so that the wizard and the exported file show it too."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.kinds import Flow, ObjectKind
from splynx_xero_gui.domain.policy import NO_TAX
from splynx_xero_gui.domain.profile import Mappings, MethodMapping, Profile
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.engine.policy_findings import Findings, Section
from splynx_xero_gui.engine.policy_names import Names, split_tax_key
from splynx_xero_gui.engine.reconcile.lines import percent_text

MAPPING_CHOICES = frozenset({"map", "change-account", "change-tax", "other-account"})


class MappingAnswers:
    """Puts answers into a profile whose keys may be names or ids.

    An entry that means the same thing is changed, whichever way it is written; a new one is written by name where the
    name means one thing only.
    """

    def __init__(self, billing: BillingReference, accounting: AccountingReference) -> None:
        self._accounting = accounting
        self._categories = Names("category", {c.id: c.name for c in billing.categories})
        self._taxes = Names("tax", {t.id: t.name for t in billing.taxes})
        self._rates = {t.id: t.rate for t in billing.taxes}
        self._methods = Names("payment method", {m.id: m.name for m in billing.methods})

    def written(self, profile: Profile, conflict: Conflict, choice: str, value: str, method_id: str = "") -> Profile:
        """The profile with the answer in it; unchanged where the question names no mapping.

        `method_id` is the payment method of the payment asked about, where the question itself does not tell it.
        """
        mappings, facts = profile.mappings, conflict.facts
        method_id = facts.get("method_id") or method_id
        match conflict.kind, choice:
            case ConflictKind.UNMAPPED_CATEGORY, "map":
                mappings = self._category(mappings, facts.get("category_id", ""), value)
            case ((ConflictKind.UNMAPPED_TAX | ConflictKind.TAX_RATE_DIFFERS), "map"):
                percent = facts.get("percent") or facts.get("p")
                if facts.get("tax_id") and percent:
                    mappings = self._tax(mappings, facts["tax_id"], Decimal(percent), value)
            case ConflictKind.UNMAPPED_METHOD, "map":
                mappings = self._method(mappings, method_id, value)
            case ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT, "change-account":
                mappings = self._category(mappings, facts.get("category_id", ""), value)
            case ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT, "change-tax":
                mappings = self._tax(mappings, facts["tax_id"], Decimal(facts["percent"]), value)
            case ConflictKind.ACCOUNT_UNUSABLE, "other-account":
                mappings = self._other_account(mappings, conflict, value)
        return profile if mappings == profile.mappings else replace(profile, mappings=mappings)

    def _category(self, mappings: Mappings, id: str, value: str) -> Mappings:
        if not id:
            return mappings  # a line without category: there is nothing to write the answer under
        key = _key(mappings.categories, self._categories, id)
        return replace(mappings, categories={**mappings.categories, key: value})

    def _tax(self, mappings: Mappings, tax_id: str, percent: Decimal, value: str) -> Mappings:
        key = next((k for k in mappings.taxes if self._means(k, tax_id, percent)), None)
        if key is None:
            own = Decimal(0) if tax_id == NO_TAX else self._rates.get(tax_id)
            name = NO_TAX if tax_id == NO_TAX else _new_key(self._taxes, tax_id)
            key = name if own == percent else f"{name}@{percent_text(percent)}"
        return replace(mappings, taxes={**mappings.taxes, key: value})

    def _means(self, text: str, tax_id: str, percent: Decimal) -> bool:
        """Whether a key of the profile is this tax at this percentage (R8)."""
        name, told = (text, None) if self._taxes.knows(text) else split_tax_key(text)
        if name.strip().casefold() == NO_TAX and not self._taxes.knows(name):
            return tax_id == NO_TAX and (told or Decimal(0)) == percent
        return _found(self._taxes, name) == tax_id and (self._rates[tax_id] if told is None else told) == percent

    def _method(self, mappings: Mappings, id: str, value: str) -> Mappings:
        if not id:
            return mappings
        key = _key(mappings.payment_methods, self._methods, id)
        before = mappings.payment_methods.get(key)
        flow = Flow.TO_XERO if before is None or before.flow is Flow.IGNORE else before.flow
        entry = MethodMapping(value, flow, before.arrival if before else False)
        return replace(mappings, payment_methods={**mappings.payment_methods, key: entry})

    def _category_accounts(self, mappings: Mappings, code: str, value: str) -> Mappings:
        return replace(mappings, categories=_exchanged(mappings.categories, self._ways_to_write(code), value))

    def _other_account(self, mappings: Mappings, conflict: Conflict, value: str) -> Mappings:
        code = conflict.facts["code"]
        if conflict.subject_kind is not ObjectKind.PAYMENT:
            return self._category_accounts(mappings, code, value)
        account = self._accounting.account(code)
        if account is not None and account.takes_payments:
            return mappings  # it cannot hold credits, but payments of invoices stay where they are
        ways = self._ways_to_write(code)
        methods = {
            key: replace(entry, account=value) if entry.account in ways else entry
            for key, entry in mappings.payment_methods.items()
        }
        return replace(mappings, payment_methods=methods)

    def _ways_to_write(self, code: str) -> set[str]:
        account = self._accounting.account(code)
        return {code, account.code, account.id} - {""} if account else {code}


def _exchanged(entries: Mapping[str, str], old: set[str], new: str) -> dict[str, str]:
    return {key: new if value in old else value for key, value in entries.items()}


def _key(entries: Mapping[str, object], names: Names, id: str) -> str:
    """How the profile calls it already, else how it is called from now on."""
    return next((key for key in entries if _found(names, key) == id), None) or _new_key(names, id)


def _new_key(names: Names, id: str) -> str:
    name = names.by_id.get(id, "")
    return name if name.strip() and _found(names, name) == id else id


def _found(names: Names, text: str) -> str | None:
    return names.find(text, Section.OPTIONS, text, Findings())
