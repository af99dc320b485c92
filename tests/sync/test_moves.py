"""Items whose key changes: the entry is the same, under the new key and the old."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from devlog_core.model.remote import RemoteRef, RemoteThing, Target
from devlog_core.model.times import now
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.scopes import rescope
from devlog_core.sync.things import attach_thing
from tests.sync.bench import Team
from tests.sync.remote import Remote


@pytest.fixture
def remote() -> Remote:
    return Remote()


@pytest.fixture
def team(tmp_path: Path, remote: Remote) -> Team:
    made = Team(tmp_path, {"a": remote}, a={"auto": {"reconcile": "0s"}})
    remote.add(title="one")
    remote.add(title="two")
    made.sync()
    return made


def key(team: Team, title: str) -> str:
    """By what key the item is known now."""
    uid = team.entry(title).uid
    with team.store.read() as unit:
        link = unit.links.item(uid, "a")
        assert link is not None
        return link.ref.key


def commit(team: Team, named: str) -> int:
    """A commit arrives that names an item of `a`; to how many entries it attaches."""
    thing = RemoteThing(
        ref=RemoteRef(id=f"sha-{named}"), kind="commit", title="t", author="ada", at=now() + timedelta(1),
        targets=(Target(integration="a", key=named),),
    )  # fmt: skip
    with team.store.write() as unit:
        recorder = Recorder(unit, team.routes, Cause(at=now(), origin="git", why="commit"))
        return attach_thing(recorder, "git", thing, live=True)


@pytest.mark.parametrize("how", ["census", "full", "edited"])
def test_a_new_key_is_shown_and_the_old_one_still_finds_the_entry(
    team: Team, remote: Remote, how: str
) -> None:
    """Otherwise a commit that names the ticket by its old key attaches to nothing."""
    remote.keys[1] = "NEW-1"
    if how == "edited":
        remote.edit(1, priority="high")
    team.sync(full=how == "full")
    assert key(team, "one") == "NEW-1"
    assert remote.writes == 0
    assert (commit(team, "NEW-1"), commit(team, "1"), commit(team, "2")) == (1, 1, 1)
    one = team.entry("one").uid
    with team.store.read() as unit:
        things = [link.ref.id for link in unit.links.of(one) if link.kind == "commit"]
    assert sorted(things) == ["sha-1", "sha-NEW-1"]
    assert len(team.entries()) == 2


def test_a_local_edit_goes_to_the_item_under_its_new_key(team: Team, remote: Remote) -> None:
    """Otherwise a moved ticket is lost to its entry."""
    remote.keys[1] = "NEW-1"
    team.edit(team.entry("one").uid, priority="high")
    team.sync()
    assert remote.items[1].values["priority"] == "high"
    assert len(remote.items) == 2


def test_a_key_that_another_item_has_now_is_that_items(team: Team, remote: Remote) -> None:
    """Otherwise a commit attaches to what had the key once."""
    remote.keys[1], remote.keys[2] = "NEW-1", "1"
    team.sync()
    assert commit(team, "1") == 1
    one, two = team.entry("one").uid, team.entry("two").uid
    with team.store.read() as unit:
        assert [link.kind for link in unit.links.of(one)] == ["item"]
        assert sorted(link.kind for link in unit.links.of(two)) == ["commit", "item"]


def test_rescoping_forgets_the_old_keys(team: Team, remote: Remote) -> None:
    """Otherwise a commit finds an entry by the number of an item in a repository that is parted."""
    remote.keys[1] = "NEW-1"
    team.sync()
    with team.store.write() as unit:
        rescope(unit, "a")
    assert commit(team, "1") == 0
