"""One run put back, and what a journal keeps of both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.integration.desk import Desk, key_at, quiet
from tests.integration.hub import Hub, shown


def undo(desk: Desk, run: dict[str, Any], *more: str, code: int = 0) -> dict[str, Any]:
    """Put a run back; what was refused as pairs of entry and field."""
    told = desk.do("undo", run["id"], *more, code=code)
    assert set(told) == {"run", "undone", "refused"}
    assert told["run"] == run["id"]
    for refused in told["refused"]:
        assert set(refused) == {"entry", "field", "reason"}
    return {**told, "refused": [(r["entry"], r["field"]) for r in told["refused"]]}


def in_step(desk: Desk, hub: Hub, ref: str) -> dict[str, Any]:
    """Sync until it is quiet, and the item that says the same as the entry."""
    desk.sync()
    hub.advance(60)
    desk.sync()
    assert quiet(desk.sync()["github"])
    entry, issue = desk.show(ref), shown(hub.read("1"))
    for field in ("title", "description", "labels", "status", "priority"):
        assert entry[field] == issue[field], field
    return issue


def test_what_a_run_pulled_goes_back_on_both_sides(desk: Desk, hub: Hub) -> None:
    """Otherwise a person's mistake at a place can only be mended by hand, field by field."""
    hub.seed([{"title": "old", "body": "one\ntwo\nthree", "labels": ["keep", "gone"], "comments": ["first"]}])
    desk.sync()
    ref = desk.of("1")
    hub.advance(60)
    hub.edit(
        "1",
        {"title": "new", "body": "ONE\ntwo\nthree", "labels": ["keep", "more"], "state": "closed"},
        by="alice",
    )
    hub.comment("1", "second", by="alice")
    run = desk.sync()["github"]
    assert (desk.show(ref)["title"], desk.show(ref)["status"]) == ("new", "done")
    dry = undo(desk, run, "--dry-run")
    assert desk.show(ref)["title"] == "new"
    hub.advance(60)
    # What changed since and merges stays: another line, another label.
    desk.edit(ref, "--description", "ONE\ntwo\nTHREE", "--add-label", "mine")
    told = undo(desk, run)
    assert (told["undone"], told["refused"]) == (dry["undone"], dry["refused"]) == (5, [])
    issue = in_step(desk, hub, ref)
    assert (issue["title"], issue["description"], issue["status"]) == ("old", "one\ntwo\nTHREE", "new")
    assert issue["labels"] == ["gone", "keep", "mine"]
    assert [note["content"] for note in desk.show(ref)["notes"]] == ["first"]
    # A person's comment is not devlog's to delete.
    assert issue["notes"] == ["first", "second"]
    assert undo(desk, run)["undone"] == 0


def test_what_a_run_sent_goes_back_on_both_sides(desk: Desk, hub: Hub) -> None:
    """Otherwise what was sent by mistake stays at the place."""
    hub.seed([{"title": "old", "body": "text", "labels": ["theirs"]}])
    desk.sync()
    ref = desk.of("1")
    desk.edit(ref, "--title", "new", "--status", "blocked", "--add-label", "mine")
    run = desk.sync()["github"]
    assert shown(hub.read("1"))["title"] == "new"
    assert undo(desk, run) == {"run": run["id"], "undone": 3, "refused": []}
    issue = in_step(desk, hub, ref)
    assert (issue["title"], issue["status"], issue["labels"]) == ("old", "new", ["theirs"])


def test_what_changed_since_is_refused_and_stays(desk: Desk, hub: Hub) -> None:
    """Otherwise putting a run back loses a later edit."""
    hub.seed([{"title": "old", "body": "one"}])
    desk.sync()
    ref = desk.of("1")
    hub.advance(60)
    hub.edit("1", {"title": "new", "body": "two", "state": "closed"}, by="alice")
    run = desk.sync()["github"]
    desk.edit(ref, "--title", "later", "--description", "three")
    told = undo(desk, run, code=1)
    assert (told["undone"], told["refused"]) == (1, [(ref, "description"), (ref, "title")])
    issue = in_step(desk, hub, ref)
    assert (issue["title"], issue["description"], issue["status"]) == ("later", "three", "new")


def test_an_edit_at_the_place_since_is_not_lost(desk: Desk, hub: Hub) -> None:
    """Otherwise the value sent back replaces it unseen."""
    hub.seed([{"title": "old"}])
    desk.sync()
    ref = desk.of("1")
    desk.edit(ref, "--title", "new")
    run = desk.sync()["github"]
    hub.advance(60)
    hub.edit("1", {"title": "theirs"}, by="alice")
    # Not read yet: the next sync finds both, and asks.
    assert undo(desk, run)["undone"] == 1
    desk.sync(code=4)
    (conflict,) = desk.do("conflicts", "list")
    assert {c["value"] for c in conflict["candidates"]} == {"old", "theirs"}
    told = undo(desk, run, code=1)
    assert told["refused"] == [(ref, "title")]


def test_entries_that_a_run_made_are_put_away_and_their_items_stay(desk: Desk, hub: Hub) -> None:
    """Otherwise reading the wrong repository fills the workspace for good."""
    hub.seed([{"title": "one", "comments": ["c"]}, {"title": "two"}])
    run = desk.sync()["github"]
    ref = desk.of("2")
    desk.edit(ref, "--title", "two, kept")
    told = undo(desk, run, code=1)
    assert (told["undone"], told["refused"]) == (1, [(ref, "entry")])
    assert [entry["title"] for entry in desk.do("list")] == ["two, kept"]
    desk.sync("--full")
    assert [entry["title"] for entry in desk.do("list")] == ["two, kept"]
    assert [issue["status"] for issue in hub.all()] == ["new", "new"]


def test_items_that_a_run_created_are_named_and_stay(desk: Desk, hub: Hub) -> None:
    """Otherwise devlog deletes at a place, or says nothing of what it leaves there."""
    ref = desk.new("made here")["ref"]
    desk.do("note", ref, "a note")
    run = desk.sync()["github"]
    told = undo(desk, run, code=1)
    assert told["undone"] == 0
    assert (ref, "item") in told["refused"]
    assert len(hub.keys()) == 1
    assert key_at(desk.show(ref)) == "1"


def test_a_run_is_named_by_its_last_digits(desk: Desk, hub: Hub) -> None:
    """Otherwise a person has to copy all of an id."""
    hub.seed([{"title": "old"}])
    desk.sync()
    hub.edit("1", {"title": "new"}, by="alice")
    hub.advance(60)
    run = desk.sync()["github"]
    assert desk.do("undo", run["id"][-8:], "--dry-run")["run"] == run["id"]
    for unknown in ("0" * 8, "xyz", run["id"][-4:]):
        done = desk.here("undo", unknown)
        assert done.code == 2
        assert done.err.count("\n") == 1
        assert "devlog history" in done.err


def test_history_keeps_what_was_replaced_on_either_side(desk: Desk, hub: Hub) -> None:
    """Otherwise a value that a sync replaced is gone."""
    hub.seed([{"title": "old", "body": "text"}])
    desk.sync()
    ref = desk.of("1")
    hub.advance(60)
    hub.edit("1", {"title": "theirs"}, by="alice")
    pulled = desk.sync()["github"]["id"]
    desk.edit(ref, "--status", "blocked")
    desk.do("note", ref, "a note")
    pushed = desk.sync()["github"]["id"]
    told = [
        (change["field"], change["old"], change["new"], change["run"], change["place"])
        for change in desk.do("history", ref)
        if change["run"] is not None and change["field"] in ("title", "status")
    ]
    assert told == [
        ("title", "old", "theirs", pulled, None),
        ("status", "new", "blocked", pushed, "github"),
    ]
    note = desk.show(ref)["notes"][0]["uid"]
    written = [c for c in desk.do("history", ref, "--field", f"note:{note}") if c["place"] == "github"]
    assert [(c["old"], c["new"], c["cause"]) for c in written] == [(None, "a note", "push")]


def test_two_places_get_back_what_one_of_them_had(make_desk: Callable[..., Desk], hub: Hub) -> None:
    """Otherwise a run is put back at one place and not at the others that it reached."""
    desk = make_desk()
    desk.connect("shop", hub.settings("acme/shop"))
    desk.connect("api", hub.settings("acme/api"), mirror=["shop"])
    hub.seed([{"title": "old"}])
    desk.sync()
    desk.sync()
    ref = desk.of("1", "shop")
    hub.advance(60)
    hub.edit("acme/shop#1", {"title": "wrong"}, by="alice")
    run = desk.sync()["shop"]
    assert shown(hub.read("acme/api#1"))["title"] == "wrong"
    undo(desk, run)
    desk.sync()
    assert {issue["title"] for repo in ("acme/shop", "acme/api") for issue in hub.all(repo)} == {"old"}
    assert desk.show(ref)["title"] == "old"
