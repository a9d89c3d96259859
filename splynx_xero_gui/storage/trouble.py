"""What a person is told when the sync record cannot be used (ui.md §6, R1–R3)."""

from splynx_xero_gui.domain.failures import StorageTrouble

# A connection that was never made carries no code, only the server's words.
_NO_SIGN_IN = ("authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry")
SET_ASIDE_HINT = (
    "Sign in to Xero again and have the links read back from both sides (`take-over`), or close the program and "
    "restore a copy of the file."
)


def damaged(file: str, details: str = "") -> StorageTrouble:
    """R1: the file was set aside under the name `file`."""
    return StorageTrouble(
        "R1",
        "The sync record is damaged",
        f"It was set aside as {file}. No document on either side was touched. The links can be found again by reading "
        "both sides; nothing is written meanwhile.",
        SET_ASIDE_HINT,
        details=details,
    )


def newer(version: str) -> StorageTrouble:
    """R2: the file was migrated by a newer version of this program."""
    return StorageTrouble(
        "R2",
        "These books were used with a newer version",
        f"Install version {version} or later. Nothing was opened.",
        f"Install version {version} or later.",
    )


def not_writable(path: str, why: str, details: str = "") -> StorageTrouble:
    """R3: `why` is a few plain words ("the disk is full")."""
    return StorageTrouble(
        "R3",
        "The sync record cannot be written",
        f"{path}: {why}. The sync stopped before the next item.",
        "Put that right, then try again. Nothing is sent twice.",
        details=details,
    )


def server_lost(name: str, details: str = "") -> StorageTrouble:
    """R3 for a shared record: its server is away or restarted, or it refused the sign-in."""
    if any(words in details for words in _NO_SIGN_IN):
        return StorageTrouble(
            "R3",
            "The shared sync record refuses the sign-in",
            f"{name}: the user or the password is wrong. Nothing was read or written.",
            "Give the password with `ledger password`, or ask who runs the database server.",
            details=details,
        )
    return StorageTrouble(
        "R3",
        "The shared sync record cannot be reached",
        f"{name}: the database server does not answer. The sync stopped before the next item.",
        "See that the server runs and this computer reaches it, then try again. Nothing is sent twice.",
        details=details,
    )
