"""The set-up's pages and their order (ui.md §4.0). The value of a page is the first part of its fields' names."""

from enum import StrEnum


class PageId(StrEnum):
    """W1 to W11."""

    SPLYNX = "splynx"
    XERO = "xero"
    READ = "read"
    RANGE = "range"
    CATEGORIES = "categories"
    TAXES = "taxes"
    ACCOUNTS = "accounts"
    MATCH = "match"
    FLOW = "flow"
    REVIEW = "review"
    SYNC = "sync"

    @property
    def number(self) -> int:
        """The key QWizard knows the page by; it stays when pages are added or left out."""
        return tuple(PageId).index(self) + 1


MAPPING_PAGES = (PageId.CATEGORIES, PageId.TAXES, PageId.ACCOUNTS)
# The flow takes any subset in this order.
SHOWN_PAGES = tuple(PageId)
