"""Why an entry was or was not synced."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from devlog_core.testing.sandbox import Moment
from tests.integration.desk import Desk, ended
from tests.integration.hub import Hub


def why(desk: Desk, entry: str) -> dict[str, str]:
    """The reasons by the word for the decision."""
    told = desk.do("why", entry)
    for reason in told:
        assert set(reason) == {"integration", "decision", "reason", "at"}
    return {reason["decision"]: reason["reason"] for reason in told}


def test_what_is_in_step_says_since_when_and_how_far_it_was_read(desk: Desk, hub: Hub) -> None:
    """Otherwise nobody can tell what is up to date from what was forgotten."""
    hub.seed([{"title": "t"}])
    assert why(desk, desk.new("here")["ref"]) == {
        "waiting": "the entry waits to be sent by the next sync",
        "unread": "no sync has run yet",
    }
    desk.sync()
    told = why(desk, desk.of("1"))
    assert set(told) == {"linked", "read"}
    assert told["linked"] == "linked to 1, which was there before"
    assert "up to 2025-03-01T12:0" in told["read"]
    assert why(desk, desk.of("2"))["linked"] == "linked to 2, which devlog created"
    assert all(reason["at"] is not None for reason in desk.do("why", desk.of("1")))


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"create": "local"}, 'create is "local"'),
        ({"filter": {"labels": ["public"]}}, "filter.labels asks for public"),
        ({"direction": "pull"}, 'direction is "pull"'),
    ],
)
def test_a_rule_that_keeps_an_entry_here_is_named(
    desk: Desk, hub: Hub, settings: dict[str, Any], reason: str
) -> None:
    """Otherwise a person looks for a fault where a setting says no."""
    desk.connect("github", hub.settings(), **settings)
    ref = desk.new("here")["ref"]
    desk.sync()
    assert why(desk, ref)["not-sent"] == reason
    assert hub.keys() == []


def test_what_was_parted_gone_or_put_off_is_told(desk: Desk, hub: Hub) -> None:
    """Otherwise each looks like the others: the entry is simply not there."""
    hub.seed([{"title": "parted"}, {"title": "gone"}, {"title": "kept"}, {"title": "more"}])
    desk.sync()
    parted, gone = desk.of("1"), desk.of("2")
    desk.do("unlink", parted, "github")
    hub.delete("2")
    desk.sync("--full")
    assert set(why(desk, parted)) == {"unlinked", "read"}
    assert set(why(desk, gone)) == {"gone", "read"}
    by_hand = desk.new("by hand", "--to", "github")["ref"]
    desk.sync("--pull")
    assert "waiting" in why(desk, by_hand)
    desk.settings["integrations"]["github"]["enabled"] = False
    desk.write()
    assert "disabled" in why(desk, by_hand)


def test_an_open_conflict_and_a_failed_run_are_told(desk: Desk, hub: Hub) -> None:
    """Otherwise a value that is held back looks like one that was lost."""
    hub.seed([{"title": "base"}])
    desk.sync()
    ref = desk.of("1")
    hub.advance(60)
    hub.edit("1", {"title": "theirs"}, by="alice")
    desk.edit(ref, "--title", "ours")
    desk.sync(code=4)
    told = why(desk, ref)["conflict"]
    (conflict,) = desk.do("conflicts", "list")
    assert told == f"title differs and is sent nowhere until `devlog conflicts resolve {conflict['id']}`"
    hub.fault("500", times=99)
    desk.try_("sync")
    assert why(desk, ref)["error"].startswith("transient: ")


def test_an_entry_from_before_the_integration_waits(make_desk: Callable[..., Desk], hub: Hub) -> None:
    """Otherwise nothing says that it is going to be an item there."""
    desk = make_desk()
    ref = desk.new("from before")["ref"]
    desk.connect("github", hub.settings())
    assert why(desk, ref)["waiting"] == "the next sync creates it there"
    desk.sync()
    assert set(why(desk, ref)) == {"linked", "read"}


def test_a_creation_without_an_answer_is_told(desk: Desk, hub: Hub) -> None:
    """Otherwise what may be there already looks like what was never sent."""
    ref = desk.new("made")["ref"]
    sync: list[subprocess.Popen[str]] = []

    def die(moment: Moment) -> None:
        if moment.method == "POST" and sync:
            sync[0].kill()
            sync[0].wait()

    hub.on_request(die)
    sync.append(desk.start("sync"))
    assert ended(("sync",), sync[0]).code == -9
    assert "looks for its mark" in why(desk, ref)["begun"]


def test_what_a_place_refuses_is_told_with_the_cure(desk: Desk, hub: Hub) -> None:
    """Otherwise a value that the place never takes waits unseen."""
    ref = desk.new("x" * 300)["ref"]
    desk.try_("sync")
    told = why(desk, ref)["set-aside"]
    assert "outbox retry" in told
    assert desk.here("why", "no-such").code == 2
