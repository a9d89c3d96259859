"""An error of the program's own, as a person is told about it (screen text G1)."""

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.redaction import without_keys


def own_error(error: BaseException) -> Failure:
    """The failure to show; the error's type and text are its details, without what looks like a key in it."""
    return Failure(
        "G1",
        "Something went wrong in the program",
        "The sync stopped at a safe place; what is uncertain is looked up next time.",
        "Please save the support file and send it to us.",
        details=without_keys(f"{type(error).__name__}: {error}"),
    )
