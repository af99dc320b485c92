"""Pull requests: things that attach to entries, and the events they make; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devlog_core.model.codec import to_json
from devlog_core.model.remote import Event, RemoteRef, RemoteThing
from devlog_core.model.times import parse_time
from devlog_github.links import targets
from devlog_github.mapping import Record, login

MERGED = "github.pull_request.merged"


def thing_of(
    record: Record, scope: str, integration: str, repository: str, tracker: str | None = None
) -> RemoteThing:
    """A pull request from an issue list or from a delivery.

    Raises KeyError, TypeError or ValueError where the record is no pull request.
    """
    number, title = int(record["number"]), str(record["title"])
    links = record.get("pull_request")
    pull: Mapping[str, Any] = links if isinstance(links, Mapping) else record
    merged_at = pull.get("merged_at")
    url = str(record.get("html_url") or pull.get("html_url") or "")
    data = {
        "number": number,
        "url": url,
        "state": record.get("state") or "open",
        "draft": bool(record.get("draft")),
        "merged": bool(merged_at or record.get("merged")),
        "merged_at": merged_at,
    }
    return RemoteThing(
        # The number and not the id: lists and deliveries give one pull request two different ids.
        ref=RemoteRef(id=f"{scope}/pull/{number}", key=str(number), url=url, scope=scope),
        kind="pull_request",
        title=title,
        author=login(record.get("user")),
        at=parse_time(record["created_at"]),
        targets=targets(title, str(record.get("body") or ""), integration, repository, tracker),
        data=data,
    )


def merged_event(thing: RemoteThing, since: datetime | None) -> Event | None:
    """That the pull request was merged, if it was, and not before `since`."""
    merged_at = thing.data["merged_at"]
    if not merged_at or (since is not None and parse_time(merged_at) < since):
        return None
    at = parse_time(merged_at)
    return Event(
        id=f"github:pr:{thing.ref.scope}/{thing.ref.key}:merged", name=MERGED, at=at, data=event_data(thing)
    )


def event_data(thing: RemoteThing) -> dict[str, Any]:
    """What a workflow learns of a pull request."""
    pull = dict(thing.data) | {
        "title": thing.title,
        "author": thing.author,
        "created_at": to_json(thing.at),
        "targets": to_json(thing.targets),
    }
    if thing.data["merged_at"] and thing.at:
        pull["open_minutes"] = round((parse_time(thing.data["merged_at"]) - thing.at).total_seconds() / 60)
    return {"pull_request": pull}
