"""Which transition to take next towards a status; pure.

Jira tells only which transitions are allowed where an issue stands. What was seen at other issues is
remembered as a map of the workflow, so that a way through several statuses is known before it is begun.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Record = Mapping[str, Any]
DONE = "done"
"""The category of statuses in which nothing is left to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A status of a workflow."""

    id: str
    name: str
    category: str = ""

    @staticmethod
    def of(record: Record) -> Spot:
        """The status of a record."""
        category = (record.get("statusCategory") or {}).get("key")
        return Spot(id=str(record["id"]), name=str(record.get("name") or ""), category=str(category or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A transition that is allowed now, and the fields of its screen by their ids."""

    id: str
    name: str
    to: Spot
    fields: Mapping[str, Record] = field(default_factory=dict)

    @staticmethod
    def of(record: Record) -> Step:
        """The transition of a record."""
        return Step(
            id=str(record["id"]),
            name=str(record.get("name") or ""),
            to=Spot.of(record["to"]),
            fields=record.get("fields") or {},
        )

    def required(self) -> list[str]:
        """The ids of the fields without which it is refused."""
        return [
            name
            for name, record in self.fields.items()
            if record.get("required") and not record.get("hasDefaultValue")
        ]


def steps_of(records: Any) -> list[Step]:
    """The transitions that may be taken, as Jira lists them."""
    listed = [record for record in records or () if isinstance(record, Mapping)]
    return [Step.of(record) for record in listed if record.get("isAvailable") is not False]


Map = Mapping[str, Sequence[Spot]]
"""By the id of a status, where it leads as far as was seen."""
Reached = Callable[[Spot], bool]


def next_step(
    steps: Sequence[Step], known: Map, reached: Reached, visited: frozenset[str], closing: bool
) -> Step | None:
    """The transition to take: straight to the target, else by the shortest known way, else into the unknown.

    What was visited is not entered again. Into the unknown it never goes through a status in which work
    is done, unless `closing` says that the target is one. None where no way is left.
    """
    for step in steps:
        if reached(step.to):
            return step
    fresh = [step for step in steps if step.to.id not in visited]
    ways = [(_search(step.to, known, visited, reached), step) for step in fresh]
    found = [(far, step) for far, step in ways if far is not None]
    if found:
        return min(found, key=lambda way: way[0])[1]
    unknown = [step for step in fresh if step.to.category != DONE or closing]
    ahead = [(_unseen(step.to, known, visited), step) for step in unknown]
    reachable = [(step.to.category == DONE, far, step) for far, step in ahead if far is not None]
    return min(reachable, key=lambda way: way[:2])[2] if reachable else None


def _unseen(start: Spot, known: Map, visited: frozenset[str]) -> int | None:
    """How many known transitions lie between a status and one whose own transitions nobody has seen."""
    return _search(start, known, visited, lambda spot: spot.id not in known)


def _search(start: Spot, known: Map, visited: frozenset[str], goal: Reached) -> int | None:
    queue, seen = deque([(start, 0)]), {start.id, *visited}
    while queue:
        spot, far = queue.popleft()
        if goal(spot):
            return far
        for after in known.get(spot.id, ()):
            if after.id not in seen:
                seen.add(after.id)
                queue.append((after, far + 1))
    return None
