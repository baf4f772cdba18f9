"""The applicant's way from a call to a receipt, page by page, as a browser without scripts walks it."""

import hashlib
import io
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from app.applications import queries
from app.applications.models import Application, ApplicationGrant, Attachment, Invitation, Member
from app.applications.service import drafts, submissions
from app.calls.models import FormVersion
from app.calls.rules import forms
from app.kernel import tokens
from app.kernel.ids import new_id
from tests.applications.conftest import FORM, PROJECT, TEAM
from tests.kernel.inspection import hostile

PDF = hostile.pdf()
PROJECT_FIELDS = {
    "title": "Wells",
    "about": "Water for all",
    "people": "2,500",
    "budget-amount": "25 000",
    "budget-currency": "EUR",
    "start-day": "1",
    "start-month": "3",
    "start-year": "2027",
    "open": "yes",
    "version": "0",
}


class Fields(HTMLParser):
    """Values of the fields of a page by name, and its h1s."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.h1 = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.h1 += tag == "h1"
        if tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.values.setdefault(given.get("name") or "", []).append(given.get("value") or "")


@pytest.fixture
def lead(scene):
    return scene.person("Lea")


@pytest.fixture
def started(scene, lead, client_as):
    """(client, reference) of a draft just begun."""
    client = client_as(lead)
    answer = client.post(f"/calls/{scene.call.slug}/apply")
    assert answer.status_code == 303
    return client, answer.headers["location"].removeprefix("/applications/")


def test_a_draft_becomes_a_receipt(scene, started, lead) -> None:
    client, reference = started
    base = f"/applications/{reference}"
    for address in ("/applications", base, f"{base}/sections/project", f"{base}/sections/team", f"{base}/check"):
        page = client.get(address)
        assert (page.status_code, Fields(page.text).h1) == (200, 1), address
    assert client.post(f"{base}/submit").status_code == 422
    saved = client.post(f"{base}/sections/project", data=PROJECT_FIELDS)
    assert (saved.status_code, saved.headers["location"]) == (303, f"{base}?note=section_saved")
    client.post(f"{base}/sections/team", data={"country": "fr", "areas": ["data"], "version": "0"})
    assert "Wells" in client.get(f"{base}/check").text
    sent = client.post(f"{base}/submit")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{base}/receipt")
    entry = queries.get_by_reference(scene.work(lead), reference)
    submission = queries.latest_submission(scene.work(lead), entry.id)
    assert submission is not None
    assert submission.content["answers"] == {
        **PROJECT,
        "budget": {"amount": "25000.00", "currency": "EUR"},
        "start": "2027-03-01",
        "open": True,
        **TEAM,
    }
    receipt = client.get(f"{base}/receipt").text
    assert (reference in receipt, submission.sha256 in receipt, "UTC" in receipt) == (True, True, True)


def test_the_receipt_is_a_tagged_pdf(scene, lead, client_as) -> None:
    application = scene.application((lead, "lead"), title="Água & <poço>")
    drafts.save(scene.work(lead), application.id, "project", {**PROJECT, "title": "Água & <poço>"}, 0)
    drafts.save(scene.work(lead), application.id, "team", TEAM, 0)
    submissions.submit(scene.work(lead), application.id)
    answer = client_as(lead).get(f"/applications/{application.reference}/receipt.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in answer.content


def test_what_is_wrong_is_saved_and_said(scene, started) -> None:
    client, reference = started
    address = f"/applications/{reference}/sections/project"
    answer = client.post(address, data={**PROJECT_FIELDS, "people": "many"})
    assert answer.status_code == 422
    assert "How many people? Enter a number, such as 2,500" in answer.text
    assert Fields(answer.text).values["people"] == ["many"]
    assert Fields(client.get(address).text).values["people"] == ["many"]


def test_autosave_answers_in_a_few_bytes(started) -> None:
    client, reference = started
    address = f"/applications/{reference}/sections/project"
    for headers in ({"accept": "application/json"}, {"x-autosave": "1"}):
        answer = client.post(address, data=PROJECT_FIELDS, headers=headers)
        said = answer.json()
        assert (answer.status_code, said["version"], said["problems"], "brought" in said) == (200, 1, 0, False)
        assert list(said["base"]) == ["title", "about", "people", "budget", "start", "open"]
    clash = client.post(address, data={**PROJECT_FIELDS, "title": "Mine"}, headers={"x-autosave": "1"})
    assert (clash.status_code, clash.json()) == (409, {"version": 1, "code": "draft_stale"})


def test_a_late_save_shows_what_was_typed(scene, started) -> None:
    client, reference = started
    scene.call.opens_at, scene.call.closes_at = scene.now - timedelta(days=2), scene.now - timedelta(seconds=1)
    scene.session.flush()
    answer = client.post(f"/applications/{reference}/sections/project", data=PROJECT_FIELDS)
    assert (answer.status_code, Fields(answer.text).values["title"]) == (409, ["Wells"])
    assert client.post(f"/applications/{reference}/submit").status_code == 409


def upload(client, reference: str, name: str, content: bytes, **fields: str):
    return client.post(
        f"/applications/{reference}/sections/team/files",
        data={"upload": "plan", "country": "FR", "version": "0", **fields},
        files={"plan": (name, io.BytesIO(content))},
    )


def test_a_file_goes_up_with_what_was_typed_and_comes_down_inert(scene, started, lead, app) -> None:
    client, reference = started
    answer = upload(client, reference, "../Pl\u202ean é.pdf", PDF)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/applications/{reference}/sections/team?note=file_added#plan",
    )
    file = scene.session.scalars(select(Attachment)).one()
    told = (file.name, file.media_type, file.size, file.sha256)
    assert told == ("Plan é.pdf", "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    entry = queries.get_by_reference(scene.work(lead), reference)
    draft = queries.get_draft(scene.work(lead), entry, "team")
    assert draft.answers == {"country": "FRA", "plan": [str(file.id)]}
    down = client.get(f"/applications/{reference}/files/{file.id}")
    assert (down.content, down.headers["content-type"]) == (PDF, "application/pdf")
    assert down.headers["content-disposition"] == "attachment; filename*=UTF-8''Plan%20%C3%A9.pdf"
    assert down.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert (down.headers["x-content-type-options"], down.headers["cache-control"]) == ("nosniff", "private, no-store")
    kept = client.post(
        f"/applications/{reference}/sections/team",
        data={"country": "FR", "areas": ["data"], "version": str(draft.version)},
    )
    assert kept.status_code == 303
    after = queries.get_draft(scene.work(lead), entry, "team")
    assert after.answers == {**TEAM, "plan": [str(file.id)]}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.html", b"<script>alert(1)</script>", "Choose a PDF, Word"),
        ("plan.pdf", b"MZ\x90\x00", "Choose a PDF, Word"),
        ("plan.pdf", b"%PDF-" + b"x" * 1_000_001, "Choose a file of at most 0.95 MB"),
        ("", b"", "Choose a file first"),
    ],
)
def test_other_files_are_refused_and_words_kept(scene, started, name, content, sentence) -> None:
    client, reference = started
    answer = upload(client, reference, name, content)
    assert (answer.status_code, sentence in answer.text) == (413 if "MB" in sentence else 422, True)
    assert scene.session.scalars(select(Attachment)).all() == []
    assert 'value="FR" selected' in client.get(f"/applications/{reference}/sections/team").text


def test_a_wrong_file_is_told_what_this_question_takes(scene, started) -> None:
    client, reference = started
    plan = {"accept": ["application/pdf", "text/csv"]}
    team = [{**one, **plan} if one["key"] == "plan" else one for one in FORM["sections"][1]["questions"]]
    definition = {"sections": [FORM["sections"][0], {**FORM["sections"][1], "questions": team}]}
    kept = {"definition": definition, "schema": forms.compile_schema(definition, title="Form")}
    scene.add(FormVersion(stage_id=scene.stage.id, number=2, created_at=scene.now, **kept))
    scene.stage.form_version = 2
    scene.session.flush()
    for name, content in (("page.html", b"<script>alert(1)</script>"), ("plan.png", b"\x89PNG\r\n\x1a\n" + b"x" * 99)):
        answer = upload(client, reference, name, content)
        assert answer.status_code == 422
        assert "Choose a file of a kind that this question takes: PDF, CSV" in answer.text
        assert "Excel" not in answer.text


def test_what_cannot_be_changed_is_text(scene, started, client_as) -> None:
    client, reference = started
    base = f"/applications/{reference}"
    client.post(f"{base}/sections/project", data=PROJECT_FIELDS)
    upload(client, reference, "plan.pdf", PDF)
    client.post(f"{base}/submit")
    viewer, application = scene.person("Vi"), scene.session.scalars(select(Application)).one()
    scene.add(Member(application_id=application.id, person_id=viewer.id, role="viewer", joined_at=scene.now))
    reader = client_as(viewer)
    project, team = (reader.get(f"{base}/sections/{key}").text for key in ("project", "team"))
    for page in (project, team):
        assert re.findall(r"<(?:textarea|select|button[^>]*formaction)", page) == []
        assert "You can read this section but not change it." in page
        assert "The call closes" in page
    assert ("Water for all" in project, "€25,000" in project) == (True, True)
    assert (f"{base}/files/" in team, "plan.pdf" in team, "Remove" in team) == (True, True, False)


@pytest.mark.parametrize(("state", "shown"), [("submitted", True), ("accepted", False), ("declined", False)])
def test_the_deadline_stands_while_something_can_be_changed(scene, lead, client_as, state, shown) -> None:
    application = scene.application((lead, "lead"), state=state, submitted_at=scene.now)
    client = client_as(lead)
    for address in ("", "/sections/project"):
        page = client.get(f"/applications/{application.reference}{address}").text
        assert ("The call closes" in page) == shown


@pytest.mark.parametrize(("language", "written"), [("fr", "25\u202f000,00"), ("en", "25,000.00")])
def test_an_amount_is_shown_as_the_reader_writes_it_and_read_back(scene, started, lead, language, written) -> None:
    client, reference = started
    address = f"/applications/{reference}/sections/project"
    client.post(address, data=PROJECT_FIELDS)
    fields = Fields(client.get(address, headers={"accept-language": language}).text).values
    assert fields["budget-amount"] == [written]
    saved = client.post(address, data=PROJECT_FIELDS | {"budget-amount": written, "version": "1"})
    assert saved.status_code == 303
    entry = queries.get_by_reference(scene.work(lead), reference)
    draft = queries.get_draft(scene.work(lead), entry, "project")
    assert (draft.version, draft.answers["budget"]) == (1, {"amount": "25000.00", "currency": "EUR"})


def test_a_removed_file_leaves_the_answer_and_stays_in_what_was_sent(scene, started, lead, client_as) -> None:
    client, reference = started
    upload(client, reference, "plan.pdf", PDF)
    file = scene.session.scalars(select(Attachment)).one()
    client.post(f"/applications/{reference}/sections/project", data=PROJECT_FIELDS)
    client.post(f"/applications/{reference}/submit")
    page = client.get(f"/applications/{reference}/sections/team").text
    fields = {**Fields(page).values, "remove": str(file.id), "country": "FR"}
    answer = client.post(f"/applications/{reference}/sections/team/files/remove", data=fields)
    scene.session.refresh(file)
    assert (answer.status_code, file.removed_at is not None) == (303, True)
    manager = client_as(scene.manager())
    assert manager.get(f"/applications/{reference}/files/{file.id}").content == PDF
    assert "plan.pdf" in manager.get(f"/manage/applications/{reference}").text


def test_files_are_seen_with_their_answer_only(scene, lead, client_as, tmp_path) -> None:
    client = client_as(lead)
    application = scene.application((lead, "lead"))
    upload(client, application.reference, "plan.pdf", PDF)
    file = scene.session.scalars(select(Attachment)).one()
    address = f"/applications/{application.reference}/files/{file.id}"
    reviewer = scene.person("Rita")
    for actor in (scene.manager(), scene.person("Eve"), reviewer):
        assert client_as(actor).get(address).status_code == 404
    drafts.save(scene.work(lead), application.id, "project", PROJECT, 0)
    submissions.submit(scene.work(lead), application.id)
    scene.add(ApplicationGrant(application_id=application.id, person_id=reviewer.id, cause_id=new_id(), sight="x"))
    scene.stage.policy = {"blind": "double"}
    scene.session.flush()
    down = client_as(reviewer).get(address)
    assert down.headers["content-disposition"] == "attachment; filename*=UTF-8''plan-1.pdf"
    other = scene.application((lead, "lead"), title="Other")
    assert client_as(lead).get(f"/applications/{other.reference}/files/{file.id}").status_code == 404


def test_a_team_grows_by_invitation(scene, started, client_as, settings) -> None:
    client, reference = started
    base = f"/applications/{reference}"
    wrong = client.post(f"{base}/team/invite", data={"email": "nobody", "role": "editor"})
    assert (wrong.status_code, Fields(wrong.text).values["email"]) == (422, ["nobody"])
    asked = client.post(f"{base}/team/invite", data={"email": "ed@example.org", "role": "editor"})
    assert asked.status_code == 303
    invitation = scene.session.scalars(select(Invitation)).one()
    link = f"/applications/join/{tokens.sign(settings, 'join_team', invitation.id)}"
    friend = client_as(scene.person("Ed"))
    assert friend.get(base).status_code == 404
    assert "Join the team" in friend.get(link).text
    assert friend.post(link).headers["location"] == f"{base}?note=member_joined"
    assert friend.get(base).status_code == 200
    assert client_as(scene.person("Eve")).post(link).status_code == 409
    assert friend.get(f"/applications/join/{tokens.sign(settings, 'join_space', invitation.id)}").status_code == 404


def test_leads_take_people_out_and_a_team_keeps_a_lead(scene, client_as) -> None:
    lead, friend = scene.person("Lea"), scene.person("Ed")
    base = f"/applications/{scene.application((lead, 'lead'), (friend, 'editor')).reference}"
    assert client_as(friend).post(f"{base}/team/{lead.id}/remove").status_code == 403
    assert client_as(lead).post(f"{base}/team/{lead.id}/remove").status_code == 409
    assert client_as(lead).post(f"{base}/team/{friend.id}/remove").status_code == 303
    assert client_as(friend).get(base).status_code == 404


def test_withdrawing_is_shown_before_it_happens_and_undone(started) -> None:
    client, reference = started
    base = f"/applications/{reference}"
    assert f"Withdraw application {reference}" in client.get(f"{base}/withdraw").text
    assert client.post(f"{base}/withdraw").status_code == 303
    assert "Enter this application again" in client.get(base).text
    assert client.post(f"{base}/restore").status_code == 303
    assert client.post(f"{base}/restore").status_code == 403


def test_names_from_people_are_text(scene, lead, client_as) -> None:
    application = scene.application((lead, "lead"), title="<img src=x onerror=alert(1)>")
    drafts.save(scene.work(lead), application.id, "project", {"title": "<b>", "about": "<script>"}, 0)
    for address in ("", "/check", "/sections/project"):
        page = client_as(lead).get(f"/applications/{application.reference}{address}").text
        assert re.findall(r"<(?:img src=x|b>|script>)", page) == []


def test_visitors_are_asked_to_sign_in(client_as) -> None:
    answer = client_as(None).get("/applications")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/applications")


def test_french_is_complete_on_these_pages(scene, lead, client_as) -> None:
    page = client_as(lead).get("/applications", headers={"accept-language": "fr"})
    assert (page.headers["content-language"], "Vous n’avez pas encore candidaté" in page.text) == ("fr", True)
