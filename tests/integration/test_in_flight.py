"""Edits that are made while a sync is under way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devlog_core.testing.sandbox import Moment
from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub, shown

LONG = pytest.mark.long


def once(hub: Hub, phase: str, method: str, act: Callable[[], object]) -> None:
    """Do something at the first such request."""
    left = [act]

    def hook(moment: Moment) -> None:
        if left and (moment.phase, moment.method) == (phase, method):
            left.pop()()

    hub.on_request(hook)


@pytest.fixture
def ref(desk: Desk, hub: Hub) -> str:
    """An entry in step with issue 1, whose title has just been edited here."""
    hub.seed([{"title": "title", "body": "text"}])
    desk.sync()
    hub.advance(60)
    found = desk.of("1")
    desk.edit(found, "--title", "first")
    return found


@pytest.mark.parametrize(
    ("phase", "same"),
    [
        pytest.param("before", True, marks=LONG),
        ("after", False),
        pytest.param("before", False, marks=LONG),
        pytest.param("after", True, marks=LONG),
    ],
)
def test_a_local_edit_during_the_push_goes_with_the_next_sync(
    desk: Desk, hub: Hub, ref: str, phase: str, same: bool
) -> None:
    """Otherwise it is taken for sent, and never is."""
    change = ("--title", "second") if same else ("--priority", "high")
    once(hub, phase, "PATCH", lambda: desk.edit(ref, *change))
    desk.sync()
    desk.sync()
    there, here = shown(hub.read("1")), desk.show(ref)
    for side in (there, here):
        assert side["title"] == ("second" if same else "first")
        assert side["priority"] == ("medium" if same else "high")
    assert quiet(desk.sync()["github"])


@pytest.mark.long
def test_a_local_edit_undone_during_the_push_is_undone_there(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise the value that was sent last stays, though the entry says another."""
    once(hub, "after", "PATCH", lambda: desk.edit(ref, "--title", "title"))
    desk.sync()
    assert shown(hub.read("1"))["title"] == "first"
    desk.sync()
    assert shown(hub.read("1"))["title"] == desk.show(ref)["title"] == "title"
    assert quiet(desk.sync()["github"])


def test_an_edit_inside_the_answer_to_our_write_reaches_the_entry(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise it is taken for our own echo."""
    values = {"body": "text by a person", "labels": ["theirs"], "state": "closed"}
    once(hub, "before", "PATCH", lambda: hub.edit("1", values, by="alice"))
    run = desk.sync()["github"]
    assert run["writes"] == 1
    here = desk.show(ref)
    assert (here["title"], here["description"]) == ("first", "text by a person")
    assert (here["labels"], here["status"]) == (["theirs"], "done")
    desk.sync()
    there = shown(hub.read("1"))
    assert (there["title"], there["description"], there["labels"]) == (
        "first",
        "text by a person",
        ["theirs"],
    )
    assert quiet(desk.sync()["github"])


def test_an_edit_between_our_reading_and_our_writing_is_merged(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise the title of a person is overwritten unseen."""
    asked: list[Moment] = []

    def hook(moment: Moment) -> None:
        # The list has been read by then; the issue itself is read just before it is written.
        if moment.phase == "before" and moment.path.endswith("/issues/1") and not asked:
            asked.append(moment)
            hub.edit("1", {"title": "theirs"}, by="alice")

    hub.on_request(hook)
    desk.sync(code=4)
    assert hub.read("1")["title"] == "theirs"
    (conflict,) = desk.do("conflicts", "list")
    assert [candidate["value"] for candidate in conflict["candidates"]] == ["first", "theirs"]


def test_an_edit_right_after_our_write_is_read(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise an edit in the second of our own write passes for it."""
    once(hub, "after", "PATCH", lambda: hub.edit("1", {"title": "theirs"}, by="alice"))
    desk.sync()
    assert desk.show(ref)["title"] == "first"
    desk.sync()
    assert desk.show(ref)["title"] == "theirs"
    assert hub.read("1")["title"] == "theirs"
    assert quiet(desk.sync()["github"])


@pytest.mark.long
def test_an_entry_made_during_the_sync_is_sent_once(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise it is forgotten, or sent by both."""
    once(hub, "after", "PATCH", lambda: desk.new("made meanwhile"))
    desk.sync()
    desk.sync()
    hub.titled("made meanwhile")
    assert quiet(desk.sync()["github"])


def test_an_entry_edited_while_its_issue_is_made(desk: Desk, hub: Hub) -> None:
    """Otherwise the edit is lost in the birth, or makes a second issue."""
    made = desk.new("born", "-d", "one")["ref"]
    once(hub, "after", "POST", lambda: desk.edit(made, "--description", "two", "--status", "done"))
    desk.sync()
    desk.sync()
    there = shown(hub.read(hub.titled("born")))
    assert (there["description"], there["status"]) == ("two", "done")
    assert quiet(desk.sync()["github"])


def test_a_half_made_issue_that_a_reading_meets_first_is_closed(desk: Desk, hub: Hub) -> None:
    """Otherwise it stays open for good: its base would say that it was told of being done."""
    ref = desk.new("done already", "--to", "github", "--status", "done")["ref"]
    hub.fault("retry-after-seconds:90", 1, "PATCH ")
    desk.sync(code=1)
    assert shown(hub.read("1"))["status"] == "new"
    # As long as somebody may still be at work on it a reading leaves it alone.
    hub.advance(4000)
    desk.outlast_limits()
    desk.sync("--full", "--pull")
    desk.do("outbox", "retry")
    desk.sync()
    assert shown(hub.read("1"))["status"] == desk.show(ref)["status"] == "done"
    assert "closes=" not in hub.read("1")["body"]
    desk.sync()
    assert quiet(desk.sync()["github"])
