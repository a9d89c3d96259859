"""Commands about the place of the sync record."""

import os
from urllib.parse import unquote, urlsplit, urlunsplit

from rich.console import Console
from rich.table import Table

from splynx_xero_gui.cli.connecting import given, stored_profile
from splynx_xero_gui.cli.running import DECIDE, DONE, Context
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.results import TakenOver

PASSWORD_VARIABLE = "SPLYNX_XERO_LEDGER_PASSWORD"


def move(context: Context, url: str) -> int:
    """Copy the sync record to another database and use it from now on; a password goes to the keyring."""
    stored_profile(context)
    address, password = parted(url)
    moved = context.session.move_record(address, password or os.environ.get(PASSWORD_VARIABLE, ""))
    context.show(
        lambda: {"place": moved.place, "rows": moved.rows},
        lambda out: out.print(
            f"The sync record is now kept in {moved.place} ({moved.rows} rows copied and compared). "
            "The old one is kept, marked as moved.",
            markup=False,
        ),
    )
    return DONE


def password(context: Context) -> int:
    """Test and keep the password of a shared record."""
    stored_profile(context)
    context.session.keep_record_password(given(PASSWORD_VARIABLE, "password of the shared record", hide=True))
    context.show(lambda: {"kept": True}, lambda out: out.print("The password works and is kept in the keyring."))
    return DONE


def archive(context: Context, *, sure: bool) -> int:
    """Set the record aside. Without `sure` nothing happens but a sentence on what it means."""
    stored_profile(context)
    if not sure:
        raise Misconfigured(
            "U1",
            "Nothing was set aside",
            "All links, answers and the history of this profile would be set aside in a file, and an empty record "
            "begun. Documents on both sides stay as they are.",
            "If that is meant, say `ledger archive --yes`.",
        )
    kept = context.session.archive_record()
    context.show(
        lambda: {"kept": kept},
        lambda out: out.print(
            f"Links and history are kept in {kept}. Sign in to Xero (`connect-xero`) before the next sync.",
            markup=False,
        ),
    )
    return DONE


def take_over(context: Context) -> int:
    """Read the links back from both sides."""
    stored_profile(context)
    with context.progress() as shown:
        result = context.session.take_over(shown, context.cancel)
    document = {
        "links": {kind.value: count for kind, count in result.links.items()},
        "questions": result.questions,
        "writes": result.writes,
    }
    context.show(lambda: document, lambda out: _show_taken_over(out, result))
    return DECIDE if result.questions else DONE


def _show_taken_over(out: Console, result: TakenOver) -> None:
    table = Table("Linked again", "Items")
    table.columns[1].justify = "right"
    for kind, count in result.links.items():
        table.add_row(kind.value, str(count))
    out.print(table)
    out.print(f"The next sync would write {result.writes} items.")
    if result.questions:
        out.print(f"{result.questions} questions wait: splynx-xero conflicts")


def parted(url: str) -> tuple[str, str]:
    """The address without its password, and the password; both as given where it is no address."""
    try:
        parts = urlsplit(url)
        secret = parts.password
    except ValueError:
        return url, ""
    if not secret:
        return url, ""
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{host}")), unquote(secret)
