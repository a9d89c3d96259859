"""Takes the pictures of the guide again: python docs/take_pictures.py (Linux, needs xvfb)

Runs the real-window test, in which the first sync is made by mouse and keyboard; every step leaves its picture in
docs/pictures.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"


def main() -> int:
    """Run the walk under a screen of its own; returns pytest's exit code."""
    env = {**os.environ, "QT_QPA_PLATFORM": "xcb", "SPLYNX_XERO_PICTURES": str(FOLDER)}
    walk = ["-m", "pytest", "-m", "realwindow", "tests/gui/realwindow/test_first_sync.py", "-q"]
    screen = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 1600x1200x24"]
    return subprocess.run([*screen, sys.executable, *walk], cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
