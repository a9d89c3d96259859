"""Commands about the place of the sync record."""

import os
from urllib.parse import unquote, urlsplit, urlunsplit

from splynx_xero_gui.cli.connecting import given, stored_profile
from splynx_xero_gui.cli.running import DONE, Context

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
