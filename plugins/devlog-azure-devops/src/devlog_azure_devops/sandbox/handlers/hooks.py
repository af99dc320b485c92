"""Subscriptions of service hooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.sandbox.answer import RefusedError, missing
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.hooks import PUBLISHERS
from devlog_azure_devops.sandbox.shapes.people import person
from devlog_azure_devops.sandbox.times import stamp
from devlog_core.testing.sandbox.answer import Answer

SPACE = "Microsoft.VisualStudio.Services.ServiceHooks.WebApi"
MASK = "********"


def list_subscriptions(call: Call) -> Answer:
    """Every subscription that fits; passwords are never shown."""
    wanted = {
        name: call.query.get(name.lower())
        for name in ("publisherId", "eventType", "consumerId", "consumerActionId")
    }
    told = [
        _shown(one)
        for one in call.world.shelf("subscriptions").values()
        if all(value in (None, one[name]) for name, value in wanted.items())
    ]
    return listed(told)


def get_subscription(call: Call) -> Answer:
    """One subscription."""
    return Answer(200, _shown(_found(call)))


def post_subscription(call: Call) -> Answer:
    """A new subscription."""
    id = call.world.guid("subscription", call.world.new_id("notification"))
    made = _read(call, id, {})
    call.world.shelf("subscriptions")[id] = made
    return Answer(200, _shown(made))


def put_subscription(call: Call) -> Answer:
    """Another state of a subscription; a masked password stays as it was."""
    old = _found(call)
    made = _read(call, old["id"], old)
    call.world.shelf("subscriptions")[old["id"]] = made
    return Answer(200, _shown(made))


def delete_subscription(call: Call) -> Answer:
    """Take a subscription away."""
    del call.world.shelf("subscriptions")[_found(call)["id"]]
    return Answer(204)


def list_publishers(call: Call) -> Answer:
    """Who tells of events."""
    base = f"{call.world.url}/_apis/hooks/publishers"
    return listed(
        [
            {"id": name, "url": f"{base}/{name}", "name": name, "supportedEvents": _types(call, name)}
            for name in PUBLISHERS
        ]
    )


def list_event_types(call: Call) -> Answer:
    """What can be subscribed to."""
    return listed(_types(call, "tfs"))


def _types(call: Call, publisher: str) -> list[dict[str, Any]]:
    base = f"{call.world.url}/_apis/hooks/publishers/{publisher}/eventTypes"
    return [
        {
            "publisherId": publisher,
            "id": name,
            "url": f"{base}/{name}",
            "name": name,
            "supportedResourceVersions": ["1.0"],
        }
        for name in PUBLISHERS[publisher]
    ]


def _read(call: Call, id: str, old: Mapping[str, Any]) -> dict[str, Any]:
    told = call.fields
    inputs = dict(call.part("consumerInputs"))
    publisher = dict(call.part("publisherInputs"))
    project = call.world.project(str(publisher.get("projectId") or ""))
    if call.token.role != "admin" and not (project and call.may("admin", project)):
        raise RefusedError(
            403,
            "TF400813: The user does not have permission to edit subscriptions.",
            "UnauthorizedAccessException",
            SPACE,
            3000,
        )
    if told.get("eventType") not in PUBLISHERS.get(str(told.get("publisherId") or "tfs"), ()):
        raise _wrong(f"The event type {told.get('eventType')} is not valid.")
    url = str(inputs.get("url") or "")
    if not url.startswith(("https://", "http://")):
        raise _wrong("Subscription input 'url' is not valid.")
    secret = old.get("consumerInputs", {}).get("basicAuthPassword")
    if inputs.get("basicAuthPassword") == MASK:
        inputs["basicAuthPassword"] = secret
    now, by = stamp(call.world.now()), person(call.world, call.actor)
    return {
        "id": id,
        "url": f"{call.world.url}/_apis/hooks/subscriptions/{id}",
        "status": str(told.get("status") or "enabled"),
        "publisherId": str(told.get("publisherId") or "tfs"),
        "eventType": told["eventType"],
        "subscriber": None,
        "resourceVersion": str(told.get("resourceVersion") or "1.0"),
        "eventDescription": f"Any {told['eventType']}.",
        "consumerId": str(told.get("consumerId") or "webHooks"),
        "consumerActionId": str(told.get("consumerActionId") or "httpRequest"),
        "actionDescription": f"To host {url.split('/')[2]}",
        "createdBy": old.get("createdBy", by),
        "createdDate": old.get("createdDate", now),
        "modifiedBy": by,
        "modifiedDate": now,
        "publisherInputs": publisher,
        "consumerInputs": inputs,
    }


def _shown(one: Mapping[str, Any]) -> dict[str, Any]:
    inputs = dict(one["consumerInputs"])
    if inputs.get("basicAuthPassword"):
        inputs["basicAuthPassword"] = MASK
    return {**one, "consumerInputs": inputs}


def _found(call: Call) -> dict[str, Any]:
    found: dict[str, Any] | None = call.world.shelf("subscriptions").get(call.params["subscription"].lower())
    if found is None:
        raise missing(
            f"The subscription {call.params['subscription']} does not exist.", "SubscriptionNotFoundException"
        )
    return found


def _wrong(message: str) -> RefusedError:
    return RefusedError(400, message, "SubscriptionInputException", SPACE, 3000)
