"""How answers stand in fields."""

import pytest

from app.applications import forms
from app.calls.rules.problems import Problem
from app.kernel import i18n

BUDGET = {"key": "budget", "type": "money", "label": {"en": "Budget"}, "currencies": ["EUR", "KWD"]}


@pytest.mark.parametrize(
    ("language", "amount", "written"),
    [
        ("en", "25000.00", "25,000.00"),
        ("fr", "25000.00", "25\u202f000,00"),
        ("fr", "0.50", "0,50"),
        ("fr", "25000", "25\u202f000"),
        # "234,500" would be read as thousands.
        ("fr", "234.500", "234.500"),
        ("en", "a lot", "a lot"),
        ("en", "", ""),
    ],
)
def test_amounts_are_written_as_they_will_be_read(language: str, amount: str, written: str) -> None:
    with i18n.use(language):
        fields = forms.shown_fields([BUDGET], {"budget": {"amount": amount, "currency": "KWD"}})
    assert fields == {"budget-amount": [written], "budget-currency": ["KWD"]}


def test_a_problem_of_a_part_names_it() -> None:
    problem = forms.word(Problem("who", "part_missing", {"part": "name"}))
    assert str(problem) == "Name: Fill this in"
    with i18n.use("fr"):
        assert str(problem) == "Nom\u00a0: Remplissez ce champ"


def test_the_country_of_an_organisation_is_chosen_as_any_country() -> None:
    asked = {"key": "host", "type": "organisation", "label": {"en": "Host"}}
    shown = forms.shown_fields([asked], {"host": {"name": "Lab", "country": "KEN"}})
    assert shown == {"host-name": ["Lab"], "host-country": ["KE"]}
