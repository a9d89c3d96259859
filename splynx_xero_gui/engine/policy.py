"""From the profile's names to the ids the planner decides by; every mistake named at once (interface.md, R8, R24)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import Flow
from splynx_xero_gui.domain.policy import NO_TAX, Policy, TaxKey, TrackingRule
from splynx_xero_gui.domain.profile import MethodMapping, Profile
from splynx_xero_gui.domain.reference import Account, AccountingReference, BilledTax, BillingReference
from splynx_xero_gui.engine.policy_findings import (
    Finding,
    Findings,
    Section,
    why_no_payments,
    why_no_sales_tax,
)
from splynx_xero_gui.engine.policy_names import Names, split_tax_key
from splynx_xero_gui.engine.policy_rules import check_accounts_and_flows, check_options, check_pairs
from splynx_xero_gui.engine.reconcile.lines import percent_text, why_no_sales_line

_SOURCES = ("partner", "location", "category")


def resolve(
    profile: Profile, billing: BillingReference, accounting: AccountingReference, *, strict: bool = False
) -> Policy:
    """The policy of a profile.

    Raises Misconfigured (P2) naming every mistake: names that are unknown or mean several things, accounts, rates and
    options that do not exist, rules of scenario and flow that are broken. With `strict` also what Xero would refuse on
    use (archived or unsuitable accounts, rates of another percentage): without it those become questions of the plan,
    so that everything else goes on.
    """
    policy, findings = examine(profile, billing, accounting)
    told = [finding for finding in findings if strict or finding.blocks]
    if told:
        one = len(told) == 1
        raise Misconfigured(
            "P2",
            "A mapping has a mistake" if one else f"The mappings have {len(told)} mistakes",
            "\n".join(str(finding) for finding in told),
            "Put it right and try again." if one else "Put them right and try again.",
        )
    return policy


def examine(
    profile: Profile, billing: BillingReference, accounting: AccountingReference
) -> tuple[Policy, tuple[Finding, ...]]:
    """The policy as far as it can be resolved, and everything found: what the wizard's pages show row by row."""
    found = Findings()
    check_options(profile, accounting, found)
    policy = Policy(
        scenario=profile.scenario,
        options=profile.options,
        tag=profile.splynx.tag,
        partners=_partners(profile, billing, found),
        accounts=_categories(profile, billing, accounting, found),
        tax_types=_taxes(profile, billing, accounting, found),
        methods=_methods(profile, billing, accounting, found),
        tracking=_tracking(profile, billing, accounting, found),
    )
    check_accounts_and_flows(profile, policy, billing, accounting, found)
    check_pairs(policy, accounting, found)
    return policy, found.all()


def _partners(profile: Profile, billing: BillingReference, found: Findings) -> frozenset[str] | None:
    if not profile.options.partners:
        return None
    names = Names("partner", {partner.id: partner.name for partner in billing.partners})
    ids = (names.find(name, Section.OPTIONS, "partners", found) for name in profile.options.partners)
    return frozenset(id for id in ids if id)


def _categories(
    profile: Profile, billing: BillingReference, accounting: AccountingReference, found: Findings
) -> Mapping[str, str]:
    names = Names("category", {category.id: category.name for category in billing.categories})
    resolved: dict[str, str] = {}
    for name, code in profile.mappings.categories.items():
        id = names.find(name, Section.CATEGORIES, name, found)
        account = _account(accounting, code, Section.CATEGORIES, name, found)
        if account is not None:
            reason = why_no_sales_line(account)
            if reason:
                found.warn(Section.CATEGORIES, name, f"Account {code} {reason}.", "account-unusable")
        if id is None or account is None:
            continue
        if id in resolved:
            found.stop(Section.CATEGORIES, name, "This category is mapped twice.", "twice")
        resolved[id] = account.code or account.id
    return resolved


def _account(accounting: AccountingReference, code: str, section: Section, key: str, found: Findings) -> Account | None:
    account = accounting.account(code)
    if account is None:
        found.stop(section, key, f"Xero has no account {code}.", "unknown-account")
    return account


def _taxes(
    profile: Profile, billing: BillingReference, accounting: AccountingReference, found: Findings
) -> Mapping[TaxKey, str]:
    names = Names("tax", {tax.id: tax.name for tax in billing.taxes})
    by_id = {tax.id: tax for tax in billing.taxes}
    resolved: dict[TaxKey, str] = {}
    for text, tax_type in profile.mappings.taxes.items():
        key = _tax_key(text, names, by_id, found)
        rate = accounting.tax_rate(tax_type)
        if rate is None:
            found.stop(Section.TAXES, text, f"Xero has no tax rate {tax_type}.", "unknown-tax")
        if key is None or rate is None:
            continue
        reason = why_no_sales_tax(rate)
        if reason:
            found.warn(Section.TAXES, text, f"{rate.name} {reason}.", "tax-unusable")
        if rate.effective_rate != key.percent:
            found.warn(
                Section.TAXES,
                text,
                f"{text} is {percent_text(key.percent)} % in Splynx but {rate.name} is "
                f"{percent_text(rate.effective_rate)} % in Xero. The invoices could never be equal. Choose a rate of "
                f"{percent_text(key.percent)} % or add one in Xero.",
                "rate-differs",
            )
        if key in resolved:
            found.stop(Section.TAXES, text, "This tax is mapped twice.", "twice")
        resolved[key] = tax_type
    return resolved


def _tax_key(text: str, names: Names, by_id: Mapping[str, BilledTax], found: Findings) -> TaxKey | None:
    """`none`, a name or id with the tax's own percentage, or `name@percent` (R8)."""
    if text.strip().casefold() == NO_TAX and not names.knows(text):
        return TaxKey(NO_TAX, Decimal(0))
    name, percent = (text, None) if names.knows(text) else split_tax_key(text)
    if name.strip().casefold() == NO_TAX and percent is not None and not names.knows(name):
        return TaxKey(NO_TAX, percent.normalize())
    id = names.find(name, Section.TAXES, text, found)
    if id is None:
        return None
    return TaxKey(id, (by_id[id].rate if percent is None else percent).normalize())


def _methods(
    profile: Profile, billing: BillingReference, accounting: AccountingReference, found: Findings
) -> Mapping[str, MethodMapping]:
    names = Names("payment method", {method.id: method.name for method in billing.methods})
    resolved: dict[str, MethodMapping] = {}
    for name, mapping in profile.mappings.payment_methods.items():
        id = names.find(name, Section.METHODS, name, found)
        account: Account | None = None
        if mapping.flow is not Flow.IGNORE:
            if not mapping.account:
                found.stop(Section.METHODS, name, 'A Xero account is needed; or choose flow = "ignore".', "no-account")
                continue
            account = _account(accounting, mapping.account, Section.METHODS, name, found)
            if account is None:
                continue
            reason = why_no_payments(account, accounting.organisation.base_currency)
            if reason:
                found.warn(Section.METHODS, name, f"Account {mapping.account} {reason}.", "account-unusable")
        if id is None:
            continue
        if id in resolved:
            found.stop(Section.METHODS, name, "This payment method is mapped twice.", "twice")
        used = (account.code or account.id) if account else ""
        resolved[id] = MethodMapping(used, mapping.flow, mapping.arrival)
    return resolved


def _tracking(
    profile: Profile, billing: BillingReference, accounting: AccountingReference, found: Findings
) -> tuple[TrackingRule, ...]:
    sources: dict[str, Names] = {
        "partner": Names("partner", {partner.id: partner.name for partner in billing.partners}),
        "category": Names("category", {category.id: category.name for category in billing.categories}),
        "location": Names("location", {place.id: place.name for place in billing.locations}),
    }
    categories = {category.name.casefold(): category for category in accounting.tracking}
    rules = []
    if len(profile.mappings.tracking) > 2:
        found.stop(Section.TRACKING, "", "Xero has at most two tracking categories.", "too-many")
    for name, mapping in profile.mappings.tracking.items():
        category = categories.get(name.casefold())
        if category is None or not category.active:
            found.warn(Section.TRACKING, name, f"Xero has no tracking category {name}.", "unknown-tracking")
        if mapping.source not in _SOURCES:
            found.stop(Section.TRACKING, name, f"It can come from {', '.join(_SOURCES)} only.", "unknown-source")
            continue
        options = {option.name.casefold(): option for option in category.options} if category else {}
        chosen: dict[str, str] = {}
        for value, named in mapping.values.items():
            id = sources[mapping.source].find(value, Section.TRACKING, f"{name}: {value}", found)
            option = options.get(named.casefold())
            if category is not None and (option is None or not option.active):
                text = f"{name} has no option {named} in Xero."
                found.warn(Section.TRACKING, f"{name}: {value}", text, "unknown-option")
            if id is not None:
                chosen[id] = option.name if option else named
        rules.append(TrackingRule(category.name if category else name, mapping.source, chosen))
    return tuple(rules)


def sections(findings: Iterable[Finding]) -> Mapping[Section, tuple[Finding, ...]]:
    """The findings by wizard page."""
    listed = tuple(findings)
    return {section: tuple(f for f in listed if f.section is section) for section in Section}
