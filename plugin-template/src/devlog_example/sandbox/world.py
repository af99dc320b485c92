"""The state of one tracker, and what may be done to it; requests and people go the same way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from devlog_core.testing.sandbox import BaseWorld, RefusedError

from devlog_example.sandbox.model import (
    Comment,
    Task,
    Webhook,  # [webhooks]
)
from devlog_example.sandbox.rules import accepted

PROJECT = "shop"
BOT = "devlog-bot"
LARGEST_PAGE = 100
Listener = Callable[[str, Task, str], None]
"""Told of what happened, to which task, by whom."""


@dataclass(slots=True)
class Switches:
    """What of the tracker's behaviour a test may change, by `switch`."""

    largest_page: int = LARGEST_PAGE
    """How many tasks a page of a list has at most; small ones make a test of paging cheap."""


class World(BaseWorld):
    """One project with its tasks and members; every change happens inside `writing`."""

    FRESH: ClassVar[Mapping[str, Callable[[], Any]]] = {"lock": threading.RLock, "listeners": list}

    def __init__(self) -> None:
        # Not from 1, so that a position in a list is never taken for an id.
        super().__init__({"task": 100, "comment": 5000, "webhook": 10})
        self.name = PROJECT
        self.switches = Switches()
        self.members = {BOT, "ann", "ben"}
        self.tasks: dict[int, Task] = {}
        self.webhooks: dict[str, Webhook] = {}  # [webhooks]
        self.listeners: list[Listener] = []

    def task(self, number: int) -> Task:
        """A task by its number."""
        if number not in self.tasks:
            raise RefusedError(404, f"there is no task {number}", {"what": "task"})
        return self.tasks[number]

    def comment(self, task: Task, number: int) -> Comment:
        """A comment of a task by its number."""
        for comment in task.comments:
            if comment.id == number:
                return comment
        raise RefusedError(404, f"there is no comment {number}", {"what": "comment"})

    def add(self, values: Mapping[str, Any], by: str, at: int | None = None) -> Task:
        """A new task."""
        now = self.clock.now() if at is None else at
        task = Task(0, by, now, now)
        self._take(task, {"title": "", **values})
        task.id = self.new_id("task")
        self.tasks[task.id] = task
        self._tell("created", task, by)
        return task

    def change(self, task: Task, values: Mapping[str, Any], by: str) -> None:
        """Other values for a task; what changes nothing makes no revision."""
        if self._take(task, values):
            task.revision += 1
            task.updated = self.clock.now()
            self._tell("changed", task, by)

    def remove(self, task: Task, by: str) -> None:
        """Take a task away for good."""
        del self.tasks[task.id]
        self._tell("deleted", task, by)

    def add_comment(
        self,
        task: Task,
        text: str,
        by: str,
        meta: Mapping[str, Any] | None = None,
        at: int | None = None,
    ) -> Comment:
        """A new comment; it shows in the task's time of change, but makes no revision of it."""
        now = self.clock.now() if at is None else at
        made = Comment(self.new_id("comment"), text, by, now, meta=dict(meta or {}))
        task.comments.append(made)
        self._commented(task, by)
        return made

    def change_comment(self, task: Task, comment: Comment, text: str, by: str) -> None:
        """Another text for a comment."""
        if text != comment.text:
            comment.text, comment.edited = text, self.clock.now()
            comment.revision += 1
            self._commented(task, by)

    def remove_comment(self, task: Task, comment: Comment, by: str) -> None:
        """Take a comment away."""
        task.comments.remove(comment)
        self._commented(task, by)

    def _commented(self, task: Task, by: str) -> None:
        task.updated = self.clock.now()
        self._tell("commented", task, by)

    def _take(self, task: Task, values: Mapping[str, Any]) -> bool:
        """Set what the rules accept; whether anything is another now."""
        taken = accepted(task, values, self.members)
        changed = {name: value for name, value in taken.items() if getattr(task, name) != value}
        for name, value in changed.items():
            setattr(task, name, value)
        return bool(changed)

    def _tell(self, event: str, task: Task, by: str) -> None:
        for listener in self.listeners:
            listener(event, task, by)
