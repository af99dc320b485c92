"""Issues that are on their way through several statuses and have not arrived.

Each transition is a request of its own. A process killed in between leaves an issue at a status that is
in nobody's mind: it is remembered here before it arises, and is not read as the wish of a person.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.times import parse_time, rfc3339

KEPT = "walks"
MEMORY = timedelta(days=1)
"""How long an issue may stand where it was left before that is taken for what people see."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """How issues are to be read while some of them are on their way; pure."""

    walks: Mapping[str, Record] = field(default_factory=dict)
    now: datetime

    def over(self, record: Record) -> Record:
        """The issue, with the status from which it set out where it stands at one on its way."""
        walk = self.walks.get(str(record.get("id")))
        fields = record.get("fields")
        if walk is None or not isinstance(fields, Mapping) or self.now - parse_time(walk["at"]) > MEMORY:
            return record
        status = fields.get("status")
        if not isinstance(status, Mapping) or status.get("id") not in walk["via"]:
            return record
        return {**record, "fields": {**fields, "status": walk["status"], "resolution": walk["resolution"]}}


class Walks:
    """Remembers a way before it is begun, and forgets it at its end."""

    def __init__(self, state: MutableMapping[str, Any]) -> None:
        self._state = state

    def veil(self, now: datetime) -> Veil:
        """How issues are to be read now."""
        return Veil(walks=self._state.get(KEPT) or {}, now=now)

    def through(self, record: Record, status: str, now: datetime) -> None:
        """The issue, as it was read before its first step, is about to stand at that status of Jira's."""
        identity, fields = str(record["id"]), record["fields"]
        kept = self._state.get(KEPT) or {}
        walk = kept.get(identity)
        if walk is None or fields["status"]["id"] not in (*walk["via"], walk["status"]["id"]):
            # Where somebody has moved it meanwhile, that is where it sets out from.
            walk = {"status": fields["status"], "resolution": fields.get("resolution"), "via": []}
        via = sorted({*walk["via"], status})
        young = {name: one for name, one in kept.items() if now - parse_time(one["at"]) <= MEMORY}
        self._state[KEPT] = {**young, identity: {**walk, "via": via, "at": rfc3339(now)}}

    def arrived(self, identity: str) -> None:
        """The issue stands where it was to go."""
        kept = self._state.get(KEPT) or {}
        if identity in kept:
            self._state[KEPT] = {name: walk for name, walk in kept.items() if name != identity}
