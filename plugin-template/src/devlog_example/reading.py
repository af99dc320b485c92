"""Reading a project to its end, page by page, so that a run that is killed goes on where it stood.

A snapshot reads every task, a delta what was changed since the reading before, a census only which
tasks there are. Change: the paging of your tracker. Whatever it offers, go by an order that edits
cannot move (here the id); page numbers lose an item whenever one is deleted meanwhile. A list that
breaks off is an error, never a short page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from devlog_core.model.errors import TransientError
from devlog_core.model.remote import (
    Cursor,
    Mode,
    Rejected,
    RemoteItem,
    RemoteRef,
    SyncPage,
    Version,
)
from devlog_core.model.times import parse_time, rfc3339
from devlog_core.plugin.answer import JsonAnswer

from devlog_example.mapping import BROKEN, item_of, ref_of

if TYPE_CHECKING:
    from devlog_example.client import ExampleClient

PER_PAGE = 100
OVERLAP = timedelta(seconds=5)
"""How far a delta looks back behind the beginning of the reading before: times have whole seconds,
and a list is a little older than its answer says. What was seen already is remembered."""


def page(
    client: ExampleClient,
    path: str,
    where: str,
    cursor: Cursor | None,
    mode: Mode,
) -> SyncPage:
    """The page that the cursor stands before, of the tasks at `path`; `where` is their URL."""
    place: dict[str, Any] = dict(cursor.data) if cursor is not None else {}
    answer = client.get(path, _question(place, mode))
    # Their clock, never ours; where a proxy takes it away ours is trusted to an hour.
    began = parse_time(place["began"]) if "began" in place else answer.date
    began = began or client.now() - timedelta(hours=1)
    records, last = _records(answer, place.get("after", 0))
    news = [one for one in records if place.get("seen", {}).get(str(one["id"])) != _print(one)]
    read = [_read(record, where, mode) for record in (news if mode == "delta" else records)]
    return SyncPage(
        mode=mode,
        items=tuple(one for one in read if isinstance(one, RemoteItem)),
        present=tuple(one for one in read if isinstance(one, RemoteRef)),
        rejected=tuple(one for one in read if isinstance(one, Rejected)),
        next=_next(place, records, last if answer.told("more") else None, began, bool(read)),
        more=answer.told("more") is True,
        as_of=began,
    )


def _question(place: Mapping[str, Any], mode: Mode) -> dict[str, str | int]:
    query: dict[str, str | int] = {"after": place.get("after", 0), "limit": PER_PAGE}
    if mode == "delta" and place.get("since"):
        query["updated_since"] = place["since"]
    return query | ({"fields": "id"} if mode == "census" else {})


def _next(
    place: Mapping[str, Any],
    records: list[Any],
    last: int | None,
    began: datetime,
    news: bool,
) -> Cursor:
    """The cursor behind this page; of a delta without news the same, so that nothing is stored."""
    since = began - OVERLAP
    met = place.get("met", {}) | {
        str(one["id"]): _print(one) for one in records if _late(one, since)
    }
    if last is not None:
        return Cursor(data={**place, "after": last, "began": rfc3339(began), "met": met})
    if "since" in place and "began" not in place and not news:
        return Cursor(data=place)
    return Cursor(data={"since": rfc3339(since), "seen": met})


def _records(answer: JsonAnswer, after: int) -> tuple[list[Any], int]:
    """The page's records, each once, and the id of the last; an error where it is no page."""
    records, last = answer.told("tasks"), after
    if not isinstance(records, list) or not isinstance(answer.told("more"), bool):
        raise TransientError("the tracker answered with something else than a list of tasks")
    found: dict[int, Any] = {}
    for record in records:
        number = record.get("id") if isinstance(record, Mapping) else None
        if not isinstance(number, int) or number <= after:
            raise TransientError("the tracker's list is out of order: it cannot be read to its end")
        found[number], last = record, max(last, number)
    if answer.told("more") and not found:
        raise TransientError("the tracker's list of tasks breaks off")
    return list(found.values()), last


def _read(record: Any, where: str, mode: Mode) -> RemoteItem | RemoteRef | Rejected:
    """One record; a broken one is named, and holds up no other."""
    try:
        return ref_of(record, where) if mode == "census" else item_of(record, where)
    except BROKEN as error:
        return Rejected(key=str(record["id"]), reason=f"no task as it should be: {error!r}")


def _late(record: Mapping[str, Any], since: datetime) -> bool:
    """Whether the next delta will meet this record again."""
    try:
        return parse_time(record["updated_at"]) >= since
    except BROKEN:
        return False


def _print(record: Mapping[str, Any]) -> str:
    """What tells this state of a task, comments and all, from every other."""
    return Version.of(0, record).hash
