"""Parents, epics and links between Jira's issues, by the real command, made and taken away on either side."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, quiet

LONG = pytest.mark.long
BOTH = pytest.mark.parametrize("depot", ["cloud", pytest.param("server", marks=LONG)], indirect=True)
EPIC = "customfield_10014"


def rest(desk: Desk, depot: Depot) -> None:
    """Sync until nothing is left, which takes one sync after the one that does it."""
    desk.near()
    depot.advance(600)
    desk.near()
    assert quiet(desk.near()["jira"])
    assert desk.do("outbox", "list") == []
    depot.advance(600)


def above(depot: Depot, key: str) -> str | None:
    """The key of the parent of an issue; on a server an epic's stands in a field of its own."""
    fields = depot.read(key)["fields"]
    parent = fields.get("parent")
    found: str | None = parent["key"] if parent else fields.get(EPIC)
    return found


def links(depot: Depot, key: str) -> set[tuple[str, str, str]]:
    """The links of an issue: their type, their direction and the other issue."""
    found = set()
    for link in depot.read(key)["fields"]["issuelinks"]:
        way = "outward" if "outwardIssue" in link else "inward"
        found.add((link["type"]["name"], way, link[f"{way}Issue"]["key"]))
    return found


def named(depot: Depot, key: str, kind: str) -> str:
    """The id of the one link of that type."""
    return str(
        next(one["id"] for one in depot.read(key)["fields"]["issuelinks"] if one["type"]["name"] == kind)
    )


@pytest.mark.parametrize("depot", ["cloud", "server"], indirect=True)
def test_an_epic_is_a_parent_on_both_sides(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise work loses what it belongs to; Cloud says it by the parent, Server by the epic link."""
    desk = jira_desk
    field = "parent" if depot.world.cloud else EPIC
    depot.seed([{"summary": "epic", "issuetype": "Epic"}, {"summary": "other", "issuetype": "Epic"}])
    depot.seed([{"summary": "story", "issuetype": "Story", field: "SHOP-1"}])
    desk.near()
    epic, other, story = (desk.of(f"SHOP-{n}", "jira") for n in (1, 2, 3))
    assert desk.show(story)["parent"] == epic
    made = desk.new("made here")["ref"]
    desk.edit(made, "--set", f"parent={other}")
    desk.edit(story, "--set", f"parent={other}")
    rest(desk, depot)
    key = depot.titled("made here")
    assert (above(depot, "SHOP-3"), above(depot, key)) == ("SHOP-2", "SHOP-2")
    depot.edit("SHOP-3", {field: "SHOP-1"}, by="jane")
    desk.edit(made, "--set", "parent=")
    rest(desk, depot)
    assert (desk.show(story)["parent"], above(depot, key)) == (epic, None)
    depot.edit("SHOP-3", {field: None}, by="jane")
    rest(desk, depot)
    assert desk.show(story)["parent"] is None


@BOTH
def test_an_entry_below_a_story_becomes_its_sub_task(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise Jira refuses it: only sub-tasks stand below what is no epic, and they never stand alone."""
    desk = jira_desk
    depot.seed([{"summary": "story", "issuetype": "Story"}, {"summary": "other", "issuetype": "Story"}])
    desk.near()
    story, other = (desk.of(f"SHOP-{n}", "jira") for n in (1, 2))
    made = desk.new("a part")["ref"]
    desk.edit(made, "--set", f"parent={story}")
    rest(desk, depot)
    key = depot.titled("a part")
    assert depot.read(key)["fields"]["issuetype"]["subtask"] is True
    assert above(depot, key) == "SHOP-1"
    desk.edit(made, "--set", f"parent={other}")
    rest(desk, depot)
    assert above(depot, key) == "SHOP-2"
    desk.edit(made, "--set", "parent=", "--title", "renamed")
    (error,) = desk.near(code=1)["jira"]["errors"]
    assert "a sub-task of Jira has always a parent" in error["message"]
    assert (depot.shown(key)["title"], above(depot, key)) == ("renamed", "SHOP-2")
    desk.edit(made, "--set", f"parent={other}")
    rest(desk, depot)


@BOTH
def test_links_go_and_come_on_either_side_and_others_stay(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a link is read the wrong way round, or one that is none of ours is taken away."""
    desk = jira_desk
    depot.seed([{"summary": name} for name in ("one", "two", "three")])
    depot.link("SHOP-1", "Duplicate", "SHOP-2", by="jane")
    depot.link("SHOP-1", "Blocks", "SHOP-2", by="jane")
    foreign = ("Duplicate", "outward", "SHOP-2")
    desk.near()
    one, two, three = (desk.of(f"SHOP-{n}", "jira") for n in (1, 2, 3))
    assert said(desk, one) == {("blocks", two)}
    assert said(desk, two) == {("blocked-by", one)}
    desk.edit(one, "--set", f"dependencies=blocks:{two}", "--set", f"dependencies=related-to:{three}")
    desk.edit(three, "--set", f"dependencies=blocked-by:{two}")
    rest(desk, depot)
    assert links(depot, "SHOP-1") - {foreign} == {
        ("Blocks", "outward", "SHOP-2"), ("Relates", "outward", "SHOP-3"),
    }  # fmt: skip
    assert ("Blocks", "inward", "SHOP-2") in links(depot, "SHOP-3")
    assert said(desk, two) == {("blocked-by", one), ("blocks", three)}
    assert said(desk, three) == {("blocked-by", two), ("related-to", one)}
    desk.edit(one, "--set", f"dependencies=related-to:{three}")
    depot.unlink(named(depot, "SHOP-3", "Blocks"), by="jane")
    rest(desk, depot)
    assert links(depot, "SHOP-1") == {foreign, ("Relates", "outward", "SHOP-3")}
    assert (said(desk, two), said(desk, three)) == (set(), {("related-to", one)})
    depot.unlink(named(depot, "SHOP-3", "Relates"), by="jane")
    rest(desk, depot)
    assert (said(desk, one), links(depot, "SHOP-1")) == (set(), {foreign})


@BOTH
def test_an_archived_issue_is_neither_deleted_nor_written(jira_desk: Desk, depot: Depot) -> None:
    """It is found by no search and takes no change, but it is still there."""
    desk = jira_desk
    depot.seed([{"summary": "put away"}, {"summary": "at hand"}])
    desk.near()
    ref = desk.of("SHOP-1", "jira")
    depot.advance(600)
    depot.archive("SHOP-1")
    assert desk.near("--full")["jira"]["errors"] == []
    shown = desk.show(ref)
    assert (shown["title"], [link["state"] for link in shown["links"]]) == ("put away", ["linked"])
    desk.edit(ref, "--title", "renamed")
    desk.edit(desk.of("SHOP-2", "jira"), "--title", "sent")
    (error,) = desk.near(code=1)["jira"]["errors"]
    assert "archived" in error["message"]
    (row,) = desk.do("outbox", "list")
    assert "archived" in row["error"]
    assert [issue["title"] for issue in depot.all()] == ["put away", "sent"]


@BOTH
def test_a_panel_that_was_dropped_is_told_until_it_is_back(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise it goes unseen, or the refusal is told once and then forgotten."""
    desk = jira_desk
    panel = '<!-- adf:panel {"panelType":"warning"} -->\n\nMind the gap\n\n<!-- /adf:panel -->'
    depot.seed([{"summary": "t", "description": depot.written(f"{panel}\n\nplain")}])
    desk.near()
    ref = desk.of("SHOP-1", "jira")
    text, before = desk.show(ref)["description"], depot.read("SHOP-1")["fields"]["description"]
    assert "panel" in text
    desk.edit(ref, "--description", "plain", "--priority", "high")
    (error,) = desk.near(code=1)["jira"]["errors"]
    desk.near()
    (row,) = desk.do("outbox", "list")
    for told in (error["message"], row["error"]):
        assert "description would lose panel" in told
    there = depot.read("SHOP-1")["fields"]
    assert (there["description"], there["priority"]["name"]) == (before, "High")
    desk.edit(ref, "--description", text.replace("plain", "edited"))
    rest(desk, depot)
    assert depot.shown("SHOP-1")["description"] == text.replace("plain", "edited")


def said(desk: Desk, ref: str) -> set[tuple[Any, Any]]:
    """The dependencies of an entry."""
    return {(one["kind"], one["entry"]) for one in desk.show(ref)["dependencies"]}
