"""The stream of deployments: what came to which environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from devlog_azure_devops.mapping import BROKEN, why
from devlog_azure_devops.pipelines.deployed import (
    ENDED,
    deployment_events,
    deployment_of,
    release_deployment_of,
)
from devlog_azure_devops.pipelines.places import Places
from devlog_azure_devops.pipelines.runs import Runs
from devlog_azure_devops.streams.origin import Origin
from devlog_azure_devops.streams.stream import Part, State, refusal
from devlog_core.model.errors import GoneError, RejectedError
from devlog_core.model.remote import Event, Rejected, RemoteThing

Record = Mapping[str, Any]
Made = RemoteThing | Rejected | None


class Deployments:
    """Deployments to environments, looked at when runs are going on, and those of classic releases."""

    name = "deployments"

    def __init__(self, places: Places, runs: Runs, origin: Origin, *, associate: bool) -> None:
        self._places = places
        self._runs = runs
        self._origin = origin
        self._associate = associate
        """Whether to ask for the work items of what is deployed; runs that are followed bring theirs."""

    def page(self, state: State | None) -> Part:
        """Those of one environment, and with the last one those of releases.

        Environments and releases ask for scopes of their own: where one cannot be read, the other is.
        """
        first: State = {"marks": {}, "releases": None, "unread": True}
        was = state or {**first, "runs": self._runs.now()}
        old = dict(was)
        todo, made, read = old.pop("todo", None), list[Made](), True
        if todo is None:
            try:
                todo, old = self._begun(old)
            except RejectedError as error:
                todo, made, read = [], [Rejected(key=self.name, reason=error.reason)], False
        if todo:
            (id, name), *todo = todo
            try:
                fresh, marks = self._of(id, old["marks"])
                made = self._made(fresh, (str(id), str(name)), history=bool(was.get("unread")))
                old["marks"] = marks
            except RejectedError as error:
                # Each environment has permissions of its own: one that is closed to us closes no other.
                made = [Rejected(key=f"{self.name} {name}", reason=error.reason)]
        if not todo and read:
            old.pop("unread", None)
        # What was there before anybody asked is history, not news.
        events = [] if was.get("unread") else [event for one in made for event in _events(one)]
        if not todo:
            released, old["releases"] = self._released(old["releases"])
            events += [event for one in released for event in _events(one)] if was["releases"] else []
            made += released
        return Part(
            refs=tuple(one for one in made if isinstance(one, RemoteThing)),
            events=tuple(events),
            rejected=tuple(one for one in made if isinstance(one, Rejected)),
            state={**old, "todo": [list(one) for one in todo]} if todo else old,
            more=bool(todo),
        )

    def lacks(self) -> tuple[str, ...]:
        asked = (self._runs.now, self._places.environments, self._places.newest_releases)
        return tuple(dict.fromkeys(told for one in asked for told in refusal(one)))

    def _begun(self, old: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """The environments to look at; nothing is deployed to one but by a run, which may end before it."""
        lively, runs = (True, old["runs"]) if old.get("unread") else self._runs.pass_by(old["runs"])
        if not lively and not any(mark["open"] for mark in old["marks"].values()):
            return [], {**old, "runs": runs}
        found: list[Any] = self._places.environments()
        marks = {id: old["marks"][id] for id, _ in found if id in old["marks"]}
        return found, {**old, "runs": runs, "marks": marks}

    def _released(self, mark: State | None) -> tuple[list[Made], State | None]:
        try:
            found, new = self._places.releases(mark)
        except RejectedError as error:
            return [Rejected(key=self.name, reason=error.reason)], mark
        return [self._guarded(one, partial(release_deployment_of, one, self._origin)) for one in found], new

    def _of(self, environment: str, marks: State) -> tuple[list[Record], State]:
        try:
            fresh, mark = self._places.deployments(environment, marks.get(environment))
        except GoneError:
            # It was deleted since the list was read.
            return [], {id: one for id, one in marks.items() if id != environment}
        return fresh, {**marks, environment: mark}

    def _made(self, fresh: Sequence[Record], environment: tuple[str, str], *, history: bool) -> list[Made]:
        numbers = list(dict.fromkeys(number for number in map(_owner, fresh) if number))
        builds = self._runs.named(numbers) if numbers else {}
        items: dict[int, tuple[str, ...]] = {}

        def made(one: Record) -> RemoteThing | None:
            run = _owner(one)
            first = deployment_of(one, environment, self._origin, builds.get(run))
            asked = self._associate and not history and first is not None and first.data["state"] in ENDED
            if not asked or run not in builds:
                return first
            if run not in items:
                items[run] = self._runs.items(run)
            return deployment_of(one, environment, self._origin, builds[run], items[run])

        return [self._guarded(one, partial(made, one)) for one in fresh]

    def _guarded(self, record: Record, make: Callable[[], RemoteThing | None]) -> Made:
        try:
            return make()
        except BROKEN as error:
            return Rejected(key=f"{self.name} {record.get('id', '?')}", reason=why(error))


def _owner(record: Record) -> int:
    """The run that was deployed; 0 where it is not told."""
    found = record.get("owner")
    return int(found.get("id") or 0) if isinstance(found, Mapping) else 0


def _events(made: Made) -> tuple[Event, ...]:
    return deployment_events(made) if isinstance(made, RemoteThing) else ()
