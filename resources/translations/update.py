"""Collects the window's texts into splynx_xero_en.ts and releases it: python resources/translations/update.py

English needs entries for its plurals only: "(s)" becomes nothing for one and "s" for more. Run it after a text with a
number was added or changed; a test says when it was forgotten.
"""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TS = Path(__file__).with_name("splynx_xero_en.ts")
# Where the plural is more than an "s".
IRREGULAR = {
    "&Sync %n items now": ("&Sync %n item now", "&Sync %n items now"),
    "&Apply to %n selected": ("&Apply to %n selected", "&Apply to %n selected"),
    "and %n more": ("and %n more", "and %n more"),
    "%n may have arrived": ("%n may have arrived", "%n may have arrived"),
    "%n decision(s) wait": ("%n decision waits", "%n decisions wait"),
    "%n item(s) wait for other items or for approval ({money}).": (
        "%n item waits for another item or for approval ({money}).",
        "%n items wait for other items or for approval ({money}).",
    ),
    "About %n items fit today; the rest goes on when Xero allows more.": (
        "About %n item fits today; the rest goes on when Xero allows more.",
        "About %n items fit today; the rest goes on when Xero allows more.",
    ),
}


def plurals(source: str) -> tuple[str, str]:
    """One and many."""
    if source in IRREGULAR:
        return IRREGULAR[source]
    return source.replace("(s)", ""), source.replace("(s)", "s")


def main() -> int:
    """Update, fill, release."""
    tools = Path(sys.executable).parent
    sources = sorted(str(path) for path in (ROOT / "splynx_xero_gui" / "gui").rglob("*.py"))
    TS.unlink(missing_ok=True)
    update = [tools / "pyside6-lupdate", "-no-obsolete", "-locations", "none", *sources, "-ts", TS]
    subprocess.run([*map(str, update)], check=True, cwd=ROOT)
    tree = ET.parse(TS)
    root = tree.getroot()
    root.set("language", "en")
    root.set("sourcelanguage", "en")
    for context in list(root.findall("context")):
        for message in list(context.findall("message")):
            source = message.findtext("source") or ""
            translation = message.find("translation")
            # lupdate sees the number in self.tr(…), not in translate(…).
            if "%n" not in source or translation is None:
                context.remove(message)
                continue
            message.set("numerus", "yes")
            translation.attrib.clear()
            for form in list(translation):
                translation.remove(form)
            translation.text = None
            for text in plurals(source):
                ET.SubElement(translation, "numerusform").text = text
        if not context.findall("message"):
            root.remove(context)
    ET.indent(tree)
    tree.write(TS, encoding="utf-8", xml_declaration=True)
    release = [tools / "pyside6-lrelease", TS, "-qm", TS.with_suffix(".qm")]
    subprocess.run([*map(str, release)], check=True, cwd=ROOT)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
