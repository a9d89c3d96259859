"""Natural keys by which our objects are found again (R2). Compared as whole words: 12 is not 123."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?<![\w.-])SPX(?P<tag>[a-z0-9]*)-P(?P<payment>\d+)\.(?P<part>\d+)(?:\.g(?P<generation>\d+))?(?![\w.-])"
)
_CONTACT = re.compile(r"SPX(?P<tag>[a-z0-9]*)-(?P<customer>\d+)(?:-(?P<generation>\d+))?")


@dataclass(frozen=True, slots=True)
class PaymentKey:
    """The token's content: Splynx payment, part and generation."""

    payment_id: str
    part: int
    generation: int = 1
    tag: str = ""

    def __str__(self) -> str:
        """`SPX-P<payment>.<part>`, `.g<n>` from the second generation on."""
        suffix = f".g{self.generation}" if self.generation > 1 else ""
        return f"SPX{self.tag}-P{self.payment_id}.{self.part}{suffix}"


def find_payment_key(reference: str, tag: str = "") -> PaymentKey | None:
    """The token of this tag in a Reference, as a whole word; None when there is none."""
    for found in _TOKEN.finditer(reference):
        if found["tag"] == tag:
            return PaymentKey(found["payment"], int(found["part"]), int(found["generation"] or 1), tag)
    return None


def carries_any_mark(text: str) -> bool:
    """Whether a Reference or ContactNumber carries a mark of any tag (R32)."""
    return bool(_TOKEN.search(text) or _CONTACT.fullmatch(text))


def contact_number(customer_id: str, tag: str = "", generation: int = 1) -> str:
    """`SPX-<customer>`, second generation `SPX-<customer>-2`."""
    suffix = f"-{generation}" if generation > 1 else ""
    return f"SPX{tag}-{customer_id}{suffix}"


def find_contact_key(number: str, tag: str = "") -> tuple[str, int] | None:
    """Customer id and generation of a ContactNumber of ours; None when it is not ours."""
    found = _CONTACT.fullmatch(number)
    if found is None or found["tag"] != tag:
        return None
    return found["customer"], int(found["generation"] or 1)
