"""Read the settings of both sides line by line, so that one failing line loses nothing (ui.md W3)."""

import dataclasses
from collections.abc import Callable, Sequence
from enum import StrEnum

from splynx_xero_gui.domain.failures import Cancelled, Failure
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.ports.accounting import AccountingSystem
from splynx_xero_gui.ports.billing import BillingSystem
from splynx_xero_gui.ports.control import Cancel, Clock, ItemsRead, Observer
from splynx_xero_gui.ports.ledger import Ledger


class FetchLine(StrEnum):
    """One line of W3."""

    COMPANY = "company"
    CATEGORIES = "categories"
    TAXES = "taxes"
    METHODS = "methods"
    ORGANISATION = "organisation"
    ACCOUNTS = "accounts"
    TAX_RATES = "tax-rates"
    TRACKING = "tracking"


SPLYNX_LINES = (FetchLine.COMPANY, FetchLine.CATEGORIES, FetchLine.TAXES, FetchLine.METHODS)
XERO_LINES = (FetchLine.ORGANISATION, FetchLine.ACCOUNTS, FetchLine.TAX_RATES, FetchLine.TRACKING)


@dataclasses.dataclass(frozen=True, slots=True)
class FetchedLine:
    """How reading one line went: a count, or what failed, as a sentence and as it was raised."""

    line: FetchLine
    side: Side
    count: int | None = None
    failure: str = ""
    error: Failure | None = dataclasses.field(default=None, compare=False)


class Fetching:
    """Reads lines and keeps the good ones. Raises Cancelled only; what fails is told per line."""

    def __init__(
        self,
        billing: BillingSystem,
        accounting: AccountingSystem,
        ledger: Ledger,
        clock: Clock,
        observer: Observer,
        cancel: Cancel,
    ) -> None:
        self._billing = billing
        self._accounting = accounting
        self._ledger = ledger
        self._clock = clock
        self._observer = observer
        self._cancel = cancel

    def run(self, only: Sequence[FetchLine] | None = None) -> tuple[FetchedLine, ...]:
        """Read all lines, or the given ones again."""
        wanted = tuple(FetchLine) if only is None else tuple(only)
        return tuple(self._line(line) for line in wanted)

    def _line(self, line: FetchLine) -> FetchedLine:
        side = Side.SPLYNX if line in SPLYNX_LINES else Side.XERO
        self._cancel.raise_if_requested()
        try:
            count = self._read(line)
        except Cancelled:
            raise
        except Failure as failure:
            return FetchedLine(line, side, None, f"{failure.title}. {failure.message}", failure)
        self._observer.notify(ItemsRead(side, line.value, count, count))
        return FetchedLine(line, side, count)

    def _read(self, line: FetchLine) -> int:
        readers: dict[FetchLine, Callable[[], int]] = {
            FetchLine.COMPANY: self._company,
            FetchLine.CATEGORIES: self._categories,
            FetchLine.TAXES: self._taxes,
            FetchLine.METHODS: self._methods,
            FetchLine.ORGANISATION: self._organisation,
            FetchLine.ACCOUNTS: self._accounts,
            FetchLine.TAX_RATES: self._tax_rates,
            FetchLine.TRACKING: self._tracking,
        }
        return readers[line]()

    # -- Splynx --

    def _keep_billing(self, reference: BillingReference) -> None:
        self._ledger.save_reference(reference, None, self._clock.now())

    def _known_billing(self) -> BillingReference:
        known = self._ledger.billing_reference()
        return known[0] if known else BillingReference()

    def _company(self) -> int:
        read = self._billing.company()
        known = self._known_billing()
        self._keep_billing(
            dataclasses.replace(
                read,
                categories=known.categories,
                taxes=known.taxes,
                methods=known.methods,
                locations=read.locations or known.locations,
            )
        )
        return len(read.partners)

    def _categories(self) -> int:
        read = self._billing.categories()
        self._keep_billing(dataclasses.replace(self._known_billing(), categories=read))
        return len(read)

    def _taxes(self) -> int:
        read = self._billing.taxes()
        self._keep_billing(dataclasses.replace(self._known_billing(), taxes=read))
        return len(read)

    def _methods(self) -> int:
        read = self._billing.methods()
        self._keep_billing(dataclasses.replace(self._known_billing(), methods=read))
        return len(read)

    # -- Xero --

    def _keep_accounting(self, reference: AccountingReference) -> None:
        self._ledger.save_reference(None, reference, self._clock.now())

    def _known_accounting(self) -> AccountingReference:
        """What is known, after reading the organisation where it is not: everything else hangs on it."""
        known = self._ledger.accounting_reference()
        if known is None:
            self._organisation()
            known = self._ledger.accounting_reference()
            assert known is not None  # just stored
        return known[0]

    def _organisation(self) -> int:
        organisation = self._accounting.organisation()
        name, role = self._accounting.connected_user()
        organisation = dataclasses.replace(
            organisation,
            user_name=organisation.user_name or name,
            user_role=role,
            may_approve=self._accounting.may_approve(),
        )
        known = self._ledger.accounting_reference()
        same = known is not None and known[0].organisation.id == organisation.id
        reference = known[0] if known is not None and same else AccountingReference(organisation)
        self._keep_accounting(dataclasses.replace(reference, organisation=organisation))
        return 1

    def _accounts(self) -> int:
        read = self._accounting.accounts()
        self._keep_accounting(dataclasses.replace(self._known_accounting(), accounts=read))
        return len(read)

    def _tax_rates(self) -> int:
        read = self._accounting.tax_rates()
        self._keep_accounting(dataclasses.replace(self._known_accounting(), tax_rates=read))
        return len(read)

    def _tracking(self) -> int:
        read = self._accounting.tracking()
        self._keep_accounting(dataclasses.replace(self._known_accounting(), tracking=read))
        return len(read)
