"""What was read and waits for its target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.remote import RemoteThing
from devlog_core.model.times import to_micros
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, load_map


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingThing:
    """A thing that attaches to whatever its target comes to stand for."""

    integration: str
    closes: bool
    thing: RemoteThing


class Waiting:
    """The things of one workspace that wait, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, integration: str, thing: RemoteThing, target: str, closes: bool, at: datetime) -> None:
        """Keep a thing that was read at a time until its target is known."""
        self._session.run(
            "waiting_upsert",
            integration=integration,
            kind=thing.kind,
            remote_id=thing.ref.id,
            target=target,
            closes=int(closes),
            thing=dump(to_json(thing)),
            read_at=to_micros(at),
        )

    def of(self, target: str) -> list[WaitingThing]:
        """The things that wait for this target."""
        rows = self._session.rows("waiting_for", target=target)
        return self._session.whole("waiting thing", rows, read_waiting)

    def one(
        self, integration: str, kind: str, remote_id: str, target: str | None = None
    ) -> RemoteThing | None:
        """A thing that waits for a target, or for any, as it was last read."""
        about = {"integration": integration, "kind": kind, "remote_id": remote_id}
        row = (
            self._session.row("waiting_one", **about, target=target)
            if target is not None
            else self._session.row("waiting_thing", **about)
        )
        return self._session.one("waiting thing", row, read_waiting).thing if row else None

    def met(self, target: str) -> None:
        """The target is known and its things are attached."""
        self._session.run("waiting_delete", target=target)

    def gone(self, integration: str, remote_id: str) -> None:
        """A thing that waited no longer exists."""
        self._session.run("waiting_gone", integration=integration, remote_id=remote_id)

    def give_up(self, integration: str, kind: str, before: datetime) -> None:
        """Things of a kind that were read before a time wait no longer."""
        self._session.run("waiting_old", integration=integration, kind=kind, before=to_micros(before))

    def clear(self, integration: str) -> None:
        """Nothing that the integration read waits any more."""
        self._session.run("waiting_clear", integration=integration)


def read_waiting(row: Row) -> WaitingThing:
    """The waiting thing of a row; raises one of UNREADABLE where it holds none."""
    return WaitingThing(
        integration=row["integration"],
        closes=bool(row["closes"]),
        thing=from_json(RemoteThing, load_map(row["thing"])),
    )
