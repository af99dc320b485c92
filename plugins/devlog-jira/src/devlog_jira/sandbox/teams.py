"""What teams do in the browser: boards, sprints, and time booked by people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_jira.sandbox import booking, sprints
from devlog_jira.sandbox.durations import seconds_of
from devlog_jira.sandbox.model import Board, Issue, Text, Worklog
from devlog_jira.sandbox.seeding import time
from devlog_jira.sandbox.state import State


class Teams(State):
    """Verbs for boards, sprints and worklogs."""

    def add_board(self, name: str, kind: str = "scrum", project: str | None = None) -> str:
        """Make a board of a project and return its id."""
        with self.world.writing():
            made = Board(self.world.new_id("board"), name, kind, self.project(project))
            self.world.boards[made.id] = made
            return str(made.id)

    def add_sprint(self, name: str, board: str, by: str = "jane", **body: Any) -> str:
        """Make a future sprint in the words of the interface (`startDate`, `goal`, ...); returns its id."""
        with self.world.writing():
            place, person = self.world.boards[int(board)], self.world.user(by)
            return str(sprints.create(self.world, place, person, {"name": name, **body}).id)

    def sprint(self, id: str, values: Mapping[str, Any], by: str = "jane") -> None:
        """Change a sprint in the words of the interface; `state` starts or closes it."""
        with self.world.writing():
            found = self.world.sprints[int(id)]
            sprints.update(self.world, found, self.world.user(by), values, whole=False)

    def plan_sprint(self, issue: str, sprint: str | None, by: str = "jane") -> None:
        """Put an issue into a sprint, or with none into the backlog."""
        with self.world.writing():
            goal = None if sprint is None else self.world.sprints[int(sprint)]
            sprints.move(self.world, [self.issue(issue)], goal, self.world.user(by))

    def log_work(
        self, id: str, spent: str, by: str = "jane", started: float | str | None = None, text: Any = None,
        visibility: Mapping[str, str] | None = None,
    ) -> str:  # fmt: skip
        """Book time such as `1h 30m` on an issue, and return the worklog's id."""
        with self.world.writing():
            now, person = self.world.now(), self.world.user(by)
            issue, seconds = self.issue(id), seconds_of(spent)
            worklog = Worklog(
                self.world.new_id("worklog"), person, time(started, now), seconds, now, now, person,
                None if text is None else Text(text), visibility=visibility,
            )  # fmt: skip
            estimate = booking.remaining(issue, {}, seconds, "reduceBy")
            return str(booking.book(self.world, issue, worklog, estimate).id)

    def edit_work(self, worklog: str, values: Mapping[str, Any]) -> None:
        """Change a worklog by its id: `spent`, `started`, `text`."""
        with self.world.writing():
            issue, old = self._booked(worklog)
            new: dict[str, Any] = {}
            if "spent" in values:
                new["seconds"] = seconds_of(values["spent"])
            if "started" in values:
                new["started"] = time(values["started"], old.started)
            if "text" in values:
                new["comment"] = Text(values["text"])
            estimate = booking.remaining(issue, {}, new.get("seconds", old.seconds) - old.seconds, "reduceBy")
            booking.rebook(self.world, issue, old, old.author, new, estimate)

    def delete_work(self, worklog: str) -> None:
        """Take a worklog away, by its id."""
        with self.world.writing():
            issue, old = self._booked(worklog)
            estimate = booking.remaining(issue, {}, -old.seconds, "increaseBy")
            booking.unbook(self.world, issue, old, old.author, estimate)

    def _booked(self, worklog: str) -> tuple[Issue, Worklog]:
        issue = self.world.issues[self.world.worklogs[int(worklog)]]
        return issue, booking.worklog_of(issue, worklog)
