"""Every kind of question: raised by a real situation, and each answer does what its sentence says (design.md §6)."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.engine.decisions import LATER
from splynx_xero_gui.sandbox.splynx import Line
from tests.support.decisions import RECIPES, Outcome, Recipe
from tests.support.inprocess import Office, unexplained

D = Decimal
ALWAYS = ("skip", "ignore", "in-sync")
MakeOffice = Callable[..., Office]
CASES = [(name, outcome) for name, recipe in RECIPES.items() for outcome in recipe.outcomes]
RIPE = [pytest.param(name, outcome, id=f"{name}-{outcome.choice}") for name, outcome in CASES]


def test_every_kind_has_its_situation() -> None:
    assert set(RECIPES) == {kind.value for kind in ConflictKind}


def bystander(office: Office) -> str:
    """Somebody who has nothing to do with the question is billed; the number of the invoice."""
    ben = office.customer("Ben Nel")
    return office.books.create_invoice(ben.id, [Line("Other work", D(10))]).number


def raised(office: Office, recipe: Recipe) -> Conflict:
    """Make the situation, sync, and return its question; what is not in question went on."""
    recipe.make(office)
    if recipe.stops:
        assert office.run().reason == recipe.kind.value
    else:
        number = bystander(office)
        written = office.sync()
        assert written["create-invoice"] >= 1
        assert office.desk.invoice(number).total == D("10.00")
    found = {c.kind: c for c in office.conflicts()}
    others = {ConflictKind(kind) for kind in recipe.with_others}
    assert set(found) == {recipe.kind} | others, [(c.kind.value, c.question) for c in office.conflicts()]
    return found[recipe.kind]


def differs_by(office: Office, recipe: Recipe, amount: str, left: tuple[int, ...]) -> None:
    """Nothing is left to write, every cent has a name, and receivables differ by this much (P1, P5)."""
    if recipe.own_sums:
        tie_out = office.settled(left)
    else:
        assert office.sync() == {}
        tie_out = office.reconcile()
        assert tie_out.balanced, unexplained(tie_out)
    assert tie_out.rows[0].difference == D(amount), tie_out.rows[0].explained


@pytest.mark.parametrize("name", RECIPES)
def test_the_situation_raises_its_question_and_doing_nothing_writes_nothing(make_office: MakeOffice, name: str) -> None:
    recipe = RECIPES[name]
    office = make_office(**recipe.options)
    question = raised(office, recipe)
    assert question.default == LATER
    assert "…" not in f"{question.question} {question.why}", question
    own = tuple(c.id for c in question.choices if c.id not in ALWAYS or c.id in recipe.offered)
    assert own == recipe.offered
    assert all(c.label and c.consequence and "…" not in c.consequence for c in question.choices)
    if recipe.stops:
        return
    assert office.sync() == {}
    differs_by(office, recipe, recipe.waiting, recipe.left)
    if "skip" in {c.id for c in question.choices}:
        office.session.resolve(question.id, "skip")
        assert office.sync() == {}
        assert recipe.kind not in {c.kind for c in office.conflicts()}
        assert office.sync() == {}
        assert recipe.kind in {c.kind for c in office.conflicts()}, "left out once only"


@pytest.mark.parametrize(("name", "outcome"), RIPE)
def test_each_answer_does_what_its_sentence_says(make_office: MakeOffice, name: str, outcome: Outcome) -> None:
    recipe = RECIPES[name]
    office = make_office(**recipe.options)
    question = raised(office, recipe)
    if outcome.first is not None:
        outcome.first(office)
    office.session.resolve(question.id, outcome.choice, outcome.given(office, question))
    for kind, choice in recipe.with_others.items():
        other = next(c for c in office.conflicts() if c.kind.value == kind)
        office.session.resolve(other.id, choice)
    assert office.sync() == outcome.writes
    for kind, choice in outcome.follow.items():
        office.answer(kind, choice)
        office.sync()
    differs_by(office, recipe, outcome.difference, outcome.left)
    assert not office.conflicts(), [(c.kind.value, c.question) for c in office.conflicts()]
    if outcome.then is not None:
        outcome.then(office)


@pytest.mark.parametrize("name", [name for name, recipe in RECIPES.items() if not recipe.stops])
def test_ignored_for_good_is_never_asked_again(make_office: MakeOffice, name: str) -> None:
    recipe = RECIPES[name]
    office = make_office(**recipe.options)
    question = raised(office, recipe)
    if "ignore" not in {c.id for c in question.choices}:
        assert question.kind.value.startswith(("unmapped", "tax-", "account-", "tracking-"))
        return
    for one in office.conflicts():
        office.session.resolve(one.id, "ignore")
    assert office.sync() == {}
    difference = recipe.waiting if recipe.ignored is None else recipe.ignored
    differs_by(office, recipe, difference, recipe.left)
    assert not office.conflicts()
