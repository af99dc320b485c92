"""Links in the store, and what is remembered of remote things that have none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast, get_args

from devlog_core.model.codec import to_json
from devlog_core.model.link import Link, LinkKind, LinkState, Pair
from devlog_core.model.remote import RemoteRef, Version
from devlog_core.model.times import to_micros
from devlog_core.storage.batches import items_of, mark_met
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, known, load_map, micros, moment, number

_KINDS = get_args(LinkKind)
_STATES = get_args(LinkState)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedItem:
    """A remote item that was read and did not become or find an entry, and why."""

    remote_id: str
    key: str
    mark: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """A linked item, without what it was last in step on."""

    ref: RemoteRef
    state: LinkState


class Links:
    """The links of one workspace, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, entry: str) -> list[Link]:
        """All links of an entry."""
        return self._whole(self._session.rows("links_of_entry", entry=entry))

    def item(self, entry: str, integration: str) -> Link | None:
        """The entry's item at the integration."""
        return self._one("item_link", entry=entry, integration=integration)

    def by_remote(self, integration: str, remote_id: str) -> Link | None:
        """The link of the item with this immutable id."""
        return self._one("link_by_remote", integration=integration, remote_id=remote_id)

    def remote_of(self, integration: str, entry: str) -> str | None:
        """The immutable id of the entry's item there; None where it has none, or that is gone."""
        row = self._session.row("remote_of_entry", integration=integration, entry=entry)
        return row["item_remote"] if row else None

    def entry_of(self, integration: str, remote_id: str) -> str | None:
        """The uid of the entry that the item belongs to; None where it has none, or is gone."""
        row = self._session.row("entry_of_remote", integration=integration, remote_id=remote_id)
        return row["item_entry"] if row else None

    def by_remotes(self, integration: str, remote_ids: Sequence[str]) -> dict[str, Link]:
        """The links of the items with these immutable ids, by id; without those that cannot be read."""
        rows = items_of(self._session, integration, remote_ids)
        return {link.ref.id: link for link in self._session.readable("link", rows, read_link)}

    def known(self, integration: str, remote_ids: Sequence[str]) -> dict[str, KnownItem]:
        """Where these items stand and in which state their links are, by immutable id."""
        columns = "remote_id, remote_key, url, scope, state"
        rows = items_of(self._session, integration, remote_ids, columns)
        return {row["remote_id"]: KnownItem(ref=_ref(row), state=row["state"]) for row in rows}

    def by_key(self, integration: str, key: str) -> list[Link]:
        """Item links whose item people know by this key."""
        return self._whole(self._session.rows("links_by_key", integration=integration, key=key))

    def thing(self, integration: str, kind: str, remote_id: str, entry: str) -> Link | None:
        """The link of a commit, pull request or build to this entry."""
        return self._one("thing_link", integration=integration, kind=kind, remote_id=remote_id, entry=entry)

    def things(self, integration: str, remote_id: str) -> list[Link]:
        """All links of one commit, branch, pull request or build."""
        rows = self._session.rows("things_by_remote", integration=integration, remote_id=remote_id)
        return self._whole(rows)

    def builds(self, integration: str, remote_id: str) -> list[Link]:
        """The links of one build."""
        rows = self._session.rows(
            "links_of_thing", integration=integration, kind="build", remote_id=remote_id
        )
        return self._whole(rows)

    def commits(self, sha: str) -> list[Link]:
        """The links of one commit, whichever integration read it."""
        return self._whole(self._session.rows("links_of_commit", sha=sha))

    def branches(self, name: str) -> list[Link]:
        """The links of the branches of this name, whichever integration read them."""
        return self._whole(self._session.rows("links_of_branch", name=name))

    def pending(self, integration: str) -> list[Link]:
        """Links made by hand whose item has not been read yet."""
        rows = self._session.rows("links_pending", integration=integration)
        return self._session.readable("link", rows, read_link)

    def unseen(self, integration: str, before: int) -> list[Link]:
        """Item links that the reading numbered `before` did not meet."""
        rows = self._session.rows("links_unseen", integration=integration, seen=before)
        return self._session.readable("link", rows, read_link)

    def count(self, integration: str) -> int:
        """How many items of the integration are linked."""
        row = self._session.row("links_count", integration=integration)
        return int(row["n"]) if row else 0

    def put(self, link: Link) -> None:
        """Store a link, new or changed."""
        item = link.kind == "item"
        version = link.version
        self._session.run(
            "link_upsert",
            uid=link.uid,
            entry=link.entry,
            integration=link.integration,
            kind=link.kind,
            remote_id=link.ref.id,
            remote_key=link.ref.key,
            url=link.ref.url,
            scope=link.ref.scope,
            state=link.state,
            marked=int(link.marked),
            base=None if link.base is None else dump({k: list(v) for k, v in link.base.items()}),
            version_order=version.order if version else None,
            version_hash=version.hash if version else None,
            generation=link.generation,
            seen=link.seen,
            data=dump(to_json(link.data) if link.data else {}),
            last_synced_at=micros(link.last_synced_at),
            item_entry=link.entry if item else None,
            item_remote=(link.ref.id or None) if item else None,
        )

    def mark_seen(self, integration: str, remote_ids: Sequence[str], seen: int) -> None:
        """Note that the reading numbered `seen` met these items."""
        mark_met(self._session, integration, remote_ids, seen)

    def delete(self, link: Link) -> None:
        """Remove a link."""
        self._session.run("link_delete", uid=link.uid)

    def next_generation(self) -> int:
        """A number higher than any link was touched with before."""
        return self._session.next_number("generation")

    def generation(self) -> int:
        """The number that the link touched last carries."""
        return self._session.number("generation")

    def remember_unlinked(self, integration: str, entry: str, remote_id: str) -> None:
        """Keep in mind that a person parted these two."""
        self._session.run("unlinked_insert", integration=integration, entry=entry, remote_id=remote_id)

    def forget_unlinked(self, integration: str, entry: str, remote_id: str | None = None) -> None:
        """A person joins again: what was parted before no longer counts."""
        self._session.run("unlinked_delete", integration=integration, entry=entry)
        if remote_id:
            self._session.run("unlinked_remote_delete", integration=integration, remote_id=remote_id)

    def was_unlinked(
        self, integration: str, *, entry: str | None = None, remote_id: str | None = None
    ) -> bool:
        """Whether a person parted this entry, or this item, from the integration."""
        if entry is not None and self._session.row("unlinked_entry", integration=integration, entry=entry):
            return True
        return remote_id is not None and bool(
            self._session.row("unlinked_remote", integration=integration, remote_id=remote_id)
        )

    def pass_over(
        self, integration: str, ref: RemoteRef, mark: str | None, reason: str, at: datetime
    ) -> None:
        """Remember an item that stays unlinked, and why."""
        self._session.run(
            "passed_upsert",
            integration=integration,
            remote_id=ref.id,
            remote_key=ref.key,
            mark=mark,
            reason=reason,
            at=to_micros(at),
        )

    def passed(self, integration: str, remote_id: str) -> PassedItem | None:
        """What is remembered of an unlinked item."""
        row = self._session.row("passed_known", integration=integration, remote_id=remote_id)
        return _passed(row) if row else None

    def passed_with(self, integration: str, mark: str) -> list[PassedItem]:
        """Unlinked items that carry this mark."""
        return [
            _passed(row) for row in self._session.rows("passed_by_mark", integration=integration, mark=mark)
        ]

    def forget_passed(self, integration: str, remote_id: str) -> None:
        """The item is linked now."""
        self._session.run("passed_delete", integration=integration, remote_id=remote_id)

    def forget_all_passed(self, integration: str) -> None:
        """Nothing is remembered of the integration's unlinked items any more."""
        self._session.run("passed_clear", integration=integration)

    def _one(self, name: str, **values: Any) -> Link | None:
        row = self._session.row(name, **values)
        return self._session.one("link", row, read_link) if row else None

    def _whole(self, rows: Iterable[Row]) -> list[Link]:
        return self._session.whole("link", rows, read_link)


def _passed(row: Row) -> PassedItem:
    return PassedItem(
        remote_id=row["remote_id"], key=row["remote_key"], mark=row["mark"], reason=row["reason"]
    )


def _ref(row: Row) -> RemoteRef:
    return RemoteRef(id=row["remote_id"], key=row["remote_key"], url=row["url"], scope=row["scope"])


def read_base(text: str | None) -> dict[str, Pair] | None:
    """The base of a link; raises ValueError or TypeError where it is none."""
    return None if text is None else {name: Pair(*pair) for name, pair in load_map(text).items()}


def read_link(row: Row) -> Link:
    """The link of a row; raises one of UNREADABLE where it holds none."""
    order = row["version_order"]
    return Link(
        uid=row["uid"],
        entry=row["entry"],
        integration=row["integration"],
        kind=cast("LinkKind", known(row["kind"], _KINDS)),
        ref=_ref(row),
        state=cast("LinkState", known(row["state"], _STATES)),
        marked=bool(row["marked"]),
        base=read_base(row["base"]),
        version=None if order is None else Version(order=number(order), hash=row["version_hash"]),
        generation=number(row["generation"]),
        seen=number(row["seen"]),
        data=load_map(row["data"]),
        last_synced_at=moment(row["last_synced_at"]),
    )
