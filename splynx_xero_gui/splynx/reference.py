"""What `fetch` reads from Splynx, and the facts of a connection test (splynx-api.md §7.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from splynx_xero_gui.domain.failures import NotAuthorised, ServiceDown
from splynx_xero_gui.domain.reference import BilledTax, BillingReference, Category, Location, PaymentMethod
from splynx_xero_gui.splynx import translate_reference as translate
from splynx_xero_gui.splynx.client import ApiRefused, Client
from splynx_xero_gui.splynx.errors import out_of_order
from splynx_xero_gui.splynx.reading import listing, refusal_of_read, translated_all, unwrapped
from splynx_xero_gui.splynx.scalars import Json, Untranslatable

PARTNERS = "admin/administration/partners"
LOCATIONS = "admin/administration/locations"
CATEGORIES = "admin/finance/transaction-categories"
TAXES = "admin/config/taxes"
METHODS = "admin/finance/payment-methods"
COMPANY = "admin/config/company-info"
CONFIG = "admin/config/config"
CHECK = "admin/api/check"
_VERSION_HEADERS = ("X-Splynx-Version", "X-Version", "X-Api-Version")


@dataclass(frozen=True, slots=True)
class Locale:
    """What this Splynx tells of its settings; None where it does not."""

    currency: str | None = None
    zone: ZoneInfo | None = None


def read_reference(client: Client) -> BillingReference:
    """Everything mappings need. Raises NotAuthorised S3 and what reads raise."""
    return replace(
        read_basics(client),
        categories=read_categories(client),
        taxes=read_taxes(client),
        methods=read_methods(client),
    )


def read_basics(client: Client) -> BillingReference:
    """Company, country, currency, version, partners and locations."""
    company, country = read_company(client)
    return BillingReference(
        company=company,
        country=country,
        currency=read_locale(client).currency,
        version=read_version(client),
        partners=translated_all("Partner", translate.partner, _all(client, PARTNERS)),
        locations=read_locations(client),
    )


def read_locations(client: Client) -> tuple[Location, ...]:
    """Locations, a source of tracking; none where the key may not view them: nothing else needs them."""
    try:
        return translated_all("Location", translate.location, _all(client, LOCATIONS))
    except NotAuthorised:
        return ()


def read_categories(client: Client) -> tuple[Category, ...]:
    """Transaction categories."""
    return translated_all("Transaction category", translate.category, _all(client, CATEGORIES))


def read_methods(client: Client) -> tuple[PaymentMethod, ...]:
    """Payment methods."""
    return translated_all("Payment method", translate.method, _all(client, METHODS))


def read_company(client: Client) -> tuple[str, str]:
    """Company name and country."""
    try:
        return translate.company(unwrapped(client.get(COMPANY)))
    except ApiRefused as refused:
        raise refusal_of_read(refused) from refused
    except Untranslatable as error:
        raise out_of_order(f"Company info: {error}") from None


def read_locale(client: Client) -> Locale:
    """Currency and time zone, where this key may read the configuration and this version keeps them there."""
    try:
        body = client.get(CONFIG, "module=main&path=localization")
    except (ApiRefused, NotAuthorised, ServiceDown):
        return Locale()
    values = unwrapped(body)
    name = translate.config_value(values, "timezone", "time_zone")
    try:
        zone = ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    return Locale(translate.currency_code(values), zone)


def read_version(client: Client) -> str:
    """The version as the server tells it, in the API check's answer or a header; "" where it does not."""
    try:
        body, headers = client.get_with_headers(CHECK, "checkAuth=true")
    except (ApiRefused, NotAuthorised, ServiceDown):
        return ""
    told = unwrapped(body)
    if isinstance(told, Mapping) and isinstance(told.get("version"), str):
        return str(told["version"]).strip()
    return next((headers[name].strip() for name in _VERSION_HEADERS if name in headers), "")


def read_taxes(client: Client) -> tuple[BilledTax, ...]:
    """All taxes and tax groups."""
    try:
        return translate.taxes(_all(client, TAXES))
    except Untranslatable as error:
        raise out_of_order(f"Tax: {error}") from None


def _all(client: Client, path: str) -> Sequence[Json]:
    # Small tables come whole: without a limit the server answers everything (splynx-api.md §3).
    try:
        return listing(client, path)
    except ApiRefused as refused:
        raise refusal_of_read(refused) from refused
