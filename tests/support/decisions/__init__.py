"""One real situation per kind of question, made in both sandboxes: for tests, pictures and measurements of the desk.

`VARIANTS` are further situations, for the answers that the first one of a kind does not offer.
"""

from dataclasses import replace

from tests.support.decisions.in_sync import IN_SYNC
from tests.support.decisions.money import MONEY
from tests.support.decisions.papers import PAPERS
from tests.support.decisions.people import PEOPLE
from tests.support.decisions.recipe import Outcome, Recipe
from tests.support.decisions.settings import SETTINGS
from tests.support.decisions.variants import VARIANTS


def _with_in_sync(recipe: Recipe) -> Recipe:
    more = IN_SYNC.get(recipe.kind.value)
    return replace(recipe, outcomes=(*recipe.outcomes, more)) if more is not None else recipe


RECIPES: dict[str, Recipe] = {
    recipe.kind.value: _with_in_sync(recipe) for recipe in (*PEOPLE, *PAPERS, *SETTINGS, *MONEY)
}
EVERY: dict[str, Recipe] = {**RECIPES, **VARIANTS}

__all__ = ["EVERY", "RECIPES", "VARIANTS", "Outcome", "Recipe"]
