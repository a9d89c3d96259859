"""Xero as a loopback server with books in it: identity, consent and the accounting API, strict and stateful."""

from splynx_xero_gui.sandbox.xero.books import Organisation, OrganisationSpec, Person, XeroBooks
from splynx_xero_gui.sandbox.xero.charts import Edition
from splynx_xero_gui.sandbox.xero.consent import ConsentRefused, Landing
from splynx_xero_gui.sandbox.xero.desk import XeroDesk
from splynx_xero_gui.sandbox.xero.errors import Refused
from splynx_xero_gui.sandbox.xero.limits import Limits
from splynx_xero_gui.sandbox.xero.model import DocKind, Role, Status
from splynx_xero_gui.sandbox.xero.server import DEFAULT_CLIENT_ID, DEFAULT_PORTS, DEFAULT_SCOPES, XeroSandbox

__all__ = [
    "DEFAULT_CLIENT_ID",
    "DEFAULT_PORTS",
    "DEFAULT_SCOPES",
    "ConsentRefused",
    "DocKind",
    "Edition",
    "Landing",
    "Limits",
    "Organisation",
    "OrganisationSpec",
    "Person",
    "Refused",
    "Role",
    "Status",
    "XeroBooks",
    "XeroDesk",
    "XeroSandbox",
]
