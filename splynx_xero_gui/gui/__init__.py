"""The window: the only package that imports PySide6."""

import builtins

# PySide6 puts an `__import__` of its own in place, which reads and keeps the source text of every module imported from
# then on, looking for `from __feature__ import`. Nobody here uses that, and it costs 40 MB and a fifth of the start.
_plain_import = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _plain_import
