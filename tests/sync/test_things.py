"""Builds and deployments reach the entries of their commit and branch, in whatever order all is read."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.remote import RemoteRef, RemoteThing, Target, ThingKind
from devlog_core.model.times import now
from devlog_core.sync.documents import Documents, deployments
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.things import attach_thing
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


def attach(team: Team, *things: RemoteThing) -> int:
    """To how many entries they newly attach."""
    with team.store.write() as unit:
        attached = 0
        for one in things:
            at = READ_AT[one.kind]
            recorder = Recorder(unit, team.routes, Cause(at=now(), origin=at, why="commit"))
            attached += attach_thing(recorder, at, one, live=True)
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
