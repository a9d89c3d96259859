"""The shared widgets of wizard, main window and dialogs (ui.md §2). It knows PySide6 and our own value types only."""
