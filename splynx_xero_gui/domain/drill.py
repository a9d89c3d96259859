"""What a drill tells: which of the promises P1–P10 of the design held while the product was disturbed on purpose."""

from dataclasses import dataclass
from enum import Enum


class DrillStep(Enum):
    """What is being done; told to the observer as the name of a stage."""

    CALM = "drill-calm"
    KILL = "drill-kill"
    LOSE = "drill-lose"
    BREAK = "drill-break"
    JUDGE = "drill-judge"


@dataclass(frozen=True, slots=True)
class Promise:
    """One of P1–P10: its words, whether it held, and what was looked at."""

    id: str
    words: str
    held: bool
    seen: str


@dataclass(frozen=True, slots=True)
class DrillReport:
    """What was done to the product, and which promises held. `seconds` of real time."""

    promises: tuple[Promise, ...] = ()
    kills: int = 0
    answers_lost: int = 0
    pages_read_again: int = 0
    syncs: int = 0
    seconds: float = 0.0

    @property
    def held(self) -> bool:
        """Whether all of them did."""
        return bool(self.promises) and all(promise.held for promise in self.promises)
