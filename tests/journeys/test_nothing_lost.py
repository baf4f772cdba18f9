"""What goes wrong in real browsers, over HTTP: two tabs, double clicks, going back, sessions and calls that end.

Nobody loses a word by it, nothing is done twice, and nothing late is taken.
"""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.applications.models import Application, ApplicationGrant, SectionDraft, Submission
from app.applications.service import applications, drafts
from app.identity.models import Person as PersonRow
from app.identity.models import RoleGrant, SignInSession
from app.identity.service import sessions
from app.kernel import clock, postgres
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import Anonymous, Person
from app.kernel.work import Work
from app.reviews.models import Decision, Review, ReviewVersion
from tests.applications.conftest import PROJECT, TEAM
from tests.applications.conftest import Scene as Applying
from tests.reviews.conftest import Board

LONG = "We will dig <b>forty wells</b>,\nand keep them clean: مياه نظيفة للجميع."
ARABIC = "نور الدين بن يوسف"


class Tab:
    """A browser tab that is signed in as people are, and posts what its page holds."""

    def __init__(self, app: FastAPI, session: Session, person: Person) -> None:
        self.client = TestClient(app, follow_redirects=False, headers={"origin": "http://testserver"})
        self.session, self.person, self.page = session, person, ""
        self.sign_in()

    def sign_in(self) -> None:
        """A new session, as signing in again in another tab gives this one too."""
        work = Work(self.session, Anonymous(), clock.database(self.session))
        token = sessions.sign_in(work, self.person.id, "link", "Tab")
        self.session.commit()
        self.client.cookies.clear()
        self.client.cookies.set("session", token)

    def end(self) -> None:
        """The session runs out."""
        self.session.execute(update(SignInSession).values(revoked_at=clock.wall()))
        self.session.commit()

    def open(self, path: str) -> "Tab":
        """Look at a page and stay on it."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        self.page, self.path = answer.text, path
        return self

    def hidden(self, page: str = "") -> dict[str, str]:
        """The hidden fields of the page."""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page or self.page)
        return {name: unescape(value) for name, value in found}

    def post(self, path: str, **typed: Any) -> Any:
        """Post to `path` what was typed, with the hidden fields of the page that is open."""
        kept = {name: value for name, value in self.hidden().items() if name in {"csrf_token", "version"}}
        return self.client.post(path, data=kept | typed, headers={"referer": f"http://testserver{self.path}"})

    def again(self, answer: Any) -> Any:
        """Press the button of the page that offers to send everything again."""
        assert "This was not sent yet" in answer.text
        (action,) = re.findall(r'<form method="post" action="([^"]+)">(?=<input|\n<input)', answer.text)
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
        body = urlencode([(name, unescape(value)) for name, value in fields])
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self.client.post(unescape(action), content=body, headers=kind)


Open = Callable[[Person], Tab]


@pytest.fixture
def board(session: Session) -> Board:
    """An open call with a form, a rubric and two managers, who hold their office in the database too."""
    made = Board(session)
    for person in (made.first, made.second):
        made.add(RoleGrant(person_id=person.id, role="manager", scope_id=made.programme.id, granted_at=made.now))
    return made


@pytest.fixture
def tab(app: FastAPI, session: Session) -> Open:
    """`tab(person)`: a browser tab of theirs."""
    return lambda person: Tab(app, session, person)


@pytest.fixture
def lead(board: Board) -> Person:
    return board.person("Lea")


@pytest.fixture
def draft(board: Board, lead: Person) -> Application:
    """A draft with every required answer but the project's."""
    application = board.application((lead, "lead"))
    drafts.save(board.work(lead), application.id, "team", TEAM, 0)
    board.session.commit()
    return application


@pytest.fixture
def reviewing(board: Board) -> tuple[Person, Review]:
    """A reviewer with an accepted review to write."""
    expert = board.person("Nadia")
    application = board.sent()
    review = board.reviewer(application, expert)
    keys = {"application_id": application.id, "person_id": expert.id, "stage_id": board.stage.id}
    board.add(ApplicationGrant(cause_id=review.id, sight="reviewer", **keys))
    board.session.commit()
    return expert, review


def answers(session: Session, section: str = "project") -> dict[str, Any]:
    """What is saved of a section."""
    session.expire_all()
    found = session.scalar(select(SectionDraft.answers).where(SectionDraft.section == section))
    return dict(found or {})


# Applying


def test_a_double_click_begins_one_application_and_sends_it_once(
    board: Board, tab: Open, lead: Person, session: Session
) -> None:
    browser = tab(lead).open(f"/calls/{board.call.slug}")
    begun = {browser.post(f"/calls/{board.call.slug}/apply").headers["location"] for _ in range(2)}
    (place,) = begun
    for key, given in (("project", {"title": "Wells", "about": "Water"}), ("team", {"country": "FR"})):
        browser.open(f"{place}/sections/{key}")
        twice = [browser.post(f"{place}/sections/{key}", **given).headers["location"] for _ in range(2)]
        assert twice == [f"{place}?note=section_saved"] * 2
    browser.open(f"{place}/check")
    assert [browser.post(f"{place}/submit").headers["location"] for _ in range(2)] == [f"{place}/receipt"] * 2
    assert (session.query(Application).count(), session.query(Submission).count()) == (1, 1)


@pytest.mark.slow
def test_two_clicks_at_the_same_instant_begin_one_application(fresh_addresses: postgres.Addresses) -> None:
    database = connect(fresh_addresses.app, pool_size=9, application_name="tests")
    with database.writing() as session:
        scene = Applying(session)
        lead, slug = scene.person("Lea"), scene.call.slug
        session.commit()
    references: list[str] = []
    gate = threading.Barrier(8)

    def click() -> None:
        gate.wait()
        with works.writing(database, works.acting_as(lead)) as work:
            references.append(applications.start(work, slug))

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.dispose()
    assert (len(references), len(set(references))) == (8, 1)


def test_two_tabs_on_a_section_show_both_texts_and_let_choose(
    tab: Open, lead: Person, draft: Application, session: Session
) -> None:
    place = f"/applications/{draft.reference}/sections/project"
    one, two = tab(lead).open(place), tab(lead).open(place)
    assert one.post(place, title="Wells", about="First").status_code == 303
    clash = two.post(place, title="Wells", about="Second")
    assert (clash.status_code, "First" in clash.text, "Second" in clash.text) == (409, True, True)
    assert answers(session) == {"title": "Wells", "about": "First"}
    chosen = two.client.post(place, data=two.hidden(clash.text) | {"title": "Wells", "about": "Both"})
    assert (chosen.status_code, answers(session)["about"]) == (303, "Both")


def test_going_back_to_an_old_page_overwrites_nothing_unseen(
    tab: Open, lead: Person, draft: Application, session: Session
) -> None:
    place = f"/applications/{draft.reference}/sections/project"
    browser = tab(lead).open(place)
    browser.post(place, title="Wells", about="Saved")
    back = browser.post(place, title="Wells", about="Typed after going back")
    assert (back.status_code, "Saved" in back.text, "Typed after going back" in back.text) == (409, True, True)
    assert answers(session)["about"] == "Saved"


def test_a_session_that_ran_out_keeps_a_long_form_until_it_is_sent_again(
    tab: Open, lead: Person, draft: Application, session: Session
) -> None:
    place = f"/applications/{draft.reference}/sections/team"
    browser = tab(lead).open(place)
    browser.end()
    typed = {
        "country": "FR",
        "site": f"https://example.org/{'x' * 60}",
        "mail": "a@example.org",
        "areas": ["data", "audit"],
    }
    refused = browser.post(place, **typed)
    assert (refused.status_code, typed["site"] in refused.text) == (401, True)
    assert f'href="/sign-in?next={place}"' in refused.text
    assert browser.again(refused).status_code == 401
    browser.sign_in()
    warned = browser.again(refused)
    assert (warned.status_code, "as Lea" in warned.text) == (403, True)
    assert browser.again(warned).status_code == 303
    assert answers(session, "team") == {"country": "FRA", **{key: typed[key] for key in ("site", "mail", "areas")}}


def test_words_with_markup_and_line_breaks_come_through_the_signing_in(
    board: Board, tab: Open, lead: Person, draft: Application, session: Session
) -> None:
    place = f"/applications/{draft.reference}/sections/project"
    browser = tab(lead).open(place)
    browser.end()
    refused = browser.post(place, title=ARABIC, about=LONG)
    assert ("<b>forty" in refused.text, "&lt;b&gt;forty wells&lt;/b&gt;" in refused.text) == (False, True)
    browser.sign_in()
    saved = browser.again(browser.again(refused))
    assert saved.status_code in {303, 422}
    assert answers(session) == {"title": ARABIC, "about": LONG}


def test_what_a_strange_page_posts_is_never_offered_again(tab: Open, lead: Person, draft: Application) -> None:
    browser = tab(lead).open(f"/applications/{draft.reference}/sections/project")
    browser.end()
    place = f"/applications/{draft.reference}/sections/project"
    answer = browser.client.post(place, data={"about": LONG}, headers={"origin": "https://evil.example"})
    assert (answer.status_code, "forty wells" in answer.text) == (303, False)
    browser.sign_in()
    answer = browser.client.post(place, data={"about": LONG}, headers={"origin": "https://evil.example"})
    assert (answer.status_code, "forty wells" in answer.text) == (403, False)


def test_signing_in_after_a_post_leads_to_the_page_it_stood_on(tab: Open, reviewing: tuple[Person, Review]) -> None:
    expert, review = reviewing
    browser = tab(expert).open(f"/reviews/{review.id}")
    browser.end()
    answer = browser.client.post(
        f"/reviews/{review.id}/accept", headers={"referer": f"http://testserver/reviews/{review.id}"}
    )
    assert answer.headers["location"] == f"/sign-in?next=/reviews/{review.id}"
    strange = browser.client.post(f"/reviews/{review.id}/accept", headers={"referer": "https://evil.example/x"})
    assert strange.headers["location"] == "/sign-in?next=/"


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"closes_at": timedelta(seconds=-1)}, 409, "The call has closed, so this was not saved."),
        ({"cancelled_at": timedelta(0)}, 403, "This was not saved: you can read this application"),
    ],
)
@pytest.mark.parametrize("ending", ["", "/files", "/files/remove"])
def test_a_call_that_ends_between_page_and_save_gives_the_words_back(
    board: Board, tab: Open, lead: Person, draft: Application, session: Session,
    change: dict[str, timedelta], status: int, sentence: str, ending: str,
) -> None:  # fmt: skip
    place = f"/applications/{draft.reference}/sections/project"
    browser = tab(lead).open(place)
    for name, by in change.items():
        setattr(board.call, name, clock.database(session) + by)
    session.commit()
    late = browser.post(place + ending, title="Wells", about=LONG, upload="plan")
    assert (late.status_code, sentence in late.text) == (status, True)
    assert "We will dig &lt;b&gt;forty wells&lt;/b&gt;" in late.text
    assert answers(session) == {}


def test_an_application_taken_into_review_meanwhile_gives_the_words_back(
    tab: Open, lead: Person, draft: Application, session: Session
) -> None:
    place = f"/applications/{draft.reference}/sections/project"
    browser = tab(lead).open(place)
    draft.state = "in_review"
    session.commit()
    late = browser.post(place, title="Wells", about=LONG)
    assert (late.status_code, "forty wells" in late.text) == (403, True)


def test_a_late_submission_is_refused_and_its_draft_kept(
    board: Board, tab: Open, lead: Person, draft: Application, session: Session
) -> None:
    place = f"/applications/{draft.reference}"
    browser = tab(lead).open(f"{place}/sections/project")
    assert (
        browser.post(f"{place}/sections/project", **{key: str(value) for key, value in PROJECT.items()}).status_code
        == 303
    )
    browser.open(f"{place}/check")
    board.call.closes_at = clock.database(session)
    session.commit()
    late = browser.post(f"{place}/submit")
    assert (late.status_code, "Your draft is kept" in late.text) == (409, True)
    assert (answers(session), session.query(Submission).count()) == (PROJECT, 0)


def test_a_team_with_an_arabic_name_goes_all_the_way(board: Board, tab: Open, session: Session) -> None:
    lead = board.person(ARABIC)
    session.execute(update(PersonRow).where(PersonRow.id == lead.id).values(email="nour@example.org"))
    session.commit()
    browser = tab(lead).open(f"/calls/{board.call.slug}")
    place = browser.post(f"/calls/{board.call.slug}/apply").headers["location"]
    browser.open(f"{place}/sections/project").post(f"{place}/sections/project", title="مياه للجميع", about="آبار")
    browser.open(f"{place}/sections/team").post(f"{place}/sections/team", country="EG")
    assert browser.open(f"{place}/check").post(f"{place}/submit").headers["location"] == f"{place}/receipt"
    receipt = browser.open(f"{place}/receipt").page
    assert ("مياه للجميع" in receipt, ARABIC in browser.open(f"{place}/team").page) == (True, True)
    pdf = browser.client.get(f"{place}/receipt.pdf")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    desk = tab(board.first)
    reference = place.rsplit("/", 1)[-1]
    assert ARABIC in desk.open(f"/manage/applications/{reference}").page
    found = desk.open(f"/manage/calls/{board.call.slug}/applications?q=مياه").page
    assert reference in found


# Reviewing

SHEET = {"mark-need": "4", "mark-team": "5", "comment": LONG, "confidential": "Hm", "recommendation": "accept"}


def test_two_tabs_on_a_review_show_what_was_saved_and_keep_what_was_typed(
    tab: Open, reviewing: tuple[Person, Review], session: Session
) -> None:
    expert, review = reviewing
    place = f"/reviews/{review.id}"
    one, two = tab(expert).open(place), tab(expert).open(place)
    assert one.post(f"{place}/save", **SHEET | {"comment": "From the first tab"}).status_code == 303
    for deed in ("save", "submit"):
        clash = two.post(f"{place}/{deed}", **SHEET)
        assert (clash.status_code, "From the first tab" in clash.text) == (409, True)
        assert "&lt;b&gt;forty wells&lt;/b&gt;" in clash.text
        assert "saved elsewhere since you opened it" in clash.text
    session.refresh(review)
    assert (review.comment, review.state, session.query(ReviewVersion).count()) == (
        "From the first tab",
        "in_progress",
        0,
    )
    chosen = two.client.post(f"{place}/submit", data=two.hidden(clash.text) | SHEET)
    assert chosen.status_code == 303
    session.refresh(review)
    assert (review.comment, review.state) == (LONG, "submitted")


def test_a_double_click_on_a_review_is_one_version(
    tab: Open, reviewing: tuple[Person, Review], session: Session
) -> None:
    expert, review = reviewing
    place = f"/reviews/{review.id}"
    browser = tab(expert).open(place)
    for deed in ("save", "save", "submit", "submit"):
        assert browser.post(f"{place}/{deed}", **SHEET).status_code == 303
    session.refresh(review)
    assert (review.version, session.query(ReviewVersion).count()) == (2, 1)


def test_saving_from_a_tab_left_open_after_submitting_gives_the_words_back(
    tab: Open, reviewing: tuple[Person, Review], session: Session
) -> None:
    expert, review = reviewing
    place = f"/reviews/{review.id}"
    old, new = tab(expert).open(place), tab(expert).open(place)
    assert new.post(f"{place}/submit", **SHEET | {"comment": "Sent"}).status_code == 303
    refused = old.post(f"{place}/save", **SHEET)
    assert (refused.status_code, "forty wells" in refused.text, "open it again" in refused.text) == (403, True, True)
    session.refresh(review)
    assert review.comment == "Sent"


def test_a_review_survives_its_session(tab: Open, reviewing: tuple[Person, Review], session: Session) -> None:
    expert, review = reviewing
    place = f"/reviews/{review.id}"
    browser = tab(expert).open(place)
    browser.end()
    refused = browser.post(f"{place}/submit", **SHEET)
    assert (refused.status_code, f'href="/sign-in?next={place}"' in refused.text) == (401, True)
    browser.sign_in()
    assert browser.again(browser.again(refused)).status_code == 303
    session.refresh(review)
    assert (review.state, review.comment) == ("submitted", LONG)


def test_what_a_criterion_lacks_is_said_in_its_words(tab: Open, reviewing: tuple[Person, Review]) -> None:
    expert, review = reviewing
    browser = tab(expert).open(f"/reviews/{review.id}")
    half = {**SHEET, "mark-need": "", "mark-team": "4.5"}
    answer = browser.post(f"/reviews/{review.id}/submit", **half)
    assert answer.status_code == 422
    assert answer.text.count("Choose a mark, or say that the criterion does not apply") == 2
    assert answer.text.count("Choose a mark from 0 to 5, in steps of 1") == 2


# Deciding

PROPOSAL = {
    "outcome": "accepted",
    "reason": LONG,
    "feedback": "A fine plan for everybody who needs water",
    "conditions": "",
}


def test_a_double_click_or_a_second_manager_makes_one_decision_and_gives_the_words_back(
    board: Board, tab: Open, session: Session
) -> None:
    place = f"/manage/applications/{board.sent().reference}/decision"
    session.commit()
    first, second = tab(board.first).open(place), tab(board.second).open(place)
    assert first.post(place, **PROPOSAL).status_code == 303
    for desk in (first, second):
        again = desk.post(place, **PROPOSAL | {"outcome": "declined"})
        assert (again.status_code, "forty wells" in again.text) == (409, True)
    assert session.query(Decision).one().outcome == "accepted"


def test_confirming_and_releasing_twice_changes_nothing(board: Board, tab: Open, session: Session) -> None:
    application = board.sent()
    decision = board.decision(application, confirmed_at=None, confirmed_by=None, release_at=None)
    session.commit()
    desk = tab(board.second).open(f"/manage/applications/{application.reference}/decision")
    for deed in ("confirm", "confirm", "release", "release"):
        answer = desk.post(f"/manage/decisions/{decision.id}/{deed}", reference=application.reference)
        assert answer.status_code == 303, deed
    session.refresh(application)
    assert (application.state, application.version) == ("accepted", 2)


def test_a_decision_survives_its_session(board: Board, tab: Open, session: Session) -> None:
    place = f"/manage/applications/{board.sent().reference}/decision"
    session.commit()
    desk = tab(board.first).open(place)
    desk.end()
    refused = desk.post(place, **PROPOSAL)
    assert (refused.status_code, session.query(Decision).count()) == (401, 0)
    desk.sign_in()
    assert desk.again(desk.again(refused)).status_code == 303
    assert session.query(Decision).one().reason == LONG


def test_a_date_that_is_none_is_said_to_be(board: Board, tab: Open, session: Session) -> None:
    application = board.sent()
    decision = board.decision(application, confirmed_at=None, confirmed_by=None, release_at=None)
    session.commit()
    desk = tab(board.second).open(f"/manage/applications/{application.reference}/decision")
    answer = desk.post(
        f"/manage/decisions/{decision.id}/confirm", reference=application.reference, release_at="tomorrow"
    )
    assert (answer.status_code, "Enter a real date and time" in answer.text) == (422, True)
    session.refresh(decision)
    assert decision.confirmed_at is None
