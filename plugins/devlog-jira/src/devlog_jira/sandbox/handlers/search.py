"""The search for issues, through an index that may lag behind."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.jql import UNBOUNDED, JqlError, parse, select
from devlog_jira.sandbox.jql_fields import asked_by
from devlog_jira.sandbox.model import Issue
from devlog_jira.sandbox.shapes.issues import changelog_json, issue_json

REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
IDS = frozenset(("id", "key"))
MOST_IDS = 5000
MOST = {True: 100, False: 1000}
"""Issues in one page with fields, by whether it is Cloud."""
MOST_RECONCILED = 50
LIFETIME = 7 * 24 * 3600
"""Seconds that a token for the next page is good for."""


def search_removed(_: Call) -> Answer:
    """What Cloud answers where the search was until 2025."""
    raise RefusedError(410, REMOVED)


def search_jql(call: Call) -> Answer:
    """Issues that fit a query, page after page by a token; nothing says how many there are."""
    wanted = _wanted(call)
    text = str(wanted.get("jql") or "")
    found = _find(call, text, _ids(wanted.get("reconcileIssues")), bounded=True)
    fields = _listed(wanted.get("fields")) or ("id",)
    size = _size(call, wanted.get("maxResults", 50), fields)
    start = _start(call, text, wanted.get("nextPageToken"), found)
    chunk = found[start : start + size]
    last = start + size >= len(found)
    properties = _listed(wanted.get("properties"))
    expand = _listed(wanted.get("expand"))
    body: dict[str, Any] = {
        "issues": [_item(call, issue, fields, properties, expand) for issue in chunk],
        "isLast": last,
    }
    if not last:
        body["nextPageToken"] = _token(call, text, start + size, chunk[-1].id if chunk else 0)
    return Answer(200, body)


def search_pages(call: Call) -> Answer:
    """Issues that fit a query, page after page by number, as Server has it."""
    wanted = _wanted(call)
    found = _find(call, str(wanted.get("jql") or ""), (), bounded=False)
    fields = _listed(wanted.get("fields")) or ("*navigable",)
    size = _size(call, wanted.get("maxResults", 50), fields)
    start = max(0, int(wanted.get("startAt") or 0))
    expand = _listed(wanted.get("expand"))
    body = {
        "expand": "schema,names",
        "startAt": start,
        "maxResults": size,
        "total": len(found),
        "issues": [_item(call, issue, fields, (), expand) for issue in found[start : start + size]],
    }
    return Answer(200, body)


def count(call: Call) -> Answer:
    """About how many issues fit a query."""
    return Answer(200, {"count": len(_find(call, str(call.fields.get("jql") or ""), (), bounded=True))})


def _wanted(call: Call) -> Mapping[str, Any]:
    return call.fields if call.method == "POST" else call.query


def _find(call: Call, text: str, reconciled: Collection[int], bounded: bool) -> list[Issue]:
    try:
        query = parse(text, call.world.cloud)
        if bounded and not query.bounded:
            raise RefusedError(400, UNBOUNDED)
        return select(_indexed(call, reconciled), query, asked_by(call), lambda issue: issue.id)
    except JqlError as error:
        raise RefusedError(400, *error.messages) from None


def _indexed(call: Call, reconciled: Collection[int]) -> list[Issue]:
    world = call.world
    lag = max(int(world.switches.search_lag * 1000), call.stale)
    past = world.history.as_of(world.now() - lag) if lag else {}
    seen = []
    for issue in world.issues.values():
        then = issue if issue.id in reconciled else past.get(issue.id, issue)
        if then is not None and not issue.archived and call.sees(issue):
            seen.append(then)
    return seen


def _item(
    call: Call, issue: Issue, fields: Collection[str], properties: Collection[str], expand: Collection[str]
) -> dict[str, Any]:
    if tuple(fields) == ("id",):
        return {"id": str(issue.id)}
    shape = issue_json(call.view, issue, fields)
    if properties:
        kept = {key: value for key, value in issue.properties.items() if key in properties}
        shape["properties"] = kept
    if "changelog" in expand:
        lines = list(reversed(changelog_json(call.view, issue)))[:40]
        total = len(issue.history)
        shape["changelog"] = {"startAt": 0, "maxResults": len(lines), "total": total, "histories": lines}
    return shape


def _size(call: Call, given: Any, fields: Collection[str]) -> int:
    if not str(given).lstrip("-").isdigit() or int(given) < 0:
        raise RefusedError(400, "maxResults must be a whole number that is not negative")
    cloud = call.world.cloud
    most = MOST[cloud] if call.world.switches.largest_page is None else call.world.switches.largest_page
    if cloud and set(fields) <= IDS:
        most = max(most, MOST_IDS)
    size = min(int(given) or most, most)
    return max(1, size // 2) if call.world.switches.short_pages and cloud else size


def _listed(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    words = given.split(",") if isinstance(given, str) else given
    return tuple(part.strip() for word in words for part in str(word).split(",") if part.strip())


def _ids(given: Any) -> tuple[int, ...]:
    ids = tuple(int(id) for id in _listed(given))
    if len(ids) > MOST_RECONCILED:
        raise RefusedError(400, f"reconcileIssues takes at most {MOST_RECONCILED} ids")
    return ids


def _token(call: Call, text: str, start: int, last: int) -> str:
    told = [start, last, hashlib.sha256(text.encode()).hexdigest()[:12], call.world.clock.now() + LIFETIME]
    return urlsafe_b64encode(json.dumps(told).encode()).decode()


def _start(call: Call, text: str, token: Any, found: list[Issue]) -> int:
    if not token:
        return 0
    try:
        start, last, digest, until = json.loads(urlsafe_b64decode(str(token)))
    except ValueError:
        raise RefusedError(400, "The provided next page token is invalid.") from None
    if digest != hashlib.sha256(text.encode()).hexdigest()[:12] or until < call.world.clock.now():
        raise RefusedError(400, "The provided next page token is invalid or has expired.")
    # A page goes on behind the last issue shown, wherever that stands by now.
    places = (number for number, issue in enumerate(found, 1) if issue.id == last)
    return next(places, int(start))
