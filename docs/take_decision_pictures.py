"""Takes a picture of every kind of decision, in light and dark: python docs/take_decision_pictures.py

Runs the test in which each kind is raised in both sandboxes and answered in the main window; the pictures go to
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
    """Run the clicks offscreen; returns pytest's exit code."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SPLYNX_XERO_PICTURES": str(FOLDER)}
    clicks = ["-m", "pytest", "tests/gui/main/test_every_decision_clicked.py", "-q"]
    return subprocess.run([sys.executable, *clicks], cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
