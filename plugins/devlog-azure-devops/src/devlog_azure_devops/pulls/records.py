"""From a pull request's JSON to a thing that attaches to entries, and to the events it makes; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from devlog_azure_devops.people import account
from devlog_azure_devops.pulls.naming import targets
from devlog_azure_devops.streams.origin import Origin
from devlog_core.model.codec import to_json
from devlog_core.model.fields import canonical
from devlog_core.model.remote import Event, RemoteRef, RemoteThing
from devlog_core.model.times import parse_time, rfc3339

Record = Mapping[str, Any]
CREATED = "azure-devops.pull_request.created"
UPDATED = "azure-devops.pull_request.updated"
MERGED = "azure-devops.pull_request.merged"
ABANDONED = "azure-devops.pull_request.abandoned"
CUT = 400
"""Lists give only so much of a description."""
_HEADS = "refs/heads/"
_AT_REST = ("", "notset", "queued", "succeeded")


def ref_of(number: int, scope: str, url: str) -> RemoteRef:
    """How a pull request is addressed; its number holds in the whole organisation."""
    return RemoteRef(id=f"pull/{number}", key=f"!{number}", url=url, scope=scope)


def thing_of(
    record: Record, origin: Origin, linked: Iterable[str] = (), files: Iterable[str] = ()
) -> RemoteThing:
    """A pull request from a list, an answer or a delivery; `linked` are its work items' numbers.

    Raises KeyError, TypeError or ValueError where the record is no pull request.
    """
    number, title, repository = int(record["pullRequestId"]), str(record["title"]), record["repository"]
    status = str(record["status"])
    closed = record.get("closedDate")
    source, target = branch_of(record["sourceRefName"]), branch_of(record["targetRefName"])
    url = address(record, origin.url)
    data = {
        "number": number,
        "url": url,
        "state": status,
        "draft": bool(record.get("isDraft")),
        "merged": status == "completed",
        "merged_at": rfc3339(parse_time(closed)) if closed and status == "completed" else None,
        "closed_at": rfc3339(parse_time(closed)) if closed else None,
        "source": source,
        "target": target,
        "repository": str(repository.get("name") or ""),
        "merge_status": record.get("mergeStatus"),
        "commit": _commit(record, "lastMergeSourceCommit"),
        "merge_commit": _commit(record, "lastMergeCommit") if status == "completed" else None,
    }
    items = dict.fromkeys((*linked, *(str(int(one["id"])) for one in record.get("workItemRefs") or ())))
    about = str(record.get("description") or "")
    return RemoteThing(
        ref=ref_of(number, origin.scope, url),
        kind="pull_request",
        title=title,
        author=account(record.get("createdBy")),
        at=parse_time(record["creationDate"]),
        files=tuple(files),
        targets=targets(title, about, source, items, origin.integration, origin.url),
        data=data,
    )


def address(record: Record, url: str) -> str:
    """Where people open a pull request."""
    repository = record["repository"]
    project = (repository.get("project") or {}).get("name") or ""
    path = "/".join(quote(str(name), safe="") for name in (project, "_git", repository["name"]))
    return f"{url}/{path}/pullrequest/{int(record['pullRequestId'])}"


def branch_of(ref: str) -> str:
    """A branch as people call it."""
    return str(ref).removeprefix(_HEADS)


def whole(record: Record) -> bool:
    """Whether the description cannot have been cut."""
    return len(str(record.get("description") or "")) < CUT


def can_merge(record: Record) -> bool:
    """Whether nothing is known that keeps it from being merged."""
    return str(record.get("mergeStatus") or "").lower() in _AT_REST


def digest_of(record: Record) -> str:
    """A short text that is another one when people changed the pull request, pushed to it or voted.

    The same for a record of a list and one of a delivery.
    """
    votes = [[str(one.get("id")), int(one.get("vote") or 0)] for one in record.get("reviewers") or ()]
    said = [
        record["title"],
        str(record.get("description") or "")[:CUT],
        record["status"],
        bool(record.get("isDraft")),
        record["targetRefName"],
        _commit(record, "lastMergeSourceCommit"),
        # How far the provider is with trying the merge is no change, but that it cannot be done is one.
        "" if can_merge(record) else str(record["mergeStatus"]).lower(),
        sorted(votes),
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()[:16]


def events_of(
    record: Record, thing: RemoteThing, *, new: bool, at: datetime, known: str | None = None
) -> tuple[Event, ...]:
    """What happened to a pull request that is `new`, or that was seen before as `known` says.

    The state that it is in counts and not what a delivery is called: `git.pullrequest.merged` comes with
    every merge that was tried.
    """
    told = {"pull_request": event_data(thing)}
    project = str((record["repository"].get("project") or {}).get("id") or thing.ref.scope)
    stem = f"azure-devops:pr:{project}/{int(record['pullRequestId'])}"
    events = []
    if new and thing.at is not None:
        events.append(Event(id=f"{stem}:created", name=CREATED, at=thing.at, data=told))
    closed = thing.data["closed_at"]
    when = parse_time(closed) if closed else at
    if thing.data["merged"]:
        events.append(Event(id=f"{stem}:merged", name=MERGED, at=when, data=told))
    elif thing.data["state"] == "abandoned":
        events.append(Event(id=f"{stem}:abandoned:{closed or ''}", name=ABANDONED, at=when, data=told))
    elif not new and (digest := digest_of(record)) != known:
        events.append(Event(id=f"{stem}:updated:{digest}", name=UPDATED, at=at, data=told))
    return tuple(events)


def event_data(thing: RemoteThing) -> dict[str, Any]:
    """What a workflow learns of a pull request."""
    told = dict(thing.data) | {
        "title": thing.title,
        "author": thing.author,
        "created_at": to_json(thing.at),
        "targets": to_json(thing.targets),
    }
    if thing.data["merged_at"] and thing.at:
        told["open_minutes"] = round((parse_time(thing.data["merged_at"]) - thing.at).total_seconds() / 60)
    return told


def _commit(record: Record, name: str) -> str | None:
    found = record.get(name)
    return str(found["commitId"]) if isinstance(found, Mapping) and found.get("commitId") else None
