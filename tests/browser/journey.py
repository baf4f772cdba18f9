"""The main job as people do it in a browser, step by step; with scripts and without them it is the same walk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.sync_api import FilePayload, expect

from app.imports import roles
from tests.browser.definitions import CRAFT, FORM, NEED, PLAN, PROJECT, TEAM
from tests.browser.visitors import Visitor

PUBLIC = (
    "/",
    "/calls",
    "/calls/public-interest-ai-first-round",
    "/calls/digital-public-goods-registry",
    "/projects",
    "/insight",
    "/developers",
    "/developers/reference",
    "/accessibility",
    "/privacy",
    "/source",
)
NAMES = ("Anyone", "Ada Berg", "Mona Dubois", "Theo Rivera", "Awa Diop", "Bruno Costa", "Lena Fischer", "Ravi Menon")


@dataclass
class Cast:
    """Who takes part, and what they have made so far."""

    anyone: Visitor
    administrator: Visitor
    manager: Visitor
    second: Visitor
    lead: Visitor
    colleague: Visitor
    reviewer: Visitor
    conflicted: Visitor
    tail: str
    reference: str = ""
    review: str = ""

    @property
    def everyone(self) -> list[Visitor]:
        """Those with an account."""
        return [value for value in vars(self).values() if isinstance(value, Visitor) and value is not self.anyone]

    @property
    def programme(self) -> str:
        """The address of the programme."""
        return f"programme-{self.tail}"

    @property
    def slug(self) -> str:
        """The address of the call."""
        return f"round-{self.tail}"

    @property
    def managed(self) -> str:
        """Where the call is run."""
        return f"/manage/calls/{self.slug}"

    @property
    def application(self) -> str:
        """Where the team works on its application."""
        return f"/applications/{self.reference}"


def assemble(arrive: Callable[..., Visitor], *, scripts: bool = True) -> Cast:
    """Everybody, each in a browser of their own."""
    names = (
        "Anyone",
        "Ada Berg",
        "Mona Dubois",
        "Theo Rivera",
        "Awa Diop",
        "Bruno Costa",
        "Lena Fischer",
        "Ravi Menon",
    )
    return Cast(*(arrive(name, scripts=scripts) for name in names), tail=uuid4().hex[:6])


def visit_public_pages(cast: Cast) -> None:
    """Step 1: what anybody sees, and a page that is not there."""
    for path in PUBLIC:
        cast.anyone.go(path)
    cast.anyone.go("/calls/no-such-call", status=404)
    cast.anyone.go("/applications")
    assert cast.anyone.path == "/sign-in?next=/applications"


def sign_everyone_in(cast: Cast) -> None:
    """Step 2: by one-time links, each in their own mail; and the account's own page."""
    for person in cast.everyone:
        person.sign_in(looking=person is cast.lead)
    lead = cast.lead
    lead.go("/account")
    lead.reads(lead.email, "Confirmed", "This browser")
    lead.type({"name": f"{lead.name} of Wells"})
    lead.press("Save")
    lead.reads(f"{lead.name} of Wells")
    for path in ("/applications", "/reviews", "/spaces", "/notices"):
        lead.go(path)
    lead.go("/manage", status=403)


def make_a_call(cast: Cast) -> None:
    """Step 3: programme, call, stage, form, rubric; published, and open by its dates."""
    _make_programme(cast)
    manager = cast.manager
    manager.go("/manage/calls/new")
    manager.press("Create the call", status=422)
    manager.type(_call_fields(cast))
    manager.page.locator("main [name=programme]").select_option(label="Waters")
    manager.press("Create the call")
    assert manager.path == cast.managed
    manager.reads("Before it can be published")
    manager.go(f"{cast.managed}/stages")
    manager.type({"name-en": "Proposal", "name-fr": "Proposition", "reviews_wanted": "2", "blind": "yes"})
    manager.press("Add the stage")
    manager.go(f"{cast.managed}/stages/1")
    _make_form(cast)
    _make_rubric(cast)
    manager.go(f"{cast.managed}/edit")
    manager.go(cast.managed)
    manager.press("Publish this call")
    manager.reads("Open")
    cast.anyone.go(f"/calls/{cast.slug}")
    cast.anyone.reads("Wells and waters", "Sign in to apply", "Need")


def _make_programme(cast: Cast) -> None:
    admin, url = cast.administrator, cast.anyone.site.database.app
    assert roles.grant(url, admin.email, "administrator", "") == ""
    admin.go("/manage/programmes/new")
    admin.press("Create the programme", status=422)
    admin.type({"name-en": "Waters", "name-fr": "Eaux", "slug": cast.programme, "summary-en": "Water for all."})
    admin.press("Create the programme")
    admin.reads("Waters")
    for person in (cast.manager, cast.second):
        assert roles.grant(url, person.email, "manager", cast.programme) == ""


def _call_fields(cast: Cast) -> dict[str, str]:
    now = datetime.now(UTC)
    moments = {"opens": now - timedelta(days=20), "closes": now + timedelta(days=30)}
    dates = {
        f"{name}-{part}": str(getattr(at, part)) for name, at in moments.items() for part in ("day", "month", "year")
    }
    return dates | {
        "title-en": "Wells and waters",
        "title-fr": "Puits et eaux",
        "slug": cast.slug,
        "prefix": "".join(chr(ord("A") + int(digit, 16)) for digit in cast.tail[:5]),
        "year": str(now.year),
        "zone": "Africa/Dakar",
        "summary-en": "For whoever **brings water**.",
        "eligibility-en": "Anybody.",
        "process-en": "Two reviewers, then two managers.",
    }


def _make_form(cast: Cast) -> None:
    manager, base = cast.manager, f"{cast.managed}/form"
    manager.go(base)
    manager.follow("Add a section")
    manager.type({"title-en": "About you", "title-fr": "Vous"})
    manager.press("Save the section")
    manager.page.locator("main select[name=kind]").select_option("long_text")
    manager.press("Add a question")
    manager.press("Save the question", status=422)
    manager.type({"label-en": "Who are you?", "label-fr": "Qui êtes-vous ?", "max_words": "50", "visibility": "public"})
    manager.press("Save the question")
    manager.reads("Who are you?")
    for kind in ("number", "money", "multiple_choice", "date", "file"):
        manager.go(f"{base}/question?stage=1&section=about-you&kind={kind}")
    manager.go(f"{base}/import?stage=1")
    manager.type({"definition": FORM})
    manager.press("Replace with this")
    manager.reads("Is it open source?")
    manager.press("Move down Your project")


def _make_rubric(cast: Cast) -> None:
    manager = cast.manager
    manager.go(f"{cast.managed}/rubric")
    for criterion in (NEED, CRAFT):
        manager.follow("Add a criterion")
        manager.type(criterion)
        manager.press("Save the criterion")
    manager.reads("The weights add up to 100")
    manager.go(f"{cast.managed}/rubric/import?stage=1")
    # The sections were swapped by hand; put them back as they were.
    manager.go(f"{cast.managed}/form")
    manager.press("Move up Your project")


def apply(cast: Cast) -> None:
    """Step 4: sections, a colleague by invitation, a file, check, submit, receipt; change, withdraw, come back."""
    lead = cast.lead
    lead.go(f"/calls/{cast.slug}")
    lead.press("Apply to this call")
    cast.reference = lead.path.rsplit("/", 1)[-1]
    lead.reads("0 of 2 sections done")
    lead.follow("Your project")
    lead.type(PROJECT | {"people": "many"})
    lead.press("Save and go on", status=422)
    lead.type({"people": "2500"})
    lead.press("Save and go on")
    lead.follow("Your team")
    lead.type(TEAM)
    lead.page.locator("main [name=plan]").set_input_files(FilePayload(**PLAN))
    lead.press("Upload the file")
    lead.reads("The file is added.", "plan.pdf")
    lead.press("Save and go on")
    _join_the_team(cast)
    _meet_in_a_section(cast)
    _submit(cast)
    lead.go(f"{cast.application}/withdraw")
    lead.press(f"Withdraw application {cast.reference}")
    lead.press("Enter this application again")
    lead.go("/applications")
    lead.reads(cast.reference)


def _join_the_team(cast: Cast) -> None:
    lead, colleague = cast.lead, cast.colleague
    lead.go(f"{cast.application}/team")
    lead.press("Send the invitation", status=422)
    lead.type({"email": colleague.email, "role": "editor"})
    lead.press("Send the invitation")
    lead.reads("The invitation is on its way.")
    colleague.go(colleague.site.letter_link(colleague.email, "/applications/join/"))
    colleague.press("Join the team")
    colleague.reads("You are in the team.")


def _meet_in_a_section(cast: Cast) -> None:
    """Two people write in one section: the later sees both versions and chooses."""
    lead, colleague, section = cast.lead, cast.colleague, f"{cast.application}/sections/project"
    colleague.go(section)
    lead.go(section)
    lead.type({"title": "Wells that sing"})
    lead.press("Save and go on")
    colleague.type({"title": "Wells that talk"})
    colleague.press("Save and go on", status=409)
    colleague.reads("Your text", "talk", "The saved text", "sing")
    colleague.press("Save what I chose")
    colleague.reads("Saved as you chose.")
    colleague.follow("History of this section")
    colleague.reads("Set aside")
    colleague.follow("Version 1")
    colleague.reads("Wells that sing", "Awa Diop")


def _submit(cast: Cast) -> None:
    lead = cast.lead
    lead.go(f"{cast.application}/check")
    lead.reads("Wells that talk", "2,500", "Senegal", "plan.pdf")
    lead.press(f"Submit application {cast.reference}")
    lead.reads("Application submitted", cast.reference, "SHA-256")
    receipt = lead.context.request.get(f"{cast.application}/receipt.pdf")
    assert (receipt.status, receipt.body()[:5]) == (200, b"%PDF-")
    lead.go(f"{cast.application}/sections/project")
    lead.type({"budget-amount": "130000"})
    lead.press("Save and go on")
    lead.reads("You changed answers after submitting.")
    lead.go(f"{cast.application}/check")
    lead.press(f"Submit application {cast.reference}")
    sent = lead.page.locator(".govuk-summary-list__row", has_text="Version")
    expect(sent).to_contain_text("2")


def review(cast: Cast) -> None:
    """Step 5: a panel, work given by hand; one steps aside, one scores, submits, opens it again and submits anew."""
    _close(cast)
    _give_work(cast)
    aside, expert = cast.conflicted, cast.reviewer
    aside.go("/reviews")
    aside.follow("Go on with the next one")
    aside.type({"kind": "collaboration"})
    aside.press("Declare this conflict")
    aside.reads("Your conflict is recorded.", "Nothing waits for you")
    expert.go("/reviews")
    expert.reads("1 review waits for you.", cast.reference)
    expert.follow("Go on with the next one")
    cast.review = expert.path
    expert.press("I have no conflict: review it")
    expert.reads("Wells that talk")
    expert.reads("plan")
    # The stage hides who applies, and the answer says so of itself.
    assert "wells.example.org" not in expert.page.content()
    expert.type({"comment": "A fine plan, *soberly* told."})
    expert.press("Save the draft")
    expert.press("Submit the review", status=422)
    expert.reads("Your draft is saved.")
    expert.type({"mark-need": "4", "mark-craft": "5", "recommendation": "accept", "confidential": "Known team."})
    expert.press("Submit the review")
    expert.reads("Your review is submitted.", "Nobody else has submitted a review yet.")
    expert.press("Open it again")
    expert.press("Submit the review")
    cast.lead.go(cast.review, status=404)


def _close(cast: Cast) -> None:
    """The call ends earlier than was said: what was sent may be reviewed once it cannot change."""
    manager, yesterday = cast.manager, datetime.now(UTC) - timedelta(days=1)
    manager.go(f"{cast.managed}/assign")
    manager.reads("Applications may still change until the call closes.")
    manager.go(f"{cast.managed}/edit")
    manager.type({f"closes-{part}": str(getattr(yesterday, part)) for part in ("day", "month", "year")})
    manager.press("Save the call")


def _give_work(cast: Cast) -> None:
    manager = cast.manager
    manager.go(f"{cast.managed}/panel")
    manager.type({"email": "nobody@example.org", "constituency": "academia", "capacity": "3"})
    manager.press("Add to the panel", status=422)
    for person, voice in ((cast.reviewer, "academia"), (cast.conflicted, "civil_society")):
        manager.type({"email": person.email, "constituency": voice, "capacity": "3"})
        manager.press("Add to the panel")
        manager.reads("The reviewer is on the panel.", person.name)
    manager.go(f"{cast.managed}/applications")
    manager.reads(cast.reference)
    manager.type({"q": "nothing like it"})
    manager.press("Show")
    manager.reads("Nothing found")
    manager.go(f"/manage/applications/{cast.reference}")
    manager.go(f"/manage/applications/{cast.reference}/timeline")
    manager.go(f"{cast.managed}/assign")
    for person in (cast.reviewer, cast.conflicted):
        choice = manager.page.locator("main select[name=panellist]")
        named = choice.locator("option", has_text=person.name)
        choice.select_option(str(named.get_attribute("value")))
        manager.press("Ask")
        manager.reads("The reviewer has been asked.")


def decide(cast: Cast) -> None:
    """Step 6: the ranked table, a proposal, a second pair of eyes, release; the team reads why."""
    first, second, place = cast.manager, cast.second, f"/manage/applications/{cast.reference}/decision"
    first.go(f"{cast.managed}/deliberation")
    first.reads(cast.reference, "88.0")
    first.follow(cast.reference)
    assert first.path == place
    first.type(
        {
            "outcome": "accepted",
            "reason": "Best of all",
            "feedback": "Begin with *one* well.",
            "conditions": "Open data",
        }
    )
    first.press("Propose this decision")
    first.reads("Another manager confirms it.")
    second.go(place)
    second.reads("We are glad to tell you that Wells that talk has been accepted.")
    second.press("Confirm this decision")
    if second.page.get_by_role("button", name="Release it to the applicant now").count():
        second.press("Release it to the applicant now")
    second.reads("Released")
    cast.lead.go(cast.application)
    cast.lead.reads("We are glad to tell you", "Begin with", "Open data")
    assert "Lena" not in cast.lead.page.content()
    cast.lead.site.letter_link(cast.lead.email, cast.application, about="The decision")
    cast.lead.go("/notices")
    cast.lead.press("Mark all as read")


def work_together(cast: Cast) -> None:
    """Step 7: a space for the project; somebody joins by invitation; a conversation and a milestone."""
    second, lead, mentor = cast.second, cast.lead, cast.anyone
    second.go(f"/manage/applications/{cast.reference}/decision")
    second.press("Open a space for this project")
    space = second.path
    lead.go("/spaces")
    lead.go(space)
    lead.open("Invite somebody")
    lead.type({"email": mentor.email, "role": "mentor"})
    lead.press("Send the invitation")
    mentor.sign_in(looking=False)
    mentor.go(mentor.site.letter_link(mentor.email, "/spaces/join/"))
    mentor.press("Join the space")
    lead.go(space)
    lead.open("Start a conversation")
    lead.type({"title": "Who else?", "body": "**Nurses** first <script>alert(1)</script>"})
    lead.press("Start")
    thread = lead.path
    mentor.go(thread)
    mentor.type({"body": "- one\n- two"})
    mentor.press("Reply")
    lead.go(space)
    lead.open("Set a milestone")
    lead.page.locator("form[action$=milestones] [name=title]").fill("First well")
    lead.type({"due_on": "2030-03-31"})
    lead.press("Set it")
    lead.press("Mark as reached First well")
    lead.reads("Reached")
    cast.reviewer.go(space, status=404)
