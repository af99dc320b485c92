"""What the process calls each status, priority and type, in both directions; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from devlog_azure_devops.config import Mapping
from devlog_azure_devops.process import Kind, Process
from devlog_core.model.fields import FIELDS

NAMED = ("status", "priority", "type")
_USUAL: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "new": ("New", "To Do", "Proposed", "Open", "Approved", "Backlog"),
        "in-progress": ("Active", "In Progress", "Doing", "Committed"),
        "blocked": ("Blocked", "On Hold", "Impeded"),
        "in-review": ("In Review", "Code Review", "Review", "Resolved"),
        "testing": ("Testing", "In Testing", "Test", "QA", "In QA"),
        "done": ("Closed", "Done", "Completed"),
        "cancelled": ("Removed", "Cancelled", "Canceled", "Rejected", "Won't Do"),
    },
    "priority": {"low": ("4",), "medium": ("3",), "high": ("2",), "critical": ("1",)},
    "type": {
        "feature": (
            "User Story", "Product Backlog Item", "Requirement", "Issue", "Feature", "Epic", "Change Request",
        ),
        "bugfix": ("Bug",),
        "task": ("Task", "Impediment", "Risk", "Review"),
        "refactor": ("Refactoring", "Technical Debt", "Tech Debt"),
        "docs": ("Documentation",),
    },
}  # fmt: skip
_CATEGORIES: dict[str, tuple[str, ...]] = {
    "new": ("Proposed", "InProgress"), "in-progress": ("InProgress",), "blocked": ("InProgress",),
    "in-review": ("Resolved", "InProgress"), "testing": ("Resolved", "InProgress"),
    "done": ("Completed",), "cancelled": ("Removed", "Completed"),
}  # fmt: skip
_BY_CATEGORY = {
    "Proposed": "new", "InProgress": "in-progress", "Resolved": "in-review", "Completed": "done",
    "Removed": "cancelled",
}  # fmt: skip
GIVEN_UP = (
    "Abandoned", "As Designed", "Cannot Reproduce", "Copied to Backlog", "Cut", "Deferred", "Duplicate",
    "Obsolete", "Out of Scope", "Overtaken by Events", "Rejected", "Removed from the backlog", "Won't Fix",
)  # fmt: skip
"""Reasons of closed states that say that nothing was done."""
_INSTEAD = {"refactor": "task", "docs": "task", "bugfix": "feature", "feature": "task"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The state that a status is written as, with a reason where only that tells."""

    state: str
    reason: str = ""


class Vocabulary:
    """The value maps of one integration, made once from its settings and what its process offers."""

    def __init__(self, mapping: Mapping, process: Process | None = None) -> None:
        self.process = process or Process()
        self._given = {field: mapping.table(field) for field in NAMED}
        usual = {**_USUAL, "type": _types(self.process)}
        self._usual = usual
        self._values = {field: _reversed(self._given[field], usual[field]) for field in NAMED}

    def given(self, field: str) -> dict[str, tuple[str, ...]]:
        """The names that the settings give, by value."""
        return self._given[field]

    def status(self, kind: str, state: str, reason: str = "") -> str:
        """The status that a work item of the type shows; a state that nobody knows goes by its category."""
        values = self._values["status"]
        told = values.get(_plain(f"{state}:{reason}")) if reason else None
        if told is not None:
            return told
        category = self.process.kind(kind).category(state)
        found = values.get(_plain(state)) or _BY_CATEGORY.get(category, "new")
        if found == "done" and reason and not self._given["status"].get("cancelled"):
            return "cancelled" if _plain(reason) in _plains(GIVEN_UP) else found
        return found

    def read(self, field: str, name: str | None) -> str:
        """The priority or type that a work item shows; the usual one where it has none or an unknown one."""
        return self._values[field].get(_plain(name or ""), str(FIELDS[field].default))

    def names(self, field: str, value: str) -> tuple[str, ...]:
        """What a priority or type may be written as, best first; empty where the process has no word."""
        given = self._given[field].get(value)
        if given is not None:
            return given[:1]
        found = self._free(field, value)
        if field == "priority" or not self.process.kinds:
            return found
        found = _among(found, (kind.name for kind in self.process.kinds))
        instead = _INSTEAD.get(value)
        return found if found or not instead else self.names(field, instead)

    def goal(self, kind: Kind, value: str) -> Goal | None:
        """The state of the type that a status is written as; None where it has none."""
        for name in self._given["status"].get(value) or ():
            state, _, reason = (part.strip() for part in name.partition(":"))
            found = kind.state(state) if kind.states else state
            if found is not None:
                return Goal(state=found, reason=reason)
        if value in self._given["status"]:
            return None
        names = self._free("status", value)
        if not kind.states:
            return Goal(state=names[0]) if names else None
        listed = _among(names, (name for name, _ in kind.states))
        if listed:
            return Goal(state=listed[0])
        return self._by_category(kind, value)

    def _by_category(self, kind: Kind, value: str) -> Goal | None:
        for category in _CATEGORIES[value]:
            states = [name for name, one in kind.states if one == category]
            own = [name for name in states if self.status(kind.name, name) == value]
            # A state of the process's own stands back behind the usual one of its category.
            plain = [name for name in states if self.status(kind.name, name) == _BY_CATEGORY[category]]
            for name in (*own, *plain, *states):
                return Goal(state=name)
        return None

    def express(self, field: str, value: str) -> str:
        """What a work item would show after this value was written, as far as the process is known."""
        if field == "status":
            return self._shown_status(value)
        names = self.names(field, value)
        return self.read(field, names[0]) if names else value

    def _shown_status(self, value: str) -> str:
        shown = Counter(
            self.status(kind.name, goal.state, goal.reason)
            for kind in self.process.kinds
            if (goal := self.goal(kind, value)) is not None
        )
        return value if value in shown or not shown else shown.most_common(1)[0][0]

    def _free(self, field: str, value: str) -> tuple[str, ...]:
        """The usual names that the settings give to no other value."""
        names = self._usual[field][value]
        return tuple(name for name in names if self._values[field].get(_plain(name)) == value)


def _types(process: Process) -> dict[str, tuple[str, ...]]:
    """The usual types; an Issue of the Basic process is what others call a story, elsewhere an obstacle."""
    usual = _USUAL["type"]
    if not process.has("Bug"):
        return usual
    stories = tuple(name for name in usual["feature"] if name != "Issue")
    return {**usual, "feature": stories, "task": (*usual["task"], "Issue")}


def _reversed(given: dict[str, tuple[str, ...]], usual: dict[str, tuple[str, ...]]) -> dict[str, str]:
    values = {_plain(name): value for value, names in given.items() for name in names}
    for value, names in usual.items():
        if value not in given:
            for name in names:
                values.setdefault(_plain(name), value)
    return values


def _among(names: Iterable[str], listed: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that are listed, as they are spelled there."""
    spelled = {_plain(name): name for name in listed}
    return tuple(spelled[_plain(name)] for name in names if _plain(name) in spelled)


def _plains(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_plain, names))


def _plain(name: str) -> str:
    # An apostrophe may be typed straight or curled.
    return ":".join(" ".join(part.split()) for part in name.replace("\u2019", "'").split(":")).casefold()
