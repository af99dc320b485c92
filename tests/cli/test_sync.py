"""Syncing from the command line: what it prints and what it ends with."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.cli.conftest import Devlog, Remote

RUN_KEYS = {
    *("id", "integration", "status", "pulled", "pushed", "conflicts", "set_aside"),
    *("requests", "writes", "duration_ms", "errors"),
}


def test_sync_reports_what_it_did(devlog: Devlog, remote: Remote) -> None:
    """The report has the contract's keys and the counts are those of the run."""
    remote.put("1", title="There")
    devlog.ok("new", "Here")
    report = devlog.json("sync")
    assert set(report) == {"runs", "conflicts"}
    (run,) = report["runs"]
    assert set(run) == RUN_KEYS
    assert (run["integration"], run["status"], run["errors"]) == ("tracker", "ok", [])
    assert run["pulled"] == {"read": 1, "created": 1, "updated": 0, "unchanged": 0, "attached": 0}
    assert run["pushed"] == {"created": 1, "updated": 0}
    assert [item["values"]["title"] for item in remote.read()["items"].values()] == ["There", "Here"]
    again = devlog.json("sync")["runs"][0]
    assert again["pushed"] == {"created": 0, "updated": 0}


def test_pull_and_push_alone(devlog: Devlog, remote: Remote) -> None:
    """One direction may be asked for; the other waits."""
    remote.put("1", title="There")
    devlog.ok("new", "Here")
    devlog.ok("sync", "tracker", "--pull")
    assert len(devlog.json("list")) == 2
    assert len(remote.read()["items"]) == 1
    remote.put("1", title="Changed there")
    devlog.ok("sync", "--push")
    assert len(remote.read()["items"]) == 2
    assert {entry["title"] for entry in devlog.json("list")} == {"There", "Here"}


def test_one_entry_alone(devlog: Devlog, remote: Remote) -> None:
    """--entry keeps the others as they are."""
    devlog.ok("new", "A")
    devlog.ok("new", "B")
    devlog.ok("sync", "--entry", "2")
    assert [item["values"]["title"] for item in remote.read()["items"].values()] == ["B"]


def test_dry_run_plans_and_does_nothing(devlog: Devlog, remote: Remote) -> None:
    """The plan names each operation; the store, the place and the outbox stay as they were."""
    remote.put("1", title="There")
    devlog.ok("new", "Here")
    before = (remote.read(), devlog.json("list"), devlog.json("status"))
    report = devlog.json("sync", "--dry-run")
    keys = {"integration", "direction", "operation", "entry", "remote_key", "fields"}
    assert all(set(row) == keys for row in report["plan"])
    assert {(row["direction"], row["operation"]) for row in report["plan"]} == {
        ("pull", "create"),
        ("push", "create"),
    }
    assert (remote.read(), devlog.json("list"), devlog.json("status")) == before
    assert "push" in devlog.ok("sync", "--dry-run")


@pytest.fixture
def torn(devlog: Devlog, remote: Remote) -> str:
    """A conflict about a title, by its id."""
    remote.put("1", title="Base")
    devlog.ok("sync")
    devlog.ok("edit", "1", "--title", "Ours")
    remote.put("1", title="Theirs")
    assert devlog("sync").returncode == 4
    (conflict,) = devlog.json("conflicts")
    return str(conflict["id"])


def test_conflict_shows_both_values(devlog: Devlog, torn: str) -> None:
    """While a conflict waits every sync ends with 4, and it is shown wherever one looks."""
    report = devlog.json("sync", code=4)
    assert report["conflicts"] == 1
    (conflict,) = devlog.json("conflicts", "list")
    assert set(conflict) == {"id", "entry", "field", "base", "candidates", "since"}
    assert (conflict["field"], conflict["base"]) == ("title", "Base")
    assert {c["place"]: c["value"] for c in conflict["candidates"]} == {"local": "Ours", "tracker": "Theirs"}
    assert all(set(c) == {"place", "value", "at", "by"} for c in conflict["candidates"])
    assert devlog.json("show", "1")["conflicts"] == devlog.json("status")["conflicts"] == [conflict]
    assert "[1 in conflict]" in devlog.ok("list")
    assert "tracker: Theirs" in devlog.ok("conflicts")


@pytest.mark.parametrize(
    ("how", "title"),
    [(("--take", "local"), "Ours"), (("--take", "tracker"), "Theirs"), (("--value", "Both"), "Both")],
)
def test_conflict_is_settled_every_way(
    devlog: Devlog, remote: Remote, torn: str, how: tuple[str, ...], title: str
) -> None:
    """After a decision and a sync both sides hold it, and nothing waits."""
    assert devlog.json("conflicts", "resolve", torn, *how)["value"] == title
    assert devlog.json("sync")["conflicts"] == 0
    assert devlog.json("show", "1")["title"] == remote.values("1")["title"] == title


def test_wrong_decisions_are_refused(devlog: Devlog, torn: str) -> None:
    """A decision is one of the candidates or a value, about a conflict that is open as it was seen."""
    assert "one of them" in devlog.refused("conflicts", "resolve", torn, code=2)
    assert "one of them" in devlog.refused(
        "conflicts", "resolve", torn, "--take", "local", "--value", "x", code=2
    )
    assert "tracker" in devlog.refused("conflicts", "resolve", torn, "--take", "nowhere", code=2)
    assert "not empty" in devlog.refused("conflicts", "resolve", torn, "--value", " ", code=2)
    devlog.refused("conflicts", "resolve", "dl-00000000.title.abcdef", "--take", "local", code=2)
    devlog.ok("edit", "1", "--title", "Ours again")
    (conflict,) = devlog.json("conflicts")
    assert conflict["id"] in devlog.refused("conflicts", "resolve", torn, "--take", "local", code=2)


def test_failed_place_ends_with_one_and_spares_the_others(
    devlog: Devlog, connect: Callable[..., Remote]
) -> None:
    """One place that refuses us is an error of its own; the other one is synced."""
    connect("bad").set(fault="auth")
    good = connect("good")
    devlog.ok("new", "A")
    report = devlog.json("sync", code=1)
    runs = {run["integration"]: run for run in report["runs"]}
    assert (runs["bad"]["status"], runs["good"]["status"]) == ("failed", "ok")
    assert runs["bad"]["errors"] == [{"kind": "auth", "message": "the token was refused; renew it"}]
    assert len(good.read()["items"]) == 1
    assert [row["integration"] for row in devlog.json("outbox")] == ["bad"]
    status = {found["name"]: found["status"] for found in devlog.json("integrations")}
    assert status == {"bad": "error", "good": "active"}


def test_missing_secret_ends_with_three_and_spares_the_others(
    devlog: Devlog, connect: Callable[..., Remote]
) -> None:
    """A secret that is not there concerns its integration alone; 3 comes before 1 and 4."""
    connect("bad", token="${NO_SUCH_TOKEN}")
    connect("worse").set(fault="auth")
    good = connect("good")
    devlog.ok("new", "A")
    runs = {run["integration"]: run for run in devlog.json("sync", code=3)["runs"]}
    assert runs["bad"]["errors"][0]["kind"] == "config"
    assert "NO_SUCH_TOKEN" in runs["bad"]["errors"][0]["message"]
    assert (runs["worse"]["status"], runs["good"]["status"]) == ("failed", "ok")
    assert len(good.read()["items"]) == 1


def test_failure_comes_before_conflicts(devlog: Devlog, remote: Remote, torn: str) -> None:
    """A sync that failed says so, though conflicts wait as well."""
    remote.set(fault="auth")
    assert devlog("sync").returncode == 1


def test_secrets_are_never_shown(devlog: Devlog, connect: Callable[..., Remote]) -> None:
    """A plugin that raises with a secret in its words does not give it away, not even with -v."""
    connect("tracker", token="env:SAMPLE_TOKEN").set(fault="defect")
    for arguments in (
        ("sync",),
        ("sync", "--json"),
        ("sync", "-v"),
        ("integrations", "check", "tracker", "-v"),
    ):
        result = devlog(*arguments, env={"SAMPLE_TOKEN": "s3cr3t-value"})
        assert result.returncode == 1
        assert "s3cr3t-value" not in result.stdout + result.stderr, arguments


def test_unknown_integration_is_wrong_usage(devlog: Devlog, remote: Remote) -> None:
    """A name that is not configured is refused before anything is synced."""
    assert "did you mean `tracker`?" in devlog.refused("sync", "traker", code=2)
    devlog.refused("sync", "--entry", "99", code=2)


def test_interrupted_sync_ends_with_130_and_goes_on_later(devlog: Devlog, remote: Remote) -> None:
    """Ctrl-C ends a sync at once with its report, and the next one does what was left."""
    remote.put("1", title="There")
    remote.set(slow=3)
    process = subprocess.Popen(
        [*devlog.command, "sync", "--json"],
        cwd=devlog.cwd,
        env=devlog.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    begun = remote.path.with_suffix(".begun")
    while not begun.exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=30)
    assert process.returncode == 130, error
    assert json.loads(out)["runs"][0]["integration"] == "tracker"
    remote.set(slow=0)
    devlog.ok("sync")
    assert [entry["title"] for entry in devlog.json("list")] == ["There"]
