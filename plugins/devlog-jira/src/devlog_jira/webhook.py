"""Deliveries of webhooks: whether to believe them, and what they hint at; no network."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import RejectedError
from devlog_core.model.remote import Event, RemoteRef
from devlog_core.model.times import EPOCH, from_micros
from devlog_core.model.webhook import Verified, WebhookResult
from devlog_core.plugin.context import Log
from devlog_core.plugin.payload import ignored, json_object
from devlog_core.plugin.signature import require_hmac_sha256
from devlog_jira.jwt import require_app_token
from devlog_jira.mapping import BROKEN, restricted, why
from devlog_jira.people import account

_ISSUE_IN = re.compile(r"/issue/(\d+)/")
"""In the address of a comment or worklog."""
_HAPPENED = {
    "jira:issue_created": "jira.issue.created",
    "jira:issue_updated": "jira.issue.updated",
    "jira:issue_deleted": "jira.issue.deleted",
}
_SPRINTS = {"sprint_started": "jira.sprint.started", "sprint_closed": "jira.sprint.closed"}
_OF_ISSUES = ("comment_", "worklog_", "issuelink_")
ISSUE_EVENTS = tuple(_HAPPENED)
RECORD_EVENTS = (
    "comment_created", "comment_updated", "comment_deleted",
    "worklog_created", "worklog_updated", "worklog_deleted",
)  # fmt: skip
SPRINT_EVENTS = tuple(_SPRINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What deliveries are meant for this integration."""

    project: str
    """The project's key."""
    scope: str | None
    """Its id, where it is known."""
    url: str
    board: int | str | None = None


def verify(
    headers: Mapping[str, str], body: bytes, secret: str | None, app_secret: str | None, now: datetime
) -> Verified:
    """The id of a delivery whose signature holds.

    Webhooks of administrators are signed with their secret; those that an OAuth 2.0 app registered carry
    a token that was signed with the app's. Raises WebhookRejectedError.
    """
    by_name = {name.lower(): value for name, value in headers.items()}
    signature, bearer = by_name.get("x-hub-signature"), by_name.get("authorization")
    if app_secret and not signature and bearer:
        require_app_token(bearer, app_secret, now)
    else:
        require_hmac_sha256(secret, body, signature)
    # A retry carries the id of the first try; a server without ids sends equal bodies again.
    named = by_name.get("x-atlassian-webhook-identifier")
    return Verified(delivery_id=named or hashlib.sha256(body).hexdigest())


def parse(delivery: Delivery, ours: Ours, log: Log) -> WebhookResult:
    """The issue to read again, and what happened; nothing where it is about something else."""
    payload = json_object(delivery.body)
    kind = str(payload.get("webhookEvent") or "")
    try:
        if kind in _SPRINTS:
            events = _sprint(kind, payload, ours)
            return (
                WebhookResult(events=events) if events else ignored(log, delivery, "another board's sprint")
            )
        if kind not in _HAPPENED and not kind.startswith(_OF_ISSUES):
            return ignored(log, delivery, f"nothing is made of {kind or 'a delivery without an event'}")
        identity = _issue_of(payload)
        if identity is None:
            return ignored(log, delivery, f"{kind} does not say to which issue it belongs")
        foreign = _foreign(payload, ours)
        if foreign:
            return ignored(log, delivery, f"it is about the project {foreign}")
        ref = _ref(identity, payload, ours)
        return WebhookResult(refs=(ref,), events=_events(delivery, kind, payload, ref))
    except BROKEN as error:
        reason = f"the delivery {delivery.id} is no {kind} event as Jira sends it: {why(error)}"
        raise RejectedError(reason) from None


def _issue_of(payload: Mapping[str, Any]) -> str | None:
    """The id of the issue; a server may tell it only by the address of the comment."""
    issue = payload.get("issue")
    if isinstance(issue, Mapping):
        return str(int(issue["id"]))
    for name in ("worklog", "comment"):
        record = payload.get(name)
        if isinstance(record, Mapping):
            found = _ISSUE_IN.search(str(record.get("self") or ""))
            identity = record.get("issueId") or (found[1] if found else None)
            return str(int(identity)) if identity else None
    return None


def _foreign(payload: Mapping[str, Any], ours: Ours) -> str:
    """The key of the project, where it is not ours."""
    issue = payload.get("issue")
    fields = issue.get("fields") if isinstance(issue, Mapping) else None
    project = fields.get("project") if isinstance(fields, Mapping) else None
    if isinstance(project, Mapping) and project.get("id") and ours.scope:
        return "" if str(project["id"]) == ours.scope else str(project.get("key") or project["id"])
    key = str(issue.get("key") or "").rpartition("-")[0] if isinstance(issue, Mapping) else ""
    return "" if not key or key.upper() == ours.project else key


def _ref(identity: str, payload: Mapping[str, Any], ours: Ours) -> RemoteRef:
    issue = payload.get("issue")
    key = str(issue.get("key") or "") if isinstance(issue, Mapping) else ""
    url = f"{ours.url}/browse/{key}" if key else ""
    return RemoteRef(id=identity, key=key, url=url, scope=ours.scope or "")


def _events(delivery: Delivery, kind: str, payload: Mapping[str, Any], ref: RemoteRef) -> tuple[Event, ...]:
    at = _time(payload, delivery)
    changes = _changes(payload)
    data = {"issue": _described(payload, ref), "by": account(payload.get("user")), "changes": changes}
    # Kept through retries, and the same where two webhooks tell of one thing.
    change = (payload.get("changelog") or {}).get("id") or payload.get("timestamp") or delivery.id
    events = []
    record = _record(kind, payload)
    if record:
        name, identity, more = record
        events.append(Event(id=f"{name}:{identity}", name=name, at=at, data={**data, **more}))
    if kind in _HAPPENED and not record:
        name = _HAPPENED[kind]
        events.append(Event(id=f"{name}:{ref.id}:{change}", name=name, at=at, data=data))
    if any(one["field"] == "status" for one in changes):
        name = "jira.issue.status_changed"
        events.append(Event(id=f"{name}:{ref.id}:{change}", name=name, at=at, data=data))
    return tuple(events)


def _record(kind: str, payload: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]] | None:
    """The event of a new comment or worklog; restricted ones are told to nobody.

    Servers tell of a comment as a change of its issue; the oldest do not say whether it is new.
    """
    comment, worklog = payload.get("comment"), payload.get("worklog")
    told = payload.get("issue_event_type_name")
    if isinstance(comment, Mapping) and not restricted(comment):
        untold = kind == "jira:issue_updated" and told is None
        unedited = comment.get("created") == comment.get("updated")
        new = kind == "comment_created" or told == "issue_commented" or (untold and unedited)
        more = {"id": str(comment["id"]), "author": account(comment.get("author"))}
        return ("jira.issue.commented", more["id"] or "", more) if new else None
    if kind == "worklog_created" and isinstance(worklog, Mapping) and not restricted(worklog):
        seconds = int(worklog.get("timeSpentSeconds") or 0)
        who = account(worklog.get("author"))
        identity = str(worklog["id"])
        return "jira.worklog.created", identity, {"id": identity, "author": who, "minutes": seconds // 60}
    return None


def _described(payload: Mapping[str, Any], ref: RemoteRef) -> dict[str, Any]:
    issue = payload.get("issue")
    fields = (issue.get("fields") if isinstance(issue, Mapping) else None) or {}
    return {
        "id": ref.id, "key": ref.key, "url": ref.url, "title": fields.get("summary"),
        "status": (fields.get("status") or {}).get("name"),
        "type": (fields.get("issuetype") or {}).get("name"),
    }  # fmt: skip


def _changes(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    items = (payload.get("changelog") or {}).get("items") or ()
    return [
        {"field": str(one.get("field") or ""), "from": one.get("fromString"), "to": one.get("toString")}
        for one in items
    ]


def _sprint(kind: str, payload: Mapping[str, Any], ours: Ours) -> tuple[Event, ...]:
    sprint = payload["sprint"]
    board = sprint.get("originBoardId")
    if isinstance(ours.board, int) and board is not None and int(board) != ours.board:
        return ()
    identity, name = int(sprint["id"]), _SPRINTS[kind]
    data = {
        "sprint": {
            "id": identity, "name": sprint.get("name"), "state": sprint.get("state"),
            "goal": sprint.get("goal"), "board": None if board is None else int(board),
            "start": sprint.get("startDate"), "end": sprint.get("endDate"),
            "completed": sprint.get("completeDate"),
        },
    }  # fmt: skip
    at = sprint.get("completeDate") or sprint.get("activatedDate") or sprint.get("startDate") or ""
    return (Event(id=f"{name}:{identity}:{at}", name=name, at=_time(payload, None), data=data),)


def _time(payload: Mapping[str, Any], delivery: Delivery | None) -> datetime:
    stamp = payload.get("timestamp")
    if isinstance(stamp, int | str) and str(stamp).isdecimal():
        return from_micros(int(stamp) * 1000)
    return delivery.received_at.astimezone(UTC) if delivery else EPOCH
