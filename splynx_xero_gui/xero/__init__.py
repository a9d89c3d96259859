"""Adapter to Xero: the only place that imports xero_python and authlib."""

from splynx_xero_gui.xero.identity import Claims, Connection, Grant
from splynx_xero_gui.xero.oauth import Consent, begin_consent, choose, return_addresses, scopes
from splynx_xero_gui.xero.system import XeroAccounting
from splynx_xero_gui.xero.tokens import SECRET_NAMES, SignIn, TokenManager

__all__ = [
    "SECRET_NAMES",
    "Claims",
    "Connection",
    "Consent",
    "Grant",
    "SignIn",
    "TokenManager",
    "XeroAccounting",
    "begin_consent",
    "choose",
    "return_addresses",
    "scopes",
]
