"""Demo books, as the window sees them."""

from typing import Protocol

from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.wizard.services import Workplace


class Demo(Protocol):
    """Demo books under way (`bootstrap.demo.DemoBooks`)."""

    @property
    def keys_in_memory(self) -> bool:
        """This computer has no password store that can be used."""
        ...

    @property
    def workplace(self) -> Workplace:
        """The product over these books."""
        ...

    @property
    def url(self) -> str:
        """The simulated Splynx."""
        ...

    @property
    def api_key(self) -> str:
        """Its made-up key."""
        ...

    @property
    def api_secret(self) -> str:
        """Its made-up secret."""
        ...

    @property
    def xero(self) -> XeroSettings:
        """The simulated Xero."""
        ...

    def close(self) -> None:
        """Stop and remove everything; safe to call twice."""
        ...
