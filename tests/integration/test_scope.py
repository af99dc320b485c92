"""Repositories that move, and others that take their name."""

from __future__ import annotations

import pytest

from tests.integration.agree import disagreements
from tests.integration.desk import TOKEN, Desk, quiet
from tests.integration.hub import Hub, shown

LONG = pytest.mark.long


@pytest.fixture
def ref(desk: Desk, hub: Hub) -> str:
    """The entry of issue 1; the workspace is in step."""
    hub.seed([{"title": "one"}, {"title": "two"}])
    desk.sync()
    return desk.of("1")


def refused(desk: Desk, *arguments: str) -> None:
    """The sync does nothing, and says what to do about it."""
    run = desk.sync(*arguments, code=3)["github"]
    assert run["status"] == "failed"
    assert run["writes"] == 0
    (error,) = run["errors"]
    assert error["kind"] == "config"
    assert "devlog integrations rescope github" in error["message"]


@pytest.mark.parametrize(
    ("new", "told"),
    [
        pytest.param("acme/store", False, marks=LONG),
        ("elsewhere/shop", True),
        pytest.param("acme/store", True, marks=LONG),
        pytest.param("elsewhere/shop", False, marks=LONG),
    ],
)
def test_a_repository_that_moved_is_followed(desk: Desk, hub: Hub, ref: str, new: str, told: bool) -> None:
    """Otherwise a rename ends the sync, or doubles every entry."""
    hub.rename(new, "acme/shop")
    hub.advance(60)
    if told:
        desk.settings["integrations"]["github"]["config"]["repository"] = new
        desk.write()
    hub.edit(f"{new}#1", {"state": "closed"}, by="alice")
    desk.edit(ref, "--description", "edited here")
    desk.new("made after")
    assert desk.sync()["github"]["status"] == "ok"
    assert disagreements(desk, hub, {"github": new}) == []
    assert len(desk.entries()) == 3
    assert shown(hub.read(f"{new}#1"))["description"] == desk.show(ref)["description"] == "edited here"
    assert desk.show(ref)["status"] == "done"
    hub.advance(60)
    desk.sync()
    assert quiet(desk.sync()["github"])


def test_another_repository_in_the_settings_is_refused_until_rescoped(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise entries are written over issues that have the same number elsewhere."""
    hub.seed([{"title": "of api", "repository": "acme/api"}])
    mine = desk.new("made here")["ref"]
    desk.sync()
    desk.settings["integrations"]["github"]["config"]["repository"] = "acme/api"
    desk.write()
    desk.edit(ref, "--title", "one, edited")
    hub.clear_requests()
    for arguments in ((), ("--entry", ref)):
        refused(desk, *arguments)
    assert hub.writes() == []
    desk.do("integrations", "rescope", "github")
    desk.sync()
    assert sorted(issue["title"] for issue in hub.all("acme/api")) == ["made here", "of api"]
    assert sorted(entry["title"] for entry in desk.entries()) == ["made here", "of api", "one, edited", "two"]
    assert desk.show(ref)["links"] == []
    assert desk.show(mine)["links"][0]["remote_key"] == "2"
    assert hub.read("1")["title"] == "one"
    hub.advance(60)
    desk.sync()
    assert quiet(desk.sync()["github"])
    # Putting the settings back is another change of the repository.
    desk.settings["integrations"]["github"]["config"]["repository"] = "acme/shop"
    desk.write()
    refused(desk)


def test_a_repository_made_anew_under_the_name_is_refused_until_rescoped(
    desk: Desk, hub: Hub, ref: str
) -> None:
    """Otherwise an empty repository under an old name takes the issues of the one that is gone."""
    old = hub.repository("acme/shop")
    with hub.world.writing():
        del hub.world.repositories[old.id]
    hub.add_repository("acme/shop")
    hub.seed([{"title": "a stranger", "repository": "acme/shop"}])
    desk.edit(ref, "--title", "edited here")
    desk.new("made here")
    hub.clear_requests()
    for arguments in ((), ("--push",)):
        refused(desk, *arguments)
    assert hub.writes() == []
    assert [issue["title"] for issue in hub.all("acme/shop")] == ["a stranger"]
    assert {entry["status"] for entry in desk.entries()} == {"new"}
    desk.do("integrations", "rescope", "github")
    desk.sync()
    assert sorted(issue["title"] for issue in hub.all("acme/shop")) == ["a stranger", "made here"]


@pytest.mark.long
def test_a_repository_that_is_gone_is_told_and_cancels_nothing(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise a repository out of sight looks like a hundred deletions."""
    with hub.world.writing():
        del hub.world.repositories[hub.repository("acme/shop").id]
    for arguments in ((), ("--full",)):
        done = desk.try_("sync", *arguments)
        assert done.code in (1, 3)
        assert done.json["runs"][0]["status"] == "failed"
        assert "acme/shop" in done.json["runs"][0]["errors"][0]["message"]
    assert {entry["status"] for entry in desk.entries()} == {"new"}
    assert desk.show(ref)["links"][0]["state"] == "linked"


def test_a_note_for_a_repository_out_of_sight_waits(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise one refused comment cancels its entry."""
    hub.add_token("stranger", "nobody", "none")
    hub.repository("acme/shop").private = True
    desk.do("note", ref, "a note")
    desk.environ["GITHUB_TOKEN"] = "stranger"
    done = desk.try_("sync", "--push")
    assert done.code in (1, 3)
    assert desk.show(ref)["status"] == "new"
    assert desk.show(ref)["links"][0]["state"] == "linked"
    desk.environ["GITHUB_TOKEN"] = TOKEN
    desk.sync()
    assert shown(hub.read("1"))["notes"] == ["a note"]


@pytest.mark.long
def test_an_issue_that_is_transferred_away_is_gone_here(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise writes follow it into a repository that nobody has connected."""
    hub.transfer("1", "acme/api")
    desk.edit(ref, "--title", "edited here")
    report = desk.try_("sync").json["runs"][0]
    assert report["writes"] == 0
    desk.try_("sync", "--full")
    assert desk.show(ref)["links"][0]["state"] == "gone"
    assert hub.all("acme/api")[0]["title"] == "one"
    assert len(desk.entries()) == 2


def test_the_links_show_the_new_address(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise the address of an issue leads to another one, where the old name was taken."""
    hub.rename("acme/store", "acme/shop")
    hub.rename("acme/shop", "acme/api")
    desk.near("--full")
    assert "/acme/store/issues/1" in desk.show(ref)["links"][0]["url"]
    assert hub.writes() == []
    assert quiet(desk.near()["github"])


def test_an_issue_that_is_moved_away_and_back_is_the_same_entry(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise a slip at the website costs an entry its issue."""
    mine = desk.new("mine")["ref"]
    desk.near()
    desk.do("note", mine, "ours")
    desk.near()
    hub.advance(60)
    hub.transfer("3", "acme/api")
    desk.near("--full")
    assert desk.show(mine)["links"][0]["state"] == "gone"
    desk.edit(mine, "--priority", "high")
    hub.transfer("acme/api#1", "acme/shop")
    hub.advance(60)
    for _ in range(2):
        desk.near()
        hub.advance(60)
    link = desk.show(mine)["links"][0]
    assert (link["remote_key"], link["state"]) == ("4", "linked")
    assert [note["content"] for note in desk.show(mine)["notes"]] == ["ours"]
    there = shown(hub.read("4"))
    assert (there["priority"], there["notes"]) == ("high", ["ours"])
    assert len(desk.entries()) == 3
    assert quiet(desk.near()["github"])


@pytest.mark.parametrize("first", ["github", "api"])
def test_an_issue_that_moves_to_another_connected_repository_keeps_its_entry(
    desk: Desk, hub: Hub, first: str
) -> None:
    """Otherwise one piece of work becomes two entries when it changes hands."""
    desk.settings["integrations"]["github"]["on_delete"] = "cancel"
    desk.connect("api", hub.settings("acme/api"))
    mine = desk.new("mine", "--to", "github")["ref"]
    hub.seed([{"title": f"t{n}"} for n in range(3)])
    desk.near()
    hub.advance(60)
    key = desk.show(mine)["links"][0]["remote_key"]
    hub.transfer(key, "acme/api")
    hub.advance(60)
    for name in (first, "api" if first == "github" else "github"):
        desk.near(name, "--full")
        hub.advance(60)
    desk.near()
    entry = desk.show(mine)
    states = {link["integration"]: (link["remote_key"], link["state"]) for link in entry["links"]}
    assert states == {"github": (key, "gone"), "api": ("1", "linked")}
    assert len(desk.entries()) == 4
    assert entry["status"] == "new"
    assert hub.all("acme/api")[0]["status"] == "new"
