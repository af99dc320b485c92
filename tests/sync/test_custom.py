"""Fields that one place has by its settings, and the plain ones that few places have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from devlog_core.model.schema import entry_schema
from devlog_core.model.times import now
from devlog_core.sync.conflicts import resolve
from devlog_core.sync.documents import Documents
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.undo import carry_out, plan_undo
from devlog_core.sync.why import explain
from tests.sync.bench import Team
from tests.sync.remote import Remote

SEVERITY = "custom.severity"
VALUES: list[tuple[Any, Any]] = [
    ("high", "low"),
    (1, 2),
    (0, 1.5),
    (["a", "b"], ["b", "c"]),
    ([], ["a"]),
    ({"parent": "Web", "child": "Shop"}, {"parent": "Web"}),
    ("high", None),
    (None, "high"),
    (False, True),
]


@pytest.fixture
def remote() -> Remote:
    return Remote(extra={SEVERITY: None})


@pytest.fixture
def team(tmp_path: Path, remote: Remote) -> Team:
    return Team(tmp_path, {"a": remote})


def quiet(team: Team, remote: Remote) -> None:
    writes = remote.writes
    assert team.sync().runs[0].status == "ok"
    assert remote.writes == writes


@pytest.mark.parametrize(("first", "second"), VALUES)
def test_a_custom_value_goes_both_ways(team: Team, remote: Remote, first: Any, second: Any) -> None:
    """Otherwise a value of one of these kinds is lost, or sent again and again."""
    ours = team.new(title="ours", **{SEVERITY: first})
    remote.add(title="theirs", **{SEVERITY: first})
    team.sync()
    assert remote.items[2].values[SEVERITY] == first
    theirs = team.entry("theirs")
    assert theirs.value(SEVERITY) == first
    quiet(team, remote)
    team.edit(ours.uid, **{SEVERITY: second})
    remote.edit(1, **{SEVERITY: second})
    team.sync()
    assert remote.items[2].values[SEVERITY] == second
    assert team.entry("theirs").value(SEVERITY) == second
    quiet(team, remote)
    changed = team.entry("theirs")
    with team.store.read() as unit:
        document = Documents(unit).entry(changed)
        changes = unit.changes.of(theirs.uid, SEVERITY)
    assert [(change.old, change.new) for change in changes] == [(first, second)]
    assert document["custom"] == ({} if second is None else {"severity": second})
    jsonschema.validate(document, entry_schema())


def test_a_custom_field_in_conflict_is_decided(team: Team, remote: Remote) -> None:
    """Otherwise two people who set it at once lose one value, or block it for good."""
    entry = team.new(title="one", **{SEVERITY: 1})
    team.sync()
    team.edit(entry.uid, **{SEVERITY: 2})
    remote.edit(1, **{SEVERITY: 3})
    assert team.sync().runs[0].conflicts == 1
    with team.store.write() as unit:
        conflict = unit.conflicts.of(entry.uid)[SEVERITY]
        assert {c.place: c.value for c in conflict.candidates} == {"local": 2, "a": 3}
        resolve(Recorder(unit, team.routes, Cause(at=now(), actor="me")), conflict, value=4)
    team.sync()
    assert remote.items[1].values[SEVERITY] == 4
    quiet(team, remote)


def test_a_custom_value_follows_its_policy(tmp_path: Path, remote: Remote) -> None:
    """Otherwise the word that a person wrote for the field into the settings counts for nothing."""
    team = Team(tmp_path, {"a": remote}, a={"fields": {SEVERITY: "remote"}})
    entry = team.new(title="one", **{SEVERITY: "low"})
    team.sync()
    team.edit(entry.uid, **{SEVERITY: "high"})
    remote.edit(1, **{SEVERITY: "critical"})
    assert team.sync().runs[0].conflicts == 0
    assert team.entry("one").value(SEVERITY) == "critical"


def test_a_custom_value_is_put_back_with_its_run(team: Team, remote: Remote) -> None:
    """Otherwise `undo` leaves what the run wrote there, or stops at a field that it does not know."""
    entry = team.new(title="one", **{SEVERITY: 1})
    team.sync()
    remote.edit(1, **{SEVERITY: 2})
    run = team.sync().runs[0].id
    with team.store.write() as unit:
        undo = plan_undo(unit, run)
        assert [(step.field, step.back) for step in undo.steps] == [(SEVERITY, 1)]
        carry_out(Recorder(unit, team.routes, Cause(at=now(), actor="me")), undo)
    team.sync()
    assert remote.items[1].values[SEVERITY] == 1
    assert team.entry("one").uid == entry.uid


def test_a_custom_value_that_a_place_refuses_is_set_aside_alone(team: Team, remote: Remote) -> None:
    """Otherwise one refused value holds up the title, and nobody is told which one it was."""
    remote.rejects = {SEVERITY: "absurd"}
    entry = team.new(title="one", **{SEVERITY: "low"})
    team.sync()
    team.edit(entry.uid, title="two", **{SEVERITY: "absurd"})
    team.sync()
    assert remote.items[1].values["title"] == "two"
    with team.store.read() as unit:
        row = unit.outbox.of(entry.uid, "a")
        reasons = explain(unit, team.routes, unit.entries.get(entry.uid) or entry)
    assert row is not None
    assert row.aside == {SEVERITY: "absurd"}
    assert row.trouble == f"{SEVERITY} not allowed"
    assert any(r.decision == "set-aside" and SEVERITY in r.reason for r in reasons)


def test_a_place_without_the_field_leaves_it_alone(tmp_path: Path, remote: Remote) -> None:
    """Otherwise a place that cannot hold it sends it back as empty."""
    poor = Remote(scope="s2")
    team = Team(tmp_path, {"a": remote, "b": poor})
    team.new(title="one", **{SEVERITY: "low"})
    team.sync()
    poor.edit(1, title="two")
    team.sync()
    assert SEVERITY not in poor.items[1].values
    assert remote.items[1].values[SEVERITY] == "low"
    assert team.entry("two").value(SEVERITY) == "low"


def test_estimate_and_due_go_both_ways(tmp_path: Path) -> None:
    """Otherwise a plan is made at the tracker from figures that nobody here has seen."""
    remote = Remote(extra={"estimate": None, "due": None})
    team = Team(tmp_path, {"a": remote})
    ours = team.new(title="ours", estimate=90, due="2026-03-31")
    remote.add(title="theirs", estimate=30, due="2026-04-01")
    team.sync()
    assert (remote.items[2].values["estimate"], remote.items[2].values["due"]) == (90, "2026-03-31")
    theirs = team.entry("theirs")
    assert (theirs.value("estimate"), theirs.value("due")) == (30, "2026-04-01")
    quiet(team, remote)
    team.edit(ours.uid, estimate=None, due="2026-05-01")
    remote.edit(1, estimate=0, due=None)
    team.sync()
    assert (remote.items[2].values["estimate"], remote.items[2].values["due"]) == (None, "2026-05-01")
    theirs = team.entry("theirs")
    assert (theirs.value("estimate"), theirs.value("due")) == (0, None)
    quiet(team, remote)
