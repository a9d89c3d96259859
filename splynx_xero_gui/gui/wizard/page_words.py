"""Short names of the pages, as the list of steps shows them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.wizard.pages import PageId

translate = QCoreApplication.translate


def step_title(page: PageId) -> str:
    """The page's name in the list of steps."""
    names = {
        PageId.SPLYNX: translate("Steps", "Splynx"),
        PageId.XERO: translate("Steps", "Xero"),
        PageId.READ: translate("Steps", "Read settings"),
        PageId.RANGE: translate("Steps", "What to sync"),
        PageId.CATEGORIES: translate("Steps", "Categories"),
        PageId.TAXES: translate("Steps", "Tax rates"),
        PageId.ACCOUNTS: translate("Steps", "Payment accounts"),
        PageId.MATCH: translate("Steps", "Match"),
        PageId.FLOW: translate("Steps", "Payment flow"),
        PageId.REVIEW: translate("Steps", "Review"),
        PageId.SYNC: translate("Steps", "Sync"),
    }
    return names[page]


def page_title(page: PageId) -> str:
    """The page's title (ui.md §4); D1 names the step with it."""
    titles = {
        PageId.SPLYNX: translate("Pages", "Connect Splynx"),
        PageId.XERO: translate("Pages", "Connect Xero"),
        PageId.READ: translate("Pages", "Read the settings"),
        PageId.RANGE: translate("Pages", "What to sync"),
        PageId.CATEGORIES: translate("Pages", "Map categories"),
        PageId.TAXES: translate("Pages", "Map tax rates"),
        PageId.ACCOUNTS: translate("Pages", "Map payment accounts"),
        PageId.MATCH: translate("Pages", "Match existing books"),
        PageId.FLOW: translate("Pages", "How payments flow"),
        PageId.REVIEW: translate("Pages", "Review the first sync"),
        PageId.SYNC: translate("Pages", "Syncing"),
    }
    return titles[page]


def page_instruction(page: PageId) -> str:
    """The main instruction under the title (ui.md §4)."""
    texts = {
        PageId.SPLYNX: translate("Pages", "Enter your Splynx address and an API key."),
        PageId.XERO: translate("Pages", "Sign in to Xero in your browser and allow access to your organisation."),
        PageId.READ: translate("Pages", "Reading accounts, taxes and payment methods from both sides."),
        PageId.RANGE: translate("Pages", "From which day on, and for which partners?"),
        PageId.CATEGORIES: translate("Pages", "Which Xero account takes each Splynx category?"),
        PageId.TAXES: translate("Pages", "Which Xero tax rate belongs to each Splynx tax?"),
        PageId.ACCOUNTS: translate("Pages", "Which Xero account holds the money of each payment method?"),
        PageId.MATCH: translate(
            "Pages",
            "Some customers and documents may be on both sides already. Check the links before anything new is made.",
        ),
        PageId.FLOW: translate("Pages", "Where do your customers' payments come in?"),
        PageId.REVIEW: translate("Pages", "This is everything that would be written. Nothing has been written yet."),
        PageId.SYNC: translate("Pages", "You can go on working. The program does not need this window in front."),
    }
    return texts[page]
