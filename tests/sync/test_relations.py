"""Parents and dependencies: entries here, items at each place, of which none knows all the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.errors import DeadlineError
from devlog_core.model.times import now
from devlog_core.storage.unreadable import damaged
from devlog_core.sync.documents import Documents
from devlog_core.sync.joining import join
from devlog_core.sync.linking import link, parse_remote, unlink
from devlog_core.sync.mend import Mender
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.why import explain
from tests.sync.bench import Team
from tests.sync.remote import Remote

EXTRA: dict[str, Any] = {"parent": None, "dependencies": []}
FAR = {"config": {"url": "https://b.example"}, "create": "none"}
"""An integration that makes no items by itself: what is there is linked by hand."""


def tracker(scope: str = "s1", **switches: Any) -> Remote:
    return Remote(scope=scope, extra=EXTRA, **switches)


@pytest.fixture
def remote() -> Remote:
    return tracker()


@pytest.fixture
def team(tmp_path: Path, remote: Remote) -> Team:
    return Team(tmp_path, {"a": remote})


def blocks(target: str) -> dict[str, str]:
    return {"kind": "blocks", "entry": target}


def number(remote: Remote, title: str) -> int:
    return next(item.id for item in remote.items.values() if item.values["title"] == title)


def shown(remote: Remote, title: str, name: str = "parent") -> Any:
    return remote.items[number(remote, title)].values[name]


def id_of(remote: Remote, title: str) -> str:
    return f"{remote.scope}:{number(remote, title)}"


def recording(team: Team, unit: Any) -> Recorder:
    return Recorder(unit, team.routes, Cause(at=now(), actor="me"))


def tie(team: Team, entry: Entry, integration: str, key: int) -> None:
    with team.store.write() as unit:
        found = unit.entries.get(entry.uid)
        assert found is not None
        link(recording(team, unit), found, integration, parse_remote(str(key)))


def part(team: Team, entry: Entry, integration: str) -> None:
    with team.store.write() as unit:
        found = unit.entries.get(entry.uid)
        assert found is not None
        unlink(recording(team, unit), found, integration)


def waiting(team: Team) -> list[str]:
    with team.store.read() as unit:
        rows = unit.session.select("SELECT owner FROM state WHERE workspace = :ws AND owner LIKE '%:s1:%'")
        return [row["owner"] for row in rows]


def quiet(team: Team, *remotes: Remote) -> None:
    """A sync with nothing to do sends nothing and reads no item by itself."""
    for remote in remotes:
        remote.log.clear()
    report = team.sync()
    assert all(run.status == "ok" for run in report.runs)
    for remote in remotes:
        assert [c for c in remote.log if c.split()[0] not in ("page", "scope")] == []


def test_parents_and_dependencies_go_both_ways(team: Team, remote: Remote) -> None:
    """Otherwise an epic shows no tickets here, or a dependency set here is seen by nobody there."""
    epic = team.new(title="epic")
    team.new(title="task", parent=epic.uid, dependencies=[blocks(epic.uid)])
    team.sync()
    assert shown(remote, "task") == id_of(remote, "epic")
    assert shown(remote, "task", "dependencies") == [blocks(id_of(remote, "epic"))]
    remote.add(title="theirs", parent=id_of(remote, "task"), dependencies=[blocks(id_of(remote, "epic"))])
    team.sync()
    theirs = team.entry("theirs")
    assert theirs.value("parent") == team.entry("task").uid
    assert theirs.value("dependencies") == [blocks(epic.uid)]
    remote.edit(number(remote, "task"), parent=None, dependencies=[])
    team.sync()
    task = team.entry("task")
    assert (task.value("parent"), task.value("dependencies")) == (None, [])
    quiet(team, remote)


def test_a_child_that_is_read_before_its_parent_gets_it_in_the_same_reading(
    team: Team, remote: Remote
) -> None:
    """Otherwise a first pull shows an epic's tickets as if they stood under nothing."""
    remote.add(title="child", parent="s1:3", dependencies=[blocks("s1:3"), blocks("s1:2")])
    remote.add(title="second")
    remote.add(title="epic", parent="s1:2")
    team.sync()
    child, second, epic = (team.entry(title) for title in ("child", "second", "epic"))
    assert child.value("parent") == epic.uid
    assert child.value("dependencies") == sorted(
        [blocks(epic.uid), blocks(second.uid)], key=lambda e: e["entry"]
    )
    assert epic.value("parent") == second.uid
    assert remote.writes == 0
    assert waiting(team) == []
    quiet(team, remote)


def test_a_parent_that_is_no_entry_leaves_the_entry_alone_until_it_is_one(tmp_path: Path) -> None:
    """Otherwise a filter that leaves the epics out clears the tickets' parents at the place."""
    remote = tracker()
    team = Team(tmp_path, {"a": remote}, a={"filter": {"labels": ["ours"]}})
    remote.add(title="epic")
    remote.add(title="task", labels=["ours"], parent="s1:1", dependencies=[blocks("s1:1")])
    team.sync()
    task = team.entry("task")
    assert (task.value("parent"), task.value("dependencies")) == (None, [])
    team.edit(task.uid, title="our task")
    team.sync()
    assert shown(remote, "our task") == "s1:1"
    assert shown(remote, "our task", "dependencies") == [blocks("s1:1")]
    remote.edit(1, labels=["ours"])
    team.sync()
    task, epic = team.entry("our task"), team.entry("epic")
    assert task.value("parent") == epic.uid
    assert task.value("dependencies") == [blocks(epic.uid)]
    quiet(team, remote)


def test_a_change_of_the_child_in_the_page_that_brings_its_parent_is_no_conflict(tmp_path: Path) -> None:
    """Otherwise what the arrival of the parent settled is judged by what was known before it."""
    remote = tracker(page_size=10)
    team = Team(tmp_path, {"a": remote}, a={"filter": {"labels": ["ours"]}})
    remote.add(title="epic")
    remote.add(title="task", labels=["ours"], parent="s1:1")
    team.sync()
    remote.edit(1, labels=["ours"])
    remote.edit(2, parent=None)
    report = team.sync()
    assert report.runs[0].conflicts == 0
    assert team.entry("task").value("parent") is None


def test_both_sides_naming_a_parent_is_a_conflict_when_theirs_is_known(tmp_path: Path) -> None:
    """Otherwise the parent that a person chose here is replaced by one that came late."""
    remote = tracker()
    team = Team(tmp_path, {"a": remote}, a={"filter": {"labels": ["ours"]}, "create": "local"})
    remote.add(title="epic")
    remote.add(title="task", labels=["ours"], parent="s1:1")
    team.sync()
    here = team.new(title="only here")
    team.edit(team.entry("task").uid, parent=here.uid)
    team.sync()
    remote.edit(1, labels=["ours"])
    assert team.sync().runs[0].conflicts == 1
    assert team.entry("task").value("parent") == here.uid
    assert shown(remote, "task") == "s1:1"


def test_a_parent_without_an_item_waits_and_is_sent_when_it_has_one(tmp_path: Path) -> None:
    """Otherwise a place that cannot name the parent loses it, here or there, for good."""
    a, b = tracker(), tracker("s2")
    team = Team(tmp_path, {"a": a, "b": b}, b=FAR)
    epic = team.new(title="epic")
    task = team.new(title="task", parent=epic.uid, dependencies=[blocks(epic.uid)])
    b.add(title="task")
    tie(team, task, "b", 1)
    team.sync()
    assert (shown(b, "task"), shown(b, "task", "dependencies")) == (None, [])
    b.edit(1, status="testing")
    team.sync()
    assert team.entry("task").value("parent") == epic.uid
    assert team.entry("task").value("dependencies") == [blocks(epic.uid)]
    assert team.entry("task").status == "testing"
    quiet(team, a, b)
    b.add(title="epic")
    tie(team, epic, "b", 2)
    team.sync()
    assert shown(b, "task") == "s2:2"
    assert shown(b, "task", "dependencies") == [blocks("s2:2")]
    quiet(team, a, b)


def test_what_cannot_be_said_is_counted(tmp_path: Path) -> None:
    """Otherwise nobody learns why a parent is not seen at a place."""
    a, b = tracker(), tracker("s2")
    team = Team(tmp_path, {"a": a, "b": b}, b=FAR)
    epic = team.new(title="epic")
    task = team.new(title="task", parent=epic.uid)
    b.add(title="task")
    tie(team, task, "b", 1)
    runs = {run.integration: run for run in team.sync().runs}
    assert runs["b"].skipped == {"not expressible: parent": 1}
    assert "update" not in " ".join(b.log)
    with team.store.read() as unit:
        told = [r.reason for r in explain(unit, team.routes, unit.entries.get(task.uid) or task)]
    assert f"parent: {epic.ref} has no item there; it is sent when there is one" in told


def test_a_parent_only_here_is_not_taken_away_by_a_place_that_knows_none(tmp_path: Path) -> None:
    """Otherwise unlinking an epic, or its deletion there, tears it from all its tickets everywhere."""
    a, b = tracker(), tracker("s2")
    team = Team(tmp_path, {"a": a, "b": b}, b={"config": {"url": "https://b.example"}})
    epic = team.new(title="epic")
    team.new(title="task", parent=epic.uid, dependencies=[blocks(epic.uid)])
    team.sync()
    b.delete(number(b, "epic"))
    team.sync("b", full=True, allow_shrink=True)
    b.edit(number(b, "task"), parent=None, dependencies=[])
    team.sync()
    task = team.entry("task")
    assert (task.value("parent"), task.value("dependencies")) == (epic.uid, [blocks(epic.uid)])
    assert shown(a, "task") == id_of(a, "epic")
    quiet(team, a, b)


def test_a_parent_that_is_parted_and_tied_again_to_another_item_is_sent(tmp_path: Path, team: Team) -> None:
    """Otherwise the children stay under the item that the entry has left."""
    remote = team.remotes["a"]
    epic = team.new(title="epic")
    task = team.new(title="task", parent=epic.uid, dependencies=[blocks(epic.uid)])
    team.sync()
    part(team, epic, "a")
    team.sync()
    assert team.entry("task").value("parent") == epic.uid
    quiet(team, remote)
    other = remote.add(title="epic two")
    tie(team, epic, "a", other)
    team.sync()
    assert shown(remote, "task") == f"s1:{other}"
    assert blocks(f"s1:{other}") in shown(remote, "task", "dependencies")
    assert team.entry("task").value("parent") == epic.uid
    assert team.entry("task").uid == task.uid
    quiet(team, remote)


def test_a_parent_that_is_parted_and_tied_to_the_same_item_again_changes_nothing(team: Team) -> None:
    """Otherwise parting by mistake costs a conflict for each child."""
    remote = team.remotes["a"]
    epic = team.new(title="epic")
    team.new(title="task", parent=epic.uid, dependencies=[blocks(epic.uid)])
    team.sync()
    part(team, epic, "a")
    team.sync()
    writes = remote.writes
    tie(team, epic, "a", number(remote, "epic"))
    assert team.sync().runs[0].conflicts == 0
    task = team.entry("task")
    assert (task.value("parent"), task.value("dependencies")) == (epic.uid, [blocks(epic.uid)])
    assert remote.writes == writes
    quiet(team, remote)


def test_a_parent_taken_away_here_goes_there_also_when_it_was_parted(team: Team) -> None:
    """Otherwise a child stays for ever under an item that no entry stands for."""
    remote = team.remotes["a"]
    epic = team.new(title="epic")
    task = team.new(title="task", parent=epic.uid)
    team.sync()
    part(team, epic, "a")
    team.edit(task.uid, parent=None)
    team.sync()
    assert shown(remote, "task") is None


def test_children_follow_an_entry_that_is_merged_into_another(tmp_path: Path) -> None:
    """Otherwise the item of the joined entry is never named by those that meant it all the time."""
    a, b = tracker(), tracker("s2")
    team = Team(tmp_path, {"a": a, "b": b}, b={"config": {"url": "https://b.example"}, "create": "local"})
    epic = team.new(title="epic")
    task = team.new(title="task", parent=epic.uid)
    b.add(title="their epic")
    b.add(title="task")
    team.sync()
    copy = next(e for e in team.entries() if e.title == "task" and e.origin == "b")
    for kept, gone in ((task, copy), (epic, team.entry("their epic"))):
        with team.store.write() as unit:
            one, two = unit.entries.get(kept.uid), unit.entries.get(gone.uid)
            assert one is not None
            assert two is not None
            join(recording(team, unit), one, two)
    team.sync()
    assert shown(b, "task") == "s2:1"
    assert shown(a, "task") == id_of(a, "epic")
    quiet(team, a, b)


def test_kinds_that_trackers_do_not_know_stay_here(team: Team, remote: Remote) -> None:
    """Otherwise a place refuses the entry, or a `parent-of` is lost by the next reading."""
    other = team.new(title="other")
    ours = [{"kind": "parent-of", "entry": other.uid}, blocks(other.uid)]
    one = team.new(title="one", dependencies=ours)
    team.sync()
    assert shown(remote, "one", "dependencies") == [blocks(id_of(remote, "other"))]
    remote.edit(number(remote, "one"), dependencies=[])
    team.sync()
    assert team.entry("one").value("dependencies") == [ours[0]]
    assert team.entry("one").uid == one.uid
    quiet(team, remote)


def test_dependencies_merge_by_element(team: Team, remote: Remote) -> None:
    """Otherwise two people who add a dependency each lose one of them."""
    others = [team.new(title=f"other {n}") for n in range(3)]
    one = team.new(title="one", dependencies=[blocks(others[0].uid)])
    team.sync()
    ids = [id_of(remote, f"other {n}") for n in range(3)]
    team.edit(one.uid, dependencies=[blocks(others[0].uid), blocks(others[1].uid)])
    remote.edit(number(remote, "one"), dependencies=[blocks(ids[2])])
    team.sync()
    assert {e["entry"] for e in team.entry("one").value("dependencies")} == {others[1].uid, others[2].uid}
    assert {e["entry"] for e in shown(remote, "one", "dependencies")} == {ids[1], ids[2]}


def test_two_parents_are_a_conflict(team: Team, remote: Remote) -> None:
    """Otherwise the later sync decides under what a piece of work stands."""
    epics = [team.new(title=f"epic {n}") for n in range(3)]
    task = team.new(title="task", parent=epics[0].uid)
    team.sync()
    team.edit(task.uid, parent=epics[1].uid)
    remote.edit(number(remote, "task"), parent=id_of(remote, "epic 2"))
    assert team.sync().runs[0].conflicts == 1
    with team.store.read() as unit:
        document = Documents(unit).conflicts(unit.conflicts.all())[0]
    assert document["base"] == epics[0].ref
    assert {c["place"]: c["value"] for c in document["candidates"]} == {
        "local": epics[1].ref,
        "a": epics[2].ref,
    }
    team.edit(task.uid, parent=epics[2].uid)
    team.sync()
    assert shown(remote, "task") == id_of(remote, "epic 2")
    quiet(team, remote)


def test_a_dependency_with_two_ends_comes_to_rest_at_two_places(tmp_path: Path) -> None:
    """Otherwise the two ends of one link at a place call each other up for ever."""
    a, b = tracker(mirrored=True), tracker("s2", mirrored=True)
    team = Team(tmp_path, {"a": a, "b": b}, b={"config": {"url": "https://b.example"}})
    one = team.new(title="one")
    two = team.new(title="two", dependencies=[blocks(one.uid)])
    for _ in range(3):
        team.sync()
    for remote in (a, b):
        assert shown(remote, "two", "dependencies") == [blocks(id_of(remote, "one"))]
        assert shown(remote, "one", "dependencies") == [{"kind": "blocked-by", "entry": id_of(remote, "two")}]
    assert team.entry("one").value("dependencies") == [{"kind": "blocked-by", "entry": two.uid}]
    quiet(team, a, b)
    a.edit(number(a, "one"), dependencies=[])
    for _ in range(3):
        team.sync()
    assert [shown(r, t, "dependencies") for r in (a, b) for t in ("one", "two")] == [[], [], [], []]
    assert [entry.value("dependencies") for entry in team.entries()] == [[], []]
    quiet(team, a, b)


def stopped_at(moment: int) -> Callable[[str, str], None]:
    """A run that ends at that moment, as a killed one does between two requests."""
    left = [moment]

    def fail(_when: str, _call: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise DeadlineError("stopped")

    return fail


def _crossing(folder: Path) -> tuple[Team, Remote, Remote]:
    """Two places with different links: `b` does not know the epic yet, `a` has a parent that is new."""
    folder.mkdir()
    a, b = tracker(mirrored=True), tracker("s2", mirrored=True)
    team = Team(folder, {"a": a, "b": b}, b=FAR)
    epic = team.new(title="epic")
    task = team.new(title="task", parent=epic.uid, dependencies=[blocks(epic.uid)])
    b.add(title="task")
    tie(team, task, "b", 1)
    a.add(title="child", parent="s1:2")
    a.add(title="new epic")
    b.add(title="epic")
    tie(team, epic, "b", 2)
    return team, a, b


def _told(team: Team, a: Remote, b: Remote) -> Any:
    """What all sides say of parents and dependencies, by titles."""
    names = {entry.uid: entry.title for entry in team.entries()}
    for remote in (a, b):
        names |= {f"{remote.scope}:{item.id}": item.values["title"] for item in remote.items.values()}
    sides = [(e.title, e.value("parent"), e.value("dependencies")) for e in team.entries()]
    sides += [(i.values["title"], i.values["parent"], i.values["dependencies"]) for i in a.items.values()]
    sides += [(i.values["title"], i.values["parent"], i.values["dependencies"]) for i in b.items.values()]
    return sorted(
        (title, names.get(parent, ""), sorted(e["kind"] + names[e["entry"]] for e in dependencies))
        for title, parent, dependencies in sides
    )


def test_two_places_come_to_the_same_whenever_the_syncs_are_killed(tmp_path: Path) -> None:
    """Otherwise a killed sync leaves a parent that nobody sends or takes any more."""
    team, a, b = _crossing(tmp_path / "whole")
    for _ in range(3):
        team.sync()
    whole, moments = _told(team, a, b), 2 * max(len(a.log), len(b.log))
    assert ("task", "epic", ["blocksepic"]) in whole
    assert ("child", "new epic", []) in whole
    quiet(team, a, b)
    for moment in range(0, moments, 3):
        team, a, b = _crossing(tmp_path / str(moment))
        a.fail = b.fail = stopped_at(moment)
        team.sync()
        a.fail = b.fail = None
        for _ in range(3):
            team.sync()
        assert _told(team, a, b) == whole, f"killed at {moment}"
        quiet(team, a, b)


def test_what_waits_is_mended(tmp_path: Path) -> None:
    """Otherwise one damaged record keeps an epic from becoming an entry for ever."""
    remote = tracker()
    team = Team(tmp_path, {"a": remote}, a={"filter": {"labels": ["ours"]}})
    remote.add(title="epic")
    remote.add(title="task", labels=["ours"], parent="s1:1", dependencies=[blocks("s1:1")])
    team.sync()
    remote.edit(1, labels=["ours"])
    with team.store.write() as unit:
        unit.session.change(
            "UPDATE state SET value = '{' WHERE workspace = :ws AND owner = :owner", owner="awaited:a:s1:1"
        )
    assert team.sync().runs[0].errors
    with team.store.write() as unit:
        found = list(damaged(unit.session, ["a"]))
        assert [Mender(recording(team, unit)).mend(damage) for damage in found] == [
            "what the item said meanwhile is compared anew when the other one arrives"
        ]
    team.sync()
    task, epic = team.entry("task"), team.entry("epic")
    assert (task.value("parent"), task.value("dependencies")) == (epic.uid, [blocks(epic.uid)])
