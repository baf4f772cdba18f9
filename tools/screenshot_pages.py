"""The pages that tools/screenshots.py takes pictures of, and what has to happen before."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

Deed = Callable[[Page], object]
ROUND = "public-interest-ai-first-round"
HISTORY = "digital-public-goods-registry"
OPEN = "{open_call}"
BOTH = ("360-fr", "1280-dark")
MANAGED = f"/manage/calls/{ROUND}"
RUN = "/manage{open_call}"


@dataclass(frozen=True)
class Shot:
    """A page, who sees it, which views beside the four of every page, and where it leads.

    `deeds` are done once before, as that person; `finds` names addresses for later pages: a selector
    of the link that holds it, or "" for where the deeds ended. Without a `title` no picture is taken.
    """

    name: str
    title: str
    path: str
    person: str = ""
    more: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()
    finds: dict[str, str] = field(default_factory=dict)


def pressed(text: str) -> Deed:
    """Press a button."""
    return lambda page: page.locator("main").get_by_role("button", name=text).first.click()


def filled(**values: str) -> Deed:
    """Fill in fields by name."""

    def fill(page: Page) -> None:
        for name, value in values.items():
            page.locator(f'main [name="{name.replace("__", "-")}"]').first.fill(value)

    return fill


def ticked(name: str, value: str) -> Deed:
    """Choose one of several."""
    return lambda page: page.locator(f'main [name="{name}"][value="{value}"]').check()


ABOUT = "Nurses in twelve districts describe symptoms in Wolof and hear back what to do next, checked by doctors."
PUBLIC = (
    Shot("home", "Home", "/", more=BOTH, finds={"open_call": "main .cw-card a"}),
    Shot("calls", "Calls", "/calls", more=BOTH),
    Shot("call-open", "An open call", OPEN, more=BOTH),
    Shot("call-generated", "A finished call", f"/calls/{ROUND}"),
    Shot("call-historical", "A historical call", f"/calls/{HISTORY}"),
    Shot("projects", "Projects that were chosen", "/projects", more=BOTH),
    Shot("insight", "Figures", "/insight", more=BOTH),
    Shot("developers", "For developers", "/developers"),
    Shot("reference", "API reference", "/developers/reference"),
    Shot("accessibility", "Accessibility", "/accessibility"),
    Shot("privacy", "Privacy", "/privacy"),
    Shot("source", "Source", "/source"),
    Shot("sign-in", "Sign in", "/sign-in", more=BOTH),
    Shot("not-found", "A page that is not there", "/calls/none"),
)
APPLICANT = (
    Shot("", "", OPEN, "applicant", deeds=(pressed("Apply"),), finds={"draft": ""}),
    Shot(
        "",
        "",
        "{draft}/sections/project",
        "applicant",
        deeds=(filled(summary="Health advice by voice, in Wolof", description=ABOUT), pressed("Save and go on")),
    ),
    Shot("applications", "My applications", "/applications", "applicant", finds={"sent": "main .cw-queue a >> nth=-1"}),
    Shot("application", "An application as a task list", "{draft}", "applicant", more=BOTH),
    Shot("section", "A section", "{draft}/sections/project", "applicant", more=BOTH),
    Shot("section-other", "A section with a country, a date and a file", "{draft}/sections/organisation", "applicant"),
    Shot("check", "Check your answers", "{draft}/check", "applicant"),
    Shot("team", "Team", "{draft}/team", "applicant"),
    Shot("withdraw", "Withdraw", "{draft}/withdraw", "applicant"),
    Shot("application-decided", "An application that was decided", "{sent}", "applicant"),
    Shot("receipt", "Receipt", "{sent}/receipt", "applicant"),
    Shot("account", "Account", "/account", "applicant", more=BOTH),
    Shot("notices", "News", "/notices", "applicant"),
)
REVIEWER = (
    Shot(
        "reviews",
        "A reviewer's queue",
        "/reviews",
        "reviewer-academia",
        more=BOTH,
        finds={
            "asked": "main .cw-queue a >> nth=1",
            "sheet": "main .cw-queue a",
            "sent_review": "main h2:last-of-type ~ ul a",
        },
    ),
    Shot("review-asked", "Asked to review", "{asked}", "reviewer-academia"),
    Shot("", "", "{sheet}", "reviewer-academia", deeds=(pressed("I have no conflict"),)),
    Shot("review", "Application and score sheet side by side", "{sheet}", "reviewer-academia", more=BOTH),
    Shot("review-sent", "A submitted review, and the others'", "{sent_review}", "reviewer-academia"),
)
MANAGER = (
    Shot("manage", "A manager's desk", "/manage", "manager", more=BOTH),
    Shot("manage-call", "A call from inside", MANAGED, "manager"),
    Shot("manage-open", "An open call from inside", RUN, "manager"),
    Shot("call-new", "Create a call", "/manage/calls/new", "manager"),
    Shot("call-edit", "Change a call", RUN + "/edit", "manager"),
    Shot("stages", "Stages", RUN + "/stages", "manager"),
    Shot("stage", "A stage", RUN + "/stages/1", "manager"),
    Shot("form", "Form builder", RUN + "/form", "manager"),
    Shot("form-section", "A section of the form", RUN + "/form/section?stage=1&key=project", "manager"),
    Shot("form-question", "A question", RUN + "/form/question?stage=1&key=priority", "manager"),
    Shot("form-import", "Import a form", RUN + "/form/import?stage=1", "manager"),
    Shot("rubric", "Rubric builder", RUN + "/rubric", "manager"),
    Shot("criterion", "A criterion", RUN + "/rubric/criterion?stage=1&key=benefit", "manager"),
    Shot("panel", "Panel", MANAGED + "/panel", "manager"),
    Shot("assign", "Assign reviewers", MANAGED + "/assign", "manager"),
    Shot(
        "manage-applications",
        "Applications to a call",
        f"/manage/calls/{HISTORY}/applications",
        "manager",
        more=BOTH,
        finds={"one": "main tbody a"},
    ),
    Shot("manage-application", "One application for its manager", "{one}", "manager"),
    Shot("timeline", "Timeline of an application", "{one}/timeline", "manager"),
    Shot(
        "deliberation",
        "Deliberation",
        MANAGED + "/deliberation",
        "manager",
        more=BOTH,
        finds={"decided": "main tbody a", "undecided": "main tbody tr:not(:has(.govuk-tag)) a"},
    ),
    Shot("decision", "A decision that was released", "{decided}", "manager"),
    Shot("decision-new", "Propose a decision", "{undecided}", "manager"),
    Shot("programme-new", "Create a programme", "/manage/programmes/new", "administrator"),
    Shot("forbidden", "A page one may not open", "/manage", "applicant"),
)
SPACES = (
    Shot("spaces", "Spaces", "/spaces", "applicant", finds={"space": "main .cw-queue a"}),
    Shot("space", "A space", "{space}", "applicant", more=BOTH, finds={"thread": "main a[href*='/threads/']"}),
    Shot("thread", "A conversation", "{thread}", "applicant"),
)
PAGES = (*PUBLIC, *APPLICANT, *REVIEWER, *MANAGER, *SPACES)
