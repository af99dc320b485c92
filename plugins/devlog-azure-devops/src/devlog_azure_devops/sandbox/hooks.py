"""Which subscription wants which event, and what is posted to it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.sandbox.events import Event
from devlog_azure_devops.sandbox.model import Item
from devlog_azure_devops.sandbox.shapes.items import item_json, shown, update_json
from devlog_azure_devops.sandbox.times import stamp
from devlog_azure_devops.sandbox.trees import under
from devlog_azure_devops.sandbox.world import World
from devlog_core.testing.sandbox.courier import Courier, Delivery, Manners
from devlog_core.testing.sandbox.delivering import BaseHooks

PUBLISHERS = {
    "tfs": (
        "workitem.created", "workitem.updated", "workitem.deleted", "workitem.restored",
        "workitem.commented", "git.push", "git.pullrequest.created", "git.pullrequest.updated",
        "git.pullrequest.merged", "build.complete",
    ),
    "rm": ("ms.vss-release.deployment-completed-event",),
}  # fmt: skip
"""Who tells of which events."""
VERBS = {"commented": "commented on"}


class Hooks(BaseHooks):
    """Turns events into deliveries for the subscriptions that want them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.courier = Courier(Manners(tries=3))

    def hear(self, event: Event) -> None:
        """Send an event to every subscription that wants it; called while the world is held."""
        for hook in self._world.shelf("subscriptions").values():
            if self._wants(hook, event):
                self._send(hook, event)

    def _wants(self, hook: Mapping[str, Any], event: Event) -> bool:
        told = hook["publisherInputs"]
        if hook["eventType"] != event.name or hook["status"] != "enabled":
            return False
        if told.get("projectId") not in (None, "", event.project.id):
            return False
        if event.item is None:
            return True
        kind, area = told.get("workItemType"), told.get("areaPath")
        if kind and kind != event.item.type.name:
            return False
        if area and not under(str(event.item.fields["System.AreaPath"]), str(area)):
            return False
        changed = told.get("changedFields")
        return not changed or (event.update is not None and changed in event.update.fields)

    def _send(self, hook: Mapping[str, Any], event: Event) -> None:
        world, told = self._world, hook["consumerInputs"]
        number = world.new_id("notification")
        body = json.dumps(payload(world, hook, event, number), separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "VSServices/18.0.0.0"}
        headers |= _given(str(told.get("httpHeaders") or ""))
        name, password = told.get("basicAuthUsername") or "", told.get("basicAuthPassword") or ""
        signed = headers | ({"Authorization": _basic(name, password)} if name or password else {})
        if world.switches.forged_webhooks:
            false = headers | {"Authorization": _basic(name, "somebody else's")}
            self._post(hook, event, number, body, false, True)
        for _ in range(2 if world.switches.doubled_webhooks else 1):
            self._post(hook, event, number, body, signed, False)

    def _post(
        self,
        hook: Mapping[str, Any],
        event: Event,
        number: int,
        body: bytes,
        headers: Mapping[str, str],
        forged: bool,
    ) -> None:
        url = str(hook["consumerInputs"]["url"])
        self.courier.post(Delivery(number, str(hook["id"]), event.name, url, body, headers, forged))


def payload(world: World, hook: Mapping[str, Any], event: Event, number: int) -> dict[str, Any]:
    """What is posted: who and what it is about, in words and as a resource."""
    words = _words(world, event)
    told: dict[str, Any] = {
        "subscriptionId": hook["id"],
        "notificationId": number,
        "id": world.guid("event", number),
        "eventType": event.name,
        "publisherId": hook["publisherId"],
        "message": words,
        "detailedMessage": words,
    }
    inputs = hook["consumerInputs"]
    if inputs.get("messagesToSend") == "none":
        told["message"] = None
    if inputs.get("detailedMessagesToSend") == "none":
        told["detailedMessage"] = None
    resource = inputs.get("resourceDetailsToSend", "all")
    if resource != "none":
        whole = resource_json(world, event)
        told["resource"] = (
            {name: whole[name] for name in ("id", "url") if name in whole} if resource == "minimal" else whole
        )
    else:
        told["resource"] = None
    containers = {
        "collection": world.guid("collection"),
        "account": world.guid("instance"),
        "project": event.project.id,
    }
    return told | {
        "resourceVersion": hook["resourceVersion"],
        "resourceContainers": {
            name: {"id": id, "baseUrl": f"{world.url}/"} for name, id in containers.items()
        },
        "createdDate": stamp(event.at),
    }


def resource_json(world: World, event: Event) -> dict[str, Any]:
    """The resource: an item with its people as texts, or an update with the whole revision."""
    item = event.item
    if item is None:
        return dict(event.resource)
    if event.name == "workitem.updated" and event.update is not None:
        told = update_json(world, item, event.update)
        return told | {"revision": _item(world, item, "")}
    return _item(world, item, event.comment if event.name == "workitem.commented" else "")


def _item(world: World, item: Item, comment: str) -> dict[str, Any]:
    told = item_json(world, item, expand="relations", objects=False)
    if comment:
        told["fields"]["System.History"] = comment
    return told


def _words(world: World, event: Event) -> dict[str, str]:
    what = event.name.rpartition(".")[2]
    verb = VERBS.get(what, what)
    title = f"{event.name} in {event.project.name}"
    if event.item is not None:
        name = shown(world, event.item.fields.get("System.Title", ""))
        title = f"{event.item.type.name} #{event.item.id} ({name})"
    text = f"{title} {verb} by {event.actor.display_name}."
    return {"text": text, "html": text, "markdown": text}


def _basic(name: str, password: str) -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


def _given(text: str) -> dict[str, str]:
    lines = [line.partition(":") for line in text.splitlines() if ":" in line]
    return {name.strip(): value.strip() for name, _, value in lines}
