"""Questions that wait for a person: one desk for the main window and for the set-up (ui.md M3, §7)."""
