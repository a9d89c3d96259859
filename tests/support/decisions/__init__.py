"""One real situation per kind of question, made in both sandboxes: for tests, pictures and measurements of the desk."""

from tests.support.decisions.money import MONEY
from tests.support.decisions.papers import PAPERS
from tests.support.decisions.people import PEOPLE
from tests.support.decisions.recipe import Outcome, Recipe
from tests.support.decisions.settings import SETTINGS

RECIPES: dict[str, Recipe] = {recipe.kind.value: recipe for recipe in (*PEOPLE, *PAPERS, *SETTINGS, *MONEY)}

__all__ = ["RECIPES", "Outcome", "Recipe"]
