"""WIQL: a query finds numbers and nothing else."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox import wiql
from devlog_azure_devops.sandbox.answer import RefusedError, wrong
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.times import stamp
from devlog_core.testing.sandbox.answer import Answer


def post_wiql(call: Call) -> Answer:
    """The numbers of the items that a query means; too many are refused, never cut."""
    text = call.fields.get("query")
    if not isinstance(text, str) or not text.strip():
        raise wrong("Value cannot be null.\r\nParameter name: wiql", "VssPropertyValidationException")
    world, project = call.world, call.scope()
    now = world.now()
    moment = int(now - world.switches.search_lag * 1000)
    asker = wiql.Asker(world, call.actor, project, moment, call.flag("timePrecision"))
    seen = [item for item in world.items.values() if call.sees(item)]
    try:
        query = wiql.parse(text)
        found = wiql.select(query, asker, seen)
    except wiql.WiqlError as error:
        raise RefusedError(400, error.message, error.key) from error
    top = call.number("$top", 0)
    if top > 0:
        found = found[:top]
    most = world.switches.most_results
    if len(found) > most:
        told = (
            f"VS402337: The number of work items returned exceeds the size limit of {most}. "
            "Change the query to return fewer items."
        )
        raise RefusedError(400, told, "WorkItemTrackingQueryResultSizeLimitExceededException")
    base = f"{world.url}/{project.id}" if project else world.url
    body: dict[str, Any] = {
        "queryType": "flat",
        "queryResultType": "workItem",
        "asOf": stamp(now),
        "columns": [_column(call, name) for name in query.columns],
    }
    if query.order:
        body["sortColumns"] = [
            {"field": _column(call, name), "descending": last} for name, last in query.order
        ]
    body["workItems"] = [{"id": item.id, "url": f"{base}/_apis/wit/workItems/{item.id}"} for item in found]
    return Answer(200, body)


def _column(call: Call, name: str) -> dict[str, Any]:
    known = wiql.field(call.world, name)
    url = f"{call.world.url}/_apis/wit/fields/{known.reference}"
    return {"referenceName": known.reference, "name": known.name, "url": url}
