"""What integrations remember between runs, the runs themselves, and events for triggers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.remote import Event
from devlog_core.model.run import Run
from devlog_core.model.times import parse_time, to_micros
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, load, load_map


class State:
    """Small JSON values by owner and name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, owner: str, name: str, default: Any = None) -> Any:
        """The value, or `default` where there is none."""
        row = self._session.row("state_read", owner=owner, name=name)
        return self._session.one("state", {"owner": owner, "name": name, **row}, _value) if row else default

    def time(self, owner: str, name: str) -> datetime | None:
        """The time that is kept there, where there is one."""
        row = self._session.row("state_read", owner=owner, name=name)
        return self._session.one("state", {"owner": owner, "name": name, **row}, _time) if row else None

    def put(self, owner: str, name: str, value: Any) -> None:
        """Store a value."""
        self._session.run("state_upsert", owner=owner, name=name, value=dump(value))

    def drop(self, owner: str, name: str) -> None:
        """Forget a value."""
        self._session.run("state_delete", owner=owner, name=name)

    def clear(self, owner: str) -> None:
        """Forget everything of an owner."""
        self._session.run("state_clear", owner=owner)

    def clear_below(self, prefix: str) -> None:
        """Forget everything of all owners whose names begin so."""
        self._session.run("state_clear_below", first=prefix, beyond=prefix[:-1] + chr(ord(prefix[-1]) + 1))

    def all(self, owner: str) -> dict[str, Any]:
        """Everything of an owner by name."""
        rows = self._session.rows("state_all", owner=owner)
        return {row["name"]: self._session.one("state", {"owner": owner, **row}, _value) for row in rows}


class Runs:
    """What each sync did."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, run: Run) -> None:
        """Store a run, begun or ended."""
        self._session.run(
            "run_upsert",
            id=run.id,
            integration=run.integration,
            status=run.status,
            started_at=to_micros(run.started_at),
            document=dump(to_json(run)),
        )

    def last(self, integration: str) -> Run | None:
        """The latest run of an integration."""
        row = self._session.row("run_last", integration=integration)
        return self._readable(row)

    def get(self, run: str) -> Run | None:
        """The run of that id."""
        row = self._session.row("run_by_id", id=run)
        return self._readable(row)

    def _readable(self, row: Row | None) -> Run | None:
        found = self._session.readable("run", [row] if row else [], read_run)
        return found[0] if found else None

    def ending(self, tail: str) -> list[str]:
        """The ids of the runs that end with these hexadecimal digits."""
        return [row["id"] for row in self._session.rows("runs_by_tail", tail=f"%{tail}")]


def read_run(row: Row) -> Run:
    """The run of a row; raises one of UNREADABLE where it holds none."""
    return from_json(Run, load_map(row["document"]))


def _time(row: Row) -> datetime:
    return parse_time(load(row["value"]))


def _value(row: Row) -> Any:
    return load(row["value"])


class Events:
    """Things that happened at places, each once, for workflows to react to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, integration: str, event: Event) -> bool:
        """Queue an event; False where its id is known already."""
        return (
            self._session.run(
                "event_insert",
                integration=integration,
                id=event.id,
                name=event.name,
                at=to_micros(event.at),
                data=dump(to_json(event.data)),
            )
            > 0
        )
