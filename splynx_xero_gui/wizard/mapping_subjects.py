"""What is to be mapped: Splynx's categories, taxes at their percents, and payment methods, with how much each is used.

Keys are those of `Scope.usage` and `MappingAnswers`: ids, and for taxes `id@percent` (R8).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from splynx_xero_gui.domain.policy import NO_TAX, TaxKey
from splynx_xero_gui.domain.reference import BillingReference, Usage
from splynx_xero_gui.wizard.similar import folded


class MappingKind(StrEnum):
    """The three tables; the values are those of `Scope.usage`."""

    CATEGORIES = "categories"
    TAXES = "taxes"
    METHODS = "methods"


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing of Splynx to map. `percent` is set for taxes; `is_no_tax` marks the row that is always there."""

    key: str
    name: str
    usage: Usage
    percent: Decimal | None = None
    is_no_tax: bool = False
    unique: bool = True

    @property
    def used(self) -> bool:
        """Whether the chosen range uses it."""
        return self.usage.count > 0


def subjects(kind: MappingKind, reference: BillingReference, usage: Mapping[str, Usage]) -> tuple[Subject, ...]:
    """What one table lists: all categories; taxes in force or used; methods active or used.

    A used id that Splynx does not list any more is named by its id. Lines without a category (key "") have no mapping.
    """
    match kind:
        case MappingKind.CATEGORIES:
            return _named(((c.id, c.name) for c in reference.categories), usage)
        case MappingKind.METHODS:
            shown = [(m.id, m.name) for m in reference.methods if m.active or usage.get(m.id, Usage()).count]
            return _named(shown, usage)
        case MappingKind.TAXES:
            return _taxes(reference, usage)


def _taxes(reference: BillingReference, usage: Mapping[str, Usage]) -> tuple[Subject, ...]:
    """Every tax at its own percent and at those still billed, and "No tax" always (R8)."""
    taxes = {tax.id: tax for tax in reference.taxes}
    percents: dict[str, set[Decimal]] = {
        tax.id: {tax.rate.normalize()} for tax in reference.taxes if not tax.archived and tax.rate != 0
    }
    for entry in usage:
        key = tax_key(entry)
        if key is not None and key.tax_id != NO_TAX:
            percents.setdefault(key.tax_id, set()).add(key.percent)
    names = Counter(folded(tax.name) for tax in reference.taxes)
    found = []
    for tax_id, rates in percents.items():
        name = taxes[tax_id].name if tax_id in taxes else tax_id
        for percent in sorted(rates, reverse=True):
            key_text = f"{tax_id}@{percent:f}"
            unique = names[folded(name)] <= 1
            found.append(Subject(key_text, name, usage.get(key_text, Usage()), percent, unique=unique))
    none = f"{NO_TAX}@0"
    return (*found, Subject(none, "", usage.get(none, Usage()), Decimal(0), is_no_tax=True))


def tax_key(text: str) -> TaxKey | None:
    """`id@percent` read back; None where it is not one."""
    tax_id, separator, percent = text.rpartition("@")
    try:
        return TaxKey(tax_id, Decimal(percent).normalize()) if separator and tax_id else None
    except InvalidOperation:
        return None


def has_no_mapping(kind: MappingKind, key: str) -> bool:
    """Whether a used key can have no row: a line without a category, or with tax but without naming one."""
    if kind is MappingKind.TAXES:
        tax = tax_key(key)
        return tax is None or (tax.tax_id == NO_TAX and tax.percent != 0)
    return not key


def find(listed: Iterable[Subject], spelling: str) -> Subject | None:
    """What a spreadsheet means by a name, an id, or `tax@percent`; None where nothing, or more than one thing."""
    wanted = folded(spelling)
    found = [subject for subject in listed if wanted in _spellings(subject)]
    return found[0] if len(found) == 1 else None


def _spellings(subject: Subject) -> set[str]:
    if subject.is_no_tax:
        return {"none", "no tax", folded(subject.key)}
    spelled = {subject.name, subject.key}
    if subject.percent is not None:
        percent = f"{subject.percent:f}"
        spelled |= {f"{subject.name}@{percent}", f"{subject.name} @ {percent}", f"{subject.name} {percent} %"}
    return {folded(text) for text in spelled}


def _named(listed: Iterable[tuple[str, str]], usage: Mapping[str, Usage]) -> tuple[Subject, ...]:
    entries = tuple(listed)
    names = Counter(folded(name) for _, name in entries)
    known = {id for id, _ in entries}
    gone = [Subject(id, id, used) for id, used in usage.items() if id and id not in known and used.count]
    shown = [Subject(id, name, usage.get(id, Usage()), unique=names[folded(name)] == 1) for id, name in entries]
    return (*shown, *gone)
