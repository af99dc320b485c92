"""Plugins in processes of their own that do harm, all at once, beside a good one."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from devlog_core.testing.distribution import lay_out
from tests.isolation.conftest import RUDE, SECRET, Den, wicked

HARMS = {
    "hang": ("timeout", "took more than 2s (limits.time)"),
    "deaf": ("timeout", "took more than 2s (limits.time)"),
    "spin": ("timeout", "used more than 1s of processor time (limits.cpu)"),
    "vanish": ("plugin", "with code 7"),
    "leave": ("plugin", "tried to end the program in `fetch_page`"),
    "crash": ("plugin", "by signal SIGSEGV"),
    "flood": ("plugin", "wanted more than 512 MiB of memory (limits.memory)"),
    "abort": ("plugin", "by signal SIGABRT"),
    "garble": ("plugin", "it sent what is no frame of the protocol"),
    "forge": ("plugin", "it answered what nobody had asked"),
    "lie": ("plugin", "it answered what nobody had asked"),
    "pour": ("plugin", "it sent more than 64 MiB at once"),
}
"""What each harm shows in its run: the kind of its error, and a part of the message."""
FAULTS = {
    "tell": ("plugin", "ValueError: no good: ********"),
    "giant": ("plugin", "it is longer than 64 MiB"),
    "wrong": ("plugin", "gave a dict instead of a SyncPage"),
    "limited": ("rate_limited", "enough for now"),
    "refuse": ("rejected", "no such label"),
    "mute": ("plugin", "MuteError, which cannot be shown"),
    "scrawl": ("rejected", "no [2Jgood: ? at all"),
}
"""What leaves the process in order: no mishap, an error like that of any plugin."""
LIMITS = {"hang": 'time = "2s"', "deaf": 'time = "2s"', "rests": 'time = "2s"', "spin": 'cpu = "1s"'}
FINE = ("look", "rests")
REST = frozenset(
    (
        "hang",
        "crash",
        "abort",
        "garble",
        "forge",
        "pour",
        "giant",
        "wrong",
        "limited",
        "refuse",
        "mute",
        "rests",
    )
)
"""Those that take the way of another, or more than seconds: the long part does them."""
PARTS = (False, pytest.param(True, marks=pytest.mark.long, id="the rest"))


class Outcome:
    """What one sync of some of them left."""

    def __init__(self, den: Den, wicked: Iterable[str]) -> None:
        self.den = den
        self.harms = [harm for harm in HARMS if harm in wicked]
        self.faults = [fault for fault in FAULTS if fault in wicked]
        self.synced = den.run("-v", "sync", "--json")
        self.runs = {run["integration"]: run for run in json.loads(self.synced.stdout)["runs"]}
        self.plugins = {plugin["name"]: plugin for plugin in den.json("plugins", "list")}
        self.entries = {entry["title"]: entry for entry in den.json("list", "--all", "--limit", "100")}


@pytest.fixture(scope="module")
def outcome_of(
    make_den: Callable[[], Den], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[bool], Outcome]:
    """Syncs a good integration with the wicked ones, once: those of every day, or the rest."""

    @cache
    def synced(rest: bool) -> Outcome:
        den = make_den()
        # Installed, it would be imported wherever it is not confined to a process of its own.
        more = tmp_path_factory.mktemp("more")
        lay_out(more, "devlog-rude", RUDE)
        den.environ["PYTHONPATH"] += f"{os.pathsep}{more}"
        for name in ("rude", "false", "faint"):
            den.write(f'[integrations.{name}]\nplugin = "{name}"\nisolation = "process"\n')
        wicked_ones = [harm for harm in (*HARMS, *FAULTS, *FINE) if (harm in REST) == rest]
        for harm in wicked_ones:
            den.write(wicked(f"w-{harm}", harm, limits=LIMITS.get(harm, "")))
        return Outcome(den, wicked_ones)

    return synced


@pytest.fixture
def outcome(outcome_of: Callable[[bool], Outcome]) -> Outcome:
    """That of every day."""
    return outcome_of(False)


def test_the_good_one_is_synced(outcome: Outcome) -> None:
    """Otherwise one bad plugin would stop everybody's work."""
    assert outcome.runs["good"]["status"] == "ok"
    assert "Good as gold" in outcome.entries


def test_the_store_is_whole(outcome: Outcome) -> None:
    """Otherwise a plugin could spoil what it has no business with."""
    with closing(sqlite3.connect(outcome.den.folder / ".devlog" / "devlog.db")) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = {row[0] for row in store.execute("SELECT integration FROM runs")}
    assert kept == outcome.runs.keys()


@pytest.mark.parametrize("rest", PARTS)
def test_a_harm_is_told_in_its_own_run(outcome_of: Callable[[bool], Outcome], rest: bool) -> None:
    """Otherwise nobody could say why an integration failed, or what to do."""
    outcome = outcome_of(rest)
    for harm in outcome.harms:
        kind, said = HARMS[harm]
        run = outcome.runs[f"w-{harm}"]
        assert run["status"] == "failed", harm
        [error] = run["errors"]
        assert error["kind"] == kind, error
        assert said in error["message"]
        assert f"w-{harm} (plugin `wicked`)" in error["message"]
        assert "\n" not in error["message"]


@pytest.mark.parametrize("rest", PARTS)
def test_plugins_shows_what_befell_it(outcome_of: Callable[[bool], Outcome], rest: bool) -> None:
    """Otherwise who looks at the plugin would think that it is well."""
    outcome = outcome_of(rest)
    error = outcome.plugins["wicked"]["error"]
    for harm in outcome.harms:
        assert outcome.runs[f"w-{harm}"]["errors"][0]["message"] in error
    assert outcome.plugins["wicked"]["status"] == "available"


@pytest.mark.parametrize("rest", PARTS)
def test_an_error_that_is_raised_arrives_as_it_is(outcome_of: Callable[[bool], Outcome], rest: bool) -> None:
    """Otherwise isolation would change what an error means, and with it its cure."""
    outcome = outcome_of(rest)
    for fault in outcome.faults:
        kind, said = FAULTS[fault]
        errors = outcome.runs[f"w-{fault}"]["errors"]
        assert [error["kind"] for error in errors] == [kind], errors
        assert said in errors[0]["message"]
        assert f"w-{fault}" not in outcome.plugins["wicked"]["error"]


def test_a_plugin_that_ends_at_its_import_is_refused(outcome: Outcome) -> None:
    """Otherwise devlog itself would end with it."""
    assert outcome.runs["rude"]["errors"][0]["kind"] == "config"
    assert "with code 9" in outcome.plugins["rude"]["error"]
    assert outcome.plugins["rude"]["status"] == "failed"


def test_an_observer_that_ends_is_shown_too(outcome: Outcome) -> None:
    """Otherwise a chat would be silent, and all that is shown would say that it is well."""
    assert outcome.runs["faint"]["status"] == "ok"
    assert "ended in `run_finished` with code 8" in outcome.plugins["faint"]["error"]


def test_a_plugin_that_tells_lies_of_itself_is_refused(outcome: Outcome) -> None:
    """Otherwise one forged line would stop every command that lists plugins, and stay in their cache."""
    assert outcome.runs["false"]["errors"][0]["kind"] == "config"
    assert "describe gave what does not fit the contract" in outcome.plugins["false"]["error"]
    assert outcome.plugins["false"]["error"].count("tell its author") == 1


def test_no_secret_is_told_anywhere(outcome: Outcome) -> None:
    """Otherwise a careless print would put a token into logs, the store or the terminal."""
    assert "telling" in outcome.synced.stderr
    assert "the token is ********" in outcome.synced.stderr
    assert SECRET not in outcome.synced.stderr + outcome.synced.stdout
    assert SECRET not in json.dumps([outcome.plugins, outcome.runs])
    held = [path for path in outcome.den.folder.rglob("*") if path.is_file()]
    assert not [path for path in held if SECRET.encode() in path.read_bytes()]


def test_a_flood_of_words_is_cut_short(outcome: Outcome) -> None:
    """Otherwise a chatty plugin would fill the disk with its log."""
    assert outcome.runs["w-look"]["status"] == "ok"
    assert "bytes in all" in outcome.synced.stderr
    assert len(outcome.synced.stderr) < 2_000_000


def test_it_sees_nothing_of_the_core(outcome: Outcome) -> None:
    """Otherwise every token in the user's environment, and the store, would be its to take."""
    [seen] = [json.loads(title) for title in outcome.entries if title.startswith("{")]
    assert seen["environment"].keys() <= {"PATH", "LANG", "LC_CTYPE", "HOME", "TMPDIR"}
    assert not [handle for handle in seen["handles"] if str(outcome.den.folder) in handle]
    assert seen["modules"] == []
    assert seen["workspace"] == ""
    assert seen["folder"] == seen["environment"]["HOME"]
    assert not Path(seen["folder"]).exists()


def test_nothing_is_left_running(outcome: Outcome) -> None:
    """Otherwise every sync with a bad plugin would leave processes behind."""
    assert outcome.runs["w-look"]["status"] == "ok"
    left = [line for line in _processes() if "2718281" in line or "plugin.isolation" in line]
    assert not [line for line in left if str(outcome.den.environ["HOME"]) in line or "2718281" in line]


def _processes() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            found.append(f"{(path / 'cmdline').read_bytes()!r} {(path / 'environ').read_bytes()!r}")
        except OSError:
            continue
    return found


def test_a_good_run_ends_the_story(outcome: Outcome) -> None:
    """Otherwise a mishap of long ago would be shown for ever."""
    den = outcome.den
    settings = den.folder / ".devlog" / "config.toml"
    reformed = settings.read_text(encoding="utf-8").replace('harm = "vanish"', 'harm = "none"')
    settings.write_text(reformed, encoding="utf-8")
    told = den.json("sync", "w-vanish")
    assert told["runs"][0]["status"] == "ok"
    shown = {plugin["name"]: plugin for plugin in den.json("plugins", "list")}
    assert "w-leave" in shown["wicked"]["error"]
    assert "w-vanish" not in shown["wicked"]["error"]
