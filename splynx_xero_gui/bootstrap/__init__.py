"""The only place that wires adapters to ports. Entry points call `open_workplace` and know nothing below it."""

from splynx_xero_gui.bootstrap.workplace import LocalWorkplace, open_workplace

__all__ = ["LocalWorkplace", "open_workplace"]
