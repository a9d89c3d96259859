"""Writes splynx_xero_en.ts and releases it as .qm: python resources/translations/update.py

English needs entries for its plurals only: "(s)" becomes nothing for one and "s" for more. Run it after a text with a
number was added or changed; a test says when it was forgotten. The sources are read as Python, because lupdate
overlooks numbers that are calls or attributes.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
TS = Path(__file__).with_name("splynx_xero_en.ts")
# Where the plural is more than an "s".
IRREGULAR = {
    "%n field(s) that are equal": ("%n field that is equal", "%n fields that are equal"),
    "&Sync %n items now": ("&Sync %n item now", "&Sync %n items now"),
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
    return IRREGULAR.get(source) or (source.replace("(s)", ""), source.replace("(s)", "s"))


def counted_texts() -> dict[str, set[str]]:
    """The window's texts with a number, by context."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "splynx_xero_gui" / "gui").rglob("*.py")):
        for context, text in _texts(ast.parse(path.read_text(encoding="utf-8")), ""):
            if "%n" in text:
                found.setdefault(context, set()).add(text)
    return found


def _texts(node: ast.AST, context: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.ClassDef) else context
        if isinstance(child, ast.Call):
            name = getattr(child.func, "attr", getattr(child.func, "id", ""))
            words = [arg.value for arg in child.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if name == "tr" and words:
                yield inner, words[0]
            elif name == "translate" and len(words) > 1:
                yield words[0], words[1]
        yield from _texts(child, inner)


def ts_text() -> str:
    """The translation source as it should be."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", '<TS version="2.1" language="en">']
    for context, texts in sorted(counted_texts().items()):
        lines += ["<context>", f"    <name>{context}</name>"]
        for text in sorted(texts):
            forms = "".join(f"<numerusform>{escape(form)}</numerusform>" for form in plurals(text))
            lines += [
                '    <message numerus="yes">',
                f"        <source>{escape(text)}</source>",
                f"        <translation>{forms}</translation>",
                "    </message>",
            ]
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def main() -> int:
    """Write and release."""
    TS.write_text(ts_text(), encoding="utf-8")
    release = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([str(release), str(TS), "-qm", str(TS.with_suffix(".qm"))], check=True, cwd=ROOT)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
