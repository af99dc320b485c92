"""Boards and sprints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from devlog_core.model.errors import ConfigError, RejectedError, UsageError
from devlog_core.model.times import parse_time
from devlog_core.plugin.nearest import hint
from devlog_jira import forms
from devlog_jira.catalog import Catalog
from devlog_jira.client import Client
from devlog_jira.fieldkinds import jira_time, sprint_told

Record = Mapping[str, Any]
API = "/rest/agile/1.0"
OPEN = ("active", "future")


class Agile:
    """The sprints of one board of the project."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog
        self._board: int | None = None

    def board(self) -> int:
        """The id of the board: the one of the settings, else the only one with sprints.

        Raises ConfigError where there is none, or more than one to choose from.
        """
        if self._board is None:
            self._board = self._chosen()
        return self._board

    def sprints(self, state: str | None = None) -> list[forms.Sprint]:
        """The board's sprints, closed ones first, in its order."""
        asked = {"state": state} if state else {}
        where = f"{API}/board/{self.board()}/sprint"
        return [
            sprint_of(record)
            for answer in self._client.pages(where, asked, size=50)
            for record in answer.data["values"]
        ]

    def sprint(self, named: int | str | None, *states: str) -> forms.Sprint:
        """The sprint with that id or name, else the first in one of these states, tried in turn.

        Raises UsageError where there is none.
        """
        known = self.sprints()
        if named is None:
            found = [one for state in states for one in known if one.state == state]
            if not found:
                raise UsageError(f"the board {self.board()} has no sprint that is {' or '.join(states)}")
            return found[0]
        text = str(named).strip()
        for one in known:
            if str(one.id) == text:
                return one
        # Names are used again: of several the one that is not closed.
        same = [one for one in known if one.name.casefold() == text.casefold()]
        if same:
            return min(same, key=lambda one: one.state == "closed")
        names = [one.name for one in known if one.state != "closed"]
        raise UsageError(f"the board {self.board()} has no sprint {text!r}{hint(text, names)}")

    def add(self, item: str, named: int | str | None) -> forms.Placed:
        """Put an issue into a sprint that is not closed."""
        sprint = self.sprint(named, *OPEN)
        if sprint.state == "closed":
            raise UsageError(f"the sprint {sprint.name!r} is closed: issues go into open ones only")
        issue = self._issue(item)
        changed = sprint.id not in self._open(issue)
        if changed:
            self._client.send("POST", f"{API}/sprint/{sprint.id}/issue", {"issues": [str(issue["id"])]})
        return forms.Placed(item=str(issue["id"]), key=issue["key"], sprint=sprint, changed=changed)

    def to_backlog(self, item: str) -> forms.Placed:
        """Take an issue out of every sprint that is not closed."""
        issue = self._issue(item)
        changed = bool(self._open(issue))
        if changed:
            self._client.send("POST", f"{API}/backlog/issue", {"issues": [str(issue["id"])]})
        return forms.Placed(item=str(issue["id"]), key=issue["key"], changed=changed)

    def start(self, form: forms.StartSprint) -> forms.Sprint:
        """Start a sprint; one that runs already is returned as it is."""
        sprint = self.sprint(form.sprint, *(("future", "active") if form.sprint is None else ()))
        if sprint.state == "active":
            return sprint
        if sprint.state == "closed":
            raise UsageError(f"the sprint {sprint.name!r} is closed and cannot start again")
        start = sprint.start or self._client.now()
        end = sprint.end if sprint.end and sprint.end > start else start + timedelta(days=form.days)
        body = {"state": "active", "startDate": jira_time(start), "endDate": jira_time(end)}
        return self._change(sprint, body | ({"goal": form.goal} if form.goal is not None else {}))

    def close(self, form: forms.CloseSprint) -> forms.Sprint:
        """Close the running sprint; one that is closed already is returned as it is."""
        sprint = self.sprint(form.sprint, "active")
        if sprint.state == "closed":
            return sprint
        return self._change(sprint, {"state": "closed"})

    def _change(self, sprint: forms.Sprint, body: Mapping[str, Any]) -> forms.Sprint:
        answer = self._client.send("POST", f"{API}/sprint/{sprint.id}", dict(body), accept=(400,))
        if answer.status == 400:
            raise RejectedError(f"Jira did not change the sprint {sprint.name!r}: {answer.message}")
        return sprint_of(answer.data)

    def _issue(self, item: str) -> Record:
        field = self._catalog.sprint()
        params = {"fields": f"summary,{field}" if field else "summary"}
        record: Record = self._client.get(self._client.path("issue", item), params).data
        return record

    def _open(self, issue: Record) -> set[int]:
        """The sprints of an issue that are not closed."""
        held = issue["fields"].get(self._catalog.sprint()) or ()
        found = (one if isinstance(one, Mapping) else sprint_told(str(one)) for one in held)
        return {int(one["id"]) for one in found if str(one.get("state")).lower() in OPEN}

    def _chosen(self) -> int:
        wanted, project = self._client.config.board, self._catalog.project
        boards = [
            record
            for answer in self._client.pages(f"{API}/board", {"projectKeyOrId": project["id"]}, size=50)
            for record in answer.data["values"]
        ]
        if wanted is not None:
            text = str(wanted).casefold()
            boards = [one for one in boards if text in (str(one["id"]), str(one["name"]).casefold())]
        else:
            boards = [one for one in boards if one.get("type") != "kanban"]
        if len(boards) == 1:
            return int(boards[0]["id"])
        known = ", ".join(f"{one['name']} ({one['id']})" for one in boards) or "none"
        asked = f"the board {wanted!r}" if wanted is not None else "one board with sprints"
        raise ConfigError(f"board: {project['key']} has not exactly {asked}, but {known}: set `config.board`")


def sprint_of(record: Record) -> forms.Sprint:
    """A sprint as Jira describes it."""
    return forms.Sprint(
        id=int(record["id"]),
        name=str(record.get("name") or ""),
        state=str(record.get("state") or "").lower(),
        board=record.get("originBoardId"),
        start=_time(record.get("startDate")),
        end=_time(record.get("endDate")),
        goal=str(record.get("goal") or ""),
    )


def _time(text: Any) -> Any:
    return parse_time(text) if text else None
