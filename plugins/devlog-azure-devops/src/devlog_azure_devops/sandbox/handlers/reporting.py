"""The reporting interface: every revision of a project in the order in which they came."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from devlog_azure_devops.sandbox.answer import RefusedError, missing, wrong
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.model import Item, Revision
from devlog_azure_devops.sandbox.shapes.items import fields_json
from devlog_azure_devops.sandbox.times import read
from devlog_core.testing.sandbox.answer import Answer


def list_revisions(call: Call) -> Answer:
    """A batch of revisions after a token or a moment; the filter comes in the query or in a body."""
    if not call.world.switches.reporting:
        raise missing(
            "The controller for path '/_apis/wit/reporting/workItemRevisions' was not found.",
            "ControllerNotFoundException",
        )
    told = _filter(call)
    after = _after(call)
    size = min(call.number("$maxPageSize", 200), call.world.switches.reporting_page)
    page: list[tuple[Item, Revision]] = []
    found = [pair for pair in _revisions(call, told) if pair[1].watermark > after]
    page, rest = found[:size], found[size:]
    last = page[-1][1].watermark if page else max(after, _newest(call))
    if not rest:
        # What is of no interest is passed over, so that the next call does not read it again.
        last = max(last, _newest(call))
    token = f"{last};{page[-1][0].id if page else 0};{page[-1][1].rev if page else 0}"
    query = {
        name: value
        for name, value in call.query.items()
        if name not in ("continuationtoken", "startdatetime")
    }
    link = f"{call.world.base}{call.path}?{urlencode({**query, 'continuationToken': token})}"
    values = [_told(call, item, revision, told) for item, revision in page]
    return Answer(
        200, {"values": values, "nextLink": link, "continuationToken": token, "isLastBatch": not rest}
    )


def _filter(call: Call) -> dict[str, Any]:
    told: dict[str, Any] = {
        "includeDeleted": call.flag("includeDeleted"),
        "includeIdentityRef": call.flag("includeIdentityRef"),
        "includeLatestOnly": call.flag("includeLatestOnly"),
        "fields": call.words("fields") or None,
        "types": call.words("types") or None,
    }
    if call.method == "POST" and isinstance(call.body, Mapping):
        told |= {name: value for name, value in call.body.items() if name in told and value is not None}
    for name in ("fields", "types"):
        if told[name] is not None and not isinstance(told[name], list):
            raise wrong(f"The value of {name} is not a list.")
    return told | {"long": call.query.get("$expand", "").lower() == "fields"}


def _after(call: Call) -> int:
    token = call.query.get("continuationtoken", "")
    start = call.query.get("startdatetime", "")
    if token and start:
        raise RefusedError(
            400,
            "You cannot give both a continuation token and a start time.",
            "ConflictingParametersException",
        )
    if token:
        number = token.partition(";")[0]
        if not number.isdigit():
            raise wrong("VS402453: The continuation token is not valid.", "InvalidContinuationTokenException")
        return int(number)
    if not start:
        return 0
    try:
        since = read(start)
    except ValueError:
        raise wrong(f"The value '{start}' is not valid for startDateTime.") from None
    marks = [one.watermark for item in call.world.items.values() for one in item.revisions if one.at < since]
    return max(marks, default=0)


def _revisions(call: Call, told: Mapping[str, Any]) -> list[tuple[Item, Revision]]:
    scope = call.scope()
    types = {str(name).casefold() for name in told["types"] or ()}
    found: list[tuple[Item, Revision]] = []
    for item in call.world.items.values():
        if (scope is not None and item.project is not scope) or not call.sees(item):
            continue
        if (item.deleted and not told["includeDeleted"]) or (
            types and item.type.name.casefold() not in types
        ):
            continue
        found += [(item, one) for one in item.revisions if not told["includeLatestOnly"] or one is item.last]
    return sorted(found, key=lambda pair: pair[1].watermark)


def _newest(call: Call) -> int:
    return max((item.last.watermark for item in call.world.items.values()), default=0)


def _told(call: Call, item: Item, revision: Revision, told: Mapping[str, Any]) -> dict[str, Any]:
    names: Collection[str] | None = told["fields"]
    long = told["long"] or names is not None
    objects = bool(told["includeIdentityRef"])
    shown = fields_json(call.world, item, revision, names, True, objects, long)
    return {"id": item.id, "rev": revision.rev, "fields": shown}
