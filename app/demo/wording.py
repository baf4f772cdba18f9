"""The words of the generated round."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.reviews.types import Outcome

SUBJECTS = (
    "maternal health advice", "crop disease alerts", "court records", "school timetables", "flood warnings",
    "sign language", "public procurement", "air quality", "small farm credit", "museum archives",
    "tuberculosis screening", "bus networks", "land registers", "refugee services", "soil maps",
    "braille textbooks", "fishing quotas", "social benefits", "water points", "local radio",
)  # fmt: skip
KINDS = (
    ("data", "Open data for {}", "accessibility"),
    ("models", "A small model for {}", "sustainability"),
    ("openness", "Plain explanations of AI in {}", "trustworthy"),
    ("audit", "Auditing AI in {}", "trustworthy"),
    ("compute", "Shared computing for {}", "innovation"),
    ("talent", "Training people who keep {}", "work"),
    ("financing", "A common fund for {}", "cooperation"),
    ("collaboration", "An alliance for {}", "cooperation"),
)
FIRST = ("Kijani", "Andes", "Baltic", "Sahel", "Lagoon", "Cedar", "Monsoon", "Harbour", "Meridian", "Savanna")
SECOND = ("Data Collective", "Commons", "Institute", "Lab", "Cooperative", "Network")
COUNTRIES = (
    "KEN", "PER", "EST", "SEN", "NGA", "LBN", "IND", "PRT", "FRA", "ZAF", "BRA", "IDN", "MAR", "VNM", "MEX", "GHA",
    "POL", "RWA", "COL", "PHL",
)  # fmt: skip
INELIGIBLE = "The application asks for a product that will not be open, which this call does not support."
CRITERIA = {
    "benefit": "public benefit",
    "openness": "openness",
    "trust": "trust and safety",
    "feasibility": "feasibility",
    "sustainability": "lasting effect",
}


@dataclass(frozen=True, slots=True)
class Idea:
    """What an application is about."""

    title: str
    subject: str
    area: str
    priority: str
    organisation: str
    country: str
    months: int
    amount: int
    people: int

    @property
    def summary(self) -> str:
        """The project in one sentence."""
        return f"{self.title}: made in the open with the people who use it."

    def answers(self) -> dict[str, Any]:
        """Answers to the round's form."""
        slug = self.organisation.lower().replace(" ", "-")
        return {
            "summary": self.summary,
            "description": (
                f"Those who depend on {self.subject} are badly served by the systems there are. In {self.months} months"
                f" we build, with them, what they asked for, test it in three places, and publish all of it.\n\n"
                f"Afterwards {self.subject} can be had in at least four languages, free and without an account."
            ),
            "priority": self.priority,
            "areas": sorted({self.area, "openness"}),
            "website": f"https://{slug}.example",
            "organisation_name": self.organisation,
            "country": self.country,
            "contact_email": f"hello@{slug}.example",
            "founded_on": f"{2005 + self.people}-04-0{1 + self.people % 9}",
            "people": self.people,
            "open_licence": True,
            "openness_plan": "Code under Apache-2.0, texts and data under CC BY 4.0. Records of persons stay closed.",
            "people_affected": f"People who use {self.subject} and those who run it sit on the project's council.",
            "risks": "Wrong answers can do harm: a person checks each before it counts, and errors are published.",
            "starts_on": "2025-09-01",
            "months": self.months,
            "amount": {"amount": f"{self.amount}.00", "currency": "EUR"},
            "milestones": "Month 3: needs agreed. Month 6: first release. At the end: an audit by others.",
        }


def ideas(luck: random.Random, count: int) -> list[Idea]:
    """So many ideas, no two alike."""
    pairs = luck.sample([(subject, kind) for subject in SUBJECTS for kind in KINDS], count)
    names = luck.sample([f"{first} {second}" for first in FIRST for second in SECOND], count)
    return [
        Idea(
            title=title.format(subject),
            subject=subject,
            area=area,
            priority=priority,
            organisation=name,
            country=luck.choice(COUNTRIES),
            months=luck.choice((9, 12, 18, 24)),
            amount=luck.randrange(20, 240) * 1000,
            people=luck.randint(2, 18),
        )
        for (subject, (area, title, priority)), name in zip(pairs, names, strict=True)
    ]


def remark(criterion: str, mark: int) -> str:
    """What a reviewer notes beside a mark."""
    if mark >= 4:
        return f"Strong on {CRITERIA[criterion]}."
    return f"More is needed on {CRITERIA[criterion]}." if mark <= 2 else ""


def overall(mean: float) -> str:
    """What a reviewer says in the end."""
    if mean >= 3.5:
        return "A project we would like to see happen."
    return "A good idea that needs more work on its plan." if mean >= 2.5 else "Not ready yet."


def letter(outcome: Outcome, means: Mapping[str, float]) -> tuple[str, str]:
    """(reason, feedback) of a decision, from the means by criterion."""
    best, worst = (CRITERIA[pick(means, key=lambda key: means[key])] for pick in (max, min))
    reasons = {
        Outcome.ACCEPTED: "Among the best of the round for most constituencies.",
        Outcome.WAITLISTED: "Good, and next in line should money become free.",
        Outcome.DECLINED: "Others met the criteria better.",
    }
    feedback = (
        f"The reviewers found the application strongest in {best}. To make it better, work on {worst}:"
        " say what will be done, by whom, and how others can see that it was."
    )
    return reasons[outcome], feedback
