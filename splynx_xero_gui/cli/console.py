"""A console that shows words as they are: names come from two services, and may hold anything.

rich takes `[red]` in a string for its own markup and `:smile:` for a picture, and a terminal obeys control characters.
"""

import re
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

# Controls but line feed and tab, and the marks that reverse what is read: all that is not itself seen.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_REPLACED = "\ufffd"


def printable(text: str) -> str:
    """The text with every character that a terminal would obey instead of showing it replaced."""
    return _UNSEEN.sub(_REPLACED, text)


class PlainConsole(Console):
    """No markup, no emoji codes, and no control characters other than the console's own."""

    def __init__(self, *, stderr: bool = False, width: int | None = None) -> None:
        super().__init__(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As rich does, with the words made printable."""
        for segment in super().render(renderable, options):
            words = segment.text if segment.control else printable(segment.text)
            yield segment if words == segment.text else Segment(words, segment.style, segment.control)
