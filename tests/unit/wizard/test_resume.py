"""Continuing a set-up: what keyring and sync record hold is looked up, what is gone is asked for again."""

from dataclasses import replace

import pytest

from splynx_xero_gui.domain.failures import NetworkLost
from splynx_xero_gui.engine.control import CancelSwitch, Silent
from splynx_xero_gui.wizard.drafts import Draft, draft_json, draft_of
from splynx_xero_gui.wizard.flow import Progress, SetupFlow
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.resume import again, resumed, started_again
from tests.support.fake_session import FakeBooks, FakeSession
from tests.support.fake_settings import MOMENT, TENANT, URL
from tests.unit.wizard.test_flow import finished


@pytest.fixture
def session() -> FakeSession:
    """A session in which W1 to W3 were done."""
    session = FakeSession("Main", FakeBooks())
    session.connect_splynx(URL, "key", "secret", CancelSwitch())
    session.save_profile(profile_of(finished()))
    session.choose_organisation(TENANT, CancelSwitch())
    session.fetch(Silent(), CancelSwitch())
    return session


def put_aside() -> Draft:
    draft = draft_of(draft_json(finished(), Progress(PageId.TAXES), MOMENT))
    assert draft is not None
    return draft


def test_a_continued_set_up_has_key_organisation_settings_and_counts(session: FakeSession) -> None:
    state = resumed(put_aside().state, session)
    assert state.splynx.tested
    assert state.xero.organisation is not None
    assert state.read.complete
    assert state.scope == session.books.scope
    assert SetupFlow(state).first_open(PageId.TAXES) is PageId.TAXES


def test_a_key_that_is_gone_is_asked_for_again(session: FakeSession) -> None:
    session.key = None
    assert SetupFlow(resumed(put_aside().state, session)).first_open(PageId.TAXES) is PageId.SPLYNX


def test_a_sign_in_that_is_gone_is_asked_for_again(session: FakeSession) -> None:
    session.signed_in = False
    assert SetupFlow(resumed(put_aside().state, session)).first_open(PageId.TAXES) is PageId.XERO


def test_a_draft_without_a_stored_profile_starts_at_the_sign_in() -> None:
    session = FakeSession("Main", FakeBooks())
    session.connect_splynx(URL, "key", "secret", CancelSwitch())
    assert SetupFlow(resumed(put_aside().state, session)).first_open(PageId.TAXES) is PageId.XERO


def test_counts_that_cannot_be_made_stop_nothing(session: FakeSession) -> None:
    session.books.fail["scope"] = NetworkLost("R3", "", "", "")
    assert resumed(put_aside().state, session).scope is None


def test_running_set_up_again_shows_the_stored_answers(session: FakeSession) -> None:
    state = again(session)
    assert state.owns_name
    assert state.categories.value("6") == "200"
    assert state.xero.tenant_id == TENANT
    assert not SetupFlow(replace(state)).missing(PageId.READ)


def test_running_set_up_of_a_profile_that_is_not_there_starts_empty() -> None:
    assert again(FakeSession("New", FakeBooks())).profile_name == "New"


def test_starting_again_removes_the_keys_unless_they_are_to_be_kept(session: FakeSession) -> None:
    state = started_again(put_aside().state, session, CancelSwitch(), keep_keys=True)
    assert session.key is not None
    assert state.splynx.tested
    assert not state.categories.choices
    state = started_again(put_aside().state, session, CancelSwitch(), keep_keys=False)
    assert session.key is None
    assert not state.splynx.settings.url
