"""Reconcile: a pure function from (last agreed, Splynx now, Xero now, policy, answers) to a plan (design.md §4)."""
