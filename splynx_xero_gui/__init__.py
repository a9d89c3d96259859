"""Keeps Splynx billing and Xero books equal to the cent."""
