"""What a person is told when the sync record cannot be used (ui.md §6, R1–R3)."""

from splynx_xero_gui.domain.failures import StorageTrouble

SET_ASIDE_HINT = "Rebuild it from both sides, or close the program and restore a copy of the file."


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
