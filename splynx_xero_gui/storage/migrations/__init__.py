"""Revisions of the sync record's tables, run by `storage.upgrade`."""
