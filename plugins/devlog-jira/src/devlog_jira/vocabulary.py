"""What Jira calls each status, priority and type, in both directions; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from devlog_core.model.fields import FIELDS
from devlog_core.plugin.nearest import nearest
from devlog_jira.config import Mapping

Category = Literal["new", "indeterminate", "done"]
NAMED = ("status", "priority", "type")

_USUAL: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "new": (
            "To Do", "Open", "Backlog", "New", "Reopened", "Selected for Development",
        ),
        "in-progress": ("In Progress",),
        "blocked": ("Blocked", "On Hold", "Impeded"),
        "in-review": ("In Review", "Code Review", "Review"),
        "testing": ("Testing", "In Testing", "QA", "In QA"),
        "done": ("Done", "Closed", "Resolved"),
        "cancelled": ("Cancelled", "Canceled", "Won't Do", "Rejected", "Declined"),
    },
    "priority": {
        "low": ("Low", "Minor", "Lowest", "Trivial"),
        "medium": ("Medium", "Major", "Normal"),
        "high": ("High",),
        "critical": ("Highest", "Critical", "Blocker"),
    },
    "type": {
        "feature": ("Story", "New Feature", "Feature", "Improvement", "Enhancement", "Epic"),
        "bugfix": ("Bug", "Defect", "Incident"),
        "task": ("Task", "Sub-task", "Subtask", "Technical task", "Chore", "Spike"),
        "refactor": ("Refactoring", "Refactor", "Technical Debt"),
        "docs": ("Documentation", "Docs"),
    },
}  # fmt: skip
_CATEGORIES: dict[str, Category] = {
    "new": "new", "in-progress": "indeterminate", "blocked": "indeterminate", "in-review": "indeterminate",
    "testing": "indeterminate", "done": "done", "cancelled": "done",
}  # fmt: skip
_BY_CATEGORY = {"new": "new", "undefined": "new", "indeterminate": "in-progress", "done": "done"}
GIVEN_UP = ("Won't Do", "Won't Fix", "Cancelled", "Canceled", "Declined", "Duplicate", "Cannot Reproduce",
            "Incomplete", "Invalid", "Rejected", "Abandoned", "Not a Bug", "Obsolete")  # fmt: skip
"""Resolutions that say that nothing was done, the one to write first."""
_INSTEAD = {"refactor": "task", "docs": "task", "feature": "task", "bugfix": "task"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Where a status is to be: one of these names, best first, else any status of the category."""

    names: tuple[str, ...]
    category: Category
    resolutions: tuple[str, ...] = ()
    """The resolution to set on the way, best first; empty where none matters."""
    exact: bool = False
    """Whether the settings name it, so that no other status of the category will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the project offers, as far as it is known; empty where nobody has looked yet."""

    statuses: tuple[tuple[str, str], ...] = ()
    """Names with the keys of their categories, in the order of the workflow."""
    priorities: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


class Vocabulary:
    """The value maps of one integration, made once from its settings and what its project offers."""

    def __init__(self, mapping: Mapping, offered: Offered | None = None) -> None:
        self.offered = offered or Offered()
        self._given = {field: mapping.table(field) for field in NAMED}
        self._values = {field: _reversed(self._given[field], _USUAL[field]) for field in NAMED}

    def given(self, field: str) -> dict[str, tuple[str, ...]]:
        """The names that the settings give, by value."""
        return self._given[field]

    def status(self, name: str, category: str = "", resolution: str | None = None) -> str:
        """The status that an issue shows; a name that nobody knows goes by its category."""
        values = self._values["status"]
        told = values.get(folded(f"{name}:{resolution}")) if resolution else None
        if told is not None:
            return told
        found = values.get(folded(name)) or _BY_CATEGORY.get(category, "new")
        if found == "done" and resolution and not self._given["status"].get("cancelled"):
            return "cancelled" if folded(resolution) in _plains(GIVEN_UP) else found
        return found

    def read(self, field: str, name: str | None) -> str:
        """The priority or type that an issue shows; the usual one where Jira tells none or an unknown one."""
        return self._values[field].get(folded(name or ""), str(FIELDS[field].default))

    def names(self, field: str, value: str) -> tuple[str, ...]:
        """What a priority or type may be written as, best first; empty where the project has no word."""
        listed = {"priority": self.offered.priorities, "type": self.offered.types}[field]
        given = self._given[field].get(value)
        if given is not None:
            return given[:1]
        found = self._free(field, value, _USUAL[field][value])
        if not listed:
            return found
        found = among(found, listed)
        instead = _INSTEAD.get(value) if field == "type" else None
        return found if found or not instead else self.names(field, instead)

    def goal(self, status: str) -> Goal:
        """Where an issue is to be brought for a status."""
        given = self._given["status"].get(status)
        category = _CATEGORIES[status]
        if given:
            name, _, resolution = given[0].partition(":")
            known = dict(self.offered.statuses)
            own = next((key for text, key in known.items() if folded(text) == folded(name)), category)
            # Workflows differ by type of issue: where one lacks the first name, another of them will do.
            others = [] if resolution else [one for one in given[1:] if ":" not in one]
            return Goal(
                names=(name.strip(), *others),
                category="new" if own == "new" else "done" if own == "done" else "indeterminate",
                resolutions=(resolution.strip(),) if resolution else (),
                exact=True,
            )
        names = self._free("status", status, _USUAL["status"][status])
        if self.offered.statuses:
            names = among(names, [name for name, _ in self.offered.statuses])
        if status == "cancelled" and not names:
            done = self.goal("done")
            return Goal(names=done.names, category="done", resolutions=GIVEN_UP, exact=done.exact)
        return Goal(names=names, category=category)

    def express(self, field: str, value: str) -> str:
        """What the issue would show after this value was written, as far as the project is known."""
        if field == "status":
            return self._shown_status(value)
        names = self.names(field, value)
        return self.read(field, names[0]) if names else value

    def unknown(self) -> Iterator[str]:
        """Names in the settings that the project does not have, each with the nearest that it has."""
        for field, table in self._given.items():
            for value, names in table.items():
                for name in names:
                    yield from self._unknown(field, value, name)

    def unwritable(self, field: str, value: str) -> str:
        """Why a value cannot be written, where all that the settings call it the project does not have."""
        names = self._given[field].get(value, ())
        # Of several statuses another will do where a workflow lacks the first.
        tried = names if field == "status" else names[:1]
        told = [text for name in tried for text in self._unknown(field, value, name)]
        return "; ".join(told) if tried and len(told) == len(tried) else ""

    def _unknown(self, field: str, value: str, name: str) -> Iterator[str]:
        listed = {
            "status": [name for name, _ in self.offered.statuses],
            "priority": self.offered.priorities,
            "type": self.offered.types,
        }[field]
        plain = name.partition(":")[0].strip() if field == "status" else name
        if listed and folded(plain) not in _plains(listed):
            close = nearest(plain, listed)
            meant = f"; did you mean {close!r}?" if close else f"; it has {', '.join(listed)}"
            yield f"mapping.{field}.{value}: the project has no {field} {plain!r}{meant}"

    def _shown_status(self, value: str) -> str:
        goal = self.goal(value)
        resolution = goal.resolutions[0] if goal.resolutions else None
        if goal.names or not self.offered.statuses:
            return self.status(goal.names[0], goal.category, resolution) if goal.names else value
        return self.status("", goal.category, resolution)

    def _free(self, field: str, value: str, names: Iterable[str]) -> tuple[str, ...]:
        """The usual names that the settings give to no other value."""
        return tuple(name for name in names if self._values[field].get(folded(name)) == value)


def _reversed(given: dict[str, tuple[str, ...]], usual: dict[str, tuple[str, ...]]) -> dict[str, str]:
    values = {folded(name): value for value, names in given.items() for name in names}
    for value, names in usual.items():
        if value not in given:
            for name in names:
                values.setdefault(folded(name), value)
    return values


def among(names: Iterable[str], listed: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that are listed, as they are spelled there."""
    spelled = {folded(name): name for name in listed}
    return tuple(spelled[folded(name)] for name in names if folded(name) in spelled)


def _plains(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(folded, names))


def folded(name: str) -> str:
    """A name as names are compared: without case and doubled spaces."""
    # An apostrophe may be typed straight or curled: Won't Do, Won’t Do.
    return " ".join(name.replace("\u2019", "'").split()).casefold()
