"""From when on an account is read from Xero, or a method is sent there: a change of flow carries nothing over (P4)."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from splynx_xero_gui.domain.kinds import Flow
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.ports.ledger import Ledger

_FACT = "payment-flows"
_ELSEWHERE = (Flow.FROM_XERO.value, Flow.IGNORE.value)


@dataclass(frozen=True, slots=True)
class Turned:
    """`accounts` (by id) are read, `methods` sent, from this day on only: before, their money went otherwise."""

    accounts: Mapping[str, dt.date]
    methods: Mapping[str, dt.date]


def notice_turned(
    ledger: Ledger, policy: Policy, accounting: AccountingReference, today: dt.date, *, include_older: bool = False
) -> Turned:
    """Compare the flows with those of the plan before, and remember the day of a change.

    While nothing is linked yet the set-up is still being made, and nothing counts as a change. An account that begins
    to be read, whatever it was before, begins on the day of the change; a method that is sent again after it was read
    or left alone does too. What is older is named, never carried over by itself; `include_older` is a person's wish
    that for this change it shall be.
    """
    accounts = _read_accounts(policy, accounting)
    flows = {id: mapping.flow.value for id, mapping in sorted(policy.methods.items())}
    text = ledger.get_fact(_FACT)
    before = json.loads(text) if text else {"accounts": [], "flows": {}, "read_from": {}, "sent_from": {}}
    begun = any(ledger.facts().linked.values())
    day = today.isoformat()
    read_from = {id: since for id, since in before["read_from"].items() if id in accounts}
    sent_from = {id: since for id, since in before["sent_from"].items() if flows.get(id) == Flow.TO_XERO}
    if begun and not include_older:
        read_from |= {id: day for id in accounts if id not in before["accounts"]}
        sent_from |= {
            id: day for id, flow in flows.items() if flow == Flow.TO_XERO and before["flows"].get(id) in _ELSEWHERE
        }
    after = {"accounts": accounts, "flows": flows, "read_from": read_from, "sent_from": sent_from}
    if after != before or text is None:
        ledger.set_fact(_FACT, json.dumps(after, sort_keys=True))
    return Turned(_days(read_from), _days(sent_from))


def _read_accounts(policy: Policy, accounting: AccountingReference) -> list[str]:
    read = (mapping.account for mapping in policy.methods.values() if mapping.flow is Flow.FROM_XERO)
    found = {account: accounting.account(account) for account in read if account}
    return sorted({known.id if known else account for account, known in found.items()})


def _days(texts: Mapping[str, str]) -> dict[str, dt.date]:
    return {id: dt.date.fromisoformat(text) for id, text in texts.items()}
