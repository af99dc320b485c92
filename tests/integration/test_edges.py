"""Meetings that are rare, and that must come out right all the same."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from devlog_core.testing.sandbox import DisconnectError, Moment
from tests.integration.agree import disagreements
from tests.integration.desk import Desk, ended, key_at, quiet
from tests.integration.hub import Hub, doubles, shown

PLACES = {"shop": "acme/shop", "api": "acme/api"}


def mirrored(desk: Desk, hub: Hub) -> Desk:
    """The workspace with acme/shop mirrored into acme/api."""
    desk.connect("shop", hub.settings("acme/shop"))
    desk.connect("api", hub.settings("acme/api"), mirror=["shop"])
    return desk


def test_our_comment_reworded_there_while_we_reword_it(make_desk: Callable[..., Desk], hub: Hub) -> None:
    """Otherwise the words of a person are overwritten, or the sync spins."""
    desk = mirrored(make_desk(), hub)
    hub.seed([{"title": "t", "comments": ["one\ntwo\nthree"]}])
    desk.sync()
    hub.advance(60)
    desk.sync()
    copy = hub.read("acme/api#1")["comments"][0]
    original = hub.read("1")["comments"][0]
    hub.advance(60)
    hub.edit_comment(str(original["id"]), "ONE\ntwo\nthree")
    left = [copy["body"].replace("three", "THREE")]

    def hook(moment: Moment) -> None:
        # Between the reading of all comments and that of this one.
        if left and moment.path.endswith(f"/comments/{copy['id']}"):
            hub.edit_comment(str(copy["id"]), left.pop())

    hub.on_request(hook)
    done = desk.try_("sync")
    assert sum(run["requests"] for run in done.json["runs"]) < 20, str(done)
    hub.advance(60)
    desk.sync()
    (entry,) = desk.whole()
    assert [note["content"] for note in entry["notes"]] == ["ONE\ntwo\nTHREE"]
    assert shown(hub.read("acme/api#1"))["notes"] == ["ONE\ntwo\nTHREE"]
    # What a person wrote is not reworded by us.
    assert shown(hub.read("1"))["notes"] == ["ONE\ntwo\nthree"]
    hub.advance(60)
    desk.sync()
    report = desk.sync()
    assert all(quiet(report[name]) for name in PLACES)


@pytest.mark.long
def test_two_workspaces_share_a_mirror(make_desk: Callable[..., Desk], hub: Hub) -> None:
    """Otherwise each makes its own copy of every issue and comment."""
    ours, theirs = (mirrored(make_desk(name), hub) for name in ("ours", "theirs"))
    hub.seed([{"title": "one", "comments": ["c"]}, {"title": "two"}])
    for desk in (ours, theirs, ours, theirs):
        hub.advance(60)
        desk.sync()
    hub.comment("1", "said by a person", by="alice")
    ours.do("note", ours.of("2", "shop"), "said here")
    theirs.do("note", theirs.of("2", "shop"), "said elsewhere")
    ours.new("made here")
    for desk in (ours, theirs, ours, theirs):
        hub.advance(60)
        desk.sync()
    for repository in PLACES.values():
        assert sorted(issue["title"] for issue in hub.all(repository)) == ["made here", "one", "two"]
        assert shown(hub.read(hub.titled("one", repository)))["notes"] == ["c", "said by a person"]
        assert shown(hub.read(hub.titled("two", repository)))["notes"] == ["said elsewhere", "said here"]
        assert doubles(hub, repository) == []
    for desk in (ours, theirs):
        assert len(desk.entries()) == 3
        assert disagreements(desk, hub, PLACES) == []
        hub.advance(60)
        desk.sync()
        report = desk.sync()
        assert all(quiet(report[name]) for name in PLACES)


def test_an_issue_copied_with_its_mark_is_told_and_makes_nothing(desk: Desk, hub: Hub) -> None:
    """Otherwise two issues fight over one entry."""
    ref = desk.new("original", "-d", "text")["ref"]
    desk.sync()
    hub.advance(60)
    hub.seed([{"title": "a copy", "body": hub.read("1")["body"]}])
    run = desk.sync(code=1)["github"]
    assert [(error["kind"], error["entry"]) for error in run["errors"]] == [("rejected", ref)]
    assert desk.show(ref)["title"] == hub.read("1")["title"] == "original"
    assert key_at(desk.show(ref)) == "1"
    assert len(desk.entries()) == 1
    hub.advance(60)
    hub.clear_requests()
    desk.edit(ref, "--title", "original, edited")
    desk.sync()
    assert [issue["title"] for issue in hub.all()] == ["original, edited", "a copy"]


@pytest.mark.long
def test_a_killed_first_pull_goes_on_where_it_was(desk: Desk, hub: Hub) -> None:
    """Otherwise a large repository over a bad line is never read to its end."""
    hub.seed([{"title": f"issue {n}", "comments": ["c"]} for n in range(250)])
    process: list[subprocess.Popen[str]] = []

    def hook(moment: Moment) -> None:
        if process and "page=3" in moment.path and "comments" not in moment.path:
            process[0].kill()
            process[0].wait()
            raise DisconnectError

    hub.on_request(hook)
    process.append(desk.start("sync"))
    assert ended(("sync",), process[0]).code == -9
    process.clear()
    assert len(desk.entries()) == 200
    hub.clear_requests()
    run = desk.sync()["github"]
    assert run["pulled"]["created"] == 50
    issues = [line for line in hub.sent() if line.endswith("/issues")]
    assert len(issues) <= 2
    assert disagreements(desk, hub) == []
    hub.advance(60)
    desk.sync()
    assert quiet(desk.sync()["github"])
