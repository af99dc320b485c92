"""The sandbox: starting and stopping it, filling it, and doing what people do on its website."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from devlog_core.testing.sandbox.delivering import DELIVERING, DeliveringSandbox  # [webhooks]
from devlog_core.testing.sandbox.steering import STEERING

from devlog_example.sandbox.exchange import Exchange
from devlog_example.sandbox.hooks import Hooks  # [webhooks]
from devlog_example.sandbox.playing import Playing
from devlog_example.sandbox.shapes import task_json
from devlog_example.sandbox.world import BOT, Switches, World

TOKEN = "sandbox-token"
SECRET = "sandbox-secret"  # [webhooks]


class ExampleSandbox(
    Playing,
    DeliveringSandbox,  # [webhooks]
):
    """The tracker with one project, on loopback and in memory; an id is a task's number."""

    VERBS = (
        *("seed", "read", "edit", "comment", "edit_comment", "delete_comment", "delete", "config"),
        *STEERING,
        *DELIVERING,  # [webhooks]
    )

    def __init__(self) -> None:
        self.begin(World(), {TOKEN: BOT})

    def begin(self, world: World, access: dict[str, str]) -> None:
        """Go on from this state; `access` holds the account of each token."""
        self.world, self.access = world, access
        self.hooks = Hooks(world)  # [webhooks]
        self.exchange = Exchange(world, access)

    @property
    def switches(self) -> Switches:
        """Behaviour that varies; change it by `switch`."""
        return self.world.switches

    def config(self) -> dict[str, Any]:
        """The integration's `config` table that reaches this sandbox."""
        return {
            "url": self.url,
            "project": self.world.name,
            "token": next(iter(self.access)),
            "webhook_secret": SECRET,  # [webhooks]
        }

    def seed(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        """Create tasks as people would and return their numbers."""
        with self.world.writing():
            return [self._plant(dict(item)) for item in items]

    def read(self, id: str) -> dict[str, Any]:
        """A task with its comments, in the tracker's own shape."""
        with self.world.lock:
            return task_json(self.world.task(int(id)))

    def edit(self, id: str, values: Mapping[str, Any], by: str) -> None:
        """Change a task; whom a person assigns becomes a member first."""
        with self.world.writing():
            self.world.members |= {by, *values.get("assignees", ())}
            self.world.change(self.world.task(int(id)), values, by)

    def comment(self, id: str, text: str, by: str) -> str:
        """Add a comment and return its number."""
        with self.world.writing():
            return str(self.world.add_comment(self.world.task(int(id)), text, by).id)

    def edit_comment(self, id: str, comment: str, text: str, by: str) -> None:
        """Reword a comment of a task."""
        with self.world.writing():
            task = self.world.task(int(id))
            self.world.change_comment(task, self.world.comment(task, int(comment)), text, by)

    def delete_comment(self, id: str, comment: str, by: str) -> None:
        """Take a comment of a task away."""
        with self.world.writing():
            task = self.world.task(int(id))
            self.world.remove_comment(task, self.world.comment(task, int(comment)), by)

    def delete(self, id: str) -> None:
        """Remove a task for good."""
        with self.world.writing():
            self.world.remove(self.world.task(int(id)), "admin")

    def _plant(self, item: dict[str, Any]) -> str:
        by, at = item.pop("author", "ann"), _second(item.pop("at", None))
        comments = item.pop("comments", ())
        self.world.members |= {by, *item.get("assignees", ())}
        task = self.world.add(item, by, at)
        for one in comments:
            author, at = one.get("author", by), _second(one.get("at"))
            self.world.add_comment(task, one["text"], author, at=at)
        return str(task.id)


def _second(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
