"""Every kind of question: raised by a real situation, and each answer does what its sentence says (design.md §6)."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.engine.decisions import LATER
from splynx_xero_gui.engine.reconcile.questions import CATALOGUE
from splynx_xero_gui.sandbox.splynx import Line
from tests.support.decisions import EVERY, RECIPES, Outcome, Recipe
from tests.support.inprocess import Office, unexplained

D = Decimal
ALWAYS = ("skip", "ignore", "in-sync")
NOTHING_YET = ("skip", "show-plan")
MakeOffice = Callable[..., Office]
CASES = [(name, outcome) for name, recipe in EVERY.items() for outcome in recipe.outcomes]
RIPE = [pytest.param(name, outcome, id=f"{name}-{outcome.choice}") for name, outcome in CASES]


def test_every_kind_has_its_situation() -> None:
    assert set(RECIPES) == {kind.value for kind in ConflictKind}


def test_every_answer_of_every_kind_is_given_somewhere() -> None:
    """`skip` and `ignore` are given to every kind by the tests below, every other answer by an outcome."""
    offered = {(kind.value, option.id) for kind, entry in CATALOGUE.items() for option in entry.all_options()}
    given = {(EVERY[name].kind.value, outcome.choice) for name, outcome in CASES}
    by_all = {pair for pair in offered if pair[1] in ("skip", "ignore")}
    stops = {(recipe.kind.value, choice) for recipe in RECIPES.values() if recipe.stops for choice in NOTHING_YET}
    assert offered - given - by_all - stops == set()
    assert given <= offered, "no outcome of an answer that nobody is offered"


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


def stays_stopped(office: Office, recipe: Recipe, question: Conflict) -> None:
    """Looking writes nothing; left out, nothing of it is written and the rest goes on, once."""
    office.session.resolve(question.id, "show-plan")
    assert office.run().reason == recipe.kind.value
    office.session.resolve(question.id, "skip")
    bystander(office)
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    assert office.run().reason == recipe.kind.value


def is_ignored_for_good(office: Office, recipe: Recipe) -> None:
    """The question is never asked again, and its money is named."""
    for one in office.conflicts():
        office.session.resolve(one.id, "ignore")
    assert office.sync() == {}
    differs_by(office, recipe, recipe.waiting if recipe.ignored is None else recipe.ignored, recipe.left)
    assert not office.conflicts()


@pytest.mark.parametrize("name", RECIPES)
def test_doing_nothing_writes_nothing_left_out_is_asked_again_and_ignored_never(
    make_office: MakeOffice, name: str
) -> None:
    recipe = RECIPES[name]
    office = make_office(**recipe.options)
    question = raised(office, recipe)
    assert question.default == LATER
    assert "…" not in f"{question.question} {question.why}", question
    own = tuple(c.id for c in question.choices if c.id not in ALWAYS or c.id in recipe.offered)
    assert own == recipe.offered
    assert all(c.label and c.consequence and "…" not in c.consequence for c in question.choices)
    if recipe.stops:
        stays_stopped(office, recipe, question)
        return
    assert office.sync() == {}
    differs_by(office, recipe, recipe.waiting, recipe.left)
    office.session.resolve(question.id, "skip")
    assert office.sync() == {}
    assert recipe.kind not in {c.kind for c in office.conflicts()}
    assert office.sync() == {}
    assert recipe.kind in {c.kind for c in office.conflicts()}, "left out once only"
    if "ignore" in {c.id for c in question.choices}:
        is_ignored_for_good(office, recipe)
    else:
        assert question.kind.value.startswith(("unmapped", "tax-", "account-", "tracking-"))


@pytest.mark.parametrize(("name", "outcome"), RIPE)
def test_each_answer_does_what_its_sentence_says(make_office: MakeOffice, name: str, outcome: Outcome) -> None:
    recipe = EVERY[name]
    office = make_office(**recipe.options)
    question = raised(office, recipe)
    if outcome.first is not None:
        outcome.first(office)
    office.session.resolve(question.id, outcome.choice, outcome.given(office, question))
    for kind, choice in recipe.with_others.items():
        other = next(c for c in office.conflicts() if c.kind.value == kind)
        office.session.resolve(other.id, choice)
    assert office.sync() == outcome.writes
    if outcome.after:
        assert office.sync() == outcome.after
    if outcome.follow and not office.conflicts():
        assert office.sync() == {}, "what it leads to shows in the plan after"
    for kind, choice in outcome.follow.items():
        office.answer(kind, choice)
        office.sync()
    differs_by(office, recipe, outcome.difference, outcome.left)
    assert not office.conflicts(), [(c.kind.value, c.question) for c in office.conflicts()]
    if outcome.then is not None:
        outcome.then(office)
