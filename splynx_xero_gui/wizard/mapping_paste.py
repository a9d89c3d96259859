"""Two columns of a spreadsheet as answers of a mapping table: name, and code or name of the choice (ui.md W5–W7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from splynx_xero_gui.wizard.mapping import MappingTable
from splynx_xero_gui.wizard.mapping_subjects import find
from splynx_xero_gui.wizard.similar import folded


class NotPasted(StrEnum):
    """Why a pasted line was not taken."""

    NO_SUCH_NAME = "no-such-name"
    NO_SUCH_CHOICE = "no-such-choice"
    REFUSED = "refused"
    NO_CODE = "no-code"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class PastedLine:
    """A pasted line that was not taken."""

    cells: tuple[str, ...]
    why: NotPasted


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a paste did."""

    filled: int
    left: tuple[PastedLine, ...]


def paste(table: MappingTable, lines: Sequence[Sequence[str]]) -> Pasted:
    """Fill the rows that match, in one step that can be undone, and say what was left out and why."""
    filled: dict[str, str] = {}
    left: list[PastedLine] = []
    for line in lines:
        cells = tuple(cell.strip() for cell in line)
        taken = _meant(table, cells)
        if isinstance(taken, NotPasted):
            left.append(PastedLine(cells, taken))
        elif filled.get(taken[0], taken[1]) != taken[1]:
            left.append(PastedLine(cells, NotPasted.TWICE))
        else:
            filled[taken[0]] = taken[1]
    table.choose_each(filled)
    return Pasted(len(filled), tuple(left))


def _meant(table: MappingTable, cells: tuple[str, ...]) -> tuple[str, str] | NotPasted:
    """The row's key and the choice; or why there is none."""
    if len(cells) < 2 or not cells[1]:
        return NotPasted.NO_CODE
    subject = find(table.subjects, cells[0])
    if subject is None:
        return NotPasted.NO_SUCH_NAME
    wanted = folded(cells[1])
    offered = table.offers(subject.key)
    meant = [o for o in offered if wanted in (folded(o.code), folded(o.key))]
    meant = meant or [o for o in offered if wanted in (folded(o.name), folded(f"{o.code} {o.name}"))]
    usable = [o for o in meant if o.refusal is None]
    if len(usable) == 1:
        return subject.key, usable[0].key
    return NotPasted.REFUSED if meant and not usable else NotPasted.NO_SUCH_CHOICE
