"""Where a reading stands, as a cursor holds it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from devlog_core.model.remote import Cursor, Mode, Version
from devlog_jira.jql import minute

# The index of a search lags behind what was written, on a busy server for minutes. What was seen is
# remembered, so that generous minutes cost no request and deliver nothing twice.
OVERLAP = 300
MOST_SEEN = 5000
"""More than this and the cursor would weigh more than the page that it saves."""
_MILLISECOND = 1000
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A reading between two pages."""

    scope: str
    mode: Mode
    since: int = 0
    """The second from which on a delta asks."""
    base: Mapping[str, str] = field(default_factory=dict)
    """The states that earlier readings have seen, by issue; see `state_of`."""
    start: int = 0
    """Jira's second when the reading began; 0 before its first answer."""
    at: str | int | None = None
    """Where the list goes on: a token of Cloud's, an index of Server's."""
    tail: tuple[str, ...] = ()
    """The ids of the page before."""
    paged: bool = False
    """Whether the list takes more than one page."""
    ended: bool = False
    """Whether the list was read to its end."""
    pending: tuple[str, ...] = ()
    """What the list of a delta named as changed and is still to be read."""
    fresh: Mapping[str, str] = field(default_factory=dict)
    """The states that this reading has seen, where the next one may meet them again."""

    @staticmethod
    def read(cursor: Cursor | None) -> Place | None:
        """The place of a cursor."""
        if cursor is None:
            return None
        data = cursor.data
        run = dict(data.get("reading") or {"mode": "delta"})
        for name in ("tail", "pending"):
            run[name] = tuple(run.get(name, ()))
        return Place(scope=data["project"], since=data.get("since", 0), base=data.get("seen", {}), **run)

    def cursor(self) -> Cursor:
        """The cursor that continues here."""
        run: dict[str, Any] = {
            "mode": self.mode, "start": self.start, "at": self.at, "tail": list(self.tail),
            "paged": self.paged, "ended": self.ended, "pending": list(self.pending),
            "fresh": dict(self.fresh),
        }  # fmt: skip
        return Cursor(data={**self._settled(), "reading": run})

    def finished(self) -> Cursor:
        """The cursor that the next delta starts from; the very same where nothing was new.

        Unless many issues, all of them known, were listed for that: it then moves on, so that they are
        listed no more.
        """
        since = minute(self.start - OVERLAP)
        if self.mode == "delta" and not self.fresh and (not self.paged or since <= self.since):
            return Cursor(data=self._settled())
        seen = {name: state for name, state in {**self.base, **self.fresh}.items() if _second(state) >= since}
        return Cursor(data={"project": self.scope, "since": since, "seen": _latest(seen)})

    def _settled(self) -> dict[str, Any]:
        return {"project": self.scope, "since": self.since, "seen": dict(self.base)}

    def begun(self, start: int) -> Place:
        """The same, knowing when the reading began."""
        return self if self.start else replace(self, start=start)

    def listed(self, ids: Iterable[str], at: str | int | None) -> Place:
        """The same after a page of the list, which goes on at `at`."""
        return replace(self, tail=tuple(ids), at=at, ended=at is None, paged=self.paged or at is not None)

    def remembering(self, seen: Mapping[str, str]) -> Place:
        """The same, having seen these states."""
        since = minute(self.start - OVERLAP)
        late = {name: state for name, state in seen.items() if _second(state) >= since}
        # The news of a delta are remembered however old, so that the cursor moves on.
        return replace(self, fresh=_latest({**self.fresh, **(seen if self.mode == "delta" else late)}))


def state_of(version: Version, heard: int) -> str:
    """What a cursor remembers of an issue: its time of change in milliseconds.

    A server that keeps whole seconds may change an issue twice in one. Where it was read in the second
    of its change, the hash of its contents stands beside, and must be compared.
    """
    whole = version.order % _SECOND == 0 and version.order // _SECOND >= heard
    text = str(version.order // _MILLISECOND)
    return f"{text}:{version.hash[:16]}" if whole else text


def time_of(state: str) -> int:
    """The time of change of a remembered state, in milliseconds."""
    return int(state.partition(":")[0])


def certain(state: str) -> bool:
    """Whether an equal time of change proves that the issue is the same."""
    return ":" not in state


def _latest(seen: Mapping[str, str]) -> dict[str, str]:
    """Those that changed last, within the limit; others are delivered again, which does no harm."""
    if len(seen) <= MOST_SEEN:
        return dict(seen)
    order = sorted(seen, key=lambda name: (time_of(seen[name]), int(name)))
    return {name: seen[name] for name in order[-MOST_SEEN:]}


def _second(state: str) -> int:
    return time_of(state) // _MILLISECOND
