"""The console command `splynx-xero` (interface.md)."""
