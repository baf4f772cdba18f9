"""The form, rubric and call pages where what is typed is odd; nothing half-said gets in."""

import json

import pytest

from app.calls import queries
from app.calls.service import calls
from tests.calls.conftest import FORM, RUBRIC, facts, work_of


@pytest.fixture
def build(desk, session, scene):
    """`build(path, **fields)`: post to a page of the call's builder; returns the status and the page."""

    def post(rest, **fields):
        answer = desk.post(f"/manage/calls/{scene.call.slug}{rest}", data=fields)
        session.expire_all()
        return answer.status_code, answer.text

    return post


@pytest.fixture
def sheet(session, scene):
    return lambda: queries.get_stage(work_of(session, scene.manager), scene.stage.id)


def question_of(sheet, key):
    found = [one for part in sheet().form["sections"] for one in part["questions"] if one["key"] == key]
    return {name: value for name, value in found[0].items() if name not in {"key", "visibility", "blind_hidden"}}


WORDS = {"label-en": "New one"}


@pytest.mark.parametrize(
    ("kind", "fields", "kept"),
    [
        ("short_text", {"max_characters": "80"}, {"max_characters": 80}),
        ("long_text", {"max_words": "1 000"}, {"max_words": 1000}),
        ("number", {"min": "1", "max": "2,5", "step": "0.5", "unit-en": "m"}, {"min": 1, "max": 2.5, "step": 0.5}),
        ("money", {"min": "10", "currencies": "eur, usd EUR"}, {"min": 10, "currencies": ["EUR", "USD"]}),
        ("date", {"not_before": "2027-01-01", "not_after": ""}, {"not_before": "2027-01-01"}),
        ("country", {}, {}),
        ("url", {}, {}),
        ("email", {}, {}),
        ("yes_no", {}, {}),
        ("file", {"max_files": "2", "max_bytes": "1.5"}, {"max_files": 2, "max_bytes": 1572864}),
        ("multiple_choice", {"options": "A\nB | Bé\n\n| lost\nA", "max_choices": "2"}, {"max_choices": 2}),
    ],
)
def test_a_question_of_each_type(build, sheet, kind, fields, kept):
    status, page = build(f"/form/question?section=project&kind={kind}", **WORDS, required="yes", **fields)
    assert status == 303, page
    made = question_of(sheet, "new_one")
    assert (made["type"], made["label"], made["required"]) == (kind, {"en": "New one"}, True)
    assert {name: made[name] for name in kept} == kept
    if kind == "number":
        assert made["unit"] == {"en": "m"}
    if kind == "multiple_choice":
        assert made["options"] == [
            {"key": "a", "label": {"en": "A"}},
            {"key": "b", "label": {"en": "B", "fr": "Bé"}},
            {"key": "a_2", "label": {"en": "A"}},
        ]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("number", {"min": "a lot"}),
        ("short_text", {"max_characters": "-1"}),
        ("long_text", {"max_words": "1.5"}),
        ("file", {"max_bytes": "big"}),
        ("file", {"max_bytes": "99999999"}),
        ("date", {"not_before": "soon"}),
        ("money", {"currencies": "gold"}),
        ("single_choice", {"options": " \n"}),
        ("multiple_choice", {"options": "A\nB", "min_choices": "3"}),
        ("short_text", {"visibility": "everybody"}),
        ("short_text", {"label-en": " "}),
    ],
)
def test_settings_that_make_no_sense_are_refused_and_shown_again(build, sheet, kind, fields):
    status, page = build(f"/form/question?section=project&kind={kind}", **({**WORDS, "help-en": "Typed help"} | fields))
    assert (status, "Typed help" in page) == (422, True)
    assert sheet().form == FORM


def test_a_question_is_changed_where_it_stands(build, sheet):
    status, _page = build("/form/question?section=project&kind=long_text&key=summary", **{"label-en": "In short"})
    assert status == 303
    assert [one["key"] for one in sheet().form["sections"][0]["questions"]] == ["summary", "country"]
    assert question_of(sheet, "summary") == {"type": "long_text", "label": {"en": "In short"}, "required": False}


@pytest.mark.parametrize("query", ["section=nowhere&kind=date", "section=project&kind=poem", "kind=date"])
def test_a_question_needs_a_section_and_a_type(build, query):
    assert build(f"/form/question?{query}", **WORDS)[0] == 404


def test_a_section_needs_a_title_and_keeps_its_questions(build, sheet):
    status, page = build("/form/section?key=project", **{"help-en": "Some help"})
    assert (status, "Some help" in page) == (422, True)
    assert build("/form/section?key=project", **{"title-fr": "Le projet"})[0] == 303
    part = sheet().form["sections"][0]
    assert (part["title"], part["questions"]) == ({"fr": "Le projet"}, FORM["sections"][0]["questions"])
    assert build("/form/section?key=Bad key", **{"title-en": "X"})[0] == 422
    assert len(sheet().form["sections"]) == 1


def test_moving_and_removing(build, sheet):
    assert build("/form/move", what="question", key="country", by="up")[0] == 303
    assert [one["key"] for one in sheet().form["sections"][0]["questions"]] == ["country", "summary"]
    assert build("/form/move", what="question", key="country", by="down")[0] == 303
    assert sheet().form == FORM
    assert build("/form/remove", what="section", key="project")[0] == 303
    assert sheet().form == {"sections": []}
    assert build("/rubric/move", key="team", by="up")[0] == 303
    assert build("/rubric/move", key="team", by="down")[0] == 303
    assert [one["key"] for one in sheet().rubric["criteria"]] == ["value", "team"]


def test_a_form_comes_into_force_when_it_is_adopted(build, session, scene, sheet):
    calls.publish(work_of(session, scene.manager), scene.call.id)
    session.commit()
    assert build("/form/adopt")[0] == 409
    assert build("/form/remove", what="question", key="country")[0] == 303
    assert sheet().form == FORM
    assert build("/form/adopt")[0] == 303
    assert [one["key"] for one in sheet().form["sections"][0]["questions"]] == ["summary"]


@pytest.mark.parametrize("typed", ["{}", '{"sections": 1}', '{"sections": [{"key": "a", "title": {"en": "A"}}]}', "[]"])
def test_a_form_that_is_none_does_not_come_in(build, desk, sheet, scene, typed):
    status, page = build("/form/import", definition=typed)
    assert (status, 'name="definition"' in page) == (422, True)
    assert sheet().form == FORM


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "{",
        "{}",
        '{"criteria": [], "scale": 3}',
        "[]",
        "null",
        '{"criteria": 1}',
        '{"criteria": [{}]}',
        '{"criteria": "\\u0000"}',
        "NaN",
    ],
)
def test_a_rubric_that_is_none_does_not_come_in(build, sheet, typed):
    status, page = build("/rubric/import", definition=typed)
    assert (status, 'name="definition"' in page) == (422, True)
    assert sheet().rubric == RUBRIC


def test_a_definition_comes_in_whole(build, desk, sheet, scene):
    rubric = RUBRIC | {"criteria": RUBRIC["criteria"][:1]}
    assert build("/rubric/import", definition=json.dumps(rubric))[0] == 303
    assert sheet().rubric == rubric
    assert desk.get(f"/manage/calls/{scene.call.slug}/rubric/definition.json").json() == rubric


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"title-en": "Open", "weight": "2.5", "threshold": "3", "kind": "marks", "anchor-0-en": "No"}, 303),
        ({"title-en": "Open", "weight": "1", "kind": "yes_no_confidence", "allow_not_applicable": "yes"}, 303),
        ({"title-en": "Open", "weight": "-1"}, 422),
        ({"title-en": "Open", "weight": "1", "threshold": "nine"}, 422),
        ({"title-en": "Open", "weight": "1", "threshold": "9"}, 422),
        ({"title-en": "Open", "weight": "1", "kind": "stars"}, 422),
        ({"title-en": "", "weight": "1"}, 422),
    ],
)
def test_criteria(build, sheet, fields, status):
    assert build("/rubric/criterion", **fields)[0] == status
    keys = [one["key"] for one in sheet().rubric["criteria"]]
    assert keys == (["value", "team", "open"] if status == 303 else ["value", "team"])
    if status == 303:
        made = sheet().rubric["criteria"][-1]
        expected = {"weight": fields["weight"], "kind": fields["kind"]}
        assert {name: made[name] for name in expected} == expected
        assert made.get("anchors", {}) == ({"0": {"en": "No"}} if "anchor-0-en" in fields else {})
        assert made["allow_not_applicable"] is ("allow_not_applicable" in fields)


@pytest.mark.parametrize(
    ("scale", "status"),
    [
        (("0", "10", "1"), 303),
        (("0", "5", "0.5"), 303),
        (("5", "0", "1"), 422),
        (("0", "5", "0"), 422),
        (("", "5", "1"), 422),
    ],
)
def test_scales(build, desk, sheet, scene, scale, status):
    fields = dict(zip(("min", "max", "step"), scale, strict=True))
    build("/rubric/remove", key="value")
    assert build("/rubric/scale", **fields)[0] == status
    expected = {name: float(value) for name, value in fields.items()} if status == 303 else RUBRIC["scale"]
    assert sheet().rubric["scale"] == expected
    assert desk.get(f"/manage/calls/{scene.call.slug}/rubric/criterion").status_code == 200


CALL = {
    "title-en": "First round", "summary-en": "S", "eligibility-en": "E", "process-en": "P", "zone": "UTC",
    "opens-day": "1", "opens-month": "2", "opens-year": "2026", "closes-day": "1", "closes-month": "2",
    "closes-year": "2099", "version": "1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 303),
        ({"closes-year": "", "closes-month": "", "closes-day": ""}, 303),
        ({"zone": "Mars/Olympus"}, 422),
        ({"opens-year": "26"}, 422),
        ({"opens-month": "13"}, 422),
        ({"opens-time": "25:00"}, 422),
        ({"opens-time": "noon"}, 422),
        ({"closes-year": "2025"}, 422),
        ({"title-en": ""}, 422),
        ({"version": "2"}, 412),
        ({"version": "9" * 5000}, 303),
    ],
)
def test_a_call_is_changed_or_refused(build, session, scene, fields, status):
    before = scene.call.closes_at
    assert build("/edit", **(CALL | fields))[0] == status
    session.refresh(scene.call)
    assert (scene.call.closes_at == before) is (status != 303)


def test_a_new_call_needs_its_address_and_numbering(desk, session, scene):
    whole = CALL | {"slug": "second", "prefix": "SEC", "year": "2028", "programme": str(scene.programme_id)}
    for field, wrong in (("slug", "A slug"), ("slug", ""), ("prefix", "X1"), ("year", "1999"), ("programme", "none")):
        answer = desk.post("/manage/calls/new", data=whole | {field: wrong})
        assert (answer.status_code, field) == (422, field)
    assert desk.post("/manage/calls/new", data=whole | {"slug": "first-round-of-tests"}).status_code == 422
    assert desk.post("/manage/calls/new", data=whole).status_code == 303
    made = queries.find_call(work_of(session, scene.manager), "second")
    assert (made.prefix, made.year, made.programme_id) == ("SEC", 2028, scene.programme_id)


def test_programmes_and_calls_are_found_by_those_who_see_them(session, scene):
    manager, stranger = work_of(session, scene.manager), work_of(session, scene.stranger)
    assert queries.find_programme(manager, "programme-of-tests") is not None
    assert queries.find_programme(stranger, "programme-of-tests") is None
    assert [row.calls for row in queries.list_run_programmes(manager)] == [1]
    assert queries.list_programmes(stranger) == []
    calls.publish(manager, scene.call.id)
    calls.create(manager, programme_id=scene.programme_id, slug="quiet", prefix="QUI", year=2027, facts=facts())
    session.flush()
    assert [(row.slug, row.calls) for row in queries.list_programmes(stranger)] == [("programme-of-tests", 1)]
    assert [(row.slug, row.calls) for row in queries.list_programmes(manager)] == [("programme-of-tests", 2)]
    assert {row.slug for row in queries.list_run_calls(manager)} == {"quiet", "first-round-of-tests"}
    assert queries.list_run_calls(stranger) == []
