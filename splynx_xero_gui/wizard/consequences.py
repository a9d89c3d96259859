"""What hangs on an answer (ui.md §4.0, "Back keeps everything"): only that is to be checked again."""

from splynx_xero_gui.wizard.pages import MAPPING_PAGES, PageId
from splynx_xero_gui.wizard.state import SetupState

_AFTER_RANGE = frozenset({PageId.MATCH, PageId.REVIEW})
_AFTER_CONNECTION = frozenset(
    {PageId.READ, PageId.RANGE, *MAPPING_PAGES, PageId.MATCH, PageId.FLOW, PageId.REVIEW},
)


def pages_to_check(before: SetupState, after: SetupState) -> frozenset[PageId]:
    """The pages whose answers may no longer fit: a new organisation or Splynx 3 to 10, a new date 8 and 10, a new
    mapping or flow 10.
    """
    found: frozenset[PageId] = frozenset()
    if _connection(before) != _connection(after) and any(_connection(before)):
        found |= _AFTER_CONNECTION
    if _range(before) != _range(after) and before.range.options.documents_from is not None:
        found |= _AFTER_RANGE
    if _mappings(before) != _mappings(after) or _flows(before) != _flows(after):
        found |= {PageId.REVIEW}
    if _accounts(before) != _accounts(after):
        found |= {PageId.FLOW}
    if _lists(before) != _lists(after) and before.read.at is not None:
        found |= {*MAPPING_PAGES, PageId.REVIEW}
    return found


def _connection(state: SetupState) -> tuple[str, str]:
    return state.splynx.tested_url, state.xero.tenant_id


def _range(state: SetupState) -> object:
    return state.range.options, state.range.partners


def _mappings(state: SetupState) -> object:
    pages = (state.categories, state.taxes, state.accounts)
    return [{key: choice.value for key, choice in page.choices.items() if choice.value} for page in pages]


def _accounts(state: SetupState) -> object:
    return {key: choice.value for key, choice in state.accounts.choices.items() if choice.value}


def _flows(state: SetupState) -> object:
    return state.flow.scenario, dict(state.flow.flows)


def _lists(state: SetupState) -> object:
    billing, accounting = state.read.billing, state.read.accounting
    return (
        (billing.categories, billing.taxes, billing.methods) if billing else None,
        (accounting.accounts, accounting.tax_rates) if accounting else None,
    )
