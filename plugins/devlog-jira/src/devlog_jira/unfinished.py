"""What this integration has begun at Jira in several requests and not brought to its end yet.

Jira changes a status only by transitions, one request each, and links issues by requests of their own.
A process killed in between leaves an issue that is in nobody's mind: such a state is remembered here
before it arises, and is not read as the wish of a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.times import parse_time, rfc3339
from devlog_jira.marks import mark_of_issue

MAKING = "making"
WALKING = "walking"
PATIENCE = timedelta(hours=1)
"""How long an issue may be in the making; after that nobody will finish it."""
MEMORY = timedelta(days=1)
"""How long an issue stands where a killed process left it, before that is taken for what people see."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """How issues are to be read while something of them is unfinished; pure."""

    making: Mapping[str, Record] = field(default_factory=dict)
    walking: Mapping[str, Record] = field(default_factory=dict)
    cloud: bool = True
    now: datetime

    def over(self, record: Record) -> Record | None:
        """The issue as it stood before; None where it is not there yet."""
        if self.making and self._young(self.making.get(mark_of_issue(record, self.cloud) or ""), PATIENCE):
            return None
        walk = self.walking.get(str(record.get("id")))
        fields = record.get("fields") or {}
        if walk and self._young(walk, MEMORY) and (fields.get("status") or {}).get("id") in walk["via"]:
            before = {"status": walk["status"], "resolution": walk.get("resolution")}
            return {**record, "fields": {**fields, **before}}
        return record

    def _young(self, kept: Record | None, life: timedelta) -> bool:
        return kept is not None and self.now - parse_time(str(kept["at"])) < life


class Unfinished:
    """Remembers, before it is begun, what takes several requests."""

    def __init__(self, state: MutableMapping[str, Any]) -> None:
        self._state = state

    def veil(self, now: datetime, cloud: bool) -> Veil:
        """How issues are to be read now."""
        return Veil(
            making=self._state.get(MAKING) or {},
            walking=self._state.get(WALKING) or {},
            cloud=cloud,
            now=now,
        )

    def make(self, uid: str, rest: Mapping[str, Any], now: datetime) -> None:
        """An issue is about to be created for that entry, and `rest` is to be done to it then."""
        self._put(MAKING, uid, {"rest": dict(rest), "at": rfc3339(now)})

    def rest(self, uid: str) -> dict[str, Any]:
        """What is still to be done to the entry's issue."""
        kept = (self._state.get(MAKING) or {}).get(uid)
        return dict(kept["rest"]) if kept else {}

    def made(self, uid: str) -> None:
        """The entry's issue is whole."""
        self._drop(MAKING, uid)

    def walk(self, record: Record, via: Iterable[str], now: datetime) -> None:
        """The issue, as it was read before the first step, is about to stand at a status on its way."""
        identity, fields = str(record["id"]), record["fields"]
        kept = (self._state.get(WALKING) or {}).get(identity) or {
            "status": _slim(fields["status"]),
            "resolution": fields.get("resolution"),
            "via": [],
        }
        via = sorted({*kept["via"], *via})
        self._put(WALKING, identity, {**kept, "via": via, "at": rfc3339(now)})

    def arrived(self, identity: str) -> None:
        """The issue stands where it was to go."""
        self._drop(WALKING, identity)

    def _put(self, kind: str, name: str, value: Mapping[str, Any]) -> None:
        self._state[kind] = {**(self._state.get(kind) or {}), name: value}

    def _drop(self, kind: str, name: str) -> None:
        kept = self._state.get(kind) or {}
        if name in kept:
            self._state[kind] = {key: value for key, value in kept.items() if key != name}


def _slim(status: Record) -> dict[str, Any]:
    category = (status.get("statusCategory") or {}).get("key")
    return {"id": status["id"], "name": status["name"], "statusCategory": {"key": category}}
