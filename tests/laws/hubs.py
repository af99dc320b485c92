"""Two repositories of the simulated GitHub as places of the machine."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from devlog_core.testing.sandbox import DisconnectError, Server
from devlog_core.testing.stories.place import Comment, Item, Place
from tests.integration.hub import MARK, PRIORITY, REASON, STATUS, TYPE, Hub, split

_LABELS = {
    "status": {value: name for name, value in STATUS.items()},
    "priority": {value: name for name, value in PRIORITY.items()},
    "type": {value: name for name, value in TYPE.items()},
}
_FAULTS = {
    "500:applied": "500:applied",
    "limit": "secondary-429",
    "limit-seconds:5": "retry-after-seconds:5",
    "limit-date:5": "retry-after-date:5",
    "limit-seconds:90": "secondary-403:90",
    "limit-primary": "rate-limit-403",
    "limit-secondary": "secondary-403",
    "stale": "stale-list:40",
}
_ITEM = re.compile(r"^/(repos/[^/]+/[^/]+|repositories/\d+)/issues/\d+")


class HubPlace:
    """One repository; all of them live on one server and share its clock and its budget."""

    def __init__(self, name: str, repository: str, hub: Hub) -> None:
        self.name, self._repository, self._hub = name, repository, hub
        self._down = False
        self._leads = hub.first.full_name == repository
        hub.exchange.hooks.append(self._refuse)

    def table(self) -> dict[str, Any]:
        return {"plugin": "github", "config": self._hub.settings(self._repository)}

    def keys(self) -> list[str]:
        return [key.rpartition("#")[2] for key in self._hub.keys(self._repository)]

    def read(self, key: str) -> Item:
        issue = self._hub.read(self._address(key))
        names = [label["name"] for label in issue["labels"]]
        text, uid = split(issue["body"])
        statuses = [STATUS[name] for name in names if name in STATUS] or ["new"]
        if issue["state"] == "closed":
            statuses = [REASON[issue["state_reason"] or "completed"]]
        return Item(
            key=key,
            id=str(issue["id"]),
            mark=uid,
            values={
                "title": issue["title"],
                "description": text,
                "status": statuses,
                "priority": _one(names, PRIORITY, "medium"),
                "type": _one(names, TYPE, "task"),
                "labels": sorted(name for name in names if name not in {*STATUS, *PRIORITY, *TYPE}),
                "assignees": sorted(user["login"] for user in issue["assignees"]),
                "milestone": issue["milestone"]["title"] if issue["milestone"] else None,
            },
            comments=tuple(
                Comment(
                    id=str(comment["id"]),
                    text=split(comment["body"])[0],
                    mark=split(comment["body"])[1],
                )
                for comment in issue["comments"]
            ),
        )

    def express(self, field: str, value: Any) -> Any:
        return value

    def add(self, values: Mapping[str, Any]) -> str:
        first = {"title": values["title"], "body": values.get("description", "")}
        key = self._hub.seed([first | {"repository": self._repository}])[0].rpartition("#")[2]
        self.edit(
            key, {name: value for name, value in values.items() if name not in ("title", "description")}
        )
        return key

    def edit(self, key: str, values: Mapping[str, Any]) -> None:
        issue = self._hub.read(self._address(key))
        terms = {name: values[name] for name in ("title", "assignees") if name in values}
        if "milestone" in values:
            numbers = {m.title: m.number for m in self._hub.repository(self._repository).milestones.values()}
            terms["milestone"] = numbers.get(values["milestone"])
        if "description" in values:
            mark = MARK.search(issue["body"] or "")
            parts = [values["description"], mark[0].lstrip("\n") if mark else ""]
            terms["body"] = "\n\n".join(part for part in parts if part)
        names = [label["name"] for label in issue["labels"]]
        for field, shown in _LABELS.items():
            if field in values:
                names = [name for name in names if name not in shown.values()]
                names += [shown[values[field]]] if values[field] in shown else []
        names += [name for name in values.get("add_labels", ()) if name not in names]
        terms["labels"] = [name for name in names if name not in values.get("remove_labels", ())]
        if "status" in values:
            reasons = {"done": "completed", "cancelled": "not_planned"}
            closed = values["status"] in reasons
            terms |= {"state": "closed" if closed else "open"}
            terms |= {"state_reason": reasons[values["status"]]} if closed else {}
        self._hub.edit(self._address(key), terms, by="alice")

    def comment(self, key: str, text: str) -> str:
        return self._hub.comment(self._address(key), text, by="bob")

    def reword(self, key: str, comment: str, text: str) -> None:
        found = next(c for c in self._hub.read(self._address(key))["comments"] if str(c["id"]) == comment)
        mark = MARK.search(found["body"])
        self._hub.edit_comment(comment, text + (mark[0] if mark else ""))

    def silence(self, key: str, comment: str) -> None:
        self._hub.delete_comment(comment)

    def delete(self, key: str) -> None:
        self._hub.delete(self._address(key))

    def transfer(self, key: str, goal: Place) -> str | None:
        if not isinstance(goal, HubPlace) or goal is self:
            return None
        return self._hub.transfer(self._address(key), goal._repository).rpartition("#")[2]

    def trouble(self, kind: str, times: int, match: str) -> None:
        here = f"(repos/{self._repository}|repositories/{self._hub.repository(self._repository).id})/"
        self._hub.fault(_FAULTS.get(kind, kind), times, f"{match}.*{here}")

    def heal(self) -> None:
        self._hub.clear_faults()

    def cut_off(self, down: bool) -> None:
        self._down = down

    def advance(self, seconds: float) -> None:
        if self._leads:
            self._hub.advance(seconds)

    def asked(self) -> list[tuple[str, str]]:
        with self._hub.world.lock:
            log = self._hub.exchange.log
            ours = [entry for entry in log if self._here(entry["path"])]
            log[:] = [entry for entry in log if not self._here(entry["path"])]
        return [(entry["method"], entry["path"]) for entry in ours]

    def reads_items(self, asked: Collection[tuple[str, str]]) -> list[str]:
        return [path for method, path in asked if method == "GET" and _ITEM.match(path)]

    def _here(self, path: str) -> bool:
        repository = self._hub.repository(self._repository)
        heads = (f"/repos/{self._repository}/", f"/repositories/{repository.id}/")
        return f"{path.partition('?')[0]}/".startswith(heads)

    def _address(self, key: str) -> str:
        return f"{self._repository}#{key}"

    def _refuse(self, moment: Any) -> None:
        if self._down and moment.phase == "before" and self._here(moment.path):
            raise DisconnectError


def put_in_place(server: Server, hub: Hub) -> None:
    """Let a running server serve another hub."""
    server.exchange = hub.exchange
    hub.world.base = f"http://127.0.0.1:{server.server_port}"


def _one(names: list[str], words: Mapping[str, str], default: str) -> str:
    return next((words[name] for name in names if name in words), default)
