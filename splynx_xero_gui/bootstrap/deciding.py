"""Decisions of one profile: implements wizard.deciding.Deciding over the sync record and both services."""

from collections.abc import Sequence
from decimal import Decimal

from splynx_xero_gui.bootstrap.mapping_answers import MAPPING_CHOICES, MappingAnswers
from splynx_xero_gui.bootstrap.wiring import Wiring, new_id, this_person
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import Conflict, Needs
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.journal import JournalEntry
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.engine.answer_values import wrong
from splynx_xero_gui.engine.decisions import Decisions, unanswered
from splynx_xero_gui.engine.picking import Pick, find
from splynx_xero_gui.engine.rulebook import KnownRule, Reach, Rulebook
from splynx_xero_gui.engine.uncertain import MayHaveArrived, Uncertain
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.ports.ledger import Ledger
from splynx_xero_gui.storage.codec import JsonActionCodec
from splynx_xero_gui.storage.profile import parse_profile, profile_toml, read_profile, write_profile


class DecidingPart:
    """Every call opens what it needs in the calling thread."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    @property
    def name(self) -> str:
        """The profile's name."""
        return self._wiring.name

    def profile(self) -> Profile | None:
        """The stored profile; None before set-up."""
        file = self._wiring.paths.profile_file(self.name)
        return read_profile(file) if file.exists() else None

    def save_profile(self, profile: Profile) -> None:
        """Validate and store it."""
        checked = parse_profile(profile_toml(profile))
        write_profile(self._wiring.paths.profile_file(self.name), checked)

    def _stored(self) -> Profile:
        profile = self.profile()
        if profile is None:
            raise Misconfigured(
                "P0", f"There is no profile called {self.name}", "It was not set up yet.", "Set it up first."
            )
        return profile

    def conflicts(self) -> Sequence[Conflict]:
        """What waits for a decision."""
        with self._wiring.ledger(self._stored()) as ledger:
            return unanswered(ledger)

    def resolve(
        self,
        conflict_id: str,
        choice: str,
        value: str = "",
        *,
        group: bool = False,
        remember: bool = False,
        scope: str = "customer",
        up_to: Decimal | None = None,
    ) -> int:
        """Answer one question or its group."""
        profile = self._stored()
        with self._wiring.ledger(profile) as ledger:
            answered = self._decisions(ledger).resolve(
                conflict_id, choice, value, group=group, remember=remember, scope=scope, up_to=up_to
            )
            if choice in MAPPING_CHOICES:
                self._write_mapping(ledger, profile, conflict_id, choice)
            return answered

    def _write_mapping(self, ledger: Ledger, profile: Profile, conflict_id: str, choice: str) -> None:
        """Into the profile too, so that the wizard and the exported file show what was answered."""
        conflict = ledger.conflict(conflict_id)
        answer = ledger.resolutions().get(conflict_id)
        billing, accounting = ledger.billing_reference(), ledger.accounting_reference()
        if conflict is None or answer is None or billing is None or accounting is None:
            return
        payment = ledger.observation(Side.SPLYNX, ObjectKind.PAYMENT, conflict.splynx_id or "")
        method_id = payment.body.method_id if payment and isinstance(payment.body, BilledPayment) else ""
        answers = MappingAnswers(billing[0], accounting[0])
        changed = answers.written(profile, conflict, choice, answer.value, method_id)
        if changed is not profile:
            self.save_profile(changed)

    def withdraw(self, conflict_id: str) -> None:
        """Take an answer back before a plan honoured it."""
        with self._wiring.ledger(self._stored()) as ledger:
            self._decisions(ledger).withdraw(conflict_id)

    def withdraw_all(self, conflict_ids: Sequence[str]) -> None:
        """Several at once."""
        with self._wiring.ledger(self._stored()) as ledger:
            self._decisions(ledger).withdraw_all(conflict_ids)

    def find(self, needs: Needs, conflict_id: str, text: str) -> Sequence[Pick]:
        """What an answer may name, by words typed."""
        with self._wiring.ledger(self._stored()) as ledger:
            return find(ledger, needs, _asked(ledger, conflict_id), text)

    def reach(self, conflict_id: str, choice: str, value: str, scope: str, up_to: Decimal | None) -> Reach:
        """How far a rule would reach."""
        with self._wiring.ledger(self._stored()) as ledger:
            rule = self._decisions(ledger).rule_of(_asked(ledger, conflict_id), choice, value, scope, up_to)
            return self._rulebook(ledger).reach(rule, unanswered(ledger))

    def rules(self) -> Sequence[KnownRule]:
        """Remembered answers."""
        with self._wiring.ledger(self._stored()) as ledger:
            return self._rulebook(ledger).rules()

    def revoke_rule(self, rule_id: str) -> None:
        """It answers nothing from now on."""
        with self._wiring.ledger(self._stored()) as ledger:
            self._rulebook(ledger).revoke(rule_id)

    def answered_by_rule(self, rule_id: str) -> Sequence[JournalEntry]:
        """What a rule answered."""
        with self._wiring.ledger(self._stored()) as ledger:
            return self._rulebook(ledger).answered_by(rule_id)

    def journal(self, limit: int = 500) -> Sequence[JournalEntry]:
        """Decisions, newest first."""
        with self._wiring.ledger(self._stored()) as ledger:
            return ledger.journal(limit=limit)

    # -- what may have arrived --

    def may_have_arrived(self) -> Sequence[MayHaveArrived]:
        """Writes whose answer was lost."""
        with self._wiring.ledger(self._stored()) as ledger:
            return self._uncertain(ledger).lost()

    def look_up(self, observer: Observer, cancel: Cancel) -> Sequence[MayHaveArrived]:
        """Look for them on the other side."""
        with self._wiring.service(self._stored(), observer, cancel) as service:
            service.look_up_lost()
            return self._uncertain(service.ledger).lost()

    def it_is_there(self, intent_id: str, object_id: str, observer: Observer, cancel: Cancel) -> None:
        """A person points at what a lost write made."""
        with self._wiring.service(self._stored(), observer, cancel) as service:
            service.it_is_there(intent_id, object_id)

    def it_is_not_there(self, intent_id: str) -> None:
        """Make it again with the next sync."""
        with self._wiring.ledger(self._stored()) as ledger:
            self._uncertain(ledger).it_is_not_there(intent_id)

    def _uncertain(self, ledger: Ledger) -> Uncertain:
        return Uncertain(ledger, JsonActionCodec(), self._wiring.clock, self._who())

    def _rulebook(self, ledger: Ledger) -> Rulebook:
        return Rulebook(ledger, self._wiring.clock, self._who())

    def _who(self) -> str:
        who = this_person()
        return f"{who.user} on {who.machine}"

    def _decisions(self, ledger: Ledger) -> Decisions:
        return Decisions(ledger, self._wiring.clock, new_id, self._who())


def _asked(ledger: Ledger, conflict_id: str) -> Conflict:
    found = ledger.conflict(conflict_id)
    if found is None:
        raise wrong("There is no such question", f"No open question has the id {conflict_id}.", "List them first.")
    return found
