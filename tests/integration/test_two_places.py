"""Two repositories in one workspace, by two integrations of one plugin."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.agree import disagreements
from tests.integration.desk import Desk, key_at, quiet
from tests.integration.hub import Hub, shown

PLACES = {"shop": "acme/shop", "api": "acme/api"}


@pytest.fixture
def both(make_desk: Callable[..., Desk], hub: Hub) -> Desk:
    """A workspace with both repositories, each of which holds two issues."""
    desk = make_desk()
    for name, repository in PLACES.items():
        desk.connect(name, hub.settings(repository))
        full = {"title": f"{name} 1", "body": "b", "labels": ["bug"], "comments": ["c"]}
        hub.seed([full | {"repository": repository}, {"title": f"{name} 2", "repository": repository}])
    return desk


def both_quiet(desk: Desk) -> bool:
    """Whether a sync finds nothing to do in either place."""
    report = desk.sync()
    return all(quiet(report[name]) for name in PLACES)


def titles(hub: Hub, repository: str) -> list[str]:
    """What stands in a repository."""
    return sorted(issue["title"] for issue in hub.all(repository))


def test_nothing_crosses_without_mirror(both: Desk, hub: Hub) -> None:
    """Otherwise connecting a second repository fills it with the issues of the first."""
    both.sync()
    assert hub.writes() == []
    assert len(both.entries()) == 4
    assert both_quiet(both)
    hub.advance(60)
    both.edit(both.of("1", "shop"), "--title", "edited here")
    both.do("note", both.of("1", "api"), "a note")
    hub.edit("2", {"state": "closed"}, by="alice")
    both.new("only for api", "--to", "api")
    both.new("for both")
    both.sync()
    assert titles(hub, "acme/shop") == ["edited here", "for both", "shop 2"]
    assert titles(hub, "acme/api") == ["api 1", "api 2", "for both", "only for api"]
    assert disagreements(both, hub, PLACES) == []
    hub.advance(60)
    both.sync()
    assert both_quiet(both)


def test_a_comment_for_an_issue_that_was_deleted_is_no_fault_of_the_settings(
    make_desk: Callable[..., Desk], hub: Hub
) -> None:
    """Otherwise one deleted issue stops a whole repository, with a cure that helps nobody."""
    desk = make_desk()
    desk.connect("shop", hub.settings("acme/shop"))
    desk.connect("api", hub.settings("acme/api"), mirror=["shop"])
    hub.seed([{"title": "t"}])
    desk.sync()
    desk.sync()
    hub.advance(60)
    hub.comment("acme/shop#1", "said", by="alice")
    hub.delete("acme/api#1")
    done = desk.try_("sync")
    kinds = {error["kind"] for run in done.json["runs"] for error in run["errors"]}
    assert (done.code, kinds) == (1, {"gone"}), str(done)
    states = {link["integration"]: link["state"] for link in desk.entries()[0]["links"]}
    assert states == {"shop": "linked", "api": "gone"}


def test_with_mirror_everything_crosses_once(both: Desk, hub: Hub) -> None:
    """Otherwise a mirror lacks something, doubles it, or echoes for ever."""
    for name, other in (("shop", "api"), ("api", "shop")):
        both.settings["integrations"][name]["mirror"] = [other]
    both.write()
    both.sync()
    hub.advance(60)
    both.sync()
    four = ["api 1", "api 2", "shop 1", "shop 2"]
    assert titles(hub, "acme/shop") == titles(hub, "acme/api") == four
    assert disagreements(both, hub, PLACES) == []
    assert len(both.entries()) == 4
    hub.advance(60)
    both.sync()
    assert both_quiet(both)

    hub.advance(60)
    mirrored = hub.titled("shop 1", "acme/api")
    original = hub.titled("shop 1", "acme/shop")
    hub.edit(mirrored, {"labels": ["bug", "seen"], "state": "closed"}, by="bob")
    hub.comment(mirrored, "said there", by="bob")
    hub.edit(original, {"title": "shop 1, retitled"}, by="alice")
    hub.seed([{"title": "shop 3", "comments": ["with a comment"], "assignees": ["alice"]}])
    both.sync()
    hub.advance(60)
    both.sync()
    for repository in PLACES.values():
        assert titles(hub, repository) == ["api 1", "api 2", "shop 1, retitled", "shop 2", "shop 3"]
        issue = shown(hub.read(hub.titled("shop 1, retitled", repository)))
        assert (issue["labels"], issue["status"], issue["notes"]) == (
            ["bug", "seen"],
            "done",
            ["c", "said there"],
        )
        issue = shown(hub.read(hub.titled("shop 3", repository)))
        assert (issue["assignees"], issue["notes"]) == (["alice"], ["with a comment"])
    assert disagreements(both, hub, PLACES) == []
    hub.advance(60)
    both.sync()
    assert both_quiet(both)
    entry = both.show(both.of("1", "shop"))
    assert key_at(entry, "api") == mirrored.rpartition("#")[2]


@pytest.mark.long
def test_one_field_edited_in_both_repositories_is_one_conflict(both: Desk, hub: Hub) -> None:
    """Otherwise the repository that is read last wins."""
    both.settings["integrations"]["api"]["mirror"] = ["shop"]
    both.write()
    both.sync()
    hub.advance(60)
    both.sync()
    mirrored = hub.titled("shop 1", "acme/api")
    hub.edit("1", {"title": "one"}, by="alice")
    hub.edit(mirrored, {"title": "two"}, by="bob")
    both.sync(code=4)
    (conflict,) = both.do("conflicts", "list")
    values = {candidate["place"]: candidate["value"] for candidate in conflict["candidates"]}
    assert (values["shop"], values["api"]) == ("one", "two")
    both.do("conflicts", "resolve", conflict["id"], "--take", "api")
    both.sync()
    assert hub.read("1")["title"] == hub.read(mirrored)["title"] == "two"
    hub.advance(60)
    both.sync()
    assert both_quiet(both)


def test_one_failing_place_changes_nothing_for_the_other(both: Desk, hub: Hub) -> None:
    """Otherwise a repository that is down stops all work."""
    both.sync()
    hub.advance(60)
    for name in PLACES:
        both.edit(both.of("1", name), "--title", f"{name} edited")
    number = hub.repository("acme/api").id
    hub.fault("500", times=50, match=f"/repositories/{number}/")
    both.environ["DEVLOG_SYNC__DEADLINE"] = "20"
    report = both.sync(code=1)
    assert (report["shop"]["status"], report["api"]["status"]) == ("ok", "failed")
    assert (hub.read("1")["title"], hub.read("acme/api#1")["title"]) == ("shop edited", "api 1")
    hub.clear_faults()
    both.sync()
    assert hub.read("acme/api#1")["title"] == "api edited"
