"""Main windows over a product without services, in the states that screens are looked at and tested in."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from splynx_xero_gui.domain.kinds import ActionKind, Side, Undo
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan, Total
from splynx_xero_gui.domain.profile import Profile, SplynxSettings, XeroSettings
from splynx_xero_gui.domain.records import Run, RunItem
from splynx_xero_gui.domain.results import Explained, SyncOutcome, SyncReport, TieOut, TieOutRow, Written
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.wizard.services import Status
from tests.support.fake_session import FakeBooks, FakeSession, FakeWorkplace
from tests.support.fake_settings import CLIENT_ID, MOMENT, TENANT, URL
from tests.support.questions import several
from tests.support.samples import FixedClock, action, run, run_item

NAMES = ("J. Smith", "T. Mbeki", "Moyo Trading CC", "A. van der Merwe", "Kwena Guest House", "N. Dlamini")


def planned(count: int = 12) -> SyncPlan:
    """A plan that makes customers, their invoices, and payments on these."""
    actions: list[SyncAction] = []
    day = dt.date(2026, 11, 1)
    for n in range(1, count + 1):
        name = NAMES[n % len(NAMES)]
        common = {"customer_id": str(n), "customer_name": name, "splynx_id": str(n)}
        made = action(f"c{n}", subject=name, why="has documents, is not in Xero", **common)
        sent = action(
            f"i{n}",
            kind=ActionKind.CREATE_INVOICE,
            subject=f"invoice 2026110100{n:02}",
            date=day + dt.timedelta(days=n),
            amount=Decimal("460.00") + n,
            undo=Undo.VOID,
            depends_on=(f"c{n}",),
            why="is not in Xero",
            **common,
        )
        actions += [made, sent]
        if n % 2:
            actions.append(
                action(
                    f"p{n}",
                    kind=ActionKind.CREATE_PAYMENT,
                    subject=f"payment 2026-11-{n:06}",
                    date=day + dt.timedelta(days=n + 3),
                    amount=Decimal("460.00") + n,
                    undo=Undo.DELETE,
                    depends_on=(f"i{n}",),
                    why="is not in Xero",
                    **common,
                )
            )
    actions.sort(key=lambda a: list(ActionKind).index(a.kind))
    kinds = {a.kind: [b for b in actions if b.kind is a.kind] for a in actions}
    totals = tuple(Total(kind, len(of), sum((a.amount for a in of), Decimal(0))) for kind, of in kinds.items())
    return SyncPlan(
        "7F3A-91C2-00AA-17B4", tuple(actions), tuple(several()), totals=totals, calls={Side.XERO: 6, Side.SPLYNX: 3}
    )


def equal(rows: int = 6) -> TieOut:
    """Both sides agree."""
    return TieOut(
        dt.date(2026, 11, 12),
        (
            TieOutRow("receivables", "all customers", Decimal("98450.00"), Decimal("98450.00")),
            TieOutRow("tax:OUTPUT3", "Standard Rate Sales", Decimal("12841.30"), Decimal("12841.30")),
            *(
                TieOutRow(f"bank:09{n}:EFT", f"09{n} Bank {n}, EFT", Decimal(1000 + n), Decimal(1000 + n))
                for n in range(rows - 2)
            ),
        ),
        (Explained("not from Splynx", Decimal("1210.00"), "invoices of other contacts"),),
        at=MOMENT,
    )


def different() -> TieOut:
    """A difference of 120.00, 20.00 of it without a reason."""
    named = (Explained("invoice 202611010017", Decimal("100.00"), "waits for a decision"),)
    rows = (
        TieOutRow("receivables", "all customers", Decimal("98450.00"), Decimal("98330.00"), named),
        TieOutRow("receivables:17", "T. Mbeki", Decimal("460.00"), Decimal("340.00"), named),
        *equal().rows[1:],
    )
    return dataclasses.replace(equal(), rows=rows)


def past_runs() -> tuple[Run, ...]:
    """Three runs, newest first."""
    newest = run(
        "r3",
        started_at=MOMENT,
        finished_at=MOMENT + dt.timedelta(seconds=3),
        outcome="needs-decisions",
        started_by="thandi",
        machine="office-1",
        waiting=3,
        calls_xero=4,
        calls_splynx=9,
    )
    stopped = run(
        "r2",
        started_at=MOMENT - dt.timedelta(days=1),
        finished_at=MOMENT - dt.timedelta(days=1) + dt.timedelta(seconds=95),
        outcome="stopped",
        reason="network",
        started_by="thandi",
        machine="office-1",
        calls_xero=11,
    )
    first = dataclasses.replace(stopped, id="r1", outcome="completed", reason=None, calls_xero=14)
    return (newest, stopped, first)


def items_of(run_id: str, count: int = 9) -> tuple[RunItem, ...]:
    """What a run wrote."""
    found = []
    for n in range(1, count + 1):
        found.append(
            run_item(
                n,
                run_id=run_id,
                kind=ActionKind.CREATE_INVOICE,
                subject=f"invoice 2026110100{n:02}",
                customer=NAMES[n % len(NAMES)],
                date=dt.date(2026, 11, n),
                amount=Decimal("460.00"),
                result="refused" if n == 4 else "done",
                message="The contact is archived." if n == 4 else "",
                xero_id=f"5f3c9d7e-0000-4000-8000-00000000{n:04}",
            )
        )
    return tuple(found)


def books(**changes: object) -> FakeBooks:
    """A profile that was synced before, with questions and a plan."""
    usual = FakeBooks(
        plan=planned(),
        conflicts=tuple(several()),
        runs=past_runs(),
        items={"r3": items_of("r3"), "r2": items_of("r2", 2), "r1": items_of("r1", 0)},
        tie_out=equal(),
        report=SyncReport(
            "r4",
            SyncOutcome.COMPLETED,
            written=(
                Written(Side.XERO, ActionKind.CREATE_CONTACT, 12, Decimal(0)),
                Written(Side.XERO, ActionKind.CREATE_INVOICE, 12, Decimal("5598.00")),
            ),
            planned=30,
            seconds=3.2,
            calls={Side.XERO: 6},
        ),
    )
    return dataclasses.replace(usual, **changes)  # type: ignore[arg-type]


def connected(session: FakeSession, tie_out: TieOut | None = None) -> None:
    """Give the session a stored profile, a key and a sign-in."""
    session.stored = Profile(
        SplynxSettings(URL), XeroSettings(CLIENT_ID, organisation="Example ISP Ltd"), options=Profile().options
    )
    session.key, session.pinned, session.signed_in = (URL, "key", "secret"), TENANT, True
    session.read = (session.books.billing, session.books.accounting, MOMENT)
    known = session.books
    session.books.status = Status(
        session.name,
        splynx_connected=True,
        xero_connected=True,
        organisation=known.accounting.organisation,
        company="Example ISP",
        last_run=known.runs[0] if known.runs else None,
        decisions=len(known.conflicts),
        decisions_amount=sum((abs(c.amount) for c in known.conflicts), Decimal(0)),
        last_tie_out=tie_out,
        calls_left_today=known.calls_left,
        demo=session._demo,
    )


def main_window(known: FakeBooks | None = None, tie_out: TieOut | None = None, *, demo: bool = False) -> MainWindow:
    """The window of profile Main, connected, not shown yet."""
    workplace = FakeWorkplace(known or books(), demo=demo)
    connected(workplace.session("Main"), tie_out if tie_out is not None else equal())
    return MainWindow(workplace, "Main", opener=_opened, clock=FixedClock(MOMENT))


def _opened(_address: str) -> bool:
    return True
