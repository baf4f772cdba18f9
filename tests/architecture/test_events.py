"""Every event is told to somebody."""

import ast

from tests.architecture.source import ROOT, names, sources

# Read by people, on the timeline of what they are about, and by no subscriber. Each with the reason nobody is told.
TIMELINE_ONLY: dict[str, str] = {}


def defined() -> set[str]:
    """The names of all event classes."""
    return {
        node.name
        for source in sources(ROOT)
        if source.kind == "events"
        for node in source.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }


def read() -> set[str]:
    """Every name that a subscriber, or the list of subscribers, mentions."""
    readers = [source for source in sources(ROOT) if source.kind == "jobs" or source.parts == ("app", "wiring")]
    return {name.rpartition(".")[2] for source in readers for name in names(source.tree)}


def test_every_event_has_a_reader_or_is_listed() -> None:
    assert sorted(defined() - read() - set(TIMELINE_ONLY)) == []


def test_what_is_listed_exists_and_has_no_reader() -> None:
    assert sorted(set(TIMELINE_ONLY) - defined()) == []
    assert sorted(set(TIMELINE_ONLY) & read()) == []
