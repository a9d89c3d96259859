"""Secrets stay in the keyring while the window and its engine work, fail and export (docs/threat-model.md)."""

from __future__ import annotations

import datetime as dt
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.__main__ import entry_of
from splynx_xero_gui.gui.about_dialog import AboutDialog
from splynx_xero_gui.gui.crash import CrashReporter
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.remote.client import Engine
from tests.support.file_keyring import FileKeyring
from tests.support.inprocess import Office
from tests.support.secrets import Secrets, files_below, quoting

PATIENCE = 60_000


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One keyring for both processes."""
    file = tmp_path / "keys" / "keyring.json"
    file.parent.mkdir()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.support.file_keyring.FileKeyring")
    monkeypatch.setenv("TEST_KEYRING_FILE", str(file))
    keyring.set_keyring(FileKeyring())  # type: ignore[no-untyped-call]
    return file


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def on_screen(window: QWidget) -> str:
    """All that can be read in it, hidden pages included."""
    texts = [str(child.text()) for kind in (QLabel, QLineEdit) for child in window.findChildren(kind)]
    texts += [edit.toPlainText() for kind in (QTextEdit, QPlainTextEdit) for edit in window.findChildren(kind)]
    return "\n".join([*texts, *(child.toolTip() for child in window.findChildren(QWidget))])


def of_the_process(pid: int) -> bytes:
    """What any program of this computer may see of another one: its command line and surroundings."""
    if sys.platform != "linux":
        return b""
    place = Path("/proc") / str(pid)
    return (place / "cmdline").read_bytes() + (place / "environ").read_bytes()


def crashed(words: str, reporter: CrashReporter) -> None:
    """An error nobody caught whose words quote everything."""
    try:
        try:
            raise ValueError(words)
        except ValueError as inner:
            raise RuntimeError(words) from inner
    except RuntimeError as error:
        reporter.caught(type(error), error, error.__traceback__)


@pytest.mark.timeout(240)
def test_no_secret_leaves_the_keyring_through_the_window_or_its_engine(
    make_office: Callable[..., Office], keys: Path, app_home: Path, tmp_path: Path, engine: Engine, qtbot: QtBot
) -> None:
    office = make_office(at=dt.datetime.now(dt.UTC))
    invoice = office.bill(office.customer())
    office.books.take_payment(1, 60, invoices=[invoice.id])
    secrets = Secrets(office.world)
    secrets.take(json.loads(keys.read_text()).values())
    out = tmp_path / "out"
    out.mkdir()

    workplace = entry_of(engine).open_own()
    window = MainWindow(workplace, office.name)
    window.show()
    model = window.model

    def idle() -> bool:
        return model.known and not model.is_busy() and not window.background.tasks()

    qtbot.waitUntil(idle, timeout=PATIENCE)
    model.make_plan()
    qtbot.waitUntil(lambda: idle() and model.review is not None, timeout=PATIENCE)
    window.show_page(PageKey.SYNC)
    table = window.sync_page.plan_table()
    assert table is not None
    table.table.save_csv(out / "plan.csv")
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: idle() and bool(model.runs) and model.status.last_tie_out is not None, timeout=PATIENCE)
    secrets.take(json.loads(keys.read_text()).values())
    # A careless server says back all it was sent; the window shows and keeps what is left of it.
    for server, path in ((office.world.xero, r"/api\.xro/"), (office.world.splynx, "/admin/")):
        struck = server.faults.fail("*", path, status=403, body=quoting(secrets), times=None)
        model.make_plan()
        qtbot.waitUntil(idle, timeout=PATIENCE)
        assert struck.hits
        server.faults.clear()
        for key in PageKey:
            window.show_page(key)
        qtbot.waitUntil(idle, timeout=PATIENCE)
        assert not secrets.found_in(on_screen(window).encode())
    workplace.export_profile(office.name, out / "exported.toml")
    reporter = CrashReporter(lambda: workplace.log_folder)
    crashed(" ".join(secrets.values), reporter)
    qtbot.waitUntil(lambda: reporter.dialog() is not None)
    dialog = reporter.dialog()
    assert dialog is not None
    assert not secrets.found_in(on_screen(dialog).encode())
    dialog.reject()
    AboutDialog(workplace.log_folder, window).save(out / "support.zip")

    assert engine.pid is not None
    assert len(secrets.values) >= 4, "key, secret and the tokens of two processes"
    assert not secrets.found_in(of_the_process(engine.pid))
    window.background.shutdown()
    window.close()
    engine.close()
    searched = [*files_below(app_home), *files_below(out)]
    names = {file.name for file in searched}
    assert {"splynx-xero.log", "splynx-xero-window.log", "plan.csv", "support.zip", "exported.toml"} <= names
    assert any(name.startswith("crash-") for name in names)
    assert [file for file in searched if secrets.found_in(file.read_bytes())] == []
    with zipfile.ZipFile(out / "support.zip") as packed:
        assert any("crash-" in name for name in packed.namelist())
        assert [name for name in packed.namelist() if secrets.found_in(packed.read(name))] == []
