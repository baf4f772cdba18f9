"""Fills a migrated database: the call by its own deeds, its thousands of rows by COPY."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

from app.applications.models import Application, ApplicationBar, ApplicationGrant, Member, SectionDraft, Submission
from app.applications.rules import receipts
from app.calls.rules import forms as form_rules
from app.calls.service import calls, forms, programmes, rubrics, stages
from app.calls.types import CallFacts, Provenance
from app.identity.models import Organisation, Person, RoleGrant, SignInSession
from app.kernel import text
from app.kernel import work as works
from app.kernel.db import Base, connect
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from app.kernel.postgres import Addresses
from app.kernel.principals import System
from app.kernel.work import Work
from app.partners.service import clients
from app.partners.types import Scope
from app.reviews.models import Panel, Panellist, Review, ReviewVersion
from app.reviews.types import Constituency
from tools.bench.content import DATA, Author

SLUG, PREFIX, YEAR = "public-interest-ai-bench", "BEN", 2026
REVIEWS_EACH = 3
VOICES = tuple(one for one in Constituency if one is not Constituency.NOT_RECORDED)
# How a reviewer's own reviews stand, of twenty.
STATES = ("submitted",) * 12 + ("in_progress",) * 5 + ("accepted",) * 2 + ("invited",)
Row = dict[str, Any]


@dataclass(slots=True)
class World:
    """What the bench asks for: sessions by role, and the addresses of rows."""

    slug: str
    manager: str
    client: tuple[str, str]
    middle: UUID
    reviewers: list[str] = field(default_factory=list)
    applicants: list[tuple[str, str]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    drafts: list[tuple[str, str]] = field(default_factory=list)
    in_progress: dict[str, list[UUID]] = field(default_factory=dict)


@dataclass(slots=True)
class Opened:
    """The call that everything is sent to."""

    programme_id: UUID
    call_id: UUID
    stage_id: UUID
    form: dict[str, Any]
    rubric: dict[str, Any]


class Filler:
    """Makes the rows of one database."""

    def __init__(self, addresses: Addresses, *, applications: int, reviewers: int, drafts: int) -> None:
        self.addresses, self.count, self.seats, self.to_send = addresses, applications, reviewers, drafts
        self.author = Author(seed=applications)
        self.start = datetime.now(UTC) - timedelta(days=30)
        self.tables: dict[type[Base], list[Row]] = {}

    def fill(self) -> World:
        """Everything; returns what to ask for."""
        self._people()
        with psycopg.connect(_plain(self.addresses.owner)) as connection:
            self._write(connection, (Person, Organisation, SignInSession))
        opened, client = self._opened()
        world = World(SLUG, _token("manager", 0), client, middle=new_id())
        self._panel(opened)
        for number in range(self.count + self.to_send):
            self._application(opened, number, world)
        world.reviewers = [_token("reviewer", number) for number in range(self.seats)]
        with psycopg.connect(_plain(self.addresses.owner)) as connection:
            self._write(connection, tuple(self.tables))
        with psycopg.connect(_plain(self.addresses.owner), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
        return world

    def _add(self, table: type[Base], **values: Any) -> UUID:
        row = {"id": new_id(), **values}
        self.tables.setdefault(table, []).append(row)
        key: UUID = row["id"]
        return key

    def _write(self, connection: psycopg.Connection, tables: Sequence[type[Base]]) -> None:
        for table in tables:
            copy(connection, table, self.tables.pop(table))

    def _people(self) -> None:
        self.organisations = [
            self._add(
                Organisation,
                name=name,
                sort_key=text.sort_key(name),
                country=self.author.luck.choice(("KEN", "PER", "IND", "FRA", "BRA", "GHA")),
                created_at=self.start,
            )
            for name in map(self.author.organisation, range(max(40, self.count // 2)))
        ]
        self.manager = self._person("manager", 0)
        self.reviewers = [self._person("reviewer", number) for number in range(self.seats)]
        self.leads = [self._person("applicant", number) for number in range(self.count)]

    def _person(self, kind: str, number: int) -> UUID:
        name = f"{kind.title()} {number}"
        email = f"{kind}-{number}@bench.example"
        person = self._add(
            Person, name=name, sort_key=name.lower(), email=email, email_confirmed_at=self.start, created_at=self.start
        )
        self._add(
            SignInSession,
            person_id=person,
            token_hash=hashlib.sha256(_token(kind, number).encode()).hexdigest(),
            created_at=self.start,
            signed_in_at=self.start,
            seen_at=datetime.now(UTC),
            expires_at=datetime.now(UTC) + timedelta(days=14),
            device="bench",
            state={},
        )
        return person

    def _opened(self) -> tuple[Opened, tuple[str, str]]:
        """The programme with its open call and some that are over, and a partner's client."""
        database = connect(self.addresses.app, pool_size=1, application_name="bench")
        try:
            with works.writing(database, works.acting_as(System("bench"))) as work:
                words = _read("calls.json")
                programme = programmes.create(work, **words["programme"]).id
                for year in range(2016, 2026):
                    self._call(work, programme, words["generated"], year)
                opened = self._call(work, programme, words["open"], YEAR)
                client_id, secret = clients.create(work, self.organisations[0], "Partner", list(Scope))
        finally:
            database.dispose()
        self._add(
            RoleGrant, person_id=self.manager, role="manager", scope_id=opened.programme_id, granted_at=self.start
        )
        return opened, (str(client_id), secret)

    def _call(self, work: Work, programme_id: UUID, words: Mapping[str, Any], year: int) -> Opened:
        said = {name: words[name] for name in ("title", "summary", "eligibility", "process", "notice")}
        is_last = year == YEAR
        opens = self.start if is_last else datetime(year, 3, 1, tzinfo=UTC)
        facts = CallFacts(**said, opens_at=opens, closes_at=opens + timedelta(days=90), zone="Europe/Paris")
        call = calls.create(
            work,
            programme_id=programme_id,
            slug=SLUG if is_last else f"round-{year}",
            prefix=PREFIX,
            year=year,
            facts=facts,
            provenance=Provenance.GENERATED,
        )
        stage = stages.add(work, call.id, name=words["stage"])
        form, rubric = _read("round_form.json"), _read("round_rubric.json")
        forms.change(work, stage.id, form)
        rubrics.change(work, stage.id, rubric)
        calls.publish(work, call.id, at=opens)
        if is_last:
            call.last_number = self.count + self.to_send
        return Opened(programme_id, call.id, stage.id, form, rubric)

    def _panel(self, opened: Opened) -> None:
        panel = self._add(Panel, stage_id=opened.stage_id, name="", created_at=self.start)
        self.panellists = [
            self._add(
                Panellist,
                panel_id=panel,
                person_id=person,
                pseudonym=f"Reviewer {number + 1}",
                role="reviewer",
                constituency=VOICES[number % len(VOICES)],
                languages=["en"],
                countries=[],
                expertise=[],
                capacity=500,
                added_at=self.start,
            )
            for number, person in enumerate(self.reviewers)
        ]

    def _application(self, opened: Opened, number: int, world: World) -> None:
        is_sent, lead = number < self.count, number % self.count
        idea = self.author.idea(number)
        answers = self.author.answers(idea)
        reference = f"{PREFIX}-{YEAR}-{number + 1:04d}"
        sent_at = self.start + timedelta(minutes=number) if is_sent else None
        key = self._add(
            Application,
            call_id=opened.call_id,
            stage_id=opened.stage_id,
            # One in twenty is the partner's.
            organisation_id=self.organisations[number % 20 and number % len(self.organisations)],
            reference=reference,
            title=idea.title,
            state="in_review" if is_sent else "draft",
            locale="en",
            created_at=self.start,
            changed_at=sent_at or self.start,
            submitted_at=sent_at,
            facts={},
            version=2,
        )
        self._add(Member, application_id=key, person_id=self.leads[lead], role="lead", joined_at=self.start)
        self._drafts(opened, key, answers)
        self._event("application.started", key, self.leads[lead], call_id=opened.call_id)
        if not is_sent:
            world.drafts.append((_token("applicant", lead), reference))
            return
        world.references.append(reference)
        world.middle = key if number == self.count // 2 else world.middle
        world.applicants.append((_token("applicant", lead), reference))
        self._submission(opened, key, answers, sent_at)
        for turn in range(REVIEWS_EACH):
            self._review(opened, key, number * REVIEWS_EACH + turn, world)

    def _drafts(self, opened: Opened, application_id: UUID, answers: Row) -> None:
        for section in opened.form["sections"]:
            keys = {question["key"] for question in form_rules.questions(opened.form, section["key"])}
            self._add(
                SectionDraft,
                application_id=application_id,
                stage_id=opened.stage_id,
                section=section["key"],
                answers={key: value for key, value in answers.items() if key in keys},
                version=1,
                saved_at=self.start,
            )

    def _submission(self, opened: Opened, application_id: UUID, answers: Row, sent_at: datetime | None) -> None:
        content = receipts.submission_content(
            call=SLUG, stage=str(opened.stage_id), form_version=1, answers=answers, attachments=[]
        )
        submission = self._add(
            Submission,
            application_id=application_id,
            stage_id=opened.stage_id,
            number=1,
            form_version=1,
            content=content,
            sha256=receipts.sha256(content),
            submitted_at=sent_at,
        )
        said = {"call_id": opened.call_id, "submission_id": submission, "number": 1}
        self._event("application.submitted", application_id, None, **said)

    def _review(self, opened: Opened, application_id: UUID, turn: int, world: World) -> None:
        seat = turn % self.seats
        state = STATES[turn // self.seats % len(STATES)]
        is_sent, is_empty = state == "submitted", state in {"invited", "accepted"}
        said = {
            "marks": {} if is_empty else self.author.marks(opened.rubric),
            "comment": "" if is_empty else self.author.comment(),
            "confidential": "",
            "recommendation": None if is_empty else "discuss",
        }
        key = self._add(
            Review,
            application_id=application_id,
            stage_id=opened.stage_id,
            panellist_id=self.panellists[seat],
            state=state,
            rubric_version=1,
            version=1,
            assigned_at=self.start,
            due_at=self.start + timedelta(days=60),
            saved_at=None if is_empty else self.start,
            submitted_at=self.start + timedelta(days=9, minutes=turn) if is_sent else None,
            **said,
        )
        self._sight(application_id, seat, key)
        about = {"application_id": application_id}
        self._event("review.assigned", key, self.manager, review_id=key, **about)
        if state != "invited":
            self._event("review.accepted", key, self.reviewers[seat], **about)
        if is_sent:
            sent = {"number": 1, "rubric_version": 1, "content": said, "submitted_at": self.start + timedelta(days=9)}
            self._add(ReviewVersion, review_id=key, **sent)
            self._event("review.submitted", key, self.reviewers[seat], number=1, **about)
        if state == "in_progress":
            world.in_progress.setdefault(_token("reviewer", seat), []).append(key)

    def _sight(self, application_id: UUID, seat: int, review_id: UUID) -> None:
        seen = {"application_id": application_id, "person_id": self.reviewers[seat], "cause_id": review_id}
        self._add(ApplicationGrant, stage_id=None, sight="reviewer", **seen)
        if seat % 50 == 0:  # a reviewer whom nobody asked
            other = self.reviewers[(seat + 2 * REVIEWS_EACH) % self.seats]
            self._add(ApplicationBar, application_id=application_id, person_id=other, cause_id=new_id())

    def _event(self, name: str, subject: UUID, actor: UUID | None, **facts: Any) -> None:
        trail = [subject, *(value for value in facts.values() if isinstance(value, UUID) and value != subject)]
        plain = {key: str(value) if isinstance(value, UUID) else value for key, value in facts.items()}
        self._add(
            EventRecord,
            transaction=1000 + len(trail),
            name=name,
            subject_id=subject,
            trail=trail,
            actor_kind="person" if actor else "system",
            actor_id=actor,
            occurred_at=self.start,
            facts={"subject_id": str(subject), **plain},
        )


def copy(connection: psycopg.Connection, table: type[Base], rows: Iterable[Row]) -> None:
    """Write rows of a table by COPY; a column that a row does not name is null."""
    columns = list(table.__table__.columns)
    documents = {column.name for column in columns if isinstance(column.type, JSONB)}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.__tablename__), sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    )
    names = [column.name for column in columns]
    with connection.cursor().copy(statement) as stream:
        for row in rows:
            stream.write_row(list(_values(row, names, documents)))


def _values(row: Row, names: Sequence[str], documents: set[str]) -> Iterator[Any]:
    for name in names:
        value = row.get(name)
        yield Jsonb(value) if name in documents and value is not None else value


def _token(kind: str, number: int) -> str:
    return f"bench-{kind}-{number}"


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _read(name: str) -> Any:
    return json.loads((DATA / "demo" / name).read_text(encoding="utf-8"))
