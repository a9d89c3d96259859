"""A side that suddenly lists nothing stops the run, unless a person said that this is right (design.md §5, L6)."""

from splynx_xero_gui.domain.failures import TooManyChanges
from splynx_xero_gui.domain.kinds import ObjectKind

# Fewer than this may all vanish one by one: each is confirmed by itself (R5).
FEW = 5
_PLURALS = {ObjectKind.CREDIT_NOTE: "credit notes", ObjectKind.RELATION: "allocations"}


def refuse_emptiness(side: str, kind: ObjectKind, known: int, allowed: int | None = None) -> None:
    """Raises TooManyChanges, unless exactly so many were allowed to be gone (`--allow-many`)."""
    if allowed == known:
        return
    things = _PLURALS.get(kind, f"{kind.value}s")
    raise TooManyChanges(
        "L6",
        f"{side} lists no {things}",
        f"Before there were {known}. Nothing was written, nothing will be removed.",
        f"Check {side} and read again. If it is right, allow exactly {known} changes once.",
        count=known,
    )
