"""What the bench's applications and reviews say: made up from a fixed seed, as long as real ones."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.demo import wording

DATA = Path(__file__).resolve().parents[2] / "data"
PLACES = ("Andean villages", "island schools", "border towns", "river deltas", "old quarters", "hill farms")
WORD = "flood"  # in the titles of one application in twenty


class Author:
    """Writes applications and reviews."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)  # noqa: S311 - made-up data, the same every time
        with (DATA / "projects.jsonl").open(encoding="utf-8") as lines:
            described = [json.loads(line).get("description") or "" for line in lines]
        self.passages = [text.split() for text in described if len(text) > 80]

    def idea(self, number: int) -> wording.Idea:
        """What application `number` is about; no two have the same title."""
        subject = wording.SUBJECTS[number % len(wording.SUBJECTS)]
        area, title, priority = self.luck.choice(wording.KINDS)
        return wording.Idea(
            title=f"{title.format(subject)} in {self.luck.choice(PLACES)} {number}",
            subject=subject,
            area=area,
            priority=priority,
            organisation=self.organisation(number),
            country=self.luck.choice(wording.COUNTRIES),
            months=self.luck.choice((9, 12, 18, 24)),
            amount=self.luck.randrange(20, 240) * 1000,
            people=self.luck.randint(2, 18),
        )

    def organisation(self, number: int) -> str:
        """The name of an organisation."""
        return f"{wording.FIRST[number % len(wording.FIRST)]} {self.luck.choice(wording.SECOND)} {number}"

    def answers(self, idea: wording.Idea) -> dict[str, Any]:
        """A complete answer to the round's form, with long texts of some 100 to 250 words."""
        given = replace(idea).answers()
        given["summary"] = given["summary"][:200]
        for key, most in (("description", 390), ("openness_plan", 190), ("people_affected", 240), ("risks", 240)):
            given[key] = self.text(given[key], most)
        return given

    def text(self, first: str, most: int) -> str:
        """A text of up to `most` words that begins with `first`."""
        words, wanted = first.split(" "), self.luck.randint(most // 3, int(most * 0.8))
        while len(words) < wanted:
            words += self.luck.choice(self.passages)
        return " ".join(words[:wanted])

    def marks(self, rubric: Mapping[str, Any]) -> dict[str, Any]:
        """A mark and a note for every criterion."""
        given = {}
        for criterion in rubric["criteria"]:
            mark = max(0, min(5, round(self.luck.gauss(3.2, 1.1))))
            given[criterion["key"]] = {"mark": str(mark), "comment": self.text("Evidence:", 30)}
        return given

    def comment(self) -> str:
        """What a reviewer says to the applicant."""
        return self.text("What is proposed answers a need that is shown.", 160)
