"""From Splynx items to priced Xero lines: account, tax, tracking, description (R8), with the questions they raise."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from splynx_xero_gui.domain.billing import BilledDocument, BilledLine
from splynx_xero_gui.domain.conflict import ConflictKind, Resolution
from splynx_xero_gui.domain.policy import NO_TAX, TaxKey
from splynx_xero_gui.domain.reference import Account, TaxRate
from splynx_xero_gui.engine.reconcile.cents import PricedLine, RoundingPlace
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject

_DESCRIPTION_LIMIT = 4000
_MAX_TRACKING = 2
# Of a line: names of Xero's tracking categories, each with an option.
Tracking = tuple[tuple[str, str], ...]


def percent_text(percent: Decimal) -> str:
    """15, 7.5: no trailing zeros, no exponent."""
    return format(percent.normalize(), "f") if percent else "0"


def why_no_sales_line(account: Account | None) -> str:
    """Why Xero takes no sales line on this account; empty where it does (ui.md W5)."""
    if account is None:
        return "is not in Xero"
    if not account.active:
        return "is archived"
    return "" if account.takes_sales_lines else "takes no sales lines"


def rate_allowed_on(rate: TaxRate, account: Account) -> bool:
    """Whether Xero allows the rate on the account; where it does not say, Xero decides."""
    return not rate.classes or not account.account_class or account.account_class in rate.classes


@dataclass(slots=True)
class LinePricer:
    """Prices the lines of one planning problem. What needs no question is looked up once."""

    draft: Draft
    _accounts: dict[str, Account] = field(default_factory=dict)
    _rates: dict[str, TaxRate] = field(default_factory=dict)
    _category_names: dict[str, str] = field(default_factory=dict)
    _tax_names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the reference data."""
        accounting, billing = self.draft.inp.accounting, self.draft.inp.billing
        for account in accounting.accounts:
            self._accounts.setdefault(account.code or account.id, account)
        self._rates = {rate.tax_type: rate for rate in accounting.tax_rates}
        self._category_names = {category.id: category.name for category in billing.categories}
        self._tax_names = {tax.id: tax.name for tax in billing.taxes}

    @property
    def rounding(self) -> RoundingPlace | None:
        """Where rounding lines go (R9); None where Xero has no such account, "none" is not mapped, or to a rate that
        Xero does not allow there.
        """
        account = self.draft.inp.accounting.rounding_account
        tax_type = self.draft.inp.policy.tax_of(TaxKey(NO_TAX, Decimal(0)))
        rate = self._rates.get(tax_type or "")
        if account is None or not account.code or not tax_type:
            return None
        if not account.active or (rate is not None and not rate_allowed_on(rate, account)):
            return None
        return RoundingPlace(account.code, tax_type)

    def percent_of(self, tax_type: str) -> Decimal:
        """Effective rate of a TaxType, 0 where Xero does not know it."""
        rate = self._rates.get(tax_type)
        return rate.effective_rate if rate else Decimal(0)

    def price(self, document: BilledDocument, about: Subject) -> list[PricedLine] | None:
        """The document's lines in Xero's terms; None when questions were asked (all of them at once)."""
        accounts = {
            category: self._account(category, about)
            for category in dict.fromkeys(line.category_id for line in document.lines)
        }
        keys = [self._key(line) for line in document.lines]
        rates = {key: self._rate(key, about) for key in dict.fromkeys(keys)}
        pairs = {
            (category, key): self._pair(accounts[category], rates[key], category, key, about)
            for category, key in dict.fromkeys(zip((x.category_id for x in document.lines), keys, strict=True))
        }
        tracking = self._usable_tracking(document, about)
        priced = []
        for position, (line, key) in enumerate(zip(document.lines, keys, strict=True)):
            pair = pairs[line.category_id, key]
            if pair is None or tracking is None:
                return None
            priced.append(self._priced(document, line, key, *pair, tracking[position]))
        return priced

    def _priced(
        self,
        document: BilledDocument,
        line: BilledLine,
        key: TaxKey,
        account: Account,
        rate: TaxRate,
        tracking: Tracking,
    ) -> PricedLine:
        return PricedLine(
            description=self._description(document, line),
            quantity=line.quantity,
            unit_price=line.unit_price,
            tax_amount=line.tax_amount,
            account_code=account.code,
            tax_type=rate.tax_type,
            key=key,
            tracking=tracking,
        )

    def _key(self, line: BilledLine) -> TaxKey:
        """R8. A tax of 0 % with a mapping of its own (zero-rated, exempt) keeps it; else it counts as no tax."""
        if line.tax_id and line.tax_percent == 0:
            own = TaxKey(line.tax_id, Decimal(0))
            if self.draft.inp.policy.tax_of(own) is not None:
                return own
        return TaxKey.of_line(line.tax_id, line.tax_percent)

    def _account(self, category_id: str | None, about: Subject) -> Account | None:
        code = self.draft.inp.policy.account_of(category_id)
        if code is None:
            name = self._category_name(category_id)
            answer = self.draft.ask(
                ConflictKind.UNMAPPED_CATEGORY,
                about,
                facts={"name": name, "category_id": category_id or ""},
                cause=category_id or "",
                usable=self._usable_account,
            )
            return self._accounts[answer.value] if answer else None
        account = self._accounts.get(code)
        reason = why_no_sales_line(account)
        if not reason:
            return account
        return self._instead(code, reason, about)

    def _category_name(self, category_id: str | None) -> str:
        known = self._category_names.get(category_id or "", "")
        return known or (f"Category {category_id}" if category_id else "A line without category")

    def _instead(self, code: str, reason: str, about: Subject) -> Account | None:
        answer = self.draft.ask(
            ConflictKind.ACCOUNT_UNUSABLE,
            about,
            facts={"code": code, "reason": reason},
            cause=code,
            usable=self._usable_account,
        )
        if answer is None:
            return None
        if answer.choice == "wait":
            self.draft.wait(about, "account-unusable")
            return None
        return self._accounts[answer.value]

    def _usable_account(self, answer: Resolution) -> str:
        if answer.choice == "wait":
            return ""
        reason = why_no_sales_line(self._accounts.get(answer.value))
        return f"Account {answer.value} {reason}." if reason else ""

    def _rate(self, key: TaxKey, about: Subject) -> TaxRate | None:
        tax_type = self.draft.inp.policy.tax_of(key)
        rate = self._rates.get(tax_type or "")
        if rate is None or not rate.active or rate.automatic:
            answer = self.draft.ask(
                ConflictKind.UNMAPPED_TAX,
                about,
                facts={"name": self._tax_name(key), "tax_id": key.tax_id, "percent": percent_text(key.percent)},
                cause=f"{key.tax_id}@{percent_text(key.percent)}",
                usable=self._rate_check(key),
            )
            return self._rates[answer.value] if answer else None
        if rate.effective_rate == key.percent:
            return rate
        answer = self.draft.ask(
            ConflictKind.TAX_RATE_DIFFERS,
            about,
            facts={
                "tax": self._tax_name(key),
                "tax_id": key.tax_id,
                "p": percent_text(key.percent),
                "rate": rate.name,
                "q": percent_text(rate.effective_rate),
            },
            cause=f"{key.tax_id}@{percent_text(key.percent)}>{rate.tax_type}",
            usable=self._rate_check(key),
        )
        return self._rates[answer.value] if answer else None

    def _rate_check(self, key: TaxKey) -> Callable[[Resolution], str]:
        def usable(answer: Resolution) -> str:
            rate = self._rates.get(answer.value)
            if rate is None or not rate.active:
                return f"Xero has no tax rate {answer.value}."
            if rate.automatic:
                return f"{rate.name} is looked up by Xero for each invoice, so that no total can be foretold."
            if rate.effective_rate != key.percent:
                return f"{rate.name} is {percent_text(rate.effective_rate)} %, not {percent_text(key.percent)} %."
            return ""

        return usable

    def _tax_name(self, key: TaxKey) -> str:
        if key.tax_id == NO_TAX:
            return "A line without tax" if key.percent == 0 else f"A line at {percent_text(key.percent)} %"
        return self._tax_names.get(key.tax_id) or f"Tax {key.tax_id}"

    def _pair(
        self, account: Account | None, rate: TaxRate | None, category_id: str | None, key: TaxKey, about: Subject
    ) -> tuple[Account, TaxRate] | None:
        """Both, where Xero allows them together; else a question about this category and tax, and no others."""
        if account is None or rate is None:
            return None
        if rate_allowed_on(rate, account):
            return account, rate
        check = self._rate_check(key)

        def usable(answer: Resolution) -> str:
            if answer.choice == "change-tax":
                reason = check(answer)
                fits = not reason and rate_allowed_on(self._rates[answer.value], account)
                return reason or ("" if fits else f"Xero does not allow that rate on account {account.code} either.")
            reason = self._usable_account(answer)
            fits = not reason and rate_allowed_on(rate, self._accounts[answer.value])
            return reason or ("" if fits else f"Xero does not allow {rate.name} on that account either.")

        answer = self.draft.ask(
            ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT,
            about,
            facts={
                "rate": rate.name,
                "tax_type": rate.tax_type,
                "code": account.code,
                "name": self._category_name(category_id),
                "category_id": category_id or "",
                "tax_id": key.tax_id,
                "percent": percent_text(key.percent),
            },
            cause=f"{rate.tax_type}@{account.code}:{category_id or ''}:{key.tax_id}",
            usable=usable,
        )
        if answer is None:
            return None
        if answer.choice == "change-tax":
            return account, self._rates[answer.value]
        return self._accounts[answer.value], rate

    def _description(self, document: BilledDocument, line: BilledLine) -> str:
        """The item's text with its period; Xero takes no empty one (xero-api.md §7)."""
        text = " ".join(line.description.split()) or self._category_names.get(line.category_id or "", document.number)
        start, end = line.period_from, line.period_to
        if start and end and not (start.isoformat() in text and end.isoformat() in text):
            text = f"{text[: _DESCRIPTION_LIMIT - 30]} ({start.isoformat()} – {end.isoformat()})"
        return text[:_DESCRIPTION_LIMIT]

    def _usable_tracking(self, document: BilledDocument, about: Subject) -> list[Tracking] | None:
        """What each line carries; None where a person must say what becomes of an option Xero would refuse."""
        found = [self._tracking(document, line) for line in document.lines]
        # Every question at once, so no short cut.
        settled = [self._may_go_without(pair, about) for pair in dict.fromkeys(chain(*found))]
        if not all(settled):
            return None
        return [tuple(pair for pair in pairs if self._is_in_use(*pair)) for pairs in found]

    def _may_go_without(self, pair: tuple[str, str], about: Subject) -> bool:
        if self._is_in_use(*pair):
            return True
        category, option = pair
        facts = {"category": category, "option": option}
        answer = self.draft.ask(ConflictKind.TRACKING_UNUSABLE, about, facts=facts, cause=f"{category}: {option}")
        if answer is not None and answer.choice == "wait":
            self.draft.wait(about, "tracking-unusable")
        return answer is not None and answer.choice == "without"

    def _is_in_use(self, category: str, option: str) -> bool:
        """Whether Xero takes this option on a line: it lists what is archived nowhere, or says so."""
        held = (c for c in self.draft.inp.accounting.tracking if c.active and c.name == category)
        return any(o.active and o.name == option for c in held for o in c.options)

    def _tracking(self, document: BilledDocument, line: BilledLine) -> Tracking:
        rules = self.draft.inp.policy.tracking
        if not rules:
            return ()
        customer = self.draft.view.customers.get(document.customer_id)
        sources = {
            "partner": self.draft.view.partner_of.get((document.kind, document.id)),
            "location": customer.location_id if customer else None,
            "category": line.category_id,
        }
        chosen = ((rule.category_name, rule.option_by_id.get(sources.get(rule.source) or "", "")) for rule in rules)
        return tuple((name, option) for name, option in chosen if option)[:_MAX_TRACKING]
