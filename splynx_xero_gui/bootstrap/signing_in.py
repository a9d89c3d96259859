"""Sign-in to Xero as the faces see it: consent, and the organisations it allows."""

from collections.abc import Callable, Sequence

from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.ports.control import Cancel
from splynx_xero_gui.wizard.services import OrganisationChoice
from splynx_xero_gui.xero import SignIn, TokenManager, begin_consent, return_addresses, scopes


class BrowserConsent:
    """Implements wizard.services.Consent.

    `given` is told the sign-in; it is kept only once an organisation was chosen, so that a wrong one changes nothing.
    `attachments`: ask for the permission to attach files, too (xero-api.md §1.4).
    """

    def __init__(
        self,
        settings: XeroSettings,
        tokens: TokenManager,
        used_by: Callable[[str], str],
        given: Callable[[SignIn], None],
        *,
        attachments: bool = False,
    ) -> None:
        self._consent = begin_consent(settings, scopes(attachments=attachments))
        self._given = given
        self._settings = settings
        self._tokens = tokens
        self._used_by = used_by

    @property
    def authorise_url(self) -> str:
        """What to open in the browser."""
        return self._consent.authorise_url

    @property
    def redirect_uris(self) -> tuple[str, ...]:
        """The return addresses to register."""
        return return_addresses(self._settings)

    def wait(self, cancel: Cancel, timeout: float) -> Sequence[OrganisationChoice]:
        """Wait and redeem. Organisations chosen in this very consent come first."""
        sign_in = self._tokens.redeem(self._consent.wait(cancel, timeout))
        connections = self._tokens.connections_of(sign_in)
        self._given(sign_in)
        event = sign_in.claims.auth_event_id
        choices = [
            OrganisationChoice(
                c.tenant_id, c.name, self._used_by(c.tenant_id), bool(event) and c.auth_event_id == event
            )
            for c in connections
        ]
        return sorted(choices, key=lambda choice: (not choice.chosen_in_consent, choice.name))

    def close(self) -> None:
        """Stop listening."""
        self._consent.close()
