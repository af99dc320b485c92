"""A sync that is killed before and after each of its requests in turn, and run again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devlog_github.sandbox import DisconnectError, Moment
from tests.integration.agree import disagreements
from tests.integration.desk import Desk, ended, quiet
from tests.integration.hub import Hub

PLACES = {"shop": "acme/shop", "api": "acme/api"}
EVERYWHERE = {"both", "made for both", "new there", "theirs, edited"}
TITLES = {
    "acme/shop": EVERYWHERE | {"edited here", "made for shop", "noted", "theirs"},
    "acme/api": EVERYWHERE | {"closed for api"},
}


@contextmanager
def world(port: int = 0) -> Iterator[Hub]:
    """GitHub as it was when the workspace first read it; ids and times are the same each time."""
    hub = Hub("acme/shop", "acme/api")
    hub.start(port)
    hub.seed([{"title": "edited"}, {"title": "noted"}, {"title": "base"}])
    hub.seed([{"title": "theirs", "comments": ["c"], "repository": "acme/api"}])
    hub.seed([{"title": "both", "body": "b", "repository": "acme/api"}])
    hub.clear_requests()
    # The workspace has read it before; what is seeded from now on is new.
    hub.world.looked_at = True
    try:
        yield hub
    finally:
        hub.stop()


def prepare(desk: Desk, hub: Hub) -> None:
    """A workspace that has read both repositories, and has something of each kind to send."""
    for name, repository in PLACES.items():
        desk.connect(name, hub.settings(repository))
    desk.sync()
    assert [line for line in hub.sent() if not line.startswith("GET ")] == []
    desk.settings["integrations"]["shop"]["mirror"] = ["api"]
    desk.write()
    desk.edit(desk.of("1", "shop"), "--title", "edited here", "--add-label", "l")
    desk.do("note", desk.of("2", "shop"), "a note")
    desk.edit(desk.of("3", "shop"), "--title", "ours")
    desk.edit(desk.of("2", "api"), "--description", "b, here")
    desk.do("note", desk.new("made for shop", "--to", "shop")["ref"], "n")
    desk.new("closed for api", "--to", "api", "--status", "done")
    desk.new("made for both", "--priority", "high", "--status", "cancelled")


def people(hub: Hub) -> None:
    """What people do before the sync that is killed."""
    hub.advance(60)
    hub.edit("3", {"title": "theirs"}, by="alice")
    hub.edit("acme/api#1", {"title": "theirs, edited"}, by="alice")
    hub.comment("acme/api#1", "d", by="alice")
    hub.edit("acme/api#2", {"state": "closed"}, by="alice")
    hub.seed([{"title": "new there", "body": "n", "repository": "acme/api"}])


def killed_at(desk: Desk, hub: Hub, step: int) -> bool:
    """Run a sync that is killed at its step, counted from 0; whether it got that far."""
    left = [step]
    process: list[subprocess.Popen[str]] = []

    def hook(moment: Moment) -> None:
        if not process:
            return
        left[0] -= 1
        if left[0] < 0:
            process[0].kill()
            process[0].wait()
            raise DisconnectError

    hub.on_request(hook)
    process.append(desk.start("sync", "--allow-create"))
    done = ended(("sync",), process[0])
    process.clear()
    assert done.code in (-9, 4), str(done)
    return done.code == -9


def check(desk: Desk, hub: Hub) -> None:
    """All of it is on both sides, once, and it is quiet."""
    report = desk.sync("--allow-create", code=4)
    assert [report[name]["errors"] for name in PLACES] == [[], []]
    for repository, titles in TITLES.items():
        assert sorted(issue["title"] for issue in hub.all(repository)) == sorted(titles)
    assert disagreements(desk, hub, PLACES, contested=("ours", "theirs")) == []
    (conflict,) = desk.do("conflicts", "list")
    assert {candidate["value"] for candidate in conflict["candidates"]} == {"ours", "theirs"}
    hub.clear_requests()
    # What was written in the second of the kill is met once more.
    desk.sync(code=4)
    assert hub.writes() == []
    report = desk.sync(code=4)
    assert all(quiet(report[name]) for name in PLACES)


@pytest.fixture
def template(make_desk: Callable[..., Desk]) -> tuple[Desk, int]:
    """The prepared workspace, and the port that its GitHub must have."""
    desk = make_desk("template")
    with world() as hub:
        prepare(desk, hub)
        return desk, int(hub.url.rpartition(":")[2])


def walk(template: tuple[Desk, int], folder: Path, steps: Iterator[int] | range) -> int:
    """Kill a sync of a fresh copy at each step; the number of steps that it got to."""
    desk, port = template
    reached = 0
    for step in steps:
        copy = Desk.__new__(Desk)
        copy.__dict__.update(desk.__dict__ | {"folder": folder / f"step-{step}" / "work"})
        shutil.copytree(desk.folder, copy.folder)
        with world(port) as hub:
            people(hub)
            alive = not killed_at(copy, hub, step)
            hub.exchange.hooks.clear()
            try:
                check(copy, hub)
            except AssertionError as error:
                raise AssertionError(f"after a kill at step {step}: {error}") from error
        shutil.rmtree(copy.folder)
        if alive:
            break
        reached += 1
    return reached


def test_a_kill_at_some_requests(template: tuple[Desk, int], tmp_path: Path) -> None:
    """Otherwise what a killed process has begun is doubled or forgotten."""
    assert walk(template, tmp_path, range(12, 48, 12)) == 3


@pytest.mark.long
@pytest.mark.parametrize("first", range(8))
def test_a_kill_at_every_request(template: tuple[Desk, int], tmp_path: Path, first: int) -> None:
    """Otherwise there is a moment at which a process must not die."""
    assert walk(template, tmp_path, range(first, 1000, 8)) >= 4
