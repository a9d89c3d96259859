"""The product set up on an empty home folder, as an accountant would, against the benchmark's services."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from bench.host import Services
from splynx_xero_gui.engine.control import CancelSwitch, Silent
from splynx_xero_gui.wizard.services import Workplace

PROFILE = "default"


def prepare(home: Path) -> None:
    """This process's home folder, and a password store that dies with the process that asks it."""
    os.environ["SPLYNX_XERO_HOME"] = str(home)
    os.environ["PYTHON_KEYRING_BACKEND"] = "tests.support.memory_keyring.MemoryKeyring"


def connected(services: Services, home: Path) -> Workplace:
    """A workplace in this process with one profile, both sides connected and their settings read."""
    from splynx_xero_gui.bootstrap import open_workplace

    prepare(home)
    workplace = open_workplace()
    connect(services, home, workplace)
    return workplace


def connect(services: Services, home: Path, workplace: Workplace) -> None:
    """Make the profile, connect both sides and read their settings."""
    cancel = CancelSwitch()
    file = home / "profile.toml"
    file.write_text(str(services.told["profile"]), encoding="utf-8")
    workplace.import_profile(PROFILE, file)
    session = workplace.session(PROFILE)
    session.connect_splynx(
        str(services.told["splynx_url"]), str(services.told["api_key"]), str(services.told["api_secret"]), cancel
    )
    profile = session.profile()
    assert profile is not None
    consent = session.begin_consent(profile)
    person = threading.Thread(target=services.approve, args=(consent.authorise_url,))
    person.start()
    choices = consent.wait(cancel, 60)
    person.join()
    consent.close()
    session.choose_organisation(choices[0].tenant_id, cancel)
    report = session.fetch(Silent(), cancel)
    assert not report.problems, report.problems
