"""Making panels and putting reviewers on them; the pages on which managers do so."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from app.applications.models import Invitation
from app.identity.models import Person as PersonRow
from app.kernel.errors import Forbidden, NotFound
from app.kernel.events import EventRecord
from app.kernel.principals import Person, System
from app.reviews import queries
from app.reviews.errors import AlreadyOnPanel, UnknownReviewer
from app.reviews.models import Panel, Panellist, Review
from app.reviews.service import panels
from app.reviews.types import Constituency, PanelRole
from tests.reviews.scenes import Reviewed, Scene

CIVIL = Constituency.CIVIL_SOCIETY


def address(scene: Scene, person: Person) -> str:
    return str(scene.session.scalars(select(PersonRow.email).where(PersonRow.id == person.id)).one())


def test_a_stage_has_one_panel(scene: Scene) -> None:
    manager = scene.work(scene.manager())
    assert panels.create(manager, scene.stage.id, "Again") == scene.panel.id
    scene.session.execute(delete(Panel))
    made = panels.create(manager, scene.stage.id, "Experts")
    scene.session.flush()
    assert scene.session.scalars(select(Panel.name)).all() == ["Experts"]
    assert panels.create(manager, scene.stage.id, "Twice") == made
    names = list(scene.session.scalars(select(EventRecord.name)))
    assert names == ["panel.created"]


def test_a_reviewer_is_found_by_a_confirmed_address(scene: Scene) -> None:
    rita, manager = scene.person("Rita"), scene.work(scene.manager())
    email = address(scene, rita).upper()
    seat_id = panels.add(
        manager, scene.stage.id, email=email, constituency=CIVIL, role=PanelRole.CHAIR, languages=["fr"], capacity=2
    )
    scene.session.flush()
    seat = scene.session.get_one(Panellist, seat_id)
    told = (seat.person_id, seat.pseudonym, seat.role, seat.constituency, seat.languages, seat.capacity)
    assert told == (rita.id, "Reviewer 1", "chair", "civil_society", ["fr"], 2)
    with pytest.raises(AlreadyOnPanel):
        panels.add(manager, scene.stage.id, email=email, constituency=CIVIL)
    seat.left_at = scene.now
    scene.session.flush()
    with pytest.raises(AlreadyOnPanel):
        panels.add(manager, scene.stage.id, email=email, constituency=CIVIL)


def test_an_address_that_nobody_confirmed_is_nobodys(scene: Scene) -> None:
    row = scene.session.get_one(PersonRow, scene.person("Uma").id)
    row.email_confirmed_at = None
    scene.session.flush()
    for email in (row.email or "", "nobody@example.org", ""):
        with pytest.raises(UnknownReviewer):
            panels.add(scene.work(scene.manager()), scene.stage.id, email=email, constituency=CIVIL)
    assert scene.session.scalars(select(Panellist)).all() == []


def test_only_managers_make_panels(scene: Scene) -> None:
    observer = scene.work(scene.person("Obi", ("observer", scene.programme.id)))
    with pytest.raises(Forbidden):
        panels.create(observer, scene.stage.id, "")
    with pytest.raises(Forbidden):
        panels.add(observer, scene.stage.id, email="a@example.org", constituency=CIVIL)
    for actor in (scene.person("Eve"), Scene(scene.session).manager(), scene.person("Ada", ("administrator", None))):
        with pytest.raises(NotFound):
            panels.create(scene.work(actor), scene.stage.id, "")


def test_a_panel_lists_loads(scene: Scene, reviewed: Reviewed) -> None:
    reviewed.theirs.state = "submitted"
    scene.seat(None, pseudonym="Imported 1")
    scene.session.flush()
    rows = queries.list_panellists(scene.work(System("tests")), scene.panel.id)
    assert [(row.name, row.pseudonym, row.open, row.done) for row in rows] == [
        ("Imported 1", "Imported 1", 0, 0),
        ("Rita", "Reviewer 1", 1, 0),
        ("Otto", "Reviewer 2", 1, 1),
    ]
    assert queries.list_panellists(scene.work(System("tests")), None) == []


Browser = Callable[..., TestClient]


@pytest.mark.parametrize("capacity", ["many", "9" * 5000, "99999999999", "²", ""])
def test_a_panel_is_made_on_its_page(scene: Scene, client_as: Browser, capacity: str) -> None:
    rita, place = scene.person("Rita"), f"/manage/calls/{scene.call.slug}/panel"
    desk = client_as(scene.manager())
    fields = {"email": address(scene, rita), "constituency": "academia", "capacity": capacity, "role": "chair"}
    for change, sentence in (
        ({"constituency": "nobody"}, "Choose whom this reviewer speaks for"),
        ({"email": "nobody@example.org"}, "Nobody with this confirmed address has signed in yet"),
    ):
        answer = desk.post(place, data=fields | change)
        assert (answer.status_code, sentence in answer.text) == (422, True)
        assert (fields | change)["email"] in answer.text
    made = desk.post(place, data=fields)
    assert (made.status_code, made.headers["location"]) == (303, f"{place}?note=panellist_added")
    seat = scene.session.scalars(select(Panellist)).one()
    assert (seat.role, seat.capacity) == ("chair", 20)
    assert desk.post(place, data=fields).status_code == 422
    assert "Rita" in desk.get(place).text


def test_an_assignment_says_why_it_cannot_be(scene: Scene, client_as: Browser) -> None:
    rita = scene.person("Rita")
    seat, application = scene.seat(rita, capacity=1), scene.sent()
    place, desk = f"/manage/calls/{scene.call.slug}/assign", client_as(scene.manager())
    fields = {"reference": application.reference, "panellist": str(seat.id), "due": "2027-03-31"}
    scene.bar(application, rita)
    answer = desk.post(place, data=fields)
    assert (answer.status_code, "This reviewer has a conflict with the application." in answer.text) == (422, True)
    for change in ({"panellist": "x"}, {"panellist": ""}, {"reference": "nowhere"}):
        assert desk.post(place, data=fields | change).status_code == 404
    other = scene.sent(title="Other")
    made = desk.post(place, data=fields | {"reference": other.reference})
    assert made.headers["location"] == f"{place}?note=assigned#{other.reference}"
    assert desk.post(place, data=fields | {"reference": scene.sent().reference}).status_code == 422
    due = scene.session.scalars(select(Review.due_at)).one()
    assert due is not None
    assert due.isoformat() == "2027-03-31T23:59:00+00:00"
    assert desk.get(f"{place}?after=nonsense").status_code == 422


def test_reviewers_are_asked_once_the_call_has_closed(scene: Scene, client_as: Browser) -> None:
    seat, application, over = scene.seat(scene.person("Rita")), scene.sent(), scene.sent(state="declined")
    place, desk = f"/manage/calls/{scene.call.slug}/assign", client_as(scene.manager())
    assert re.findall(r'name="reference" value="([^"]+)"', desk.get(place).text) == [application.reference]
    scene.call.closes_at = datetime(2099, 3, 31, 21, 59, tzinfo=UTC)
    scene.session.flush()
    shown = desk.get(place).text
    assert (re.findall(r'name="reference"', shown), "until the call closes" in shown) == ([], True)
    answer = desk.post(place, data={"reference": application.reference, "panellist": str(seat.id)})
    assert answer.status_code == 422
    assert "may still change until the call closes: 31 March 2099, 23:59 (Europe/Paris)" in answer.text
    assert (scene.fresh(application).state, over.state) == ("submitted", "declined")


def test_nobody_is_offered_their_own_application(scene: Scene, client_as: Browser) -> None:
    lead, guest, rita = scene.person("Lea"), scene.person("Gus"), scene.person("Rita")
    application = scene.sent((lead, "lead"))
    facts = {"application_id": application.id, "email": address(scene, guest), "role": "viewer"}
    scene.add(Invitation(**facts, invited_by=lead.id, created_at=scene.now, expires_at=scene.soon))
    seats = [scene.seat(person) for person in (lead, guest, rita)]
    place, desk = f"/manage/calls/{scene.call.slug}/assign", client_as(scene.manager())
    assert re.findall(r'<option value="([^"]+)"', desk.get(place).text) == [str(seats[2].id)]
    answer = desk.post(place, data={"reference": application.reference, "panellist": str(seats[0].id)})
    assert (answer.status_code, "This person is in the application" in answer.text) == (422, True)


@pytest.mark.parametrize("due", ["soon", "9999-12-31T23:59:00-12:00", "0001-01-01", "1989-12-31", "2200-01-01"])
def test_a_due_day_that_is_none_is_refused(scene: Scene, client_as: Browser, due: str) -> None:
    place, desk = f"/manage/calls/{scene.call.slug}/assign", client_as(scene.manager())
    fields = {"reference": scene.sent().reference, "panellist": str(scene.seat(None).id), "due": due}
    answer = desk.post(place, data=fields)
    assert (answer.status_code, "Enter a real date and time" in answer.text) == (422, True)
    assert scene.session.scalars(select(Review.due_at)).all() == []
    assert desk.post(place, data=fields | {"due": ""}).status_code == 303
    assert scene.session.scalars(select(Review.due_at)).all() == [None]


def test_assignments_are_read_fifty_at_a_time(scene: Scene, client_as: Browser) -> None:
    for number in range(51):
        scene.sent(title=f"Project {number}", reference=f"T-{number:04d}")
    place, desk = f"/manage/calls/{scene.call.slug}/assign", client_as(scene.manager())
    first = desk.get(place).text
    assert ("T-0049" in first, "T-0050" in first) == (True, False)
    rows = queries.list_assignments(scene.work(System("tests")), scene.stage.id, after="T-0049")
    assert [row.reference for row in rows] == ["T-0050"]


def test_panels_are_not_for_others(scene: Scene, client_as: Browser) -> None:
    for actor in (scene.person("Eve"), Scene(scene.session).manager(), scene.person("Ada", ("administrator", None))):
        for rest in ("panel", "assign", "deliberation"):
            assert client_as(actor).get(f"/manage/calls/{scene.call.slug}/{rest}").status_code == 404


def test_an_observer_reads_pseudonyms_and_is_offered_no_deed(
    scene: Scene, reviewed: Reviewed, client_as: Browser
) -> None:
    observer, manager = scene.person("Obi", ("observer", scene.programme.id)), scene.manager()
    elsewhere = Person(
        id=observer.id, name="Obi", roles=observer.roles | {("manager", Scene(scene.session).programme.id)}
    )
    scene.sent(state="in_review")
    pages = [f"/manage/calls/{scene.call.slug}/{page}" for page in ("panel", "assign", "deliberation")]
    names, deeds = ("Rita", "Otto"), ("Add to the panel", ">Ask</button>")

    def read(reader: Person, words: tuple[str, ...]) -> list[bool]:
        found = [client_as(reader).get(page) for page in pages]
        assert [page.status_code for page in found] == [200] * 3
        return [word in "".join(page.text for page in found) for word in words]

    for reader in (observer, elsewhere):
        assert read(reader, (*names, *deeds, "Reviewer 1", "Reviewer 2")) == [False] * 4 + [True] * 2
        rows = queries.list_panellists(scene.work(reader), scene.panel.id)
        assert [row.name for row in rows] == ["Reviewer 1", "Reviewer 2"]
    assert read(manager, names) == [True] * 2
    assert [row.name for row in queries.list_panellists(scene.work(manager), scene.panel.id)] == list(names)
