"""Which class shows which page. A page that is not here is left out of the set-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from splynx_xero_gui.gui.wizard.base import WizardPageBase
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.wizard.pages import PageId

PageFactory = Callable[[SetupModel], WizardPageBase]


def page_factories() -> Mapping[PageId, PageFactory]:
    """A factory for every page there is."""
    from splynx_xero_gui.gui.wizard.flow_page import FlowPage
    from splynx_xero_gui.gui.wizard.mapping_page import accounts_page, categories_page, taxes_page
    from splynx_xero_gui.gui.wizard.match_page import MatchPage
    from splynx_xero_gui.gui.wizard.range_page import RangePage
    from splynx_xero_gui.gui.wizard.read_page import ReadPage
    from splynx_xero_gui.gui.wizard.review_page import ReviewPage
    from splynx_xero_gui.gui.wizard.splynx_page import SplynxPage
    from splynx_xero_gui.gui.wizard.sync_page import SyncPage
    from splynx_xero_gui.gui.wizard.xero_page import XeroPage

    return {
        PageId.SPLYNX: SplynxPage,
        PageId.XERO: XeroPage,
        PageId.READ: ReadPage,
        PageId.RANGE: RangePage,
        PageId.CATEGORIES: categories_page,
        PageId.TAXES: taxes_page,
        PageId.ACCOUNTS: accounts_page,
        PageId.MATCH: MatchPage,
        PageId.FLOW: FlowPage,
        PageId.REVIEW: ReviewPage,
        PageId.SYNC: SyncPage,
    }
