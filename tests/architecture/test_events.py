"""Every event is told to somebody: to a subscriber, or to those who read the timeline of what it is about."""

from importlib import import_module

from app import wiring
from app.audit import forms
from app.kernel.events import REGISTRY
from tests.architecture.source import ROOT, sources


def ours() -> set[str]:
    """The names of the program's own events; tests may list more."""
    for source in sources(ROOT):
        if source.kind == "events":
            import_module(".".join(source.parts))
    return {name for name, kind in REGISTRY.items() if kind.__module__.startswith("app.")}


def test_every_event_has_a_reader() -> None:
    told = {kind.name for subscriber in wiring.SUBSCRIBERS for kind in subscriber.reactions}
    assert sorted(ours() - told - set(forms.EVENTS)) == []


def test_the_timeline_words_only_events_there_are() -> None:
    assert sorted(set(forms.EVENTS) - ours()) == []
