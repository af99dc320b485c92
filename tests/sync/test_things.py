"""Builds and deployments reach the entries of their commit and branch, in whatever order all is read."""

from __future__ import annotations

import itertools
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.remote import RemoteRef, RemoteThing, Target, ThingKind
from devlog_core.model.times import now
from devlog_core.sync.documents import Documents, deployments
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.things import PATIENCE, attach_thing, give_up_waiting
from tests.sync.bench import Team
from tests.sync.remote import Remote

SHA = "4f" * 20
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
READ_AT = {"commit": "git", "branch": "git", "build": "ci", "deployment": "ci"}


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """A workspace whose entries are made by hand."""
    return Team(tmp_path, {"a": Remote()})


def thing(
    kind: ThingKind,
    id: str,
    *targets: Target,
    key: str = "",
    state: str = "",
    hours: int = 0,
    title: str = "",
) -> RemoteThing:
    """Something that was read, as it stood so many hours after noon."""
    data = {"state": state} if state else {}
    at = NOON + timedelta(hours=hours)
    return RemoteThing(
        ref=RemoteRef(id=id, key=key or id, url=f"https://ci.example/{id}"), kind=kind, title=title, at=at,
        targets=targets, data=data,
    )  # fmt: skip


def attach(team: Team, *things: RemoteThing, at: datetime | None = None) -> int:
    """To how many entries they newly attach, read at a time and now unless told."""
    with team.store.write() as unit:
        attached = 0
        for one in things:
            place = READ_AT[one.kind]
            recorder = Recorder(unit, team.routes, Cause(at=at or now(), origin=place, why="commit"))
            attached += attach_thing(recorder, place, one, live=True)
            give_up_waiting(recorder, place, [one])
        return attached


def states(team: Team, entry: Entry) -> dict[str, str]:
    """How the entry's builds and deployments stand, by what people call them."""
    with team.store.read() as unit:
        links = Documents(unit).entry(entry)["links"]
    return {link["remote_key"]: link["state"] for link in links if link["kind"] in ("build", "deployment")}


def test_any_order_of_reading_ends_alike(tmp_path: Path) -> None:
    """A build may be read before the commit that it built, and the commit before its second entry."""
    for number, order in enumerate(itertools.permutations(range(3))):
        folder = tmp_path / str(number)
        folder.mkdir()
        team = Team(folder, {"a": Remote()})
        one, two = team.new(title="one"), team.new(title="two")
        reads = (
            thing("commit", SHA, Target(entry=one.ref), Target(entry=two.ref)),
            thing("branch", "refs/heads/pay", Target(entry=one.ref), key="pay"),
            thing("build", "b1", Target(branch="pay"), Target(commit=SHA), state="running"),
        )
        attach(team, *(reads[n] for n in order))
        attach(team, thing("build", "b1", Target(branch="pay"), Target(commit=SHA), state="failed", hours=1))
        assert states(team, one) == states(team, two) == {"b1": "failed"}, order


def test_a_commit_that_gains_an_entry_brings_its_builds(team: Team) -> None:
    """Also when the build was attached to another entry long ago."""
    one, two = team.new(title="one"), team.new(title="two")
    built = thing("build", "b1", Target(commit=SHA), state="succeeded")
    assert attach(team, thing("commit", SHA, Target(entry=one.ref)), built) == 2
    attach(team, thing("commit", SHA, Target(entry=one.ref), Target(entry=two.ref)))
    assert states(team, one) == states(team, two) == {"b1": "succeeded"}


def test_an_older_deployment_never_overwrites_a_newer_one(team: Team) -> None:
    """Neither one that is attached nor one that waits for its commit."""
    one, two = team.new(title="one"), team.new(title="two")
    old, new = Target(commit="01" * 20), Target(commit="02" * 20)
    late = thing("deployment", "env/1", new, old, key="production", state="succeeded", hours=2, title="CI 2")
    early = thing("deployment", "env/1", new, old, key="production", state="failed", hours=1, title="CI 1")
    attach(team, thing("commit", "01" * 20, Target(entry=one.ref)), late, early)
    assert states(team, one) == {"production": "succeeded"}
    attach(team, thing("commit", "02" * 20, Target(entry=two.ref)))
    assert states(team, two) == {"production": "succeeded"}
    with team.store.read() as unit:
        shown = deployments(unit, two)
    assert shown == [
        {
            "name": "production", "state": "succeeded", "what": "CI 2", "at": "2026-03-01T14:00:00Z",
            "url": "https://ci.example/env/1",
        }
    ]  # fmt: skip
    again = thing("deployment", "env/1", new, key="production", state="failed", hours=3)
    assert attach(team, again) == 0
    assert states(team, two) == {"production": "failed"}
    assert states(team, one) == {"production": "succeeded"}


def test_a_build_that_is_only_linked_to_shows_how_it_stands(team: Team) -> None:
    """An item knows no more than the number of its build, whether that is read before or after the run."""
    one, two = team.new(title="one"), team.new(title="two")
    early, late = thing("build", "b1", Target(entry=one.ref)), thing("build", "b1", Target(entry=two.ref))
    attach(team, replace(early, at=None))
    assert states(team, one) == {"b1": "linked"}
    attach(team, thing("build", "b1", Target(commit=SHA), state="succeeded"))
    attach(team, replace(late, at=None))
    assert states(team, one) == states(team, two) == {"b1": "succeeded"}


def test_what_nobody_asked_for_is_let_go(team: Team) -> None:
    """There is a build for each push: one that waited for long is of no entry, and would wait for ever."""
    entry = team.new(title="Pay")
    old = thing("build", "b1", Target(commit=SHA), state="succeeded")
    deployed = thing("deployment", "e1", Target(commit=SHA), key="live", state="succeeded")
    attach(team, old, at=NOON)
    attach(team, deployed, at=NOON)
    late = thing("build", "b2", Target(branch="main"), state="succeeded")
    attach(team, late, at=NOON + PATIENCE)
    attach(team, replace(late, ref=replace(late.ref, id="b3", key="b3")), at=NOON + PATIENCE * 1.5)
    attach(
        team,
        thing("commit", SHA, Target(entry=entry.ref)),
        thing("branch", "refs/heads/main", Target(entry=entry.ref), key="main"),
    )
    assert states(team, entry) == {"b2": "succeeded", "b3": "succeeded", "live": "succeeded"}


def test_a_sync_that_brings_builds_lets_old_ones_go(tmp_path: Path) -> None:
    """Those of the same place alone."""
    team = Team(tmp_path, {"a": Remote(things=(thing("build", "new", Target(branch="main")),))})
    with team.store.write() as unit:
        for place in ("a", "b"):
            unit.waiting.keep(place, thing("build", "old"), "@branch:main", False, now() - PATIENCE * 1.1)
    team.sync()
    with team.store.read() as unit:
        waiting = unit.waiting.of("@branch:main")
    assert [(held.integration, held.thing.ref.id) for held in waiting] == [("a", "new"), ("b", "old")]


def test_a_build_costs_the_same_however_many_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is ever built of one branch has this one target."""
    steps, connect = [0], sqlite3.connect

    def counting(*arguments: Any, **options: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*arguments, **options)
        made.set_progress_handler(lambda: steps.append(steps.pop() + 1), 50)
        return made

    monkeypatch.setattr(sqlite3, "connect", counting)
    team = Team(tmp_path, {"a": Remote()})

    def cost(*numbers: int) -> int:
        before = steps[0]
        builds = (
            thing("build", f"b{number}", Target(branch="main"), state="succeeded") for number in numbers
        )
        attach(team, *builds)
        return steps[0] - before

    few = cost(*range(50))
    cost(*range(50, 350))
    assert cost(*range(350, 400)) < 2 * few
