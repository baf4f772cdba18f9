"""The generated round: applications, reviews and decisions made up from a fixed seed, the same every time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.applications.service import records as application_records
from app.applications.types import Role, State
from app.demo import personas, wording
from app.identity.service import organisations
from app.kernel.work import Work
from app.reviews.service import records as review_records
from app.reviews.types import ConflictKind, Constituency, Outcome, PanelRole, Recommendation, ReviewState
from app.spaces.service import records as space_records
from app.spaces.types import SpaceRole

SEED = 20250211
CLOSED = datetime(2025, 5, 15, 15, tzinfo=UTC)
REVIEWED = datetime(2025, 6, 20, 12, tzinfo=UTC)
DECIDED = datetime(2025, 7, 3, 9, tzinfo=UTC)
RELEASED = datetime(2025, 7, 10, 8, tzinfo=UTC)
VOICES = tuple(one for one in Constituency if one is not Constituency.NOT_RECORDED)
# How the forty end, those with reviews from the best mean to the worst.
RANKED = (
    (State.ACCEPTED, 8), (State.WAITLISTED, 4), (State.IN_REVIEW, 8), (State.DECLINED, 14),
)  # fmt: skip
UNREVIEWED = ((State.INELIGIBLE, 3), (State.WITHDRAWN, 1), (State.SUBMITTED, 2))
OUTCOMES = {State.ACCEPTED: Outcome.ACCEPTED, State.WAITLISTED: Outcome.WAITLISTED, State.DECLINED: Outcome.DECLINED}


@dataclass(slots=True)
class Sheet:
    """One made-up review: which seat, and the marks by criterion."""

    seat: int
    marks: dict[str, int]


@dataclass(slots=True)
class Entry:
    """One made-up application."""

    key: str
    idea: wording.Idea
    sent: datetime
    sheets: list[Sheet] = field(default_factory=list)
    state: State = State.SUBMITTED
    best: bool = False


def load(work: Work, call_id: UUID, stage_id: UUID, rubric: Mapping[str, Any], people: Mapping[str, UUID]) -> None:
    """Put the whole round on record, with its dates, telling nobody."""
    luck = random.Random(SEED)  # noqa: S311 - made-up data, the same every time
    weights = {criterion["key"]: int(criterion["weight"]) for criterion in rubric["criteria"]}
    entries = _entries(luck, weights)
    loaded = application_records.load(work, call_id, stage_id, [_record(work, one, people) for one in entries])
    ids = {key: one.id for key, one in loaded.items()}
    seats = review_records.seat(work, stage_id, "", _seats(people))
    given = [one for entry in entries for one in _reviews(entry, ids[entry.key], seats, people)]
    review_records.load(work, stage_id, given)
    review_records.decide(work, stage_id, _verdicts(entries, ids, weights, people))
    barred = next(one for one in entries if one.state == State.WAITLISTED)
    reviewer = people[personas.REVIEWERS[0].subject]
    review_records.declare(work, ids[barred.key], reviewer, ConflictKind.COLLABORATION, CLOSED + timedelta(days=4))
    best = next(one for one in entries if one.state == State.ACCEPTED)
    space_records.load(work, _space(loaded[best.key].reference, best, people))


def _entries(luck: random.Random, weights: Mapping[str, int]) -> list[Entry]:
    """The applications, best first, then those nobody reviewed."""
    total = sum(count for _state, count in (*RANKED, *UNREVIEWED))
    ideas = wording.ideas(luck, total)
    made = [
        Entry(f"generated-{number:02}", idea, CLOSED - timedelta(minutes=luck.randint(5, 60 * 24 * 20)))
        for number, idea in enumerate(ideas, 1)
    ]
    plain = sum(count for _state, count in UNREVIEWED)
    reviewed, unreviewed = made[plain:], made[:plain]
    for entry in reviewed:
        entry.sheets = _sheets(luck, weights)
    reviewed.sort(key=lambda entry: -_mean(entry, weights))
    reviewed[0].best = True
    for entries, plan in ((reviewed, RANKED), (unreviewed, UNREVIEWED)):
        states = [state for state, count in plan for _ in range(count)]
        for entry, state in zip(entries, states, strict=True):
            entry.state = state
    return [*reviewed, *unreviewed]


def _sheets(luck: random.Random, weights: Mapping[str, int]) -> list[Sheet]:
    """Three to five reviews from different constituencies; now and then one sees it quite otherwise."""
    quality = luck.gauss(3.0, 0.8)
    voices = luck.sample(range(len(VOICES)), luck.randint(3, 5))
    dissent = luck.random() < 0.25
    sheets = []
    for at, voice in enumerate(voices):
        lean = -2.2 if dissent and at == 0 else luck.gauss(0, 0.3)
        marks = {key: max(0, min(5, round(quality + lean + luck.gauss(0, 0.6)))) for key in weights}
        sheets.append(Sheet(voice + len(VOICES) * luck.randint(0, 1), marks))
    return sheets


def _mean(entry: Entry, weights: Mapping[str, int]) -> float:
    marks = [sheet.marks[key] * weight for sheet in entry.sheets for key, weight in weights.items()]
    return sum(marks) / len(entry.sheets)


def _seats(people: Mapping[str, UUID]) -> list[review_records.Reviewer]:
    """Two seats a constituency; the personas who review hold the first of theirs."""
    held = {one.constituency: people[one.subject] for one in personas.REVIEWERS}
    return [
        review_records.Reviewer(
            pseudonym=f"Reviewer {number + 1}",
            constituency=VOICES[number % len(VOICES)],
            person_id=held.get(VOICES[number]) if number < len(VOICES) else None,
            role=PanelRole.CHAIR if number == 0 else PanelRole.REVIEWER,
        )
        for number in range(2 * len(VOICES))
    ]


def _record(work: Work, entry: Entry, people: Mapping[str, UUID]) -> application_records.Record:
    idea = entry.idea
    return application_records.Record(
        source_key=entry.key,
        title=idea.title,
        organisation_id=organisations.ensure(work, idea.organisation, country=idea.country),
        state=entry.state,
        answers=idea.answers(),
        submitted_at=entry.sent,
        ended_reason=wording.INELIGIBLE if entry.state == State.INELIGIBLE else None,
        facts={"source": "generated"},
        team=[(people["applicant"], Role.LEAD), (people["colleague"], Role.EDITOR)] if entry.best else [],
    )


def _is_best(entry: Entry) -> bool:
    return entry.best


def _reviews(
    entry: Entry, application_id: UUID, seats: Mapping[str, UUID], people: Mapping[str, UUID]
) -> list[review_records.Record]:
    held = {seat.pseudonym: seat.person_id for seat in _seats(people)}
    given = []
    for at, sheet in enumerate(entry.sheets):
        pseudonym = f"Reviewer {sheet.seat + 1}"
        # Whoever tries the demo as a reviewer finds some work that waits for them.
        waits = entry.state == State.IN_REVIEW and held[pseudonym] is not None
        marks = {key: {"mark": str(mark), "comment": wording.remark(key, mark)} for key, mark in sheet.marks.items()}
        mean = sum(sheet.marks.values()) / len(sheet.marks)
        given.append(
            review_records.Record(
                application_id=application_id,
                panellist_id=seats[pseudonym],
                person_id=held[pseudonym],
                state=ReviewState.INVITED if waits else ReviewState.SUBMITTED,
                marks={} if waits else marks,
                comment="" if waits else wording.overall(mean),
                recommendation=None if waits else _advice(mean),
                assigned_at=CLOSED + timedelta(days=3),
                submitted_at=None if waits else REVIEWED - timedelta(hours=7 * at + sheet.seat),
                source_key=f"{entry.key}/{sheet.seat + 1}",
            )
        )
    return given


def _advice(mean: float) -> Recommendation:
    if mean >= 3.5:
        return Recommendation.ACCEPT
    return Recommendation.DISCUSS if mean >= 2.5 else Recommendation.DECLINE


def _verdicts(
    entries: Sequence[Entry], ids: Mapping[str, UUID], weights: Mapping[str, int], people: Mapping[str, UUID]
) -> list[review_records.Verdict]:
    """Released decisions; and the first undecided one is proposed and waits for a second pair of eyes."""
    found = []
    waiting = next(one for one in entries if one.state == State.IN_REVIEW)
    for entry in entries:
        outcome = OUTCOMES.get(entry.state) or (Outcome.WAITLISTED if entry is waiting else None)
        if outcome is None:
            continue
        means = {key: sum(one.marks[key] for one in entry.sheets) / len(entry.sheets) for key in weights}
        reason, feedback = wording.letter(outcome, means)
        proposed = entry is waiting
        found.append(
            review_records.Verdict(
                application_id=ids[entry.key],
                outcome=outcome,
                reason=reason,
                feedback=feedback,
                proposed_by=people["manager"],
                proposed_at=DECIDED,
                confirmed_by=None if proposed else people["second-manager"],
                confirmed_at=None if proposed else DECIDED + timedelta(days=1),
                released_at=None if proposed else RELEASED,
            )
        )
    return found


def _space(reference: str, best: Entry, people: Mapping[str, UUID]) -> space_records.Record:
    lead, colleague, partner = (people[name] for name in ("applicant", "colleague", "partner"))
    return space_records.Record(
        reference=reference,
        summary=best.idea.summary,
        opened_at=RELEASED + timedelta(days=1),
        members=[(lead, SpaceRole.LEAD), (colleague, SpaceRole.CONTRIBUTOR), (partner, SpaceRole.MENTOR)],
        milestones=[
            ("Agree on how the data are governed", RELEASED.date() + timedelta(days=45), RELEASED + timedelta(days=40)),
            ("First open release", RELEASED.date() + timedelta(days=150), None),
            ("Independent audit", RELEASED.date() + timedelta(days=270), None),
        ],
        threads=[
            (
                "Who else should be at the table?",
                [
                    (lead, "We would like to hear from **people who use the service** before the first release."),
                    (
                        partner,
                        "Two groups of ours can help:\n\n- a network of clinics\n- a school of translators",
                    ),
                ],
            )
        ],
    )
