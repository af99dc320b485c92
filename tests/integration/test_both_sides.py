"""An issue and its entry, edited on both sides."""

from __future__ import annotations

from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub, shown


def test_different_fields_edited_on_both_sides_meet(desk: Desk, hub: Hub) -> None:
    """Otherwise one side's edit is lost, or every sync goes on writing."""
    (key,) = hub.seed([{"title": "Login fails", "body": "On Mondays.\n", "labels": ["bug"]}])
    desk.sync()
    ref = desk.of(key)
    hub.advance(60)
    hub.edit(
        key, {"title": "Login fails for all", "labels": ["bug", "urgent"], "state": "closed"}, by="alice"
    )
    desk.edit(ref, "--description", "On Mondays, and after a restart.")
    run = desk.sync()["github"]
    assert (run["status"], run["writes"], run["pulled"]["updated"]) == ("ok", 1, 1)
    here, there = desk.show(ref), shown(hub.read(key))
    for side in (here, there):
        assert side["title"] == "Login fails for all"
        assert side["description"] == "On Mondays, and after a restart."
        assert side["labels"] == ["bug", "urgent"]
        assert side["status"] == "done"
    hub.clear_requests()
    assert quiet(desk.sync()["github"])
    assert len(hub.requests()) <= 2
    assert hub.writes() == []


def test_what_is_not_ours_stays_on_the_issue(desk: Desk, hub: Hub) -> None:
    """Otherwise a first edit marks, relabels or unassigns what people made."""
    seed = {
        "title": "t", "body": "b", "labels": ["bug", "status: blocked"], "assignees": ["alice", "bob"],
        "milestone": "v1", "comments": ["first"],
    }  # fmt: skip
    (key,) = hub.seed([seed])
    desk.sync()
    before = hub.read(key)
    desk.edit(desk.of(key), "--priority", "high", "--add-label", "mine")
    desk.sync()
    after = hub.read(key)
    assert after["body"] == "b"
    assert {label["name"] for label in after["labels"]} == {
        "bug",
        "status: blocked",
        "priority: high",
        "mine",
    }
    for field in ("title", "state", "assignees", "milestone", "comments"):
        assert after[field] == before[field]


def test_all_fields_and_notes_cross_in_both_directions(desk: Desk, hub: Hub) -> None:
    """Otherwise a field is sent under a name that the other side does not read."""
    ref = desk.new(
        "Rotate the keys", "-d", "Twice.", "--type", "feature", "--priority", "critical",
        "--status", "in-progress", "--label", "security",
    )["ref"]  # fmt: skip
    desk.edit(ref, "--set", "milestone=v2")
    desk.do("note", ref, "half done", "--category", "progress")
    desk.sync()
    key = hub.titled("Rotate the keys")
    there = shown(hub.read(key))
    assert there == {
        "key": key, "uid": desk.show(ref)["uid"], "title": "Rotate the keys", "description": "Twice.",
        "status": "in-progress", "priority": "critical", "type": "feature", "labels": ["security"],
        "assignees": [], "milestone": "v2", "notes": ["half done"],
    }  # fmt: skip
    hub.advance(60)
    names = ["security", "status: in review", "priority: low", "type: docs", "later"]
    hub.edit(key, {"labels": names, "assignees": ["alice"], "milestone": None}, by="alice")
    hub.edit(key, {"body": hub.read(key)["body"].replace("Twice.", "Thrice.")}, by="alice")
    ours = str(hub.read(key)["comments"][0]["id"])
    hub.edit_comment(ours, hub.read(key)["comments"][0]["body"].replace("half", "nearly"))
    hub.comment(key, "who has the old keys?", by="bob")
    run = desk.sync()["github"]
    assert run["writes"] == 0
    here = desk.show(ref)
    assert [here[field] for field in ("status", "priority", "type", "description", "milestone")] == [
        "in-review", "low", "docs", "Thrice.", None,
    ]  # fmt: skip
    assert here["labels"] == ["later", "security"]
    assert [person["name"] for person in here["assignees"]] == ["alice"]
    assert sorted(note["content"] for note in here["notes"]) == ["nearly done", "who has the old keys?"]
    assert quiet(desk.sync()["github"])


def test_a_comment_that_is_taken_away_alone_is_missed_by_a_full_reading(desk: Desk, hub: Hub) -> None:
    """Otherwise it stays here for ever, since the issue itself has not changed."""
    hub.seed([{"title": "t", "comments": ["one", "two"]}, {"title": "u", "comments": ["three"]}])
    desk.sync()
    hub.advance(60)
    hub.delete_comment(str(hub.read("1")["comments"][0]["id"]))
    hub.clear_requests()
    desk.sync("--full")
    assert [note["content"] for note in desk.show(desk.of("1"))["notes"]] == ["two"]
    # The one issue is read by itself, and not the other.
    assert len([line for line in hub.sent() if line.endswith(("/issues/1", "/issues/2"))]) == 1
    desk.sync("--full")
    assert not [line for line in hub.sent() if line.endswith(("/issues/1", "/issues/2"))]


def test_a_comment_taken_away_behind_a_new_one_goes_at_once(desk: Desk, hub: Hub) -> None:
    """Otherwise the number of comments is right, and one of them is not there any more."""
    hub.seed([{"title": "t", "comments": ["one"]}])
    desk.sync()
    hub.advance(60)
    hub.delete_comment(str(hub.read("1")["comments"][0]["id"]))
    hub.comment("1", "two", by="alice")
    desk.sync()
    assert [note["content"] for note in desk.show(desk.of("1"))["notes"]] == ["two"]
    assert quiet(desk.sync()["github"])


def test_deleted_and_reworded_notes_follow(desk: Desk, hub: Hub) -> None:
    """Otherwise a comment that a person removed comes back, or stays for good."""
    (key,) = hub.seed([{"title": "t", "comments": ["theirs", "stays"]}])
    desk.sync()
    ref = desk.of(key)
    desk.do("note", ref, "ours")
    desk.sync()
    hub.advance(60)
    theirs = next(comment for comment in hub.read(key)["comments"] if comment["body"] == "theirs")
    hub.delete_comment(str(theirs["id"]))
    desk.sync()
    for _ in range(2):
        assert shown(hub.read(key))["notes"] == ["ours", "stays"]
        desk.sync("--full")
        assert sorted(note["content"] for note in desk.show(ref)["notes"]) == ["ours", "stays"]
    assert quiet(desk.sync()["github"])
