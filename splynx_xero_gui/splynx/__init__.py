"""Splynx behind the port `BillingSystem`: REST 2.0 with all its quirks (splynx-api.md).

The outside uses `billing.SplynxBilling` and `address.normalise_address`.
"""
