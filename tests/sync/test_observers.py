"""Services that are told what happens: made for the telling, isolated, told at least once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.change import Change
from devlog_core.model.errors import ConfigError, DeadlineError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import AccountInfo
from devlog_core.model.run import Run
from devlog_core.plugin.service import IntegrationService, ObserverService
from tests.sync.bench import DirectCaller, Team
from tests.sync.remote import Remote

Told = list[tuple[str, str]]


class Chat(ObserverService[None]):
    """Remembers what it is told; `raising` may raise instead."""

    def __init__(
        self, integration: Integration, context: Any, told: Told, raising: Callable[[str], None]
    ) -> None:
        super().__init__(integration, None, context)
        self._told = told
        self._raising = raising

    def check(self) -> AccountInfo:
        return AccountInfo(account="chat")

    def entry_changed(self, change: Change) -> None:
        self._raising(str(change.new))
        self._told.append((self.integration.name, f"{change.field}={change.new}"))

    def run_finished(self, run: Run) -> None:
        self._told.append((self.integration.name, f"{run.integration} {run.status}"))

    def close(self) -> None:
        self._told.append((self.integration.name, "closed"))


class Caller(DirectCaller):
    """Calls trackers and chats alike."""

    def __init__(self, remotes: dict[str, Remote]) -> None:
        super().__init__(remotes)
        self.told: Told = []
        self.raising: Callable[[str], None] = lambda text: None

    def initialize(self, integration: Integration, context: Any) -> IntegrationService[Any]:
        if integration.plugin == "chat":
            return Chat(integration, context, self.told, self.raising)
        return super().initialize(integration, context)

    def observes(self, name: str) -> bool:
        return name == "chat"

    def observed(self) -> bool:
        return False


@pytest.fixture
def caller(remote: Remote) -> Caller:
    return Caller({"a": remote})


@pytest.fixture
def remote() -> Remote:
    return Remote()


@pytest.fixture
def team(tmp_path: Path, remote: Remote, caller: Caller) -> Team:
    team = Team(
        tmp_path,
        {"a": remote, "one": Remote(), "two": Remote(), "off": Remote()},
        one={"plugin": "chat"},
        two={"plugin": "chat"},
        off={"plugin": "chat", "enabled": False},
    )
    team.caller = team.bench.plugins = caller
    return team


def test_each_enabled_integration_is_told_once_and_closed(team: Team, caller: Caller, remote: Remote) -> None:
    """Otherwise a chat hears nothing, hears twice, or keeps its connection."""
    remote.add(title="t")
    report = team.sync()
    assert [(run.integration, run.status) for run in report.runs] == [
        ("a", "ok"),
        ("one", "ok"),
        ("two", "ok"),
    ]
    said = [what for name, what in caller.told if name == "one" and what != "closed"]
    assert [what.partition("=")[0] for what in said] == ["entry", "a ok", "one ok", "two ok"]
    assert [name for name, what in caller.told[-2:]] == ["two", "one"]
    assert {name for name, _ in caller.told} == {"one", "two"}
    caller.told.clear()
    team.sync("a")
    assert [what for name, what in caller.told if name == "one"] == ["a ok", "closed"]


def test_one_that_raises_is_logged_and_harms_nobody(team: Team, caller: Caller) -> None:
    """Otherwise a chat that is down keeps a team from syncing."""
    team.sync()
    caller.told.clear()

    def refuse(text: str) -> None:
        if text == "bad":
            raise SystemExit("the chat is down")

    caller.raising = refuse
    uid = team.new(title="t").uid
    team.edit(uid, title="bad")
    team.edit(uid, title="good")
    assert {run.status for run in team.sync().runs} == {"ok"}
    assert ("two", "title=good") in caller.told
    assert ("two", "title=bad") not in caller.told
    assert [line[0] for line in team.log.lines].count("observer failed") == 2


def test_one_that_cannot_be_made_fails_by_itself(team: Team, caller: Caller) -> None:
    """Otherwise a missing secret of one chat silences the others."""
    resolve = team.bench.resolve

    def unset(name: str) -> Integration:
        if name == "one":
            raise ConfigError("integrations.one.config.url: set CHAT_URL")
        return resolve(name)

    team.bench.resolve = unset
    team.new(title="t")
    report = team.sync()
    assert {run.integration: run.status for run in report.runs} == {"a": "ok", "one": "failed", "two": "ok"}
    assert {name for name, _ in caller.told} == {"two"}


def test_what_a_deadline_left_untold_is_told_after_the_next_sync(team: Team, caller: Caller) -> None:
    """Otherwise a slow chat holds up a sync without end, or loses what it was not told in time."""
    team.sync()
    caller.told.clear()
    made, meters = team.bench.meter, []

    def meter() -> Any:
        meters.append(made())
        return meters[-1]

    def late(text: str) -> None:
        if text == "second":
            meters[-1].cancelled.set()
            raise DeadlineError("the time is up")

    team.bench.meter, caller.raising = meter, late
    uid = team.new(title="first").uid
    team.edit(uid, title="second")
    team.edit(uid, title="third")
    team.sync()
    assert ("one", "title=third") not in caller.told
    caller.raising = lambda text: None
    team.sync()
    assert ("one", "title=third") in caller.told
