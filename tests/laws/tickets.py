"""One project of the simulated Jira, Cloud or Server, as a place of the machine."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from devlog_core.testing.sandbox.exchange import Moment
from devlog_core.testing.sandbox.server import Server
from devlog_core.testing.sandbox.wire import DisconnectError
from devlog_core.testing.stories.place import Booking, Comment, Item, Place
from devlog_jira.richtext import codec
from devlog_jira.sandbox import JiraSandbox

STATUSES: Mapping[str, str] = {
    "new": "Open",
    "in-progress": "Doing",
    "blocked": "Doing",
    "in-review": "Doing",
    "testing": "Doing",
    "done": "Done",
    "cancelled": "Done",
}
PRIORITIES: Mapping[str, str] = {"low": "Low", "medium": "Medium", "high": "High", "critical": "Highest"}
TYPES: Mapping[str, str] = {
    "feature": "Story",
    "bugfix": "Bug",
    "task": "Task",
    "refactor": "Task",
    "docs": "Task",
}
_FAULTS = {
    "500:applied": "500:applied",
    "limit": "429",
    "limit-seconds:5": "retry-after-seconds:5",
    "limit-date:5": "retry-after-date:5",
    "limit-seconds:90": "burst:90",
    "limit-primary": "limit-reset:60",
    "limit-secondary": "per-issue:5",
    "stale": "stale-list:40",
    "wrong-type": "login-page",
}
_MARK = re.compile(r"devlog-([0-9a-f-]{36})")
_ITEM = re.compile(r"/rest/api/[23]/issue/[^/?]+(\?|$)")
_SEARCH = re.compile(r"/rest/api/[23]/search")
_ASKS = re.compile(r"/rest/api/[23]/(search|comment/list|worklog/list)")
"""What is asked by POST."""


class TicketPlace:
    """A project whose workflow knows three statuses and no way around the middle one."""

    def __init__(self, name: str, jira: JiraSandbox) -> None:
        self.name, self._jira = name, jira
        self._text = codec(jira.world.cloud)
        self._down = False
        self._shifts: list[str] = []
        self._count = 0
        jira.exchange.hooks.append(self._meddle)

    def table(self) -> dict[str, Any]:
        status = {"new": "Open", "in-progress": "Doing", "done": "Done", "cancelled": "Done:Won't Do"}
        told = {
            "token": "${JIRA_TOKEN}",
            "settle_seconds": 0,
            "mapping": {"status": status},
            "transitions": {"Done": {"resolution": "Done"}},
        }
        return {"plugin": "jira", "config": self._jira.config() | told}

    @property
    def accounts(self) -> dict[str, str]:
        """By person what Jira calls them."""
        return {name: self._jira.add_user(name) for name in ("alice", "bob")}

    def keys(self) -> list[str]:
        with self._jira.world.lock:
            return [issue.key for issue in self._jira.world.issues.values()]

    def read(self, key: str) -> Item:
        issue = self._jira.read(key)
        fields = issue["fields"]
        marks = [found[1] for name in fields["labels"] if (found := _MARK.fullmatch(name))]
        return Item(
            key=issue["key"],
            id=issue["id"],
            mark=marks[0] if marks else None,
            values={
                "title": fields["summary"],
                "description": self._text.read(fields["description"]),
                "status": [_status(fields)],
                "priority": _said(PRIORITIES, fields["priority"]["name"]),
                "type": _said(TYPES, fields["issuetype"]["name"]),
                "labels": sorted(name for name in fields["labels"] if not _MARK.fullmatch(name)),
                "assignees": [self._account(fields["assignee"])] if fields["assignee"] else [],
                "milestone": min((one["name"] for one in fields["fixVersions"]), default=None),
                "due": fields["duedate"],
            },
            comments=tuple(
                Comment(
                    id=comment["id"],
                    text=self._text.read(comment["body"]),
                    mark=_uid(comment["properties"]),
                )
                for comment in issue["comments"]
            ),
            bookings=tuple(
                Booking(
                    id=booking["id"],
                    minutes=booking["timeSpentSeconds"] // 60,
                    text=self._text.read(booking.get("comment")),
                    mark=_uid(booking["properties"]),
                )
                for booking in issue["worklogs"]
            ),
        )

    def express(self, field: str, value: Any) -> Any:
        match field:
            case "description":
                return self._text.read(self._text.write(value or ""))
            case "status":
                return "in-progress" if STATUSES[value] == "Doing" else value
            case "type":
                return _said(TYPES, TYPES[value])
            case "labels":
                return sorted({"-".join(name.split()) for name in value})
            case "assignees":
                return sorted(value)[:1]
        return value

    def add(self, values: Mapping[str, Any]) -> str:
        (key,) = self._jira.seed([{"summary": values["title"], "author": "alice"}])
        self.edit(key, {name: value for name, value in values.items() if name != "title"})
        return key

    def edit(self, key: str, values: Mapping[str, Any]) -> None:
        held = self._jira.read(key)["fields"]["labels"]
        terms: dict[str, Any] = {}
        for name, value in values.items():
            terms |= self._term(name, value)
        come = [_label(name) for name in values.get("add_labels", ())]
        gone = {_label(name) for name in values.get("remove_labels", ())}
        if come or gone:
            terms["labels"] = [name for name in dict.fromkeys([*held, *come]) if name not in gone]
        if terms:
            self._jira.edit(key, terms, by="alice")

    def comment(self, key: str, text: str) -> str:
        return self._jira.comment(key, self._text.write(text), by="bob")

    def reword(self, key: str, comment: str, text: str) -> None:
        self._jira.edit_comment(comment, self._text.write(text))

    def silence(self, key: str, comment: str) -> None:
        self._jira.delete_comment(comment)

    def book(self, key: str, minutes: int, text: str) -> str:
        return self._jira.log_work(key, f"{minutes}m", by="bob", text=self._text.write(text))

    def rebook(self, booking: str, minutes: int, text: str) -> None:
        self._jira.edit_work(booking, {"spent": f"{minutes}m", "text": self._text.write(text)})

    def unbook(self, booking: str) -> None:
        self._jira.delete_work(booking)

    def delete(self, key: str) -> None:
        self._jira.delete(key)

    def transfer(self, key: str, goal: Place) -> str | None:
        return None

    def trouble(self, kind: str, times: int, match: str) -> None:
        if kind.startswith("shift:"):
            self._shifts += [kind.partition(":")[2]] * times
        else:
            self._jira.fault(_FAULTS.get(kind, kind), times, match.replace("PATCH", "PUT"))

    def heal(self) -> None:
        self._jira.clear_faults()
        self._shifts.clear()

    def cut_off(self, down: bool) -> None:
        self._down = down

    def advance(self, seconds: float) -> None:
        self._jira.advance(seconds)

    def asked(self) -> list[tuple[str, str]]:
        with self._jira.world.lock:
            log = [(entry["method"], entry["path"]) for entry in self._jira.exchange.log]
            self._jira.exchange.log.clear()
        return [("GET" if _ASKS.match(path) else method, path) for method, path in log]

    def reads_items(self, asked: Collection[tuple[str, str]]) -> list[str]:
        return [path for method, path in asked if method == "GET" and _ITEM.match(path)]

    def _account(self, user: Mapping[str, Any]) -> str:
        return str(user["accountId" if self._jira.world.cloud else "name"])

    def _term(self, name: str, value: Any) -> dict[str, Any]:
        match name:
            case "title":
                return {"summary": value}
            case "description":
                return {"description": self._text.write(value) if value else None}
            case "status":
                decided = {"resolution": "Won't Do" if value == "cancelled" else "Done"}
                return {"status": STATUSES[value]} | (decided if STATUSES[value] == "Done" else {})
            case "priority":
                return {"priority": PRIORITIES[value]}
            case "type":
                return {"issuetype": TYPES[value]}
            case "assignees":
                return {"assignee": value[0] if value else None}
            case "milestone":
                return {"fixVersions": [value] if value else []}
            case "due":
                return {"duedate": value}
        return {}

    def _meddle(self, moment: Moment) -> None:
        if moment.phase == "before" and self._down:
            raise DisconnectError
        if moment.phase == "after" and self._shifts and _SEARCH.match(moment.path):
            self._shift(self._shifts.pop(0))

    def _shift(self, how: str) -> None:
        self._count += 1
        keys = self.keys()
        if how == "insert":
            self._jira.seed([{"summary": f"inserted {self._count}", "author": "alice"}])
        elif keys:
            title = self._jira.read(keys[0])["fields"]["summary"]
            self._jira.edit(keys[0], {"summary": f"t{self._count} {title}"[:200]}, by="alice")


def new_jira(deployment: str, now: float) -> JiraSandbox:
    """A Jira with one empty project, small pages and a workflow of three steps."""
    jira = JiraSandbox(("SHOP",), deployment)
    jira.clock.set(now)
    jira.clock.freeze()
    jira.switch("largest_page", 3)
    jira.workflow(
        [
            {"name": "Open", "category": "new"},
            {"name": "Doing", "category": "indeterminate"},
            {"name": "Done", "category": "done"},
        ],
        [
            {"name": "Start", "from": ["Open"], "to": "Doing"},
            {"name": "Stop", "from": ["Doing"], "to": "Open"},
            {"name": "Finish", "from": ["Doing"], "to": "Done", "required": ["resolution"]},
            {"name": "Reopen", "from": ["Done"], "to": "Open"},
        ],
    )
    for version in ("m1", "m2"):
        jira.add_version(version)
    for person in ("alice", "bob"):
        jira.add_user(person)
    return jira


def put_in_place(server: Server, jira: JiraSandbox) -> None:
    """Let a running server serve another Jira."""
    server.exchange = jira.exchange
    jira.world.base = f"http://127.0.0.1:{server.server_port}"


def _status(fields: Mapping[str, Any]) -> str:
    name = fields["status"]["name"]
    if name == "Done":
        return "cancelled" if fields["resolution"]["name"] == "Won't Do" else "done"
    return {"Open": "new", "Doing": "in-progress"}[name]


def _said(words: Mapping[str, str], name: str) -> str:
    # The first that is called so, except that a Task is a task.
    return "task" if name == "Task" else next(value for value, word in words.items() if word == name)


def _label(name: str) -> str:
    return "-".join(name.split())


def _uid(properties: Any) -> str | None:
    held = {one["key"]: one["value"] for one in properties}
    return (held.get("devlog-note") or held.get("devlog-worklog") or {}).get("uid")
