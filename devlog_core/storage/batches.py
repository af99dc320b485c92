"""What belongs to many entries at once, in one statement a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from devlog_core.storage.connection import Row, Session

_CHUNK = 500
"""Values per statement; databases bound how many one may carry."""

# Only a build and a deployment show what stands in their data.
_SHOWN = "CASE WHEN kind IN ('build', 'deployment') THEN data ELSE '{}' END AS data"
_TABLES = {
    "notes": (
        "entry, uid, at, edited_at, author, category, content, files, origin",
        "deleted = 0",
        "at, uid",
    ),
    "worklogs": ("entry, uid, at, author, minutes, text", "deleted = 0", "at, uid"),
    "links": (
        f"entry, integration, kind, remote_id, remote_key, url, state, last_synced_at, {_SHOWN}",
        "1 = 1",
        "integration, kind, remote_key, uid",
    ),
    "conflicts": ("entry, id, field, base, candidates, since", "1 = 1", "since, field"),
}


def records_of(session: Session, table: str, entries: Sequence[str]) -> dict[str, list[Row]]:
    """The notes, worklogs, links or conflicts of these entries, by the entry's uid."""
    columns, condition, order = _TABLES[table]
    found: dict[str, list[Row]] = {}
    for names, values in _chunks(entries):
        rows = session.select(
            f"SELECT {columns} FROM {table} WHERE workspace = :ws AND entry IN ({names})"
            f" AND {condition} ORDER BY {order}",
            **values,
        )
        for row in rows:
            found.setdefault(row["entry"], []).append(row)
    return found


def refs_of(session: Session, uids: Iterable[str]) -> dict[str, str]:
    """The refs of entries by uid; a uid that no entry has is left out."""
    found: dict[str, str] = {}
    for names, values in _chunks(sorted(set(uids))):
        rows = session.select(
            f"SELECT uid, ref FROM entries WHERE workspace = :ws AND uid IN ({names})", **values
        )
        found.update((row["uid"], row["ref"]) for row in rows)
    return found


def held(session: Session, table: str, column: str, values: Sequence[str], **where: str) -> set[str]:
    """Those of the values that stand in this column, in rows whose other columns are as told."""
    found: set[str] = set()
    told = "".join(f" AND {name} = :{name}" for name in where)
    for names, chunk in _chunks(values):
        rows = session.select(
            f"SELECT {column} AS value FROM {table} WHERE workspace = :ws{told} AND {column} IN ({names})",
            **where,
            **chunk,
        )
        found.update(row["value"] for row in rows)
    return found


def items_of(session: Session, integration: str, remote_ids: Sequence[str], columns: str = "*") -> list[Row]:
    """The item links of the integration with these immutable ids."""
    return [
        row
        for names, chunk in _chunks(remote_ids)
        for row in session.select(
            f"SELECT {columns} FROM links WHERE workspace = :ws AND integration = :integration"
            f" AND item_remote IN ({names})",
            integration=integration,
            **chunk,
        )
    ]


def comments_of(session: Session, integration: str, entries: Sequence[str]) -> dict[str, int]:
    """How many comments each of these entries has at the integration, as far as is known; 0 is left out."""
    found: dict[str, int] = {}
    for names, chunk in _chunks(entries):
        rows = session.select(
            "SELECT entry, COUNT(*) AS n FROM note_places WHERE workspace = :ws AND remote_id IS NOT NULL"
            f" AND integration = :integration AND entry IN ({names}) GROUP BY entry",
            integration=integration,
            **chunk,
        )
        found.update((row["entry"], row["n"]) for row in rows)
    return found


def mark_met(session: Session, integration: str, remote_ids: Sequence[str], seen: int) -> None:
    """Note that the reading numbered `seen` met these items."""
    for names, chunk in _chunks(remote_ids):
        session.change(
            "UPDATE links SET seen = :seen WHERE workspace = :ws AND integration = :integration"
            f" AND item_remote IN ({names})",
            integration=integration,
            seen=seen,
            **chunk,
        )


def _chunks(values: Sequence[str]) -> Iterable[tuple[str, dict[str, str]]]:
    for start in range(0, len(values), _CHUNK):
        chunk = {f"v{i}": value for i, value in enumerate(values[start : start + _CHUNK])}
        yield ", ".join(f":{name}" for name in chunk), chunk
