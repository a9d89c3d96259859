"""The table of each mapping page, made from what the set-up knows, and its answers put back (ui.md W5–W7)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.profile import Mappings, TrackingMapping
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference, TrackingCategory, Usage, apart
from splynx_xero_gui.wizard.mapping import Fault, MappingTable, NotAllowedTogether, RatesDiffer
from splynx_xero_gui.wizard.mapping_subjects import MappingKind, Subject, find, has_no_mapping, subjects
from splynx_xero_gui.wizard.offers import Offer, line_offers, payment_offers, rate_offers
from splynx_xero_gui.wizard.state import MappingAnswers, SetupState
from splynx_xero_gui.wizard.suggest import suggest_account, suggest_payment_account, suggest_rate

FROM_CATEGORY = "category"
_NO_PERCENT = Decimal(0)


def mapping_table(kind: MappingKind, state: SetupState) -> MappingTable | None:
    """The table of one page; None while the settings of one side were not read."""
    billing, accounting = state.read.billing, state.read.accounting
    if billing is None or accounting is None:
        return None
    listed = subjects(kind, billing, _usage(state, kind))
    match kind:
        case MappingKind.CATEGORIES:
            offered = line_offers(accounting)
            return MappingTable(
                kind,
                listed,
                lambda _: offered,
                lambda subject: suggest_account(subject.name, accounting),
                state.categories,
                tracking=_tracking_values(accounting, listed, state.kept),
            )
        case MappingKind.TAXES:
            return _taxes(listed, billing, accounting, state)
        case MappingKind.METHODS:
            offered = payment_offers(accounting)
            return MappingTable(
                kind,
                listed,
                lambda _: offered,
                lambda subject: suggest_payment_account(subject.name, accounting),
                state.accounts,
            )


def with_table(state: SetupState, table: MappingTable) -> SetupState:
    """The state with the answers of a table."""
    match table.kind:
        case MappingKind.CATEGORIES:
            tracking = _tracking_mappings(table, state.kept)
            kept = state.kept if tracking == dict(state.kept.tracking) else replace(state.kept, tracking=tracking)
            return replace(state, categories=_answers(state, table), kept=kept)
        case MappingKind.TAXES:
            return replace(state, taxes=_answers(state, table))
        case MappingKind.METHODS:
            return replace(state, accounts=_answers(state, table))


def without_unmapped(state: SetupState, table: MappingTable) -> SetupState:
    """*Go on without them*: holds for exactly the rows that are unmapped now (U1)."""
    answers = replace(_answers(state, table), unmapped_accepted=table.unmapped_keys() | _no_mapping(state, table.kind))
    return with_table(_with_answers(state, table.kind, answers), table)


def tracking_by_category(accounting: AccountingReference, kept: Mappings) -> tuple[TrackingCategory, ...]:
    """Xero's active tracking categories that W5 may feed: what a profile feeds from partner or location stays."""
    return tuple(
        category
        for category in accounting.tracking
        if category.active
        and (category.name not in kept.tracking or kept.tracking[category.name].source == FROM_CATEGORY)
    )


def without_row(state: SetupState, kind: MappingKind) -> Usage:
    """What is used but has no row, such as lines without a category: no mapping helps, they become questions."""
    used = [use for key, use in _usage(state, kind).items() if has_no_mapping(kind, key)]
    return Usage(sum(use.count for use in used), sum((use.amount for use in used), ZERO))


def waiting(state: SetupState, table: MappingTable) -> Usage:
    """The documents, or payments, that would wait for what is unmapped now; each is counted once (U1)."""
    if table.kind is MappingKind.METHODS:
        return table.unmapped()[1]
    unmapped = table.unmapped_keys()
    documents = state.scope.usage.get(f"documents by {table.kind.value}", {}) if state.scope else {}
    found = [use for keys, use in documents.items() if apart(keys) & unmapped]
    return Usage(sum(use.count for use in found), sum((use.amount for use in found), ZERO))


def _usage(state: SetupState, kind: MappingKind) -> Mapping[str, Usage]:
    return state.scope.usage.get(kind.value, {}) if state.scope else {}


def _answers(state: SetupState, table: MappingTable) -> MappingAnswers:
    """The table's answers; what was accepted as unmapped before stays so."""
    answers = table.answers()
    before = _given(state, table.kind).unmapped_accepted
    return replace(answers, unmapped_accepted=before | _no_mapping(state, table.kind))


def _given(state: SetupState, kind: MappingKind) -> MappingAnswers:
    by_kind = {
        MappingKind.CATEGORIES: state.categories,
        MappingKind.TAXES: state.taxes,
        MappingKind.METHODS: state.accounts,
    }
    return by_kind[kind]


def _with_answers(state: SetupState, kind: MappingKind, answers: MappingAnswers) -> SetupState:
    match kind:
        case MappingKind.CATEGORIES:
            return replace(state, categories=answers)
        case MappingKind.TAXES:
            return replace(state, taxes=answers)
        case MappingKind.METHODS:
            return replace(state, accounts=answers)


def _no_mapping(state: SetupState, kind: MappingKind) -> frozenset[str]:
    """Used keys that are no row of the table: they must not hold Next back."""
    return frozenset(key for key, use in _usage(state, kind).items() if use.count and has_no_mapping(kind, key))


def _taxes(
    listed: tuple[Subject, ...], billing: BillingReference, accounting: AccountingReference, state: SetupState
) -> MappingTable:
    used = {s.key for s in subjects(MappingKind.CATEGORIES, billing, _usage(state, MappingKind.CATEGORIES)) if s.used}
    chosen = [choice.value for key, choice in state.categories.choices.items() if key in used and choice.value]
    accounts = tuple(dict.fromkeys(chosen))

    def check(subject: Subject, offer: Offer) -> Fault | None:
        if subject.percent is not None and offer.percent is not None and offer.percent != subject.percent:
            return RatesDiffer(subject.name, subject.percent, offer.name, offer.percent)
        rate = accounting.tax_rate(offer.key)
        for code in accounts if subject.used else ():
            account = accounting.account(code)
            if rate is not None and account is not None and account.account_class not in rate.classes:
                return NotAllowedTogether(rate.name, account.code or account.name)
        return None

    return MappingTable(
        MappingKind.TAXES,
        listed,
        lambda subject: rate_offers(accounting.tax_rates, subject.percent or _NO_PERCENT),
        lambda subject: suggest_rate(subject.name, subject.percent or _NO_PERCENT, accounting, accounts),
        state.taxes,
        check,
    )


def _tracking_values(
    accounting: AccountingReference, listed: tuple[Subject, ...], kept: Mappings
) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for category in tracking_by_category(accounting, kept):
        known = kept.tracking.get(category.name)
        named = ((find(listed, name), option) for name, option in (known.values if known else {}).items())
        found[category.name] = {subject.key: option for subject, option in named if subject is not None}
    return found


def _tracking_mappings(table: MappingTable, kept: Mappings) -> Mapping[str, TrackingMapping]:
    """As the profile names them: the category's name, its id where several have that name."""
    names = {subject.key: subject.name if subject.unique else subject.key for subject in table.subjects}
    tracking = {name: mapping for name, mapping in kept.tracking.items() if name not in table.tracking()}
    for category, values in table.tracking().items():
        named = {names[key]: option for key, option in values.items() if key in names}
        if named:
            tracking[category] = TrackingMapping(FROM_CATEGORY, MappingProxyType(named))
    return tracking
