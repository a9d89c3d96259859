"""The demo on a computer without a screen: one command, printed for people, with a picture of every page."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_demo_without_a_screen_ends_with_equal_books(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    done = subprocess.run(
        [sys.executable, "-m", "splynx_xero_gui.gui.headless_demo", "--pictures", str(folder)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Equal to the cent: receivables" in done.stdout
    assert "nothing to write" in done.stdout
    # The keyring of tests refuses: the demo says honestly where its keys are.
    assert "the demo's made-up keys stay in memory" in done.stdout
    pictures = sorted(folder.glob("*.png"))
    assert [picture.name[:3] for picture in pictures if picture.name[0] == "w"] == [
        "w01", "w02", "w03", "w04", "w05", "w06", "w07", "w08", "w09", "w10", "w11", "w11",
    ]  # fmt: skip
    assert all(QImage(str(picture)).width() >= 1000 for picture in pictures)
    # The folder of the demo is gone.
    assert [left.name for left in tmp_path.iterdir()] == ["pictures"]
