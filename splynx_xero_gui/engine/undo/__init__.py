"""Undo of a run: a plan of its own from what the run's intents recorded (design.md §7, R15, P10)."""
