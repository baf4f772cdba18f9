"""The history of a section, and what becomes of two texts that meet, page by page."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.applications import queries
from app.applications.models import Attachment, Member, SectionVersion
from app.applications.rules.versions import PAUSE
from app.applications.service import attachments, drafts
from app.kernel.principals import System
from tests.applications.pages.test_applying import PDF, Fields, upload

LONG = "We dig wells where people asked for them. " * 9


@pytest.fixture
def lead(scene):
    return scene.person("Lea")


@pytest.fixture
def friend(scene):
    return scene.person("Ben")


@pytest.fixture
def application(scene, lead, friend):
    return scene.application((lead, "lead"), (friend, "editor"))


@pytest.fixture
def address(application) -> str:
    return f"/applications/{application.reference}/sections/project"


def kept(scene) -> list[tuple]:
    """(number, how, who, title, text) of every version, the oldest first."""
    rows = scene.session.scalars(select(SectionVersion).order_by(SectionVersion.number)).all()
    for row in rows:
        scene.session.refresh(row)
    return [(row.number, row.how, row.saved_by, row.answers.get("title"), row.answers.get("about")) for row in rows]


def typed(page: str, **changes: str) -> dict[str, list[str] | str]:
    """The fields of a page as they stand, but for `changes`; texts in areas too."""
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page)
    return {**dict(areas), **Fields(page).values, **changes}


def test_saves_of_one_sitting_are_one_version(scene, lead, friend, application) -> None:
    def save(who, version: int, **answers: str) -> None:
        drafts.save(scene.work(who), application.id, "project", answers, version)

    save(lead, 0, title="W")
    save(lead, 1, title="Wells", about=LONG)
    save(lead, 2, title="Wells", about=LONG)
    assert kept(scene) == [(1, "typed", lead.id, "Wells", LONG)]
    save(lead, 2, title="Wells", about="")
    save(friend, 3, title="Pumps")
    scene.session.execute(update(SectionVersion).values(saved_at=SectionVersion.saved_at - PAUSE))
    save(friend, 4, title="Pumps 2")
    assert kept(scene) == [
        (1, "typed", lead.id, "Wells", LONG),
        (2, "typed", lead.id, "Wells", None),
        (3, "typed", friend.id, "Pumps", None),
        (4, "typed", friend.id, "Pumps 2", None),
    ]


def answers(scene, person, application, section: str = "project") -> dict:
    work = scene.work(person)
    return dict(queries.get_draft(work, queries.get_entry(work, application.id), section).answers)


def versions(scene, person, application, section: str) -> list[queries.VersionRow]:
    work = scene.work(person)
    return [row.version for row in queries.list_versions(work, queries.get_entry(work, application.id), section).rows]


def test_two_people_on_different_questions_do_not_meet(scene, lead, friend, application, address, client_as) -> None:
    drafts.save(scene.work(lead), application.id, "project", {"title": "Wells", "people": 5}, 0)
    first = client_as(lead).get(address).text
    client_as(friend).post(address, data=typed(first, people="9", open="yes"))
    saved = client_as(lead).post(address, data=typed(first, about="Water"))
    assert saved.headers["location"] == f"/applications/{application.reference}?note=section_merged"
    assert answers(scene, lead, application) == {"title": "Wells", "people": 9, "open": True, "about": "Water"}


def test_a_script_is_told_what_somebody_else_changed(scene, lead, friend, application, address, client_as) -> None:
    drafts.save(scene.work(lead), application.id, "project", {"title": "Wells", "budget": {"amount": "1.00",
                "currency": "EUR"}, "start": "2027-03-01"}, 0)  # fmt: skip
    first = client_as(lead).get(address).text
    quiet = {"accept": "application/json"}
    changed = typed(first, **{"budget-amount": "7", "start-day": "", "start-month": "", "start-year": ""})
    one = client_as(friend).post(address, data=changed, headers=quiet).json()
    assert ("brought" in one, one["version"], sorted(one["base"])) == (False, 2, ["budget", "title"])
    other = client_as(lead).post(address, data=typed(first, about="Water"), headers=quiet).json()
    assert other["brought"] == {"budget": {"budget-amount": ["7.00"], "budget-currency": ["EUR"]}, "start": {}}
    assert (other["version"], sorted(other["base"])) == (3, ["about", "budget", "title"])
    onward = {"version": str(other["version"]), "base": json.dumps(other["base"]), "budget-amount": "7.00"}
    third = client_as(lead).post(address, data=typed(first, about="Water for all", **onward), headers=quiet)
    assert (third.status_code, third.json()["version"]) == (200, 4)


@pytest.mark.parametrize("base", ["", "null", "[]", "{", '{"title": 5}', "5"])
def test_without_a_readable_beginning_both_texts_are_shown(scene, lead, application, address, client_as, base) -> None:
    drafts.save(scene.work(lead), application.id, "project", {"title": "Saved"}, 0)
    page = client_as(lead).post(address, data={"title": "Mine", "about": "Water", "version": "0", "base": base})
    assert (page.status_code, page.text.count("Keep mine")) == (409, 2)


@pytest.fixture
def clash(scene, lead, friend, application, address, client_as):
    """The page on which the lead meets what the friend saved of two questions, with a third that only he changed."""
    drafts.save(scene.work(lead), application.id, "project", {"title": "Wells", "about": "We dig", "people": 5}, 0)
    first = client_as(lead).get(address).text
    client_as(friend).post(address, data=typed(first, title="Pumps", about="We dig ten wells", people="9"))
    page = client_as(lead).post(address, data=typed(first, title="Wells that speak", about="We dig deep wells"))
    assert page.status_code == 409
    return page


def test_a_clash_shows_each_question_with_the_words_that_differ(clash) -> None:
    text = re.sub(r"<span class=\"govuk-visually-hidden\">(.*?)</span>", r"{\1}", clash.text)
    assert re.findall(r"<legend[^>]*>([^<]*)</legend>", text) == ["Title", "What is it?"]
    words = re.findall(r'<p class="cw-words" dir="auto">(.*?)</p>', text)
    assert words == [
        "<ins>{[only in yours:] }Wells that speak{ [end] }</ins>",
        "<ins>{[only in the saved one:] }Pumps{ [end] }</ins>",
        "We dig <ins>{[only in yours:] }deep{ [end] }</ins> wells",
        "We dig <ins>{[only in the saved one:] }ten{ [end] }</ins> wells",
    ]
    fields = typed(clash.text)
    assert (fields["text.title"], fields["text.about"]) == (["Pumps Wells that speak"], "We dig ten deep wells")
    assert (fields["pick.title"], fields["pick.about"], fields["mine.people"]) == (["mine"], ["mine"], ["9"])
    assert "Ben saved it" in clash.text


@pytest.mark.parametrize(
    ("picks", "title", "about"),
    [
        ({}, "Wells that speak", "We dig deep wells"),
        ({"pick.title": "theirs"}, "Pumps", "We dig deep wells"),
        ({"pick.title": "theirs", "pick.about": "theirs"}, "Pumps", "We dig ten wells"),
        ({"pick.about": "both", "text.about": " We dig ten\r\ndeep wells "}, "Wells that speak",
         "We dig ten\ndeep wells"),
        ({"pick.title": "both", "text.title": " "}, None, "We dig deep wells"),
    ],
)  # fmt: skip
def test_each_question_is_chosen_for_itself_and_nothing_is_lost(
    scene, lead, friend, application, address, clash, client_as, picks, title, about
) -> None:
    saved = client_as(lead).post(f"{address}/merge", data=typed(clash.text, **picks))
    assert (saved.status_code, saved.headers["location"]) == (303, f"{address}?note=clash_settled")
    chosen = {"title": title, "about": about, "people": 9}
    assert answers(scene, lead, application) == {key: answer for key, answer in chosen.items() if answer is not None}
    before = [
        (1, "typed", lead.id, "Wells", "We dig"),
        (2, "typed", friend.id, "Pumps", "We dig ten wells"),
        (3, "aside", lead.id, "Wells that speak", "We dig deep wells"),
    ]
    is_theirs = (title, about) == ("Pumps", "We dig ten wells")
    assert kept(scene) == before + ([] if is_theirs else [(4, "typed", lead.id, title, about)])


def test_a_clash_that_meets_a_third_text_is_shown_again(scene, lead, friend, application, address, clash, client_as):
    drafts.save(scene.work(friend), application.id, "project", {"title": "Pipes", "about": "We dig ten wells"}, 2)
    fields = typed(clash.text, **{"pick.about": "theirs"})
    again = client_as(lead).post(f"{address}/merge", data=fields)
    assert (again.status_code, re.findall(r"<legend[^>]*>([^<]*)</legend>", again.text)) == (409, ["Title"])
    saved = client_as(lead).post(f"{address}/merge", data=typed(again.text))
    assert saved.status_code == 303
    assert answers(scene, lead, application) == {"title": "Wells that speak", "about": "We dig ten wells"}


def test_a_choice_that_comes_too_late_is_shown(scene, lead, application, address, clash, client_as) -> None:
    scene.call.closes_at = scene.now - timedelta(seconds=1)
    scene.session.flush()
    late = client_as(lead).post(f"{address}/merge", data=typed(clash.text))
    assert (late.status_code, "Wells that speak" in late.text) == (409, True)


def test_a_choice_between_answers_that_are_no_words(scene, lead, friend, application, address, client_as) -> None:
    drafts.save(scene.work(lead), application.id, "project", {"people": 5}, 0)
    first = client_as(lead).get(address).text
    client_as(friend).post(address, data=typed(first, people="9"))
    page = client_as(lead).post(address, data=typed(first, people="2500"))
    assert (page.text.count("Keep mine"), "Write a text of both" in page.text, "2,500" in page.text) == (1, False, True)
    client_as(lead).post(f"{address}/merge", data=typed(page.text, **{"pick.people": "both"}))
    assert answers(scene, lead, application) == {"people": 2500}


@pytest.fixture
def written(scene, lead, friend, application) -> None:
    """Three versions: the lead's, a friend's, and the friend's after throwing most of it away."""
    drafts.save(scene.work(lead), application.id, "project", {"title": "Wells", "about": LONG}, 0)
    drafts.save(scene.work(friend), application.id, "project", {"title": "Wells", "about": LONG, "people": 5}, 1)
    drafts.save(scene.work(friend), application.id, "project", {"title": "Pumps", "people": 5}, 2)


def test_the_history_says_who_changed_what(scene, lead, written, address, client_as) -> None:
    page = client_as(lead).get(f"{address}/history").text
    listed = re.findall(r'history/(\d+)">.*?cw-timeline__detail">(.*?)</div>', page, re.DOTALL)
    assert [(number, " ".join(words.split())) for number, words in listed] == [
        ("3", "Changed: Title · What is it?"),
        ("2", "Changed: How many people?"),
        ("1", "Changed: Title · What is it?"),
    ]
    assert (page.count("Ben"), page.count("You ·")) == (2, 1)


def test_the_history_is_paged(scene, lead, written, application, address, client_as) -> None:
    entry = queries.get_entry(scene.work(lead), application.id)
    first = queries.list_versions(scene.work(lead), entry, "project", size=2)
    assert ([row.version.number for row in first.rows], first.next is not None) == ([3, 2], True)
    second = queries.list_versions(scene.work(lead), entry, "project", after=first.next, size=2)
    assert ([(row.version.number, row.changed) for row in second.rows], second.next) == (
        [(1, ["about", "title"])],  # as JSONB orders them
        None,
    )
    for cursor in ("x", "WyItMSJd"):
        assert client_as(lead).get(f"{address}/history?after={cursor}").status_code == 422
    assert client_as(lead).get(f"{address}/history?after={first.next}").status_code == 200


def test_a_version_shows_what_it_changed_and_what_changed_since(lead, written, address, client_as) -> None:
    page = re.sub(r"<span class=\"govuk-visually-hidden\">(.*?)</span>", r"{\1}",
                  client_as(lead).get(f"{address}/history/3").text)  # fmt: skip
    assert "<del>{[taken out:] }Wells{ [end] }</del><ins>{[put in:] }Pumps{ [end] }</ins>" in page
    assert "Nothing: this is what the section says now." in page
    assert "Let this version stand again" not in page
    second = client_as(lead).get(f"{address}/history/2").text
    assert ("Let this version stand again" in second, "How many people?" in second) == (True, True)
    assert client_as(lead).get(f"{address}/history/4").status_code == 404
    assert client_as(lead).get(f"{address}/history/99999999999").status_code == 404


def test_an_earlier_version_stands_again_as_a_new_one(scene, lead, written, application, address, client_as) -> None:
    for _click in range(2):
        back = client_as(lead).post(f"{address}/history/1/restore")
        assert (back.status_code, back.headers["location"]) == (303, f"{address}?note=version_restored")
    assert answers(scene, lead, application) == {"title": "Wells", "about": LONG}
    assert kept(scene)[3:] == [(4, "restored", lead.id, "Wells", LONG)]
    scene.session.refresh(application)
    assert application.title == "Wells"


def test_what_is_closed_is_not_restored(scene, lead, written, application, address, client_as) -> None:
    before = answers(scene, lead, application)
    scene.call.closes_at = scene.now - timedelta(seconds=1)
    scene.session.flush()
    page = client_as(lead).get(f"{address}/history/1").text
    assert ("Let this version stand again" in page, "What has changed since" in page) == (False, True)
    assert client_as(lead).post(f"{address}/history/1/restore").status_code == 409
    assert answers(scene, lead, application) == before


@pytest.mark.parametrize("role", ["viewer", ""])
def test_readers_of_the_team_see_the_history_and_nobody_else_does(
    scene, lead, written, application, address, client_as, role
) -> None:
    reader = scene.person("Vi")
    if role:
        scene.add(Member(application_id=application.id, person_id=reader.id, role=role, joined_at=scene.now))
    seen = 200 if role else 404
    for path in ("/history", "/history/1"):
        assert client_as(reader).get(address + path).status_code == seen
    assert client_as(reader).post(f"{address}/history/1/restore").status_code == (403 if role else 404)
    application.state, application.submitted_at = "submitted", scene.now
    scene.session.flush()
    for path in ("/history", "/history/1"):
        assert client_as(scene.manager()).get(address + path).status_code == 404


def test_a_section_without_saves_has_an_empty_history(lead, address, client_as) -> None:
    assert "Nothing was saved yet" in client_as(lead).get(f"{address}/history").text
    assert client_as(lead).get(address.replace("project", "nothing") + "/history").status_code == 404


def test_a_program_and_the_platform_have_no_name(scene, lead, application, address, client_as) -> None:
    drafts.save(scene.work(System("tests")), application.id, "project", {"title": "Wells"}, 0)
    for path in ("/history", "/history/1"):
        assert "A program or the platform" in client_as(lead).get(address + path).text


def test_files_that_are_gone_keep_their_names_and_stay_gone(scene, lead, application, client_as) -> None:
    team = f"/applications/{application.reference}/sections/team"
    upload(client_as(lead), application.reference, "plan.pdf", PDF)
    file = scene.session.scalars(select(Attachment)).one()
    attachments.remove(scene.work(lead), application.id, file.id)
    assert [one.number for one in versions(scene, lead, application, "team")] == [3, 2, 1]
    assert "plan.pdf" in client_as(lead).get(f"{team}/history/2").text
    assert client_as(lead).post(f"{team}/history/2/restore").status_code == 303
    assert answers(scene, lead, application, "team") == {"country": "FRA"}
