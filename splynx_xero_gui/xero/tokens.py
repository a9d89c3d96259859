"""One sign-in kept alive: a single refresh at a time across threads and processes, saved before use (xero-api.md §1.3).

The refresh token is in the vault, the access token only in memory. Whoever refreshes reads the vault under the lock,
so a refresh by another process is simply what is found there.
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from filelock import FileLock, Timeout

from splynx_xero_gui.domain.failures import Busy, Failure, StorageTrouble
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.vault import Vault
from splynx_xero_gui.xero.errors import not_authorised
from splynx_xero_gui.xero.identity import Claims, Connection, Grant, Identity, InvalidGrant, TokenSet, claims

REFRESH_TOKEN: Final = "xero-refresh-token"
PREVIOUS_TOKEN: Final = "xero-refresh-token-previous"
SECRET_NAMES: Final = (REFRESH_TOKEN, PREVIOUS_TOKEN)
_GRACE: Final = timedelta(minutes=30)
_EARLY: Final = timedelta(seconds=90)  # renew this much before the access token ends
_LOCK_SECONDS: Final = 90.0


class TokenSource(Protocol):
    """What the client needs of a sign-in."""

    def access_token(self) -> str:
        """A good access token, renewed when it is about to end."""
        ...

    def renewed(self, rejected: str) -> str:
        """A newer access token than the one Xero rejected."""
        ...


@dataclass(frozen=True, slots=True)
class SignIn:
    """A consent turned into tokens that are not kept yet: look at the connections first, then `keep` it."""

    tokens: TokenSet = field(repr=False)
    claims: Claims = field(default_factory=Claims)
    at: datetime | None = None


class TokenManager:
    """The sign-in of one profile. Thread-safe.

    Raises NotAuthorised (X4: sign in again), NetworkLost, ServiceDown, VaultUnavailable, Busy and StorageTrouble.
    """

    def __init__(
        self, settings: XeroSettings, vault: Vault, lock_path: Path, clock: Clock, identity: Identity | None = None
    ) -> None:
        """`lock_path`: a file next to the profile, the same for every process that uses this sign-in."""
        self._identity = identity or Identity(settings)
        self._vault, self._clock = vault, clock
        self._lock = threading.RLock()
        # One object per manager: entering it again in the same thread only counts.
        self._locked = _Locked(self._lock, lock_path)
        self._access = ""
        self._ends: datetime | None = None
        self._claims = Claims()

    @property
    def signed_in(self) -> bool:
        """Whether a refresh token is kept."""
        return self._vault.get(REFRESH_TOKEN) is not None

    @property
    def claims(self) -> Claims:
        """Who is signed in, as far as the tokens seen by this process say."""
        return self._claims

    def redeem(self, grant: Grant) -> SignIn:
        """Turn a consent into tokens, once, without keeping them: a wrong organisation leaves the old sign-in alone."""
        try:
            tokens = self._identity.redeem(grant)
        except InvalidGrant as error:
            raise not_authorised("invalid_grant: the code was used before or is older than five minutes") from error
        return SignIn(tokens, claims(tokens), self._clock.now())

    def keep(self, sign_in: SignIn) -> None:
        """Store the sign-in and use it from now on."""
        with self._locked:
            self._vault.delete(PREVIOUS_TOKEN)
            self._vault.set(REFRESH_TOKEN, sign_in.tokens.refresh_token)
            self._use(sign_in.tokens, sign_in.at or self._clock.now())

    def access_token(self) -> str:
        """A good access token, renewed when it is about to end."""
        with self._lock:
            if self._access and self._ends is not None and self._clock.now() < self._ends - _EARLY:
                return self._access
            return self._refresh()

    def renewed(self, rejected: str) -> str:
        """A newer access token than `rejected`; of several threads that ask at once one refreshes."""
        with self._lock:
            if self._access and self._access != rejected:
                return self._access
            return self._refresh()

    def connections(self) -> tuple[Connection, ...]:
        """The organisations this sign-in may use."""
        return self._identity.connections(self.access_token())

    def connections_of(self, sign_in: SignIn) -> tuple[Connection, ...]:
        """The organisations a sign-in that is not kept yet may use."""
        return self._identity.connections(sign_in.tokens.access_token)

    def disconnect(self, tenant_id: str = "") -> bool:
        """Withdraw the access at Xero and forget the secrets, whether Xero could be told or not; returns which.

        Where the same person has connected further organisations (other profiles), only `tenant_id` is disconnected:
        a revocation would end them all (xero-api.md §1.1).
        """
        told = True
        with self._locked:
            try:
                self._withdraw(tenant_id)
            except Failure:
                told = False
            for name in SECRET_NAMES:
                self._vault.delete(name)
            self._access, self._ends, self._claims = "", None, Claims()
        return told

    def _withdraw(self, tenant_id: str) -> None:
        if self._vault.get(REFRESH_TOKEN) is None:
            return
        if tenant_id:
            connections = self.connections()
            if any(c.tenant_id != tenant_id for c in connections):
                for connection in connections:
                    if connection.tenant_id == tenant_id:
                        self._identity.remove_connection(self.access_token(), connection.id)
                return
        kept = self._vault.get(REFRESH_TOKEN)
        if kept is not None:
            self._identity.revoke(kept)

    def _refresh(self) -> str:
        with self._locked:
            kept = self._vault.get(REFRESH_TOKEN)
            if kept is None:
                raise not_authorised("no refresh token is kept")
            try:
                tokens = self._identity.refresh(kept)
            except InvalidGrant:
                kept, tokens = self._refresh_with_previous(kept)
            now = self._clock.now()
            # Saved before first use: a crash in between loses nothing, the old one is good for 30 minutes more.
            self._vault.set(PREVIOUS_TOKEN, json.dumps({"token": kept, "at": now.isoformat()}))
            self._vault.set(REFRESH_TOKEN, tokens.refresh_token)
            self._use(tokens, now)
            return tokens.access_token

    def _refresh_with_previous(self, kept: str) -> tuple[str, TokenSet]:
        """The token before, once, within its grace of 30 minutes."""
        token, since = _previous(self._vault.get(PREVIOUS_TOKEN))
        if token and token != kept and since is not None and self._clock.now() - since < _GRACE:
            try:
                return token, self._identity.refresh(token)
            except InvalidGrant as error:
                raise not_authorised("invalid_grant, also for the previous token") from error
        raise not_authorised("invalid_grant")

    def _use(self, tokens: TokenSet, at: datetime) -> None:
        self._access = tokens.access_token
        self._ends = at + timedelta(seconds=tokens.lifetime)
        told = claims(tokens)
        self._claims = Claims(
            told.user_id or self._claims.user_id,
            told.auth_event_id or self._claims.auth_event_id,
            told.name or self._claims.name,
            told.email or self._claims.email,
            told.scopes if told.scopes is not None else self._claims.scopes,
        )


class _Locked:
    """The lock across threads, then across processes; the same thread may enter it again."""

    def __init__(self, lock: "threading.RLock", path: Path) -> None:
        self._lock, self._file = lock, FileLock(path, timeout=_LOCK_SECONDS, mode=0o600)
        self._path = path

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file.acquire()
        except Timeout as error:
            self._lock.release()
            raise Busy(
                "L7",
                "Another window is signing in to Xero",
                "It holds the sign-in of this profile. Nothing was changed.",
                "Wait until it is done, or close it, then try again.",
            ) from error
        except OSError as error:
            self._lock.release()
            raise StorageTrouble(
                "R3",
                "The sign-in cannot be protected",
                f"{self._path.parent} cannot be written. Nothing was changed.",
                "Make room on the disk or check the rights of that folder, then try again.",
            ) from error

    def __exit__(self, *_: object) -> None:
        self._file.release()
        self._lock.release()


def _previous(kept: str | None) -> tuple[str, datetime | None]:
    try:
        found = json.loads(kept or "")
        return str(found["token"]), datetime.fromisoformat(found["at"])
    except (ValueError, KeyError, TypeError):
        return "", None
