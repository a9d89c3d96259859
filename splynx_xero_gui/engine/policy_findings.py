"""What is wrong with a profile's mappings, row by row: for the wizard's pages and for one message on the console."""

from dataclasses import dataclass, field
from enum import StrEnum

from splynx_xero_gui.domain.reference import Account, TaxRate


class Section(StrEnum):
    """Where a finding belongs: a wizard page, a table of the profile file."""

    OPTIONS = "options"
    CATEGORIES = "mapping.categories"
    TAXES = "mapping.taxes"
    METHODS = "mapping.payment_methods"
    TRACKING = "mapping.tracking"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right. `blocks`: nothing can be planned with it; otherwise it becomes a question of the plan."""

    section: Section
    key: str
    text: str
    problem: str
    blocks: bool

    def __str__(self) -> str:
        """One line for a person, with the key as in the profile file."""
        return f'{self.section.value}."{self.key}": {self.text}' if self.key else f"{self.section.value}: {self.text}"


@dataclass(slots=True)
class Findings:
    """Collects findings; the same one is told once."""

    _found: dict[Finding, None] = field(default_factory=dict)

    def stop(self, section: Section, key: str, text: str, problem: str) -> None:
        """A mistake that makes planning impossible."""
        self._found[Finding(section, key, text, problem, True)] = None

    def warn(self, section: Section, key: str, text: str, problem: str) -> None:
        """What Xero would refuse on use."""
        self._found[Finding(section, key, text, problem, False)] = None

    def all(self) -> tuple[Finding, ...]:
        """In the order found."""
        return tuple(self._found)


def why_no_payments(account: Account, base_currency: str) -> str:
    """Why Xero takes no payment into this account; empty where it does (xero-api.md §9)."""
    if not account.active:
        return "is archived"
    if not account.takes_payments:
        return "takes no payments: it is no bank account and payments are not enabled for it"
    if account.currency and base_currency and account.currency != base_currency:
        return f"is kept in {account.currency}"
    return ""


def why_no_sales_tax(rate: TaxRate) -> str:
    """Why a rate cannot be used on sales; empty where it can, or where Xero does not say."""
    if not rate.active:
        return "is archived in Xero"
    if rate.automatic:
        return "is looked up by Xero for each invoice, so that no total can be foretold"
    if rate.classes and not rate.for_revenue:
        return "cannot be used on income"
    return ""
