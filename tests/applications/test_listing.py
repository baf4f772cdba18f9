"""Search in several languages, filters and orders; and nothing of it tells what is hidden."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from app.applications import jobs, queries
from app.applications.models import (
    ApplicationBar,
    ApplicationGrant,
    ApplicationIndex,
    ApplicationLabel,
    ApplicationValue,
    Label,
)
from app.applications.queries import Scope
from app.applications.rules import lists
from app.applications.rules.sorting import number_key
from app.applications.service import drafts, submissions
from app.kernel.errors import Invalid
from app.kernel.ids import new_id
from app.kernel.principals import Principal, System
from tests.applications.conftest import PROJECT, TEAM, Scene


def scope_of(scene: Scene, actor: Principal) -> Scope:
    return queries.call_scope(scene.work(actor), scene.call.slug)


def titles(scene: Scene, actor: Principal, query: str) -> list[str]:
    """The titles of the call's list that an address asks for, page after page of two."""
    scope, asked, after, found = scope_of(scene, actor), lists.parse(query), "", []
    asked = lists.fitted(asked, scope.questions, is_blind=scope.is_blind)
    while True:
        page = queries.list_applications(scene.work(actor), scope, asked, after=after, size=2)
        found += [row.title for row in page.rows]
        if page.next is None:
            return found
        after = page.next


@pytest.fixture
def languages(scene: Scene) -> Scene:
    """Applications in several languages, and a neighbour's with the same words."""
    for title, about, locale in (
        ("Pumps", "The solar pumps for the wells of cities, and no diesel", "en"),
        ("Pompes", "Les pompes solaires des villages développés, pour l’eau et les puits", "en"),
        ("Bombas", "Las bombas de los pozos con una energía solar para el pueblo", "es"),
        ("水井", "村里的水资源管理", "zh"),
        ("آبار", "آبار القرية ومدارسها", "ar"),
        ("Diesel", "The diesel pump of the city for the wells", "en"),
    ):
        scene.sent({"title": title, "about": about}, locale=locale)
    neighbour = Scene(scene.session)
    neighbour.sent({"title": "Neighbour", "about": "The solar pumps 水资源 for the wells"})
    scene.application(title="A draft of solar pumps")
    return scene


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("pumps", {"Pumps", "Diesel"}),
        ("PUMPING", {"Pumps", "Diesel"}),
        ("city wells", {"Pumps", "Diesel"}),
        ('"solar pumps"', {"Pumps"}),
        ('"pumps solar"', set()),
        ("wells -solar", {"Diesel"}),
        ("diesel or bombas", {"Pumps", "Diesel", "Bombas"}),
        ("solaire", {"Pompes"}),
        ("developpement", {"Pompes"}),
        ("développer", {"Pompes"}),
        ("energia", {"Bombas"}),
        ("sol*", {"Pumps", "Pompes", "Bombas"}),
        ("sol* -pomp*", {"Pumps", "Bombas"}),
        ("水资源", {"水井"}),
        ("水", {"水井"}),
        ("资水", set()),
        ("القرية", {"آبار"}),
        ("neighbour", set()),
        ("draft", set()),
        ("the", set()),
    ],
)
def test_words_are_sought_as_each_language_has_them(languages: Scene, typed: str, expected: set[str]) -> None:
    assert set(titles(languages, languages.manager(), f"q={typed}")) == expected


def test_the_best_match_comes_first(scene: Scene) -> None:
    scene.sent({"title": "Schools", "about": "A well"})
    scene.sent({"title": "Water", "about": "A well, a well, a well"})
    scene.sent({"title": "Wells", "about": "Water"})
    scene.sent({"title": "Roads", "about": "Stones"})
    manager = scene.manager()
    assert titles(scene, manager, "q=well") == ["Wells", "Water", "Schools"]
    assert titles(scene, manager, "q=well&sort=reference") == ["Schools", "Water", "Wells"]
    assert titles(scene, manager, "q=well&sort=-reference") == ["Wells", "Water", "Schools"]


def test_of_many_those_with_the_word_in_the_title_come_first(scene: Scene) -> None:
    scene.sent({"title": "Wells", "about": "Water"})
    for number in range(201):
        scene.sent({"title": f"School {number}", "about": "The well"})
    assert titles(scene, scene.manager(), "q=wells")[:3] == ["Wells", "School 200", "School 199"]


SECRET = {
    "title": "Hidden",
    "about": "Plain",
    "country": "FRA",
    "mail": "mole@secret.example",
    "site": "https://sett.example",
}


@pytest.fixture
def hidden(scene: Scene) -> Scene:
    """Applications that differ in what is hidden from those who read blind, by the organisation and answers."""
    body = scene.organisation()
    scene.sent(SECRET, organisation_id=body.id)
    scene.sent({"title": "Open", "about": "Plain", "country": "PER"})
    scene.stage.policy = {"blind": "double"}
    scene.session.flush()
    return scene


@pytest.mark.parametrize(
    "query", ["q=mole*", "q=mole@secret.example", "q=sett*", "q=Org", "q=plain -mole*", "q=plain -org", "country=FRA"]
)
def test_search_is_no_oracle_over_what_is_hidden(hidden: Scene, query: str) -> None:
    observer = hidden.person("Obi", ("observer", hidden.programme.id))
    seen, known = titles(hidden, observer, query), titles(hidden, hidden.manager(), query)
    assert (seen, known) == ((["Open", "Hidden"], ["Open"]) if " -" in query else ([], ["Hidden"]))


def test_orders_columns_and_filters_that_tell_who_applies_are_not_for_those_who_read_blind(hidden: Scene) -> None:
    observer = hidden.person("Obi", ("observer", hidden.programme.id))
    scope = scope_of(hidden, observer)
    assert ("site" in scope.questions, "mail" in scope.questions, "country" in scope.questions) == (False, False, True)
    asked = lists.parse("column=organisation&column=q.mail&column=q.country&column=state&sort=organisation")
    fitted = lists.fitted(asked, scope.questions, is_blind=scope.is_blind)
    assert (fitted.columns, fitted.sort) == (("q.country", "state"), "")
    assert scope.allows(lists.parse("f.country=FRA")) is True
    assert not any(scope.allows(lists.parse(one)) for one in ("f.mail=x", f"organisation={new_id()}", "country=FRA"))
    hidden.stage.policy = {}
    hidden.session.flush()
    assert titles(hidden, observer, "q=mole*") == ["Hidden"]


def test_choices_and_the_rest_filter(scene: Scene) -> None:
    body = scene.organisation()
    label = scene.add(Label(programme_id=scene.programme.id, name="x", created_at=scene.now))
    old = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)
    first = scene.sent({"title": "A", "areas": ["data", "audit"], "open": True}, organisation_id=body.id)
    scene.sent({"title": "B", "areas": ["audit"], "open": False}, submitted_at=old)
    third = scene.sent({"title": "C"}, state="declined")
    scene.add(ApplicationLabel(application_id=third.id, label_id=label.id, added_at=scene.now))
    scene.add(
        ApplicationValue(application_id=first.id, call_id=scene.call.id, field=".reviews", key=number_key(Decimal(3)))
    )
    for query, expected in (
        ("f.areas=audit", ["B", "A"]),
        ("f.areas=data&f.areas=audit", ["B", "A"]),
        ("f.areas=audit&f.open=yes", ["A"]),
        ("f.areas=nothing", []),
        ("state=declined&state=accepted", ["C"]),
        ("country=fra", ["A"]),
        (f"organisation={body.id}", ["A"]),
        (f"label={label.id}", ["C"]),
        (f"stage={scene.stage.id}", ["C", "B", "A"]),
        (f"stage={new_id()}", []),
        ("to=2026-01-31", ["B"]),
        ("to=2026-01-30", []),
        ("from=2026-02-01", ["C", "A"]),
        ("reviews_from=1", ["A"]),
        ("reviews_from=4", []),
        ("reviews_to=2", ["C", "B"]),
        ("reviews_to=0&state=declined", ["C"]),
    ):
        assert (query, titles(scene, scene.manager(), query)) == (query, expected)


@pytest.mark.parametrize(
    "query", ["state=x", "label=1", "from=soon", "reviews_from=-1", "country=FR", "organisation=x"]
)
def test_a_filter_that_is_none_is_refused_not_dropped(query: str) -> None:
    with pytest.raises(Invalid):
        lists.parse(query)


def test_orders_hold_with_ties_and_with_what_has_no_value(scene: Scene) -> None:
    for title, people in (("b", 5), ("a", 10), ("c", None), ("d", 5), ("e", 5), ("f", None), ("g", 1)):
        scene.sent({"title": title} | ({"people": people} if people is not None else {}))
    manager = scene.manager()
    assert titles(scene, manager, "sort=q.people") == ["g", "b", "d", "e", "a", "f", "c"]
    assert titles(scene, manager, "sort=-q.people") == ["a", "e", "d", "b", "g", "f", "c"]
    assert titles(scene, manager, "sort=title") == list("abcdefg")
    assert titles(scene, manager, "sort=-title") == list("gfedcba")
    assert titles(scene, manager, "sort=organisation") == list("gfedcab")
    assert titles(scene, manager, "sort=nonsense") == list("gfedcab")


def test_how_reviews_stand_is_not_told_to_whom_reviews_or_applies(scene: Scene) -> None:
    manager = scene.manager()
    rows = {title: scene.sent({"title": title}) for title in "ab"}
    rows["mine"] = scene.sent({"title": "mine"}, (manager, "lead"))
    rows["reviewed"] = scene.sent({"title": "reviewed"})
    scene.add(
        ApplicationGrant(application_id=rows["reviewed"].id, person_id=manager.id, cause_id=new_id(), sight="reviewer")
    )
    for total, row in enumerate(rows.values(), 10):
        for field, value in ((".total", total), (".reviews", 2)):
            scene.add(
                ApplicationValue(
                    application_id=row.id, call_id=scene.call.id, field=field, key=number_key(Decimal(value))
                )
            )
    assert titles(scene, manager, "sort=-total") == ["b", "a", "reviewed", "mine"]
    assert titles(scene, scene.manager(), "sort=-total") == ["reviewed", "mine", "b", "a"]
    assert titles(scene, manager, "reviews_from=1") == ["b", "a"]
    shown = queries.list_standings(scene.work(manager), [row.id for row in rows.values()])
    assert set(shown) == {rows["a"].id, rows["b"].id}
    assert shown[rows["b"].id] == {"total": 11, "reviews": 2}


def test_a_bar_hides_from_every_list(scene: Scene) -> None:
    manager, row = scene.manager(), scene.sent({"title": "Wells", "people": 3})
    scene.add(ApplicationBar(application_id=row.id, person_id=manager.id, cause_id=new_id()))
    for query in ("", "q=wells", "sort=q.people", "f.country=FRA"):
        assert titles(scene, manager, query) == []
    assert queries.list_answers(scene.work(manager), [row.id], ["people"]) == {}
    assert queries.count_applications(scene.work(manager), scope_of(scene, manager), lists.parse("q=wells")) == 0


def test_across_the_calls_of_a_programme(scene: Scene) -> None:
    other = scene.make_call()
    scene.sent({"title": "One", "about": "Wells"})
    scene.sent({"title": "Two", "about": "Wells"}, call=other)
    Scene(scene.session).sent({"title": "Three", "about": "Wells"})
    manager = scene.manager()
    scope = queries.programme_scope(scene.work(manager), scene.programme.slug)
    for query, expected in (("", ["Two", "One"]), ("q=wells", ["Two", "One"]), ("sort=title", ["One", "Two"])):
        found = queries.list_applications(scene.work(manager), scope, lists.parse(query))
        assert [row.title for row in found.rows] == expected
        assert queries.count_applications(scene.work(manager), scope, lists.parse(query)) == 2


@pytest.mark.parametrize("query", ["", "q=wells", "sort=title"])
@pytest.mark.parametrize("cursor", ["x", "WyJ4Il0", "WyIxIiwiMiJd", "WyIxIiwiMiIsIjMiXQ"])
def test_a_cursor_of_nobodys_is_refused(scene: Scene, query: str, cursor: str) -> None:
    work = scene.work(scene.manager())
    with pytest.raises(Invalid):
        queries.list_applications(work, queries.call_scope(work, scene.call.slug), lists.parse(query), after=cursor)


def test_what_is_sent_is_found_at_once_and_as_it_was_sent_last(scene: Scene) -> None:
    lead, manager = scene.person("Lea"), scene.manager()
    row = scene.application((lead, "lead"))

    def send(about: str, version: int) -> None:
        drafts.save(scene.work(lead), row.id, "project", {**PROJECT, "about": about}, version)
        submissions.submit(scene.work(lead), row.id)

    drafts.save(scene.work(lead), row.id, "team", TEAM, 0)
    send("Solar pumps", 0)
    assert [titles(scene, manager, f"q={one}") for one in ("pumps", "2500", "france")] == [["Wells"], [], []]
    scene.add(ApplicationValue(application_id=row.id, call_id=scene.call.id, field=".reviews", key="5"))
    drafts.save(scene.work(lead), row.id, "project", {**PROJECT, "about": "Unsent turbines"}, 1)
    assert titles(scene, manager, "q=turbines") == []
    send("Wind mills", 2)
    assert [titles(scene, manager, f"q={one}") for one in ("pumps", "mills")] == [[], ["Wells"]]
    kept = select(ApplicationValue.field).where(ApplicationValue.application_id == row.id)
    assert ".reviews" in set(scene.session.scalars(kept))


def test_what_earlier_rules_indexed_is_indexed_again_in_the_background(scene: Scene) -> None:
    rows = [scene.sent({"title": f"Wells {number}"}) for number in range(3)]
    scene.session.execute(update(ApplicationIndex).values(revision=0, facets=[], words="", heads=""))
    assert titles(scene, scene.manager(), "q=wells") == []
    assert (jobs.index_stale(scene.work(System("index"))), jobs.index_stale(scene.work(System("index")))) == (3, 0)
    assert len(titles(scene, scene.manager(), "q=wells")) == len(rows)


def test_no_text_is_too_long_or_too_odd_to_be_sent(scene: Scene) -> None:
    odd = " ".join(f"w{number}" for number in range(20_000)) + "é" * 3000 + " 水" * 1000 + "水" * 30_000 + "\u202e=cmd"
    row: Any = scene.sent({"title": "Wells", "about": odd, "site": "x" * 100_000, "mail": odd})
    assert titles(scene, scene.manager(), "q=w1999") == [row.title]


def test_days_are_those_of_the_calls_zone(scene: Scene) -> None:
    scene.sent({"title": "late"}, submitted_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    assert titles(scene, scene.manager(), "from=2026-02-01") == ["late"]
    assert titles(scene, scene.manager(), "to=2026-01-31") == []
