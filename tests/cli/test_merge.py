"""Joining two entries into one."""

from __future__ import annotations

import json

from tests.cli.conftest import Devlog, Remote


def test_joined_entry_has_everything_of_both(devlog: Devlog) -> None:
    """Sets are united, empty fields filled, the rest stays; nothing of the other one is lost."""
    devlog.ok("new", "Keep", "--label", "a", "--priority", "high", "--assignee", "bob")
    devlog.ok("new", "Go", "--label", "b", "-d", "Long story", "--priority", "low", "--assignee", "carol")
    devlog.ok("edit", "1", "--set", "context.business=mine", "--set", "custom.x=1")
    devlog.ok(
        "edit", "2", "--set", "context.business=theirs", "--set", "context.technical=t", "--set", "custom.y=2"
    )
    devlog.ok("edit", "2", "--set", "milestone=1.0", "--set", "custom.x=9")
    devlog.ok("note", "2", "a note")
    other = devlog.json("show", "2")
    joined = devlog.json("merge", "1", "2")
    assert (joined["title"], joined["priority"], joined["description"]) == ("Keep", "high", "Long story")
    assert (joined["labels"], joined["milestone"]) == (["a", "b"], "1.0")
    assert [person["id"] for person in joined["assignees"]] == ["bob", "carol"]
    assert joined["context"] == {"business": "mine", "technical": "t"}
    assert joined["custom"] == {"x": 1, "y": 2}
    assert [note["content"] for note in joined["notes"]] == ["a note"]
    for name in ("2", "#2", other["ref"], other["uid"], other["key"]):
        assert devlog.json("show", name)["uid"] == joined["uid"]
    journal = json.dumps(devlog.json("history", "1"))
    assert "theirs" in journal
    assert '"Go"' in journal
    assert len(devlog.json("list", "--all")) == 1


def test_joined_names_survive_a_second_join(devlog: Devlog) -> None:
    """Old names find the entry through any number of joins."""
    for title in ("A", "B", "C"):
        devlog.ok("new", title)
    devlog.ok("merge", "2", "3")
    devlog.ok("merge", "1", "3")
    assert devlog.json("show", "3")["title"] == devlog.json("show", "2")["title"] == "A"


def test_relatives_follow(devlog: Devlog) -> None:
    """Children and dependents of the other entry belong to the joined one; circles are cut."""
    for title in ("Keep", "Go", "Child", "Dependent"):
        devlog.ok("new", title)
    devlog.ok("edit", "3", "--set", "parent=2")
    devlog.ok("edit", "4", "--set", "dependencies=blocked-by:2", "--set", "dependencies=related-to:1")
    devlog.ok("edit", "1", "--set", "parent=3", "--set", "dependencies=blocks:2")
    joined = devlog.json("merge", "1", "2")
    assert joined["parent"] is None or devlog.json("show", "3")["parent"] is None
    assert joined["dependencies"] == []
    assert devlog.json("show", "3")["parent"] == joined["ref"]
    kinds = {item["kind"]: item["entry"] for item in devlog.json("show", "4")["dependencies"]}
    assert kinds == {"blocked-by": joined["ref"], "related-to": joined["ref"]}


def test_link_of_the_other_moves(devlog: Devlog, remote: Remote) -> None:
    """What the other entry was linked to, the joined one is, and the place learns the joined values."""
    remote.put("5", title="There", description="Told there")
    devlog.ok("sync")
    devlog.ok("new", "Here", "--label", "mine")
    devlog.ok("unlink", "2", "tracker")
    joined = devlog.json("merge", "2", "1")
    assert [link["remote_key"] for link in joined["links"]] == ["5"]
    assert joined["description"] == "Told there"
    devlog.ok("sync")
    assert remote.values("5")["title"] == "Here"
    assert remote.values("5")["labels"] == ["mine"]
    assert len(remote.read()["items"]) == 1
    assert devlog.json("sync")["runs"][0]["writes"] == 0


def test_two_items_of_one_place_are_not_joined(devlog: Devlog, remote: Remote) -> None:
    """An entry is one item a place: the refusal names the cure, and nothing has changed."""
    remote.put("1", title="A")
    remote.put("2", title="B")
    devlog.ok("sync")
    before = devlog.json("list")
    assert "devlog unlink" in devlog.refused("merge", "1", "2", code=2)
    assert "same entry already" in devlog.refused("merge", "1", "#1", code=2)
    assert devlog.json("list") == before


def test_conflict_of_the_other_stays_open(devlog: Devlog, remote: Remote) -> None:
    """A decision that waits goes with the entry and can still be taken."""
    remote.put("1", title="A")
    devlog.ok("sync")
    devlog.ok("edit", "1", "--title", "Ours")
    remote.put("1", title="Theirs")
    assert devlog("sync").returncode == 4
    devlog.ok("new", "Keep")
    devlog.ok("unlink", "2", "tracker")
    joined = devlog.json("merge", "2", "1")
    (conflict,) = joined["conflicts"]
    assert {c["place"]: c["value"] for c in conflict["candidates"]} == {"local": "Keep", "tracker": "Theirs"}
    devlog.ok("conflicts", "resolve", conflict["id"], "--take", "tracker")
    devlog.ok("sync")
    assert devlog.json("show", "2")["title"] == remote.values("1")["title"] == "Theirs"
