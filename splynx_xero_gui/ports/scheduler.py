"""The operating system's own scheduler. Implementations: `scheduling`."""

from typing import Protocol

from splynx_xero_gui.domain.schedule import Installed, Job, SchedulerKind


class Scheduler(Protocol):
    """Starts a program at set times, for the user who is signed in. Raises failures.Misconfigured T2 with its words."""

    @property
    def kind(self) -> SchedulerKind:
        """Which one it is."""
        ...

    def usable(self) -> bool:
        """Whether it is there and takes entries of this user."""
        ...

    def install(self, job: Job) -> None:
        """Register the job, or replace the entry of its id. Entries of others stay as they are."""
        ...

    def remove(self, job_id: str) -> bool:
        """Remove the entry; False where there was none."""
        ...

    def installed(self, job_id: str) -> Installed | None:
        """The entry as the scheduler holds it now, None where there is none."""
        ...
