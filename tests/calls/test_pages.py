"""The pages of calls, read and posted as people do."""

import re

import pytest

from app.calls import queries
from app.calls.service import calls
from app.kernel.principals import Anonymous
from tests.calls.conftest import FORM, facts, work_of

PUBLIC = ("/", "/calls")
INSIDE = ("", "/edit", "/form", "/form/section", "/form/section?key=project", "/form/question?section=project",
          "/form/question?key=summary", "/form/import", "/rubric", "/rubric/criterion", "/rubric/criterion?key=value",
          "/rubric/import", "/stages", "/stages/1")  # fmt: skip


@pytest.fixture
def manager(client_as, scene):
    """A browser in which a manager of the programme is signed in."""
    client = client_as(scene.manager)
    page = client.get("/manage/calls/new").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    client.headers["x-csrf-token"] = token.group(1) if token else ""
    return client


def inside(scene, rest=""):
    return f"/manage/calls/{scene.call.slug}{rest}"


def test_public_pages_answer_everybody(client_as, session, scene):
    visitor = client_as()
    assert [visitor.get(path).status_code for path in PUBLIC] == [200, 200]
    assert visitor.get(f"/calls/{scene.call.slug}").status_code == 404
    calls.publish(work_of(session, scene.manager), scene.call.id)
    session.commit()
    page = visitor.get(f"/calls/{scene.call.slug}")
    assert (page.status_code, page.text.count("<h1")) == (200, 1)
    assert "What will you do?" in page.text
    assert "Public value" in page.text


@pytest.mark.parametrize("rest", INSIDE)
def test_the_inside_is_for_those_who_run_the_call(client_as, manager, scene, rest):
    assert manager.get(inside(scene, rest)).status_code == 200
    assert client_as(scene.stranger).get(inside(scene, rest)).status_code == 404
    assert client_as(Anonymous()).get(inside(scene, rest)).headers["location"].startswith("/sign-in?next=")


def test_observers_look_and_do_not_touch(client_as, scene):
    observer = client_as(scene.observer)
    assert observer.get(inside(scene)).status_code == 200
    assert observer.get(inside(scene, "/edit")).status_code == 403


def test_a_stranger_has_nothing_to_manage(client_as, scene):
    assert client_as(scene.stranger).get("/manage").status_code == 403
    assert client_as(scene.administrator).get("/manage").status_code == 200


def test_a_programme_and_a_call_are_made(client_as, manager, session, scene):
    bad = manager.post("/manage/programmes/new", data={"slug": "Not a slug"})
    assert (bad.status_code, bad.text.count('class="govuk-error-message"')) == (422, 2)
    made = manager.post("/manage/programmes/new", data={"slug": "programme-of-tests", "name-en": "Again"})
    assert (made.status_code, "This address is in use" in made.text) == (422, True)
    fields = {
        "programme": str(scene.programme_id), "title-en": "Second round", "slug": "second-round", "prefix": "sec",
        "year": "2028", "zone": "Europe/Paris", "opens-day": "1", "opens-month": "3", "opens-year": "2028",
        "opens-time": "09:00", "closes-day": "31", "closes-month": "3", "closes-year": "2028",
    }  # fmt: skip
    assert manager.post("/manage/calls/new", data=fields | {"closes-month": "2"}).status_code == 422
    assert manager.post("/manage/calls/new", data=fields).headers["location"].startswith("/manage/calls/second-round?")
    call = queries.find_call(work_of(session, scene.manager), "second-round")
    assert (call.prefix, call.opens_at.isoformat(), call.closes_at.isoformat()) == (
        "SEC", "2028-03-01T08:00:00+00:00", "2028-03-31T21:59:00+00:00",
    )  # fmt: skip


def test_a_form_is_built_without_script(manager, session, scene):
    def post(rest, **fields):
        return manager.post(inside(scene, "/form" + rest), data=fields).status_code

    assert post("/section", **{"title-en": "Your team"}) == 303
    assert post("/question?section=your_team&kind=single_choice", **{"label-en": "Kind?", "options": ""}) == 422
    options = "A company | Une entreprise | company\nAn association"
    assert post("/question?section=your_team&kind=single_choice", **{"label-en": "Kind?", "options": options}) == 303
    assert post("/question?section=nowhere&kind=date", **{"label-en": "When?"}) == 404
    assert post("/question?section=your_team&kind=number", **{"label-en": "How many?", "min": "9", "max": "1"}) == 422
    assert post("/move", what="section", key="your_team", by="up") == 303
    assert post("/remove", what="question", key="country") == 303
    form = queries.get_stage(work_of(session, scene.manager), scene.stage.id).form
    assert form is not None
    assert [(part["key"], [one["key"] for one in part["questions"]]) for part in form["sections"]] == [
        ("your_team", ["kind"]), ("project", ["summary"]),
    ]  # fmt: skip
    assert form["sections"][0]["questions"][0]["options"] == [
        {"key": "company", "label": {"en": "A company", "fr": "Une entreprise"}},
        {"key": "an_association", "label": {"en": "An association"}},
    ]


def test_a_definition_goes_out_and_comes_in(manager, session, scene):
    assert manager.get(inside(scene, "/form/definition.json")).json() == FORM
    hostile = ('{"sections": "\\u0000"}', '{"sections": "\\ud800"}', '{"sections": NaN}', "[" * 20_000)
    for typed in ("{", "[]", '{"sections": [{"key": "A"}]}', *hostile):
        assert manager.post(inside(scene, "/form/import"), data={"definition": typed}).status_code == 422
    exported = manager.get(inside(scene, "/rubric/definition.json")).text
    assert manager.post(inside(scene, "/rubric/import"), data={"definition": exported}).status_code == 303


def test_a_rubric_is_built_without_script(manager, session, scene):
    def post(rest, **fields):
        return manager.post(inside(scene, "/rubric" + rest), data=fields).status_code

    assert post("/criterion", **{"title-en": "Openness", "weight": "20", "anchor-5-en": "Free licence"}) == 303
    assert post("/criterion", **{"title-en": "Openness", "weight": "much"}) == 422
    assert post("/move", key="openness", by="up") == 303
    assert post("/remove", key="team") == 303
    assert post("/scale", min="0", max="3", step="1") == 422
    rubric = queries.get_stage(work_of(session, scene.manager), scene.stage.id).rubric
    assert rubric is not None
    assert [(one["key"], one["weight"]) for one in rubric["criteria"]] == [("value", "60"), ("openness", "20")]


def test_a_call_is_changed_and_published(manager, session, scene):
    moved = {
        "title-en": "First round", "summary-en": "New words", "eligibility-en": "All", "process-en": "Panel",
        "zone": "UTC", "closes-day": "1", "closes-month": "2", "closes-year": "2099", "opens-day": "1",
        "opens-month": "2", "opens-year": "2026", "version": "1",
    }  # fmt: skip
    assert manager.post(inside(scene, "/edit"), data=moved).status_code == 303
    assert manager.post(inside(scene, "/edit"), data=moved | {"title-en": "Late"}).status_code == 412
    assert manager.post(inside(scene, "/publish")).status_code == 303
    assert manager.post(inside(scene, "/publish")).status_code == 409
    page = manager.get(f"/calls/{scene.call.slug}").text
    assert f'action="/calls/{scene.call.slug}/apply"' in page


def test_what_is_missing_is_listed_before_publishing(client_as, session, scene):
    work = work_of(session, scene.manager)
    calls.create(
        work, programme_id=scene.programme_id, slug="bare", prefix="BAR", year=2027, facts=facts(eligibility={})
    )
    session.commit()
    client = client_as(scene.manager)
    page = client.get("/manage/calls/bare").text
    assert "Say who can apply" in page
    assert "Publish this call" not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [("/calls/%00", 400), ("/calls?after=%00", 400), ("/calls/nowhere", 404), ("/calls?after=x", 422)],
)
def test_what_is_not_there_is_refused(client_as, path, status):
    assert client_as().get(path).status_code == status
