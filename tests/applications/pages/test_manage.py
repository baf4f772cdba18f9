"""What managers see: a page of 50 at a constant cost, filtered, and no draft."""

import pytest

from app.applications import queries
from app.applications.rules.lists import Asked
from app.applications.service import drafts, submissions, withdrawals
from tests.applications.conftest import PROJECT, TEAM


@pytest.fixture
def sent(scene):
    """Sixty applications sent to the call, one of them with letters that LIKE would take for its own."""
    titles = [f"Wells {number}" for number in range(59)] + ["100% open_source"]
    return [scene.sent({"title": one}) for one in titles]


def listed(scene, work, **asked):
    """Titles of the call's list."""
    found = queries.list_applications(work, queries.call_scope(work, scene.call.slug), Asked(**asked))
    return [row.title for row in found.rows]


def test_a_page_of_fifty_and_the_rest(scene, sent, client_as) -> None:
    scene.application(title="A draft of somebody")
    manager = scene.manager()
    client, address = client_as(manager), f"/manage/calls/{scene.call.slug}/applications"
    first = client.get(address)
    assert (first.status_code, first.text.count("<tr><th"), "A draft" in first.text) == (200, 50, False)
    work = scene.work(manager)
    page = queries.list_applications(work, queries.call_scope(work, scene.call.slug), Asked())
    assert client.get(f"{address}?after={page.next}").text.count("<tr><th") == 10
    assert client.get(f"{address}?after=nonsense").status_code == 422


@pytest.mark.parametrize(
    ("word", "found"),
    [("open_source", 1), ("100%", 1), ("%", 1), ("_", 1), ("wells 5", 1), ("WELLS", 50), ("nothing", 0), ("\\", 0)],
)
def test_words_are_sought_as_they_are(scene, sent, client_as, word, found) -> None:
    page = client_as(scene.manager()).get(f"/manage/calls/{scene.call.slug}/applications", params={"q": word})
    assert page.text.count("<tr><th") == found


def test_a_reference_is_found_and_a_state_filters(scene, sent) -> None:
    work = scene.work(scene.manager())
    sent[0].state = "accepted"
    scene.session.flush()
    assert listed(scene, work, typed=sent[7].reference) == ["Wells 7"]
    assert listed(scene, work, states=("accepted",)) == ["Wells 0"]
    assert queries.count_by_state(work, scene.call.id) == {"accepted": 1, "submitted": 59}


def test_a_list_costs_the_same_for_one_and_for_many(scene, sent, client_as, statements) -> None:
    client, address = client_as(scene.manager()), f"/manage/calls/{scene.call.slug}/applications"
    counts = []
    for query in ("?q=open_source", "?q=wells", "?q=_", ""):
        statements.clear()
        client.get(address + query)
        counts.append(len(statements))
    assert counts == [3, 3, 2, 2]


def test_neighbours_reviewers_and_applicants_get_nothing(scene, sent, client_as) -> None:
    neighbour = type(scene)(scene.session)
    for actor in (neighbour.manager(), scene.person("Eve"), scene.person("Ada", ("administrator", None))):
        client = client_as(actor)
        for path in ("applications", "applications/filters"):
            assert client.get(f"/manage/calls/{scene.call.slug}/{path}").status_code == 404
            assert client.get(f"/manage/programmes/{scene.programme.slug}/{path}").status_code == 404
        assert client.get(f"/manage/applications/{sent[0].reference}").status_code == 404


def test_one_application_is_read(scene, sent, client_as) -> None:
    client = client_as(scene.manager())
    page = client.get(f"/manage/applications/{sent[0].reference}")
    assert (page.status_code, "Wells 0" in page.text) == (200, True)
    assert client.get(f"/applications/{sent[0].reference}").headers["location"] == (
        f"/manage/applications/{sent[0].reference}"
    )


def test_the_timeline_tells_what_happened(scene, client_as) -> None:
    lead = scene.person("Lea")
    application = scene.application((lead, "lead"), state="submitted", submitted_at=scene.now)
    withdrawals.withdraw(scene.work(lead), application.id)
    scene.session.commit()
    page = client_as(scene.manager()).get(f"/manage/applications/{application.reference}").text
    assert (page.count("cw-timeline__text"), "What happened" in page) == (1, True)


@pytest.mark.parametrize("blind", [True, False])
def test_observers_see_all_but_who_applies_where_review_is_blind(scene, client_as, blind) -> None:
    scene.stage.policy = {"blind": blind}
    lead, body = scene.person("Leandra"), scene.organisation()
    body.name = "Atelier Awa"
    application = scene.application((lead, "lead"), organisation_id=body.id)
    drafts.save(scene.work(lead), application.id, "project", PROJECT, 0)
    told = {"site": "https://awa.example", "mail": "awa@example.org"}
    drafts.save(scene.work(lead), application.id, "team", TEAM | told, 0)
    submissions.submit(scene.work(lead), application.id)
    pages = (f"/manage/applications/{application.reference}", f"/manage/calls/{scene.call.slug}/applications")
    for role in ("manager", "observer"):
        client = client_as(scene.person("Oda", (role, scene.programme.id)))
        texts = [client.get(page).text for page in pages]
        assert all("Wells" in text for text in texts)
        names = ("Atelier Awa", "Leandra", "awa.example", "awa@example.org")
        whole = client.get(f"{pages[0]}/timeline")
        assert whole.status_code == (404 if blind and role == "observer" else 200)
        shown = [[name for name in names if name in text] for text in texts]
        assert shown == ([[], []] if blind and role == "observer" else [list(names), ["Atelier Awa"]])
