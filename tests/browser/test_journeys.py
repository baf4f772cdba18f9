"""The main job in a real browser, as everybody in turn: with scripts all of it, without them up to the decision."""

import httpx2

from tests.browser import journey, prepared
from tests.browser.conftest import Arrivals
from tests.browser.serving import api_token


def test_from_an_open_call_to_a_space(arrive: Arrivals) -> None:
    cast = journey.assemble(arrive)
    journey.visit_public_pages(cast)
    journey.sign_everyone_in(cast)
    journey.make_a_call(cast)
    journey.apply(cast)
    journey.review(cast)
    journey.decide(cast)
    journey.work_together(cast)
    _read_by_program(cast)


def test_the_same_without_scripts(arrive: Arrivals) -> None:
    cast = journey.assemble(arrive, scripts=False)
    journey.visit_public_pages(cast)
    journey.sign_everyone_in(cast)
    journey.make_a_call(cast)
    journey.apply(cast)
    journey.review(cast)
    journey.decide(cast)


def _read_by_program(cast: journey.Cast) -> None:
    """Step 8: the partner's program finds the project in public, applies for its own organisation, and submits."""
    site, token = cast.anyone.site, api_token(cast.anyone.site)
    with httpx2.Client(base_url=site.url, headers=token) as program:
        calls = program.get("/api/v1/calls").json()["items"]
        assert cast.slug in [one["slug"] for one in calls]
        projects = program.get("/api/v1/projects").json()["items"]
        assert cast.reference in [one["reference"] for one in projects]
        answers = {"title": "Pumps", "about": "Pumps.", "people": 5, "country": "SEN", "contact": "p@example.org"}
        body = {"call": prepared.call(site), "answers": answers}
        made = program.post("/api/v1/applications", json=body, headers={"idempotency-key": f'"{cast.tail}-apply"'})
        assert (made.status_code, made.json()["problems"]) == (201, {}), made.text
        place = f"/api/v1/applications/{made.json()['reference']}"
        sent = program.post(f"{place}/submit", headers={"idempotency-key": f'"{cast.tail}-send"'})
        assert (sent.status_code, sent.json()["number"]) == (200, 1), sent.text
        tag = program.get(place).headers["etag"]
        changed = program.patch(place, json={"answers": {"title": "New"}}, headers={"if-match": tag})
        assert (changed.status_code, changed.json()["answers"]["title"]) == (200, "New"), changed.text


def test_words_are_saved_while_they_are_written(arrive: Arrivals) -> None:
    lead = arrive("Awa Diop")
    lead.sign_in(looking=False)
    lead.go(f"/calls/{prepared.call(lead.site)}")
    lead.press("Apply to this call")
    lead.follow("Your project")
    section = lead.path
    lead.type({"title": "Wells that speak"})
    lead.reads("Saved at")
    lead.go(section)
    assert lead.page.locator("main [name=title]").input_value() == "Wells that speak"
