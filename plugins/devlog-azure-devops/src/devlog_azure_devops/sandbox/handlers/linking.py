"""The reporting interface for links between items, which change without a revision."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from devlog_azure_devops.sandbox.answer import missing, wrong
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.links import KINDS
from devlog_azure_devops.sandbox.model import Item, Relation, Update
from devlog_azure_devops.sandbox.shapes.people import person
from devlog_azure_devops.sandbox.times import read, stamp
from devlog_core.testing.sandbox.answer import Answer

PAGE = 200


def list_links(call: Call) -> Answer:
    """A batch of links that were made or taken away, seen from their forward ends, in order."""
    if not call.world.switches.reporting:
        raise missing("The controller was not found.", "ControllerNotFoundException")
    token = call.query.get("continuationtoken", "")
    if token and not token.isdigit():
        raise wrong("VS402453: The continuation token is not valid.", "InvalidContinuationTokenException")
    found = [one for one in _changes(call) if one[1].sequence > int(token or 0)]
    size = min(PAGE, call.world.switches.reporting_page)
    while size < len(found) and found[size][1] is found[size - 1][1]:
        # A token tells of changes, each of which may have made several links.
        size += 1
    page, rest = found[:size], found[size:]
    newest = max((one.sequence for item in call.world.items.values() for one in item.updates), default=0)
    last = page[-1][1].sequence if rest else max(newest, int(token or 0))
    query = {name: value for name, value in call.query.items() if name != "continuationtoken"}
    link = f"{call.world.base}{call.path}?{urlencode({**query, 'continuationToken': last})}"
    told = {"values": [_told(call, *one) for one in page], "nextLink": link, "continuationToken": str(last)}
    return Answer(200, told | {"isLastBatch": not rest})


def _changes(call: Call) -> list[tuple[Item, Update, Relation, bool]]:
    scope, since = call.scope(), call.query.get("startdatetime", "")
    try:
        begin = read(since) if since else 0
    except ValueError:
        raise wrong(f"The value '{since}' is not valid for startDateTime.") from None
    found: list[tuple[Item, Update, Relation, bool]] = []
    for item in call.world.items.values():
        if (scope is not None and item.project is not scope) or not call.sees(item):
            continue
        for update in item.updates:
            both = [*((one, True) for one in update.added), *((one, False) for one in update.removed)]
            found += [(item, update, one, stands) for one, stands in both if _forward(item, one)]
    found.sort(key=lambda one: one[1].sequence)
    return [one for one in found if one[1].at >= begin]


def _forward(item: Item, relation: Relation) -> bool:
    if relation.target is None or relation.rel.endswith("-Reverse"):
        return False
    # What has no direction is told once, from the item that came first.
    return relation.rel != KINDS[relation.rel][1] or item.id < relation.target


def _told(call: Call, item: Item, update: Update, relation: Relation, stands: bool) -> dict[str, Any]:
    return {
        "rel": relation.rel,
        "attributes": {
            "sourceId": item.id,
            "targetId": relation.target,
            "isActive": stands,
            "changedDate": stamp(update.at),
            "changedBy": person(call.world, update.by),
            "comment": relation.attributes.get("comment"),
            "changedOperation": "create" if stands else "remove",
            "sourceProjectId": item.project.id,
        },
    }
