"""Keeps things: the sync record (SQLite or PostgreSQL), secrets, the profile file, drafts, locks and logs."""
