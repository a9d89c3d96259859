"""The Xero sandbox, tried over real HTTP."""
