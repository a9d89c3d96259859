"""What the connected Xero user may do, told beforehand where Xero tells it (ui.md X11; xero-api.md §12, §13).

The monthly number of invoices of small plans is told by no call: that is met at the first refused invoice, and asked
about then.
"""

from collections.abc import Iterable, Sequence

from splynx_xero_gui.domain.failures import NotAuthorised
from splynx_xero_gui.domain.money import money_text, total
from splynx_xero_gui.domain.payloads import DocumentPayload
from splynx_xero_gui.domain.plan import Notice, SyncAction
from splynx_xero_gui.domain.reference import Organisation

ROLE_NOTICE = "may-not-approve"
_TITLE = "Your Xero user may not approve invoices"
_WHAT_TO_DO = "Ask for Standard or Adviser with sales access, or send invoices as drafts."


def needing_approval(actions: Iterable[SyncAction], organisation: Organisation) -> tuple[SyncAction, ...]:
    """New documents that the sign-in may not approve, as Xero told last; none where it does not tell."""
    if organisation.may_approve is not False:
        return ()
    return tuple(a for a in actions if isinstance(a.payload, DocumentPayload) and a.payload.status == "AUTHORISED")


def role_notice(organisation: Organisation, barred: Sequence[SyncAction]) -> Notice:
    """For the plan."""
    amount = total(action.amount for action in barred)
    text = f"{_TITLE}: {_user(organisation)}. {_WHAT_TO_DO}"
    return Notice(ROLE_NOTICE, _many(barred), amount, text)


def may_not_approve(organisation: Organisation, barred: Sequence[SyncAction]) -> NotAuthorised:
    """X11 before anything was written."""
    amount = money_text(total(action.amount for action in barred))
    many = _many(barred)
    return NotAuthorised(
        "X11",
        _TITLE,
        f"{_user(organisation)}. {many[:1].upper()}{many[1:]}, {amount}, would have to be approved. "
        "Nothing was written; nothing is lost.",
        _WHAT_TO_DO,
    )


def _many(barred: Sequence[SyncAction]) -> str:
    return barred[0].subject if len(barred) == 1 else f"{len(barred)} documents"


def _user(organisation: Organisation) -> str:
    name = organisation.user_name or "The person who is signed in"
    return f"{name} is {organisation.user_role}" if organisation.user_role else f"{name} may not in Xero"
