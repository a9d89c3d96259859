"""dev.py decides rightly what to install, what to start, and what to say."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import dev

NO_SUCH = dev.Library("libsurely-not-here.so.9", "libsurely9")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with the files a set-up depends on."""
    (tmp_path / "requirements").mkdir()
    for name in ("build", "run", "dev"):
        (tmp_path / "requirements" / f"{name}.lock").write_text(f"{name}==1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "p"\n[tool.ruff]\nline-length = 9\n', encoding="utf-8")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "LOCKS", tmp_path / "requirements")
    monkeypatch.setattr(dev, "STAMP", tmp_path / "set-up.txt")
    return tmp_path


def test_a_set_up_is_not_repeated_while_nothing_changed(project: Path) -> None:
    dev.STAMP.write_text(dev.stamp_text("dev"), encoding="utf-8")
    assert dev.is_ready("dev", dev.read_stamps())


def test_a_changed_lock_asks_for_a_new_set_up(project: Path) -> None:
    dev.STAMP.write_text(dev.stamp_text("dev"), encoding="utf-8")
    (project / "requirements" / "dev.lock").write_text("dev==2\n", encoding="utf-8")
    assert not dev.is_ready("dev", dev.read_stamps())


def test_another_python_asks_for_a_new_set_up(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dev.STAMP.write_text(dev.stamp_text("run"), encoding="utf-8")
    monkeypatch.setattr(sys, "version", "3.99.0")
    assert not dev.is_ready("run", dev.read_stamps())


def test_a_setting_of_the_checks_asks_for_no_new_set_up_and_a_new_command_does(project: Path) -> None:
    before = dev.stamp_text("run")
    settings = project / "pyproject.toml"
    settings.write_text('[project]\nname = "p"\n[tool.ruff]\nline-length = 120\n', encoding="utf-8")
    assert dev.stamp_text("run") == before
    settings.write_text('[project]\nname = "p"\nscripts = {go = "p:go"}\n', encoding="utf-8")
    assert dev.stamp_text("run") != before


def test_the_tests_set_up_serves_the_demo_and_not_the_other_way_round(project: Path) -> None:
    assert dev.is_ready("run", [dev.stamp_text("dev")])
    assert not dev.is_ready("dev", [dev.stamp_text("run")])


def test_an_unfinished_set_up_is_never_taken_for_a_finished_one(project: Path) -> None:
    assert dev.read_stamps() == []
    assert not dev.is_ready("run", dev.read_stamps())


def test_the_environments_interpreter_is_found_on_every_system() -> None:
    assert dev.venv_python(Path("v"), "linux") == Path("v/bin/python")
    assert dev.venv_python(Path("v"), "darwin") == Path("v/bin/python")
    assert dev.venv_python(Path("v"), "win32") == Path("v/Scripts/python.exe")


def test_an_interpreter_that_does_not_start_is_not_used(tmp_path: Path) -> None:
    assert dev.runs_this_version(Path(sys.executable))
    assert not dev.runs_this_version(tmp_path / "python")


def test_a_missing_library_or_program_is_named_with_its_package() -> None:
    absent, packages = dev.missing_packages([NO_SUCH], {"surely-no-program": "surely-package", "sh": "dash"})
    assert NO_SUCH.soname in absent
    assert "surely-no-program" in absent
    assert "sh" not in absent
    assert {"libsurely9", "surely-package"} <= set(packages)


def test_the_command_to_type_is_exact_for_each_package_manager() -> None:
    absent = ["libGL.so.1", "xvfb-run", "a font"]
    packages = ["fonts-dejavu-core", "libgl1", "xvfb"]
    apt = dev.install_command(absent, packages, apt=True, dnf=False)
    assert apt.endswith("apt-get install -y --no-install-recommends fonts-dejavu-core libgl1 xvfb")
    dnf = dev.install_command(absent, packages, apt=False, dnf=True)
    assert dnf == "sudo dnf install -y 'libGL.so.1()(64bit)' xvfb-run dejavu-sans-fonts"
    assert "libGL.so.1, xvfb-run, a font" in dev.install_command(absent, packages, apt=False, dnf=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries are a matter of Linux")
def test_without_the_right_to_install_the_person_is_told_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "OFFSCREEN_LIBRARIES", (NO_SUCH,))
    monkeypatch.setattr(dev, "run", lambda *_a, **_k: pytest.fail("nothing may be run"))
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    with pytest.raises(dev.SetupError, match=r"libsurely-not-here\.so\.9.*(?s:.)*Install with"):
        dev.ensure_system(window=False, ci=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="apt is a matter of Linux")
def test_an_administrator_on_debian_gets_the_missing_packages_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    answers = iter([(["libGL.so.1"], ["libgl1"]), ([], [])])
    monkeypatch.setattr(dev, "missing_packages", lambda *_: next(answers))
    monkeypatch.setattr(dev.shutil, "which", lambda _name: "apt-get")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)
    monkeypatch.setattr(dev, "run", lambda command, env=None: ran.append(list(command)) or 0)
    dev.ensure_system(window=False, ci=False)
    assert [command[:2] for command in ran] == [["apt-get", "update"], ["apt-get", "install"]]
    assert ran[1][-1] == "libgl1"


@pytest.mark.skipif(sys.platform == "win32", reason="X servers listen on Unix sockets")
class TestDisplay:
    @pytest.fixture
    def listening(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
            address = Path(folder) / "X7"
            server.bind(str(address))
            server.listen()
            yield address

    def test_a_listening_server_counts_as_a_display(self, listening: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        answers = dev.listens

        def at_the_test_socket(address: str) -> bool:
            asked.append(address)
            return answers(str(listening))

        monkeypatch.setattr(dev, "listens", at_the_test_socket)
        assert dev.has_display({"DISPLAY": ":7.0"}, "linux")
        assert asked[0].endswith("/X7")

    def test_a_display_nobody_listens_on_counts_as_none(self, tmp_path: Path) -> None:
        assert not dev.listens(str(tmp_path / "X8"))


@pytest.mark.parametrize(
    ("env", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": "far.example:0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_window_is_opened_only_where_one_can_be_seen(env: dict[str, str], platform: str, expected: bool) -> None:
    assert dev.has_display(env, platform) is expected


def test_the_demo_opens_the_wizard_or_does_the_job_without_a_window() -> None:
    assert dev.demo_arguments(display=True, extra=[]) == ["-m", "splynx_xero_gui", "--demo"]
    assert dev.demo_arguments(display=False, extra=["x"]) == ["-m", "splynx_xero_gui.gui.headless_demo", "x"]


def test_arguments_after_test_reach_pytest_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(dev, "test", lambda extra: seen.append(list(extra)) or 5)
    assert dev.main(["test", "-k", "login", "-h"]) == 5
    assert seen == [["-k", "login", "-h"]]


def test_a_set_up_that_fails_says_why_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: bool) -> None:
        raise dev.SetupError("Install with: this")

    monkeypatch.setattr(dev, "ensure_system", refuse)
    assert dev.main(["setup"]) == 1
    assert capsys.readouterr().err == "Install with: this\n"


def test_an_older_python_is_told_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (99, 0))
    assert dev.main(["test"]) == 2
    assert "is needed" in capsys.readouterr().err


def test_every_locked_version_is_pinned_with_a_hash_and_run_holds_nothing_the_tests_do_not() -> None:
    pins = {name: _pins(dev.LOCKS / f"{name}.lock") for name in ("build", "run", "dev")}
    assert pins["run"].items() <= pins["dev"].items()
    assert pins["build"].items() <= pins["dev"].items()
    for name in pins:
        text = (dev.LOCKS / f"{name}.lock").read_text(encoding="utf-8")
        assert "://" not in text, "a lock names no host"
        assert text.count("==") <= text.count("--hash=sha256:")


def _pins(path: Path) -> dict[str, str]:
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    return dict(line.removesuffix(" \\").split("==", 1) for line in lines)


@pytest.mark.parametrize("name", ["build", "run", "dev"])
def test_every_requirement_of_a_lock_has_its_own_hash(name: str) -> None:
    lines = (dev.LOCKS / f"{name}.lock").read_text(encoding="utf-8").splitlines()
    starts = [place for place, line in enumerate(lines) if line[:1].isalnum()]
    assert starts
    for place, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = lines[place:after]
        assert "==" in block[0], block[0]
        assert any("--hash=sha256:" in line for line in block), f"{block[0]} has no hash"
        assert not re.search(r"--(index-url|extra-index|find-links|trusted)|^-e|git\+", "\n".join(block)), block[0]


def test_nothing_is_installed_but_what_a_lock_holds() -> None:
    """Each call of pip in dev.py demands hashes, or installs this project alone and without its dependencies."""
    source = (dev.ROOT / "dev.py").read_text(encoding="utf-8")
    installs = [line for line in source.splitlines() if '"install"' in line and "pip" in line]
    assert len(installs) == 2, installs
    assert '"--require-hashes"' in installs[0]
    assert 'project = ["--no-deps"' in source


class TestAudit:
    def test_without_the_tool_it_says_how_to_get_it(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(dev.shutil, "which", lambda name: None)
        monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
        assert dev.main(["audit"]) == dev.NOT_AUDITED
        assert "pip install pip-audit" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("code", "words", "expected", "told"),
        [
            (0, "No known vulnerabilities found", 0, "No known vulnerabilities"),
            (1, "Found 2 known vulnerabilities in 1 package", 1, "Found 2"),
            (1, "ConnectionError: Max retries exceeded with url", 75, "could not be reached"),
        ],
    )
    def test_what_was_found_decides_and_an_unreachable_service_does_not(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        code: int,
        words: str,
        expected: int,
        told: str,
    ) -> None:
        asked: list[list[str]] = []

        def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            asked.append(command)
            return subprocess.CompletedProcess(command, code, words, "")

        monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(dev.subprocess, "run", answer)
        assert dev.main(["audit"]) == expected
        assert told in capsys.readouterr().out
        assert asked[0][-2:] == ["--requirement", str(dev.LOCKS / "run.lock")]
        assert "--require-hashes" in asked[0]

    @pytest.mark.skipif(os.name != "posix", reason="CI's script is one of bash")
    @pytest.mark.parametrize(("code", "summary"), [(0, "ok,"), (1, "FAILED (exit 1)"), (75, "NOT DONE")])
    def test_ci_says_loudly_where_nothing_was_audited(self, code: int, summary: str) -> None:
        script = (Path(dev.__file__).parent / ".ci" / "run").read_text(encoding="utf-8")
        check = script[script.index("check() {") : script.index("real_window() {")]
        run = f"names=() results=() failed=0 undone=()\n{check}\ncheck audit 1 bash -c 'exit {code}'\n"
        run += 'echo "${results[0]} / $failed / ${undone[*]}"'
        said = subprocess.run(["bash", "-c", run], capture_output=True, text=True, check=True).stdout.splitlines()[-1]
        assert said.startswith(summary)
        assert said.endswith(f"/ {int(code == 1)} / {'audit' if code == 75 else ''}")
