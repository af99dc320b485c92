"""One field edited on both sides."""

from __future__ import annotations

import pytest

from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub, shown


@pytest.fixture
def contested(desk: Desk, hub: Hub) -> str:
    """The ref of an entry whose title is edited on both sides; issue 1."""
    hub.seed([{"title": "base", "body": "text"}])
    desk.sync()
    ref = desk.of("1")
    hub.advance(60)
    hub.edit("1", {"title": "theirs"}, by="alice")
    desk.edit(ref, "--title", "ours", "--priority", "high")
    return ref


def only(desk: Desk) -> dict[str, object]:
    """The one open conflict."""
    (conflict,) = desk.do("conflicts", "list")
    return dict(conflict)


def test_a_sync_with_a_conflict_ends_with_4_and_shows_both_values(
    desk: Desk, hub: Hub, contested: str
) -> None:
    """Otherwise the conflict goes unseen, or blocks the fields beside it."""
    report = desk.sync(code=4)
    assert (report["conflicts"], report["github"]["conflicts"], report["github"]["status"]) == (1, 1, "ok")
    found = only(desk)
    assert (found["entry"], found["field"], found["base"]) == (contested, "title", "base")
    candidates = found["candidates"]
    assert isinstance(candidates, list)
    assert [(c["place"], c["value"]) for c in candidates] == [("local", "ours"), ("github", "theirs")]
    assert desk.show(contested)["title"] == "ours"
    assert desk.show(contested)["conflicts"] == [found]
    there = shown(hub.read("1"))
    assert (there["title"], there["priority"]) == ("theirs", "high")
    again = desk.sync(code=4)
    assert quiet(again["github"])
    assert (again["conflicts"], again["github"]["conflicts"]) == (1, 0)
    assert only(desk) == found


@pytest.mark.parametrize(
    ("how", "wanted"),
    [
        pytest.param(("--take", "local"), "ours", marks=pytest.mark.long),
        (("--take", "github"), "theirs"),
        pytest.param(("--value", "both"), "both", marks=pytest.mark.long),
    ],
)
def test_a_conflict_is_settled_either_way(
    desk: Desk, hub: Hub, contested: str, how: tuple[str, str], wanted: str
) -> None:
    """Otherwise a decision does not reach both sides."""
    desk.sync(code=4)
    desk.do("conflicts", "resolve", str(only(desk)["id"]), *how)
    assert desk.do("conflicts", "list") == []
    hub.clear_requests()
    desk.sync()
    assert len(hub.writes()) == (wanted != "theirs")
    assert desk.show(contested)["title"] == shown(hub.read("1"))["title"] == wanted
    assert quiet(desk.sync()["github"])
    values = [value for change in desk.do("history", contested, "--field", "title") for value in
              (change["old"], change["new"])]  # fmt: skip
    assert {"base", "ours", "theirs"} <= set(values)


def test_a_remote_that_moves_meanwhile_gives_the_conflict_a_new_name(
    desk: Desk, hub: Hub, contested: str
) -> None:
    """Otherwise a decision overwrites a value that nobody has seen."""
    desk.sync(code=4)
    old = str(only(desk)["id"])
    hub.advance(60)
    hub.edit("1", {"title": "theirs, later"}, by="bob")
    desk.sync(code=4)
    new = str(only(desk)["id"])
    assert new != old
    refused = desk.try_("conflicts", "resolve", old, "--take", "local")
    assert refused.code == 2
    assert new in refused.err
    assert desk.show(contested)["title"] == "ours"
    desk.do("conflicts", "resolve", new, "--take", "local")
    desk.sync()
    assert shown(hub.read("1"))["title"] == "ours"


def test_a_remote_that_moves_after_the_decision_opens_another(desk: Desk, hub: Hub, contested: str) -> None:
    """Otherwise the edit made between decision and push is overwritten."""
    desk.sync(code=4)
    old = str(only(desk)["id"])
    desk.do("conflicts", "resolve", old, "--take", "local")
    hub.advance(60)
    hub.edit("1", {"title": "theirs, later"}, by="bob")
    hub.clear_requests()
    desk.sync(code=4)
    assert hub.writes() == []
    assert only(desk)["id"] != old
    assert shown(hub.read("1"))["title"] == "theirs, later"
    desk.do("conflicts", "resolve", str(only(desk)["id"]), "--take", "github")
    desk.sync()
    assert desk.show(contested)["title"] == "theirs, later"


@pytest.mark.long
def test_sides_that_come_to_agree_close_it(desk: Desk, hub: Hub, contested: str) -> None:
    """Otherwise a person decides what is decided already."""
    desk.sync(code=4)
    hub.advance(60)
    hub.edit("1", {"title": "ours"}, by="bob")
    desk.sync()
    assert desk.do("conflicts", "list") == []
    assert quiet(desk.sync()["github"])


def test_a_name_that_is_no_candidate_is_refused(desk: Desk, contested: str) -> None:
    """Otherwise a slip of the pen settles the conflict on nothing."""
    desk.sync(code=4)
    conflict = str(only(desk)["id"])
    for how in (("--take", "elsewhere"), ("--take", "local", "--value", "x"), ()):
        assert desk.try_("conflicts", "resolve", conflict, *how).code == 2
    assert only(desk)["id"] == conflict


@pytest.mark.long
@pytest.mark.parametrize(("policy", "wanted"), [("local", "ours"), ("remote", "theirs")])
def test_a_policy_decides_without_asking(
    desk: Desk, hub: Hub, contested: str, policy: str, wanted: str
) -> None:
    """Otherwise `fields` and `conflict` are settings without effect."""
    desk.settings["integrations"]["github"]["fields"] = {"title": policy}
    desk.write()
    desk.sync()
    assert desk.show(contested)["title"] == shown(hub.read("1"))["title"] == wanted
    history = desk.do("history", contested, "--field", "title")
    assert {"ours", "theirs"} <= {value for change in history for value in (change["old"], change["new"])}
    assert quiet(desk.sync()["github"])


def test_a_place_that_was_parted_from_is_no_candidate(desk: Desk, hub: Hub) -> None:
    """Otherwise a question stays that nobody asks any more, and the field is sent nowhere."""
    hub.seed([{"title": "old"}])
    desk.sync()
    ref = desk.of("1")
    desk.edit(ref, "--title", "ours")
    hub.edit("1", {"title": "theirs"}, by="alice")
    desk.sync(code=4)
    desk.do("unlink", ref, "github")
    assert desk.do("conflicts", "list") == []
    assert desk.show(ref)["title"] == "ours"
    assert "theirs" in str(desk.do("history", ref, "--field", "title"))
