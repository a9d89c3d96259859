"""Failures a person is told about:

each carries title, message and what to do (ui.md §6). `id` is the message's id there, or `G1`.
"""

from collections.abc import Mapping
from datetime import datetime


class Failure(Exception):
    """Base of every declared failure. `details` holds the service's own words, never a secret."""

    def __init__(self, id: str, title: str, message: str, what_to_do: str, *, details: str = "") -> None:
        super().__init__(f"{title}: {message}")
        self.id = id
        self.title = title
        self.message = message
        self.what_to_do = what_to_do
        self.details = details

    def __reduce__(self) -> tuple[object, ...]:
        """As it is, whatever its class asks for when it is made: a failure goes from process to process."""
        return revived, (type(self), self.args, dict(vars(self)))


def revived(kind: type[Failure], args: tuple[object, ...], fields: Mapping[str, object]) -> Failure:
    """A failure of this kind with these fields."""
    failure = kind.__new__(kind, *args)
    vars(failure).update(fields)
    return failure


class Misconfigured(Failure):
    """Wrong usage, profile or mapping: exit code 2, reason `configuration`."""


class NotAuthorised(Failure):
    """Credentials missing, refused or expired: exit code 2, reason `authorisation`."""


class VaultUnavailable(Failure):
    """No keyring, a locked one, or a refused entry (K1–K3): exit code 2."""


class SecondWorkstation(Failure):
    """The ledger is empty while the books carry our marks (R32): exit code 2, reason `second-workstation`."""


class PlanChanged(Failure):
    """A shown action no longer stands (P7): exit code 2, reason `plan-changed`."""


class TooManyChanges(Failure):
    """A plan or a reading that changes more than the set share (design.md §5):

    exit code 3, reason `too-many-changes`.
    """

    def __init__(self, *args: str, count: int = 0, details: str = "") -> None:
        super().__init__(*args, details=details)
        self.count = count


class Stopped(Failure):
    """The run stopped early and is safe to run again: exit code 4."""

    reason = "service"


class NetworkLost(Stopped):
    """No answer arrived. Whether a write did is unknown: its intent stays uncertain."""

    reason = "network"


class ServiceDown(Stopped):
    """The service answered that it cannot work now, or answered something that is not its own language."""

    reason = "service"


class DayLimitReached(Stopped):
    """The day's calls are used up. `resume_at` is UTC, None when the service did not say."""

    reason = "day-limit"

    def __init__(self, *args: str, resume_at: datetime | None = None, details: str = "") -> None:
        super().__init__(*args, details=details)
        self.resume_at = resume_at


class Cancelled(Stopped):
    """The person stopped it."""

    reason = "cancelled"

    def __init__(self) -> None:
        super().__init__(
            "cancelled",
            "Stopped",
            "The work was stopped as you asked; nothing was left half-written.",
            "Start it again whenever you like.",
        )


class Busy(Stopped):
    """Another sync of the profile runs (L7)."""

    reason = "busy"


class StorageTrouble(Stopped):
    """The sync record cannot be read or written (R1–R3)."""

    reason = "storage"
