"""Lists with filters, columns and marks; views saved and shared; labels."""

from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.applications.models import Label, SavedView
from tests.applications.conftest import PROJECT, TEAM, Scene


@pytest.fixture
def here(scene: Scene) -> str:
    scene.sent(
        {**PROJECT, **TEAM, "budget": {"amount": "1500.00", "currency": "EUR"}, "start": "2027-01-31", "open": True}
    )
    scene.sent({"title": "Schools", "about": "A café by the road", "people": 3})
    return f"/manage/calls/{scene.call.slug}/applications"


def test_columns_show_answers_as_people_read_them(scene: Scene, client_as: Any, here: str) -> None:
    columns = "&".join(f"column=q.{key}" for key in ("people", "budget", "start", "open", "country", "areas", "about"))
    page = client_as(scene.manager()).get(f"{here}?{columns}&sort=-q.people").text
    row = page[page.index("Wells</td>") : page.index("Schools</td>")]
    for shown in ("2,500", "€1,500", "31 Jan 2027", "Yes", "France", "Data", "Water for all"):
        assert f">{shown}</td>" in row
    assert 'aria-sort="descending"' in page


def test_a_filter_can_be_taken_away(scene: Scene, client_as: Any, here: str) -> None:
    page = client_as(scene.manager()).get(f"{here}?f.areas=data&state=submitted&country=FRA&q=wells").text
    assert f'href="{here}?q=wells&amp;state=submitted&amp;f.areas=data"' in page
    assert "Areas: <bdi>Data</bdi>" in page


def test_matches_are_marked_in_titles_and_answers(scene: Scene, client_as: Any, here: str) -> None:
    client = client_as(scene.manager())
    assert "<mark>Schools</mark>" in client.get(f"{here}?q=school").text
    assert "What is it?: <bdi>A <mark>café</mark> by the road</bdi>" in client.get(f"{here}?q=cafe").text


def test_a_list_filtered_by_what_is_hidden_says_so(scene: Scene, client_as: Any, here: str) -> None:
    assert "Nothing can be shown" in client_as(scene.manager()).get(f"{here}?f.gone=x").text


@pytest.mark.parametrize("place", ["calls", "programmes"])
def test_the_page_of_filters_offers_all_there_are(scene: Scene, client_as: Any, here: str, place: str) -> None:
    scene.add(Label(programme_id=scene.programme.id, name="Shortlist", created_at=scene.now))
    address = here if place == "calls" else f"/manage/programmes/{scene.programme.slug}/applications"
    page = client_as(scene.manager()).get(f"{address}/filters?q=wells&state=submitted")
    assert (page.status_code, "Shortlist" in page.text, 'value="wells"' in page.text) == (200, True, True)
    assert ('name="f.areas"' in page.text) == (place == "calls")


def test_a_view_is_saved_shown_written_over_and_deleted(scene: Scene, client_as: Any, here: str) -> None:
    manager = scene.manager()
    client = client_as(manager)
    for query in ("sort=title", "state=submitted&x=1"):
        saved = client.post(f"{here}/views", data={"name": " My  view ", "query": query})
        assert saved.status_code == 303
    assert saved.headers["location"] == f"{here}?state=submitted&note=view_saved"
    page = client.get(f"{here}?state=submitted").text
    assert f'<a href="{here}?state=submitted" aria-current="page" dir="auto">My view</a>' in page
    view = scene.session.scalars(select(SavedView)).one()
    stranger = client_as(scene.person("Eve"))
    assert stranger.post(f"/manage/views/{view.id}/delete").status_code == 404
    other = client_as(scene.manager())
    assert ("My view" in other.get(here).text, other.post(f"/manage/views/{view.id}/delete").status_code) == (
        False,
        404,
    )
    gone = client_as(manager).post(f"/manage/views/{view.id}/delete", data={"back": f"{here}/filters"})
    assert gone.headers["location"] == f"{here}/filters?note=view_deleted"
    assert scene.session.scalars(select(SavedView)).all() == []


def test_a_shared_view_is_seen_by_all_who_run_the_programme(scene: Scene, client_as: Any, here: str) -> None:
    shared = {"name": "Shared", "query": "state=submitted", "is_shared": "yes"}
    observer = scene.person("Obi", ("observer", scene.programme.id))
    assert client_as(observer).post(f"{here}/views", data=shared).status_code == 403
    own = {**shared, "name": "Own", "is_shared": ""}
    assert client_as(observer).post(f"{here}/views", data=own).status_code == 303
    assert client_as(scene.manager()).post(f"{here}/views", data=shared).status_code == 303
    assert [name in client_as(observer).get(here).text for name in ("Shared", "Own")] == [True, True]
    assert [name in client_as(scene.manager()).get(here).text for name in ("Shared", "Own")] == [True, False]
    view = scene.session.scalars(select(SavedView).where(SavedView.name == "Shared")).one()
    assert client_as(observer).post(f"/manage/views/{view.id}/delete").status_code == 403
    assert client_as(scene.manager()).post(f"/manage/views/{view.id}/delete").status_code == 303


def test_a_view_without_a_name_is_asked_for_one(scene: Scene, client_as: Any, here: str) -> None:
    page = client_as(scene.manager()).post(f"{here}/views", data={"name": " ", "query": "state=submitted"})
    assert (page.status_code, "Enter a name." in page.text, "state=submitted" in page.text) == (422, True, True)


def test_a_view_of_a_programme(scene: Scene, client_as: Any, here: str) -> None:
    address, client = f"/manage/programmes/{scene.programme.slug}/applications", client_as(scene.manager())
    assert client.post(f"{address}/views", data={"name": "All", "query": "sort=title"}).status_code == 303
    assert ("All" in client.get(address).text, '"All' in client.get(here).text) == (True, False)


def test_labels_are_made_and_deleted_by_managers(scene: Scene, client_as: Any, here: str) -> None:
    address, client = f"/manage/programmes/{scene.programme.slug}/labels", client_as(scene.manager())
    assert client.post(address, data={"name": "Short  list"}).status_code == 303
    for name, sentence in (("Short list", "There is one of that name already"), ("", "Enter a name.")):
        refused = client.post(address, data={"name": name})
        assert (refused.status_code, sentence in refused.text) == (422, True)
    label = scene.session.scalars(select(Label)).one()
    assert (label.name, "Short list" in client.get(address).text) == ("Short list", True)
    observer = client_as(scene.person("Obi", ("observer", scene.programme.id)))
    assert ("Short list" in observer.get(address).text, observer.post(address, data={"name": "x"}).status_code) == (
        True,
        403,
    )
    assert observer.post(f"{address}/{label.id}/delete").status_code == 403
    neighbour = client_as(Scene(scene.session).manager())
    assert neighbour.post(f"{address}/{label.id}/delete").status_code == 404
    assert client_as(scene.manager()).post(f"{address}/{label.id}/delete").status_code == 303
    assert scene.session.scalars(select(Label)).all() == []


def test_odd_names_and_queries_are_shown_as_they_are(scene: Scene, client_as: Any, here: str) -> None:
    client = client_as(scene.manager())
    client.post(f"{here}/views", data={"name": "<b>قائمة", "query": f"q={quote('<script>')}"})
    page = client.get(here).text
    assert ("&lt;b&gt;قائمة" in page, "<b>قائمة" in page) == (True, False)
