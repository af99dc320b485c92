"""What is deleted at a place, put away here, and comes back."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_core.testing.sandbox import Moment
from devlog_github.sandbox.model import Issue
from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub, doubles, shown

CANCEL = {"on_delete": "cancel"}


def policy(desk: Desk, **more: Any) -> None:
    """Set keys of the integration."""
    desk.settings["integrations"]["github"] |= more
    desk.write()


def hide(hub: Hub, number: int) -> Issue:
    """Take an issue out of sight, as a lost permission does."""
    with hub.world.writing():
        return hub.repository("acme/shop").issues.pop(number)


def put_back(hub: Hub, issue: Issue) -> None:
    """Show it again, unchanged."""
    with hub.world.writing():
        hub.repository("acme/shop").issues[issue.number] = issue


def linked(desk: Desk, ref: str) -> tuple[str, str]:
    """The status of an entry, and the state of its link."""
    entry = desk.show(ref)
    [link] = entry["links"]
    return entry["status"], link["state"]


@pytest.fixture
def ref(desk: Desk, hub: Hub) -> str:
    """The entry of issue 1 of three; the workspace is in step."""
    hub.seed([{"title": f"t{n}", "comments": ["theirs"] if n == 0 else []} for n in range(3)])
    desk.near()
    hub.advance(60)
    return desk.of("1")


@pytest.mark.parametrize(("on_delete", "status"), [("cancel", "cancelled"), ("keep", "new")])
@pytest.mark.parametrize("how", ["full", "census"])
def test_what_comes_back_is_linked_again_as_it_was(
    desk: Desk, hub: Hub, ref: str, on_delete: str, status: str, how: str
) -> None:
    """Otherwise a permission that was lost for a day closes issues, or doubles them."""
    policy(desk, on_delete=on_delete, auto={"reconcile": "0s"} if how == "census" else {})
    arguments = ["--full"] if how == "full" else []
    issue = hide(hub, 1)
    desk.near(*arguments)
    assert linked(desk, ref) == (status, "gone")
    desk.edit(ref, "--description", "written meanwhile")
    put_back(hub, issue)
    hub.advance(60)
    hub.edit("1", {"title": "edited there"}, by="alice")
    desk.near(*arguments)
    assert linked(desk, ref) == ("new", "linked")
    entry, there = desk.show(ref), shown(hub.read("1"))
    assert (entry["title"], entry["description"]) == ("edited there", "written meanwhile")
    assert (there["title"], there["description"]) == ("edited there", "written meanwhile")
    assert (there["status"], there["notes"]) == ("new", ["theirs"])
    assert [note["content"] for note in entry["notes"]] == ["theirs"]
    assert len(desk.entries()) == 3
    policy(desk, auto={})
    desk.near()
    assert quiet(desk.near()["github"])


def test_a_cancellation_that_a_person_confirmed_stays(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise coming back undoes what somebody decided."""
    policy(desk, **CANCEL)
    issue = hide(hub, 1)
    desk.near("--full")
    desk.edit(ref, "--status", "done")
    put_back(hub, issue)
    desk.near("--full")
    assert linked(desk, ref) == ("done", "linked")
    assert shown(hub.read("1"))["status"] == "done"


def test_the_other_places_are_told_of_a_cancellation_and_of_its_end(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise two places say different things of one entry."""
    policy(desk, **CANCEL)
    desk.connect("api", hub.settings("acme/api"), mirror=["github"])
    desk.near()
    hub.advance(60)
    issue = hide(hub, 1)
    desk.near("--full")
    assert sorted(i["status"] for i in hub.all("acme/api")) == ["cancelled", "new", "new"]
    put_back(hub, issue)
    hub.advance(60)
    desk.near("--full")
    assert {i["status"] for i in hub.all("acme/api")} == {"new"}
    assert {i["status"] for i in hub.all()} == {"new"}
    hub.advance(60)
    desk.near()
    assert all(quiet(desk.near()[name]) for name in ("github", "api"))


def test_the_same_issue_elsewhere_is_never_deleted(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise one deletion empties every place."""
    policy(desk, **CANCEL)
    desk.connect("api", hub.settings("acme/api"), mirror=["github"])
    desk.near()
    hub.delete("1")
    hub.clear_requests()
    desk.near("--full")
    assert not [line for line in hub.writes() if line.startswith("DELETE")]
    assert len(hub.keys("acme/api")) == 3


def test_what_was_contested_is_settled_and_contested_again_when_it_comes_back(
    desk: Desk, hub: Hub, ref: str
) -> None:
    """Otherwise a conflict waits for ever for a place that is gone, or is decided unseen by its return."""
    hub.edit("1", {"title": "theirs"}, by="alice")
    desk.edit(ref, "--title", "ours")
    desk.near(code=4)
    issue = hide(hub, 1)
    desk.near("--full")
    entry = desk.show(ref)
    assert (entry["conflicts"], entry["title"]) == ([], "ours")
    assert "theirs" in [change["old"] for change in desk.do("history", ref, "--field", "title")]
    put_back(hub, issue)
    hub.clear_requests()
    desk.near("--full", code=4)
    assert hub.writes() == []
    [conflict] = desk.do("conflicts", "list")
    assert {c["place"]: c["value"] for c in conflict["candidates"]} == {"local": "ours", "github": "theirs"}


def test_a_gone_item_is_made_anew_only_when_asked(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise a deletion is undone by the next edit, or can never be."""
    hub.delete("1")
    desk.near("--full")
    desk.edit(ref, "--title", "edited")
    hub.clear_requests()
    desk.near()
    assert hub.writes() == []
    desk.do("unlink", ref, "github")
    desk.edit(ref, "--to", "github")
    desk.near()
    assert desk.show(ref)["links"][0]["remote_key"] == "4"
    assert shown(hub.read("4"))["title"] == "edited"


def test_reading_one_entry_tells_that_its_item_is_gone(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise the command that looks at one item says ok where there is none."""
    hub.delete("1")
    desk.near("--entry", ref, "--pull")
    assert linked(desk, ref) == ("new", "gone")
    assert len(hub.keys()) == 2


@pytest.mark.parametrize("what", ["field", "note"])
def test_an_item_deleted_between_our_read_and_our_write_is_gone(
    desk: Desk, hub: Hub, ref: str, what: str
) -> None:
    """Otherwise the write is tried for ever."""
    policy(desk, **CANCEL)
    if what == "field":
        desk.edit(ref, "--title", "edited")
    else:
        desk.do("note", ref, "a note")

    def delete(moment: Moment) -> None:
        if moment.phase == "before" and moment.method in ("PATCH", "POST") and "1" in hub.keys():  # noqa: SIM118
            hub.delete("1")

    hub.on_request(delete)
    desk.near(code=1)
    hub.exchange.hooks.clear()
    desk.near("--full")
    assert linked(desk, ref) == ("cancelled", "gone")
    assert desk.do("outbox", "list") == []
    assert quiet(desk.near()["github"])


@pytest.mark.parametrize("whose", ["ours", "theirs"])
def test_a_comment_that_a_person_deletes_is_deleted_everywhere_devlog_wrote_it(
    desk: Desk, hub: Hub, ref: str, whose: str
) -> None:
    """Otherwise a deleted comment is written again, or stays where devlog put it."""
    desk.connect("api", hub.settings("acme/api"), mirror=["github"])
    desk.do("note", ref, "ours")
    desk.near()
    desk.near()
    hub.advance(60)
    comments = {shown_body(comment): comment["id"] for comment in hub.read("1")["comments"]}
    hub.delete_comment(comments[whose])
    rest = [text for text in ("ours", "theirs") if text != whose]
    for _ in range(3):
        desk.near()
        hub.advance(60)
    assert [note["content"] for note in desk.show(ref)["notes"]] == rest
    assert shown(hub.read("1"))["notes"] == rest
    assert [issue["notes"] for issue in hub.all("acme/api") if issue["title"] == "t0"] == [rest]
    assert whose in str(desk.do("history", ref))
    assert doubles(hub) == []


def shown_body(comment: dict[str, Any]) -> str:
    """What people read of a comment."""
    return str(comment["body"]).partition("\n\n<!--")[0]


@pytest.mark.parametrize(("on_archive", "state"), [("close", "closed"), ("keep", "open")])
def test_putting_away_and_taking_out_again(
    desk: Desk, hub: Hub, ref: str, on_archive: str, state: str
) -> None:
    """Otherwise an entry taken out again leaves its issue closed."""
    policy(desk, on_archive=on_archive)
    desk.do("archive", ref)
    desk.near()
    assert hub.read("1")["state"] == state
    hub.advance(60)
    desk.edit(ref, "--set", "archived=false")
    desk.near()
    assert (hub.read("1")["state"], desk.show(ref)["status"]) == ("open", "new")
    hub.advance(60)
    desk.near()
    assert quiet(desk.near()["github"])
