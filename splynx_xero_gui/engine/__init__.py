"""The engine: discover, reconcile, execute, recover, tie out. Knows ports and domain only; no I/O of its own."""
