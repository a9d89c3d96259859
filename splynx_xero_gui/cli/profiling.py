"""Commands over profiles: what there is, another name, forgetting one."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from splynx_xero_gui.cli.connecting import stored_profile
from splynx_xero_gui.cli.running import DONE, Context
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.wizard.services import ProfileSummary


def profiles(context: Context) -> int:
    """Every profile in one line."""
    found = context.workplace.summaries()
    context.show(lambda: [_document(profile) for profile in found], lambda out: _table(out, found))
    return DONE


def rename(context: Context, new: str) -> int:
    """Give the profile another name."""
    stored_profile(context)
    context.workplace.rename_profile(context.profile, new)
    context.show(
        lambda: {"profile": new, "was": context.profile},
        lambda out: out.print(f"Profile {context.profile} is called {new} now.", markup=False),
    )
    return DONE


def remove(context: Context, confirm: str) -> int:
    """Forget the profile; its name must be given twice (Q3)."""
    if confirm != context.profile:
        raise Misconfigured(
            "Q3",
            f"Profile {context.profile} was not removed",
            f"--confirm says {confirm}. Nothing was changed.",
            f"Write --confirm {context.profile} to remove it.",
        )
    copy = context.workplace.remove_profile(context.profile, context.cancel)
    context.show(
        lambda: {"removed": context.profile, "copy": str(copy)},
        lambda out: out.print(
            f"Profile {context.profile} was removed. Both services stay as they are. A copy is in {copy}.", markup=False
        ),
    )
    return DONE


def _document(profile: ProfileSummary) -> dict[str, object]:
    return {
        "profile": profile.name,
        "splynx": profile.splynx,
        "organisation": profile.organisation,
        "scenario": profile.scenario.value if profile.scenario else None,
        "partners": list(profile.partners),
        "last_sync": profile.last_run.isoformat() if profile.last_run else None,
        "documents": profile.documents,
        "trouble": profile.trouble or None,
    }


def _table(out: Console, found: Sequence[ProfileSummary]) -> None:
    table = Table(box=None, header_style="bold")
    for heading in ("Profile", "Splynx", "Organisation", "Payments", "Partners", "Documents", "Last sync"):
        table.add_column(heading, justify="right" if heading == "Documents" else "left")
    for profile in found:
        last = f"{profile.last_run.astimezone():%Y-%m-%d %H:%M}" if profile.last_run else "never"
        table.add_row(
            profile.name,
            profile.trouble or profile.splynx,
            profile.organisation,
            profile.scenario.value if profile.scenario else "",
            ", ".join(profile.partners) or "all",
            str(profile.documents),
            last,
        )
    out.print(table)
