"""The Splynx column holds what Splynx says and the Xero column what Xero says, for every kind of question."""

from collections.abc import Callable

import pytest

from tests.support.decisions import RECIPES
from tests.support.decisions.sides import SIDES
from tests.support.inprocess import Office

COMPARED = [name for name, recipe in RECIPES.items() if not recipe.stops]


@pytest.mark.parametrize("name", COMPARED)
def test_each_value_stands_on_its_own_side(make_office: Callable[..., Office], name: str) -> None:
    recipe = RECIPES[name]
    office = make_office(**recipe.options)
    recipe.make(office)
    office.run()
    question = next(c for c in office.conflicts() if c.kind is recipe.kind)
    fields = {field.name: field for field in question.fields}
    expected = SIDES[name](office)
    assert set(expected) == set(fields), f"{name}: every field on show is held against both services"
    for field, (splynx, xero) in expected.items():
        assert (fields[field].splynx, fields[field].xero) == (splynx, xero), field
