"""A statement is made once for each kind of actor, and says for each actor what the policy says."""

import itertools
import re
from uuid import UUID

import pytest
from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects import postgresql

from app.applications import policy as application_policy
from app.applications.models import Application
from app.calls import policy as call_policy
from app.calls.models import Call, Programme
from app.kernel import clock, statements
from app.kernel.db import Database
from app.kernel.ids import new_id
from app.kernel.principals import Anonymous, Client, Person, Principal, System
from app.kernel.work import Work
from app.reviews import policy as review_policy
from app.reviews.models import Review

ONE, OTHER, THIRD = new_id(), new_id(), new_id()
ORGANISATION = new_id()
ROLES = (
    frozenset(),
    frozenset({("administrator", None)}),
    frozenset({("manager", ONE)}),
    frozenset({("manager", OTHER)}),
    frozenset({("observer", OTHER)}),
    frozenset({("manager", THIRD), ("observer", ONE)}),
    frozenset({("manager", ONE), ("observer", ONE)}),
    frozenset({("administrator", None), ("manager", OTHER), ("manager", ONE)}),
)
ACTORS: tuple[Principal, ...] = (
    *(Person(person, roles) for roles in ROLES for person in (new_id(), new_id())),
    Client(new_id(), ORGANISATION, frozenset({"applications:read"})),
    Client(new_id(), new_id(), frozenset({"applications:read"})),
    Client(new_id(), None, frozenset({"applications:read"})),
    Client(new_id(), ORGANISATION, frozenset({"forms:read"})),
    System("test"),
    Anonymous(),
)


def applications(actor: Principal) -> Select[UUID]:
    return select(Application.id).where(application_policy.visible_to(actor))


def run_applications(actor: Principal) -> Select[UUID]:
    return select(Application.id).where(application_policy.run_by(actor))


def calls(actor: Principal) -> Select[UUID]:
    return select(Call.id).where(call_policy.visible_to(actor), call_policy.run_by(actor))


def programmes(actor: Principal) -> Select[UUID]:
    return select(Programme.id).where(call_policy.programme_visible_to(actor))


def reviews(actor: Principal) -> Select[UUID]:
    return select(Review.id).where(review_policy.visible_to(actor))


def run_calls(actor: Principal) -> Select[UUID]:
    return select(Call.id).where(review_policy.runs(actor))


def made(build: statements.Build, actor: Principal) -> tuple[Select[UUID], dict[str, object]]:
    asker = statements.asker_of(actor)
    return statements.made(build, asker).statement, asker.ids


BUILDS = (applications, run_applications, calls, programmes, reviews, run_calls)


def said(statement: Select[UUID], values: dict[str, object]) -> tuple[str, list[str]]:
    """The text with its parameters numbered, and their values in order: names do not count."""
    compiled = statement.compile(dialect=postgresql.dialect(paramstyle="named"))
    given = compiled.construct_params(values)
    text = re.sub(r"__\[POSTCOMPILE_(\w+)\]", r":\1", str(compiled)).replace("::UUID", "")
    # A list of ids is one parameter of the policy's own statement, and several of one made for any actor.
    for name in sorted(given, key=len, reverse=True):
        found = given[name]
        shown = ", ".join(f":<{one}>" for one in (found if isinstance(found, list) else [found]))
        text = text.replace(f":{name}", shown)
    order = [part.split(">")[0] for part in text.split(":<")[1:]]
    return text, order


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("actor", ACTORS, ids=range(len(ACTORS)))
def test_says_for_each_actor_what_the_policy_says(build, actor: Principal) -> None:
    assert said(*made(build, actor)) == said(build(actor), {})


def test_is_made_once_for_a_kind_of_actor() -> None:
    def statement(actor: Principal) -> object:
        return made(run_applications, actor)[0]

    managers = [Person(new_id(), frozenset({("manager", scope)})) for scope in (ONE, OTHER)]
    assert statement(managers[0]) is statement(managers[1])
    assert statement(managers[0]) is not statement(Person(new_id(), frozenset({("observer", ONE)})))
    assert statement(managers[0]) is not statement(Person(new_id(), frozenset({("manager", ONE), ("manager", OTHER)})))


def test_no_two_kinds_share_a_statement_that_would_say_different_things() -> None:
    for build in BUILDS:
        for one, other in itertools.combinations(ACTORS, 2):
            (mine, ids), (theirs, _) = made(build, one), made(build, other)
            if mine is theirs:
                assert said(mine, ids) == said(build(one), {})


def test_a_statement_cannot_ask_about_one_object() -> None:
    def about_one(actor: Principal) -> Select[UUID]:
        return calls(actor) if isinstance(actor, Person) and actor.holds("manager", ONE) else run_calls(actor)

    with pytest.raises(TypeError):
        made(about_one, Person(new_id()))


def test_reads_with_the_values_given_and_passes_over_others(database: Database) -> None:
    def same(_actor: Principal, twice: bool) -> statements.Statement:
        value = bindparam("value", type_=Application.id.type)
        return select(value, value) if twice else select(value)

    with database.reading() as session:
        work = Work(session, Anonymous(), clock.wall())
        assert work.read(same, False, value=ONE, unused="x") == [(ONE,)]
        assert work.read(same, True, value=OTHER) == [(OTHER, OTHER)]


@pytest.mark.parametrize(
    ("word", "pattern"), [("flood", "%flood%"), ("100 %", "%100 \\%%"), ("a_b", "%a\\_b%"), ("\\", "%\\\\%")]
)
def test_a_word_is_sought_as_it_is(word: str, pattern: str) -> None:
    assert statements.containing(word) == pattern
