"""Takes a picture of every kind of decision, in light and dark: python docs/take_decision_pictures.py (Linux, xvfb)

Runs the test in which each kind is raised in both sandboxes and answered in a real window; the pictures go to
docs/pictures/decisions.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures" / "decisions"


def main() -> int:
    """Run the clicks under a screen of its own; returns pytest's exit code."""
    env = {**os.environ, "QT_QPA_PLATFORM": "xcb", "SPLYNX_XERO_PICTURES": str(FOLDER)}
    clicks = ["-m", "pytest", "-m", "realwindow", "tests/gui/realwindow/test_every_decision.py", "-q"]
    screen = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 1600x1200x24"]
    return subprocess.run([*screen, sys.executable, *clicks], cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
