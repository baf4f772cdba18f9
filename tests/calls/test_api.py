"""Calls and their forms, as programs read them."""

import pytest

from app.calls.service import calls, stages
from tests.calls.conftest import FORM, RUBRIC, facts, work_of

LIST = "/api/v1/calls"


@pytest.fixture
def public(session, scene):
    calls.publish(work_of(session, scene.manager), scene.call.id)
    session.commit()
    return scene


def test_only_published_calls_are_listed(client_as, session, public):
    calls.create(
        work_of(session, public.manager),
        programme_id=public.programme_id, slug="quiet", prefix="QUI", year=2027, facts=facts(),
    )  # fmt: skip
    session.commit()
    for actor in (None, public.stranger, public.manager):
        slugs = {one["slug"] for one in client_as(actor).get(LIST).json()["items"]}
        assert (public.call.slug in slugs, "quiet" in slugs) == (True, False)
    assert client_as().get(f"{LIST}/quiet").status_code == 404
    assert client_as().get(f"{LIST}/nowhere").status_code == 404


@pytest.mark.parametrize(("phase", "status"), [("open", 200), ("upcoming", 200), ("closed", 200), ("soon", 422)])
def test_phases(client_as, public, phase, status):
    answer = client_as().get(LIST, params={"phase": phase})
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"] == {"phase": "unknown_phase"}


def test_one_call_with_its_stages(client_as, public):
    answer = client_as().get(f"{LIST}/{public.call.slug}")
    body = answer.json()
    assert {name: body[name] for name in ("slug", "title", "zone", "provenance", "eligibility", "process")} == {
        "slug": public.call.slug,
        "title": {"en": "First round", "fr": "Premier tour"},
        "zone": "Europe/Paris",
        "provenance": "live",
        "eligibility": {"en": "Any organisation."},
        "process": {"en": "A panel scores, two managers decide."},
    }
    assert body["stages"] == [{"position": 1, "name": {"en": "Proposal"}, "form_version": 1, "rubric": RUBRIC}]
    again = client_as().get(f"{LIST}/{public.call.slug}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_form_is_given_as_definition_and_as_schema(client_as, session, public):
    stages.add(work_of(session, public.manager), public.call.id, name={"en": "Interview"})
    session.commit()
    body = client_as().get(f"{LIST}/{public.call.slug}/stages/1/form").json()
    assert (body["version"], body["definition"]) == (1, FORM)
    assert body["schema_"]["required"] == ["summary"]
    for position, status in (("2", 404), ("3", 404), ("x", 404)):
        assert client_as().get(f"{LIST}/{public.call.slug}/stages/{position}/form").status_code == status
