"""The window after set-up: overview, sync, decisions, history, tie-out, connections (ui.md §5)."""
