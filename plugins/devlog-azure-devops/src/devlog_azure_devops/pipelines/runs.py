"""Builds that are new or stand otherwise than before: those that run, and those that ended since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.client import Client
from devlog_azure_devops.streams.stream import Record, State, ask, following, paged
from devlog_core.model.errors import GoneError
from devlog_core.model.times import parse_time, rfc3339

SCOPE = "Build (read)"
PAGE, HISTORY = 100, 1000
"""How many builds that have ended one page brings: of what is new, and of what was before."""
OVERLAP = timedelta(minutes=5)
"""How late a build may show up behind one that ended after it."""
_SECOND = timedelta(seconds=1)
_RUNNING = "inProgress,cancelling,postponed,notStarted"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one page brought, builds that run first."""

    running: tuple[Record, ...] = ()
    """Only those that are new or stand otherwise."""
    ended: tuple[Record, ...] = ()
    state: State
    more: bool = False
    history: bool = False
    """Whether all this was before anybody asked."""

    @property
    def lively(self) -> bool:
        """Whether anything happened or may be happening."""
        return bool(self.ended or self.running or self.state["running"])


class Runs:
    """The builds of one project."""

    def __init__(self, client: Client, scope: str) -> None:
        self._client = client
        self._path = f"/{scope}/_apis/build/builds"

    def page(self, state: State | None) -> News:
        """The next page behind a state.

        Those that run are asked for first, so that one that ends meanwhile is met by the second list. That
        goes by the time at which builds ended, and each page begins at the end of the one before: no token
        has to outlive a process.
        """
        old: State = state or {"since": None, "seen": {}, "running": {}, "history": True}
        running: dict[str, str] = dict(old["running"])
        fresh: tuple[Record, ...] = ()
        if not old.get("more"):
            live = self._all({"statusFilter": _RUNNING, "queryOrder": "queueTimeAscending"})
            running = {str(one.get("id")): _stand(one) for one in live}
            fresh = tuple(one for one in live if old["running"].get(str(one.get("id"))) != _stand(one))
        ended, met, more, heard = self._ended(old)
        times = [*met.values(), *filter(None, (old["since"],))]
        # A build that says it ended in times to come hides none that ends until then.
        since = min(max(times, key=parse_time), heard, key=parse_time) if times else None
        kept = _late(old["seen"] | met, since)
        new: dict[str, Any] = {"since": since, "seen": kept, "running": running}
        if more:
            new |= {"more": True, "history": bool(old.get("history"))}
        return News(
            running=fresh, ended=ended, state=new, more=more, history=bool(old.get("history"))
        )  # fmt: skip

    def now(self) -> State:
        """The state from which only what ends from now on is news."""
        answer = ask(self._client, self._path, {"$top": 1}, scope=SCOPE)
        return {"since": rfc3339(self._heard(answer)), "seen": {}, "running": {}}

    def pass_by(self, state: State) -> tuple[bool, State]:
        """Whether any build ran or ended since a state, and the state behind them all."""
        lively = False
        while True:
            news = self.page(state)
            lively, state = lively or news.lively, news.state
            if not news.more:
                return lively, state

    def named(self, numbers: Sequence[int]) -> dict[int, Record]:
        """Builds by their numbers; those that are gone are left out."""
        found: list[Record] = []
        for start in range(0, len(numbers), PAGE):
            wanted = ",".join(map(str, numbers[start : start + PAGE]))
            found += self._all({"buildIds": wanted})
        return {int(one["id"]): one for one in found if one.get("id")}

    def items(self, number: Any) -> tuple[str, ...]:
        """The work items that the provider associates with a build; none where it was deleted meanwhile."""
        try:
            answer = ask(
                self._client, f"{self._path}/{int(number)}/workitems", {"$top": HISTORY}, scope=SCOPE
            )
        except GoneError:
            return ()
        return tuple(str(one["id"]) for one in answer.values if isinstance(one, Mapping) and one.get("id"))

    def _ended(self, old: State) -> tuple[tuple[Record, ...], dict[str, str], bool, str]:
        """What ended since, when each did, whether there is more, and the provider's time."""
        size = HISTORY if old.get("history") else PAGE
        params = {"statusFilter": "completed", "queryOrder": "finishTimeAscending", "$top": size}
        if old["since"]:
            since = parse_time(old["since"])
            params["minTime"] = rfc3339(since - (_SECOND if old.get("more") else OVERLAP))
        fresh: list[Record] = []
        met: dict[str, str] = {}
        heard = ""
        for answer, told in paged(self._client, self._path, params, scope=SCOPE):
            heard = rfc3339(self._heard(answer))
            fresh += [
                one for one in told if old["seen"].get(str(one.get("id"))) != (one.get("finishTime") or "")
            ]
            met |= {str(one.get("id")): str(one["finishTime"]) for one in told if _ended_at(one)}
            # Only behind a time that is new does the next page begin later than this one.
            if following(answer) and any(_ended_at(one) for one in fresh):
                return tuple(fresh), met, True, heard
        return tuple(fresh), met, False, heard

    def _heard(self, answer: Answer) -> datetime:
        return answer.date or self._client.now() - OVERLAP

    def _all(self, params: Mapping[str, Any]) -> list[Record]:
        pages = paged(self._client, self._path, params, scope=SCOPE)
        return [one for _, records in pages for one in records]


def _ended_at(record: Record) -> bool:
    """Whether it tells a time; one that does not is set aside by itself, where it is understood."""
    try:
        return bool(parse_time(str(record["finishTime"])))
    except (KeyError, ValueError):
        return False


def _stand(record: Record) -> str:
    return f"{record.get('status')} {record.get('startTime') or ''}".strip()


def _late(met: Mapping[str, str], since: str | None) -> dict[str, str]:
    """Those that the overlap will bring again."""
    if since is None:
        return {}
    edge = parse_time(since) - OVERLAP
    late: Iterable[tuple[str, str]] = ((one, at) for one, at in met.items() if parse_time(at) >= edge)
    return dict(late)
