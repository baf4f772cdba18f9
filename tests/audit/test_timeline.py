"""The timeline tells what the log knows of one thing, and every event has its sentence."""

from app import wiring
from app.applications.events import ApplicationStarted, ApplicationSubmitted, MemberJoined
from app.audit import forms, panels, queries
from app.identity.models import Person as PersonRow
from app.kernel import i18n
from app.kernel import work as works
from app.kernel.events import REGISTRY
from app.kernel.ids import new_id
from app.kernel.principals import Person, System


def test_every_event_has_a_sentence():
    assert wiring.SUBSCRIBERS
    ours = {name for name in REGISTRY if not name.startswith("test.")}
    assert ours - set(forms.EVENTS) == set()


def test_a_timeline_holds_what_names_the_thing_and_nothing_else(database):
    call, entry, other = new_id(), new_id(), new_id()
    with works.writing(database, works.acting_as(System("test"))) as work:
        ada = PersonRow(
            id=new_id(), name="Ada <b>", sort_key="ada", email=None, email_confirmed_at=None, locale=None, zone=None,
            created_at=work.now,
        )  # fmt: skip
        work.session.add(ada)
    with works.writing(database, works.acting_as(Person(ada.id))) as work:
        work.emit(ApplicationStarted(subject_id=entry, call_id=call))
        work.emit(ApplicationStarted(subject_id=other, call_id=call))
    with works.writing(database, works.acting_as(System("test"))) as work:
        work.emit(ApplicationSubmitted(subject_id=entry, call_id=call, submission_id=new_id(), number=2))
        work.emit(MemberJoined(subject_id=new_id(), application_id=entry, person_id=ada.id, role="editor"))
    with works.reading(database, works.acting_as(System("test"))) as work:
        page = queries.timeline(work, entry, size=2)
        rest = queries.timeline(work, entry, after=page.next, size=2)
        shown = panels.timeline(work, entry)
        assert panels.timeline(work, new_id()) is None
    told = [(str(forms.sentence(row)), str(forms.actor(row))) for row in (*page.rows, *rest.rows)]
    assert told == [
        ("Someone joined the team", "The platform"),
        ("Application submitted, version 2", "The platform"),
        ("Application begun", "Ada <b>"),
    ]
    with i18n.use("fr"):
        html = shown.__html__()
    assert (html.count("Candidature envoyée, version 2"), html.count("Ada &lt;b&gt;")) == (1, 1)


def test_an_event_of_a_later_version_is_shown_by_its_name(database):
    entry = new_id()
    with works.writing(database, works.acting_as(System("test"))) as work:
        work.emit(ApplicationStarted(subject_id=entry, call_id=new_id()))
        work.session.flush()
        row = queries.timeline(work, entry).rows[0]
    later = type(row)(row.id, row.occurred_at, "application.flown", {}, "person", None)
    assert (str(forms.sentence(later)), str(forms.actor(later))) == (
        "application.flown",
        "A person whose account is gone",
    )
