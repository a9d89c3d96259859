"""The product over demo books: both services simulated on this computer, everything in a folder that is thrown away."""

import logging
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from splynx_xero_gui.bootstrap.workplace import LocalWorkplace
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.engine.control import CancelSwitch, SystemClock
from splynx_xero_gui.sandbox.demo import DemoWorld, ExistingWorld
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.sandbox.xero import Edition
from splynx_xero_gui.storage.logs import log_to, stop_logging
from splynx_xero_gui.storage.memory_keyring import memory_where_no_store
from splynx_xero_gui.storage.paths import HOME_VARIABLE, Paths

DEMO_PROFILE = "Demo"
EDITIONS = tuple(edition.value for edition in Edition)


class DemoBooks:
    """Servers, folder and keys of one demo. `close` stops and removes all of it.

    `edition`: which country's Xero (`EDITIONS`). `existing`: Xero holds the books already, kept by hand (ZA only).

    The keys are made up. They go to the password store of this computer under names of their own, or, where it has
    none, are kept in memory only (`keys_in_memory`).
    """

    def __init__(self, *, verbose: bool = False, edition: str = "ZA", existing: bool = False) -> None:
        with ExitStack() as made:
            self.folder = Path(tempfile.mkdtemp(prefix="splynx-xero-demo-"))
            made.callback(shutil.rmtree, self.folder, ignore_errors=True)
            paths = Paths.of_this_computer({HOME_VARIABLE: str(self.folder)})
            made.callback(stop_logging, log_to(paths.log_file("splynx-xero"), verbose=verbose))
            former = memory_where_no_store(f"demo/{DEMO_PROFILE}")
            self.keys_in_memory = former is not None
            if former is not None:
                made.callback(former)
            world = ExistingWorld() if existing else DemoWorld(edition=Edition(edition))
            self.world: SandboxWorld = made.enter_context(world)
            self.workplace = LocalWorkplace(paths, SystemClock(), demo=True)
            made.callback(self._forget_keys)
            self._made: ExitStack | None = made.pop_all()

    @property
    def url(self) -> str:
        """The simulated Splynx."""
        return self.world.splynx_url

    @property
    def api_key(self) -> str:
        """Its made-up key."""
        return self.world.api_key

    @property
    def api_secret(self) -> str:
        """Its made-up secret."""
        return self.world.api_secret

    @property
    def xero(self) -> XeroSettings:
        """The simulated Xero and its made-up app."""
        url = self.world.xero_url
        return XeroSettings(
            self.world.client_id,
            redirect_ports=tuple(self.world.redirect_ports),
            api_url=url,
            identity_url=url,
            login_url=url,
        )

    def close(self) -> None:
        """Stop the servers, remove keys and folder. Safe to call twice."""
        made, self._made = self._made, None
        if made is not None:
            made.close()

    def __enter__(self) -> "DemoBooks":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _forget_keys(self) -> None:
        for name in {*self.workplace.profiles(), *self.workplace.opened()}:
            try:
                self.workplace.session(name).disconnect(CancelSwitch())
            except Failure:
                logging.getLogger(__name__).warning("the demo's keys could not be removed")
