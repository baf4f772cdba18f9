"""How answers stand in fields."""

import pytest

from app.applications import forms
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
