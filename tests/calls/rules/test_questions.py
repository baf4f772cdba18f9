"""Each type of question: what it reads from a page, what it finds wrong, what it shows again."""

from typing import Any

import pytest

from app.calls.rules.forms import TYPES, UNSET
from app.calls.rules.questions.base import QuestionType, is_whole

OPTIONS = [{"key": key, "label": {"en": key}} for key in ("a", "b", "c")]
ID = "0192b3c4-0000-7000-8000-00000000000"
IDS = [f"{ID}{number}" for number in range(4)]

SETTINGS: dict[str, dict[str, Any]] = {
    "short_text": {"max_characters": 5, "max_words": 2},
    "long_text": {"max_words": 3},
    "number": {"min": 1, "max": 10, "step": 0.5},
    "money": {"currencies": ["EUR", "JPY"], "min": "10", "max": 1000},
    "single_choice": {"options": OPTIONS},
    "multiple_choice": {"options": OPTIONS, "min_choices": 2, "max_choices": 2},
    "date": {"not_before": "2026-01-01", "not_after": "2026-12-31"},
    "file": {"max_files": 2},
}


def ask(kind: str, **settings: Any) -> dict[str, Any]:
    return {"key": "q", "type": kind, "label": {"en": "Q"}, **(settings or SETTINGS.get(kind, {}))}


def found(kind: str, answer: object, **settings: Any) -> list[tuple[str, dict[str, Any]]]:
    problems = list(TYPES[kind].check(ask(kind, **settings), answer))
    assert {one.question for one in problems} <= {"q"}
    return [(one.code, dict(one.parameters)) for one in problems]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("short_text", "ab cd"),
        ("short_text", ""),
        ("long_text", "one two\nthree"),
        ("number", 1),
        ("number", 10),
        ("number", 1.5),
        ("number", 2.0),
        ("money", {"amount": "10", "currency": "EUR"}),
        ("money", {"amount": "999.99", "currency": "EUR"}),
        ("money", {"amount": "1000.00", "currency": "EUR"}),
        ("money", {"amount": "500", "currency": "JPY"}),
        ("single_choice", "a"),
        ("multiple_choice", ["c", "a"]),
        ("date", "2026-01-01"),
        ("date", "2026-12-31"),
        ("country", "FRA"),
        ("url", "https://example.org"),
        ("url", "http://exämple.org:8080/a/b?c=d#e"),
        ("url", "https://مثال.إختبار/"),
        ("email", "a.b+c@example.org"),
        ("email", "jos\u00e9@ex\u00e4mple.org"),
        ("yes_no", True),
        ("yes_no", False),
        ("file", [IDS[0]]),
        ("file", IDS[:2]),
    ],
)
def test_accepts(kind: str, answer: object) -> None:
    assert found(kind, answer) == []


TOO_LONG = {"limit": 5, "count": 6}
STEP = {"step": "0.5", "min": "1"}
ALLOWED = {"allowed": "EUR, JPY"}


@pytest.mark.parametrize(
    ("kind", "answer", "problems"),
    [
        ("short_text", 1, [("wrong_shape", {})]),
        ("short_text", None, [("wrong_shape", {})]),
        ("short_text", "abcdef", [("too_many_characters", TOO_LONG)]),
        ("short_text", "a b c", [("too_many_words", {"limit": 2, "count": 3})]),
        ("short_text", "a\nb", [("line_breaks", {})]),
        ("short_text", "a\x00", [("not_text", {})]),
        ("short_text", "\ud800", [("not_text", {})]),
        ("long_text", "a b c d", [("too_many_words", {"limit": 3, "count": 4})]),
        ("number", "5", [("not_a_number", {})]),
        ("number", True, [("not_a_number", {})]),
        ("number", None, [("not_a_number", {})]),
        ("number", float("nan"), [("not_a_number", {})]),
        ("number", float("inf"), [("not_a_number", {})]),
        ("number", 10**400, [("not_a_number", {})]),
        ("number", 0.5, [("too_small", {"min": "1"})]),
        ("number", 10.5, [("too_large", {"max": "10"})]),
        ("number", 1.25, [("wrong_step", STEP)]),
        ("money", "10", [("wrong_shape", {})]),
        ("money", {"amount": "10"}, [("wrong_shape", {})]),
        ("money", {"amount": "10", "currency": "EUR", "x": 1}, [("wrong_shape", {})]),
        ("money", {"amount": "10", "currency": "USD"}, [("wrong_currency", ALLOWED)]),
        ("money", {"amount": "10", "currency": None}, [("wrong_currency", ALLOWED)]),
        ("money", {"amount": 10, "currency": "EUR"}, [("not_an_amount", {})]),
        ("money", {"amount": "-10", "currency": "EUR"}, [("not_an_amount", {})]),
        ("money", {"amount": "010", "currency": "EUR"}, [("not_an_amount", {})]),
        ("money", {"amount": "1e2", "currency": "EUR"}, [("not_an_amount", {})]),
        ("money", {"amount": "10.0000", "currency": "EUR"}, [("not_an_amount", {})]),
        ("money", {"amount": "10\n", "currency": "EUR"}, [("not_an_amount", {})]),
        ("money", {"amount": "10.001", "currency": "EUR"}, [("too_many_decimals", {"limit": 2})]),
        ("money", {"amount": "10.5", "currency": "JPY"}, [("too_many_decimals", {"limit": 0})]),
        ("money", {"amount": "9.99", "currency": "EUR"}, [("too_small", {"min": "10"})]),
        ("money", {"amount": "1000.01", "currency": "EUR"}, [("too_large", {"max": "1000"})]),
        ("money", {"amount": "x", "currency": "USD"}, [("wrong_currency", ALLOWED), ("not_an_amount", {})]),
        ("single_choice", "d", [("not_an_option", {})]),
        ("single_choice", ["a"], [("not_an_option", {})]),
        ("multiple_choice", "a", [("wrong_shape", {})]),
        ("multiple_choice", [1, 2], [("wrong_shape", {})]),
        ("multiple_choice", ["a", "d"], [("not_an_option", {})]),
        ("multiple_choice", ["a", "a"], [("repeated", {})]),
        ("multiple_choice", ["a"], [("too_few_choices", {"min": 2})]),
        ("multiple_choice", ["a", "b", "c"], [("too_many_choices", {"max": 2})]),
        ("date", "2026-02-30", [("not_a_date", {})]),
        ("date", "20260201", [("not_a_date", {})]),
        ("date", "2026-W05-1", [("not_a_date", {})]),
        ("date", "٢٠٢٦-02-01", [("not_a_date", {})]),
        ("date", 20260201, [("not_a_date", {})]),
        ("date", "2025-12-31", [("too_early", {"not_before": "2026-01-01"})]),
        ("date", "2027-01-01", [("too_late", {"not_after": "2026-12-31"})]),
        ("country", "FR", [("not_a_country", {})]),
        ("country", "XKX", [("not_a_country", {})]),
        ("country", ["FRA"], [("not_a_country", {})]),
        ("yes_no", "yes", [("not_yes_or_no", {})]),
        ("yes_no", 1, [("not_yes_or_no", {})]),
        ("file", IDS[0], [("wrong_shape", {})]),
        ("file", [1], [("wrong_shape", {})]),
        ("file", ["../etc/passwd"], [("wrong_shape", {})]),
        ("file", [IDS[0] + "\n"], [("wrong_shape", {})]),
        ("file", [IDS[0], IDS[0]], [("repeated", {})]),
        ("file", IDS[:3], [("too_many_files", {"max": 2})]),
    ],
)
def test_names_what_is_wrong(kind: str, answer: object, problems: list[tuple[str, dict[str, Any]]]) -> None:
    assert found(kind, answer) == problems


def test_limits_where_none_are_set() -> None:
    assert found("short_text", "a" * 500, label={}) == []
    assert found("short_text", "a" * 501, label={}) == [("too_many_characters", {"limit": 500, "count": 501})]
    assert found("long_text", "a" * 100_000, label={}) == []
    assert found("long_text", "a" * 100_001, label={}) == [
        ("too_many_characters", {"limit": 100_000, "count": 100_001})
    ]
    assert found("number", 10**15, label={}) == []
    assert found("number", -(10**15), label={}) == []
    assert found("number", 10**15 + 1, label={}) == [("too_large", {"max": "1000000000000000"})]
    assert found("number", -(10**15) - 1, label={}) == [("too_small", {"min": "-1000000000000000"})]
    assert found("money", {"amount": "0", "currency": "EUR"}, currencies=["EUR"]) == []
    assert found("money", {"amount": "9" * 15, "currency": "EUR"}, currencies=["EUR"]) == []
    assert found("multiple_choice", ["a"], options=OPTIONS) == []
    assert found("file", IDS[:1], label={}) == []
    assert found("file", IDS[:2], label={}) == [("too_many_files", {"max": 1})]


def test_steps_are_exact_and_counted_from_the_least() -> None:
    assert found("number", 0.3, step=0.1) == []
    assert found("number", 3, min=1, step=2) == []
    assert found("number", 4, min=1, step=2) == [("wrong_step", {"step": "2", "min": "1"})]
    assert found("number", 4, step=2) == []
    assert found("number", 5, step=2) == [("wrong_step", {"step": "2", "min": "0"})]
    assert found("number", 1e-300, min=-5, step=1) == [("wrong_step", {"step": "1", "min": "-5"})]


@pytest.mark.parametrize(
    ("kind", "fields", "answer"),
    [
        ("short_text", {}, UNSET),
        ("short_text", {"": []}, UNSET),
        ("short_text", {"": ["  "]}, UNSET),
        ("short_text", {"": [" a\r\nb ", "c"]}, "a b"),
        ("long_text", {"": [" a\r\nb\rc\n "]}, "a\nb\nc"),
        ("long_text", {"": ["a\x00b\ud800"]}, "ab"),
        ("long_text", {"": [""]}, UNSET),
        ("number", {"": [""]}, UNSET),
        ("number", {"": ["1 234,50"]}, 1234.5),
        ("number", {"": ["٢٫٠"]}, 2),
        ("number", {"": [" a few "]}, "a few"),
        ("money", {}, UNSET),
        ("money", {"currency": ["EUR"]}, UNSET),
        ("money", {"amount": ["1,234.5"], "currency": ["eur"]}, {"amount": "1234.50", "currency": "EUR"}),
        ("money", {"amount": ["١٢"], "currency": ["JPY"]}, {"amount": "12", "currency": "JPY"}),
        ("money", {"amount": ["12.345"], "currency": ["EUR"]}, {"amount": "12.345", "currency": "EUR"}),
        ("money", {"amount": ["12"]}, {"amount": "12.00", "currency": ""}),
        ("money", {"amount": ["lots"], "currency": ["EUR"]}, {"amount": "lots", "currency": "EUR"}),
        ("single_choice", {}, UNSET),
        ("single_choice", {"": ["b"]}, "b"),
        ("multiple_choice", {}, UNSET),
        ("multiple_choice", {"": ["c", "z", "a", "", "c", "a\x00"]}, ["a", "c", "z"]),
        ("date", {}, UNSET),
        ("date", {"day": [""], "month": [" "], "year": [""]}, UNSET),
        ("date", {"day": ["1"], "month": ["٢"], "year": ["2026"]}, "2026-02-01"),
        ("date", {"day": ["31"], "month": ["2"], "year": ["26"]}, "26-02-31"),
        ("date", {"day": ["3"]}, "-00-03"),
        ("date", {"day": ["1-1"], "month": ["May"], "year": ["2026"]}, "2026-May-11"),
        ("date", {"": ["2026-02-01"]}, "2026-02-01"),
        ("country", {"": ["fr"]}, "FRA"),
        ("country", {"": ["fra"]}, "FRA"),
        ("country", {"": ["France"]}, "FRANCE"),
        ("country", {"": [""]}, UNSET),
        ("url", {"": [" example.org/a "]}, "https://example.org/a"),
        ("url", {"": ["HTTP://example.org"]}, "http://example.org"),
        ("url", {"": ["none yet"]}, "none yet"),
        ("url", {"": [""]}, UNSET),
        ("email", {"": [" a@b.org "]}, "a@b.org"),
        ("email", {}, UNSET),
        ("yes_no", {}, UNSET),
        ("yes_no", {"": ["yes"]}, True),
        ("yes_no", {"": ["no"]}, False),
        ("yes_no", {"": ["perhaps"]}, "perhaps"),
        ("file", {}, UNSET),
        ("file", {"": [IDS[0], "", f" {IDS[1]}", IDS[0]]}, IDS[:2]),
    ],
)
def test_reads_fields(kind: str, fields: dict[str, list[str]], answer: object) -> None:
    read = TYPES[kind].clean(ask(kind), fields)
    assert (read, type(read)) == (answer, type(answer))


def test_a_sole_currency_need_not_be_sent() -> None:
    read = TYPES["money"].clean(ask("money", currencies=["KWD"]), {"amount": ["1.5"]})
    assert read == {"amount": "1.500", "currency": "KWD"}


@pytest.mark.parametrize(
    ("kind", "answer", "fields"),
    [
        ("long_text", "a\nb", {"": ["a\nb"]}),
        ("number", 1000000.0, {"": ["1000000.0"]}),
        ("number", 12, {"": ["12"]}),
        ("number", 1e-7, {"": ["0.0000001"]}),
        ("number", "a few", {"": ["a few"]}),
        ("money", {"amount": "1.50", "currency": "EUR"}, {"amount": ["1.50"], "currency": ["EUR"]}),
        ("money", "12", {"amount": ["12"]}),
        ("single_choice", "a", {"": ["a"]}),
        ("multiple_choice", ["a", "b"], {"": ["a", "b"]}),
        ("multiple_choice", "a", {"": ["a"]}),
        ("date", "2026-02-01", {"year": ["2026"], "month": ["2"], "day": ["1"]}),
        ("date", "2026", {"year": ["2026"], "month": [""], "day": [""]}),
        ("date", "-00-03", {"year": [""], "month": [""], "day": ["3"]}),
        ("date", "2026-1-2-3", {"year": ["2026"], "month": ["1"], "day": ["2-3"]}),
        ("date", "0026-X05-0", {"year": ["0026"], "month": ["X05"], "day": [""]}),
        ("yes_no", True, {"": ["yes"]}),
        ("yes_no", False, {"": ["no"]}),
        ("yes_no", "perhaps", {"": ["perhaps"]}),
        ("file", IDS[:2], {"": IDS[:2]}),
        ("file", "x", {"": []}),
    ],
)
def test_shows_again(kind: str, answer: object, fields: dict[str, list[str]]) -> None:
    assert TYPES[kind].fields(answer) == fields


@pytest.mark.parametrize(
    ("kind", "answer", "blank"),
    [
        ("short_text", " \n", True), ("short_text", "a", False), ("long_text", "", True), ("long_text", None, False),
        ("multiple_choice", [], True), ("multiple_choice", ["a"], False), ("file", [], True), ("file", [""], False),
        ("number", 0, False), ("yes_no", False, False), ("url", "", False),
    ],
)  # fmt: skip
def test_blank(kind: str, answer: object, blank: bool) -> None:
    assert TYPES[kind].is_blank(answer) is blank


def test_the_base_has_no_rules_of_its_own() -> None:
    with pytest.raises(TypeError):
        QuestionType()  # type: ignore[abstract]  # that it cannot be made is what is tested


def test_whole_numbers_within_bounds() -> None:
    test = is_whole(1, 3)
    assert [test(value) for value in (0, 1, 2, 3, 4, True, 2.0, "2", None)] == [False, True, True, True, *[False] * 5]
