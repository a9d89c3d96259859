"""Writing Xero's JSON: plain dicts, quantised decimals, ISO dates (xero-api.md §16.3)."""
