"""A signed-in XeroAccounting over the Xero sandbox, in standing time: what adapter and contract tests begin with."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import ContactPayload, DocumentPayload, LinePayload, Payload, Ref
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.ports.accounting import BatchAnswer, Done
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.xero import DEFAULT_CLIENT_ID, DEFAULT_SCOPES, Limits, OrganisationSpec, XeroSandbox
from splynx_xero_gui.xero import TokenManager, XeroAccounting
from splynx_xero_gui.xero.tokens import REFRESH_TOKEN
from tests.support.xero_kit import NOON, HandCancel, MemoryVault, Notes, action
from tests.support.xero_schema import SchemaWatch

DAY = date(2026, 11, 1)


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class XeroBench:
    """The sandbox, the sign-in and the system under test. Time stands; waiting moves it."""

    sandbox: XeroSandbox
    settings: XeroSettings
    clock: SandboxClock
    cancel: HandCancel
    notes: Notes
    vault: MemoryVault
    tokens: TokenManager
    system: XeroAccounting
    lock_path: Path
    counter: int = 0

    def another(self, *, calls_per_day: int = 1_000_000, day_reserve: int = 0) -> XeroAccounting:
        """A second system of the same sign-in, as a second window or run has it."""
        return XeroAccounting(
            self.settings,
            self.sandbox.books.organisation().tenant_id,
            self.tokens,
            self.notes,
            self.cancel,
            self.clock,
            calls_per_day,
            day_reserve,
        )

    def do(self, kind: ActionKind, *payloads: Payload, key: str = "") -> BatchAnswer:
        """Write the payloads in one call."""
        actions = []
        for payload in payloads:
            self.counter += 1
            actions.append(action(f"a{self.counter}", kind, payload))
        return self.system.write(actions, key or f"key-{self.counter}")

    def done(self, kind: ActionKind, *payloads: Payload) -> list[Done]:
        """Write in one call what must succeed."""
        answer = self.do(kind, *payloads)
        assert answer.stop is None, answer.stop
        assert all(isinstance(outcome, Done) for outcome in answer.outcomes), answer.outcomes
        return list(answer.outcomes)

    def contact(self, number: str = "SPX-1", name: str = "Ada Lovelace") -> str:
        """A contact's id, newly made."""
        return self.done(ActionKind.CREATE_CONTACT, ContactPayload(name=name, number=number))[0].xero_id

    def invoice(self, contact_id: str, number: str = "INV-1", price: str = "100.00", **more: object) -> str:
        """An approved invoice's id, newly made: one line, 15 % tax."""
        return self.done(ActionKind.CREATE_INVOICE, document(contact_id, number, price, **more))[0].xero_id


def document(contact_id: str, number: str, price: str = "100.00", **more: object) -> DocumentPayload:
    """An invoice (or, by `kind`, a credit note) of one line at 15 %."""
    net = Decimal(price)
    tax = (net * Decimal("0.15")).quantize(Decimal("0.01"))
    given = {
        "kind": ObjectKind.INVOICE,
        "number": number,
        "contact": Ref(contact_id),
        "date": DAY,
        "due_date": date(2026, 11, 15),
        "reference": f"ref {number}",
        "currency": "ZAR",
        "status": "AUTHORISED",
        "lines": (LinePayload("Fibre 100", Decimal(1), net, "200", "OUTPUT3"),),
        "total": net + tax,
        "total_tax": tax,
        **more,
    }
    return DocumentPayload(**given)


@contextmanager
def bench(
    folder: Path,
    *,
    limits: Limits | None = None,
    scopes: tuple[str, ...] = DEFAULT_SCOPES,
    organisations: tuple[OrganisationSpec, ...] = (OrganisationSpec("Example ISP"),),
    calls_per_day: int = 1_000_000,
    day_reserve: int = 0,
    watch: bool = True,
) -> Iterator[XeroBench]:
    """A sandbox running on a free port, every exchange held against Xero's OpenAPI file."""
    clock = SandboxClock(NOON)
    port = free_port()
    with XeroSandbox(clock, redirect_ports=(port,), limits=limits, organisations=organisations) as sandbox:
        settings = XeroSettings(
            client_id=DEFAULT_CLIENT_ID,
            redirect_ports=(port,),
            api_url=sandbox.url,
            identity_url=sandbox.url,
            login_url=sandbox.url,
        )
        cancel, notes = HandCancel(clock), Notes()
        vault = MemoryVault({REFRESH_TOKEN: sandbox.tokens(scopes=scopes)["refresh_token"]})
        lock_path = folder / "xero.lock"
        tokens = TokenManager(settings, vault, lock_path, clock)
        tenant = sandbox.books.organisation().tenant_id
        system = XeroAccounting(settings, tenant, tokens, notes, cancel, clock, calls_per_day, day_reserve)
        made = XeroBench(sandbox, settings, clock, cancel, notes, vault, tokens, system, lock_path)
        try:
            if watch:
                with SchemaWatch.over(sandbox.hooks):
                    yield made
            else:
                yield made
        finally:
            system.close()
