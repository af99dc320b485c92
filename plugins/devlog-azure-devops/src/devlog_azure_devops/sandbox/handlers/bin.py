"""The recycle bin: put in, listed, taken out, emptied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.sandbox import changes
from devlog_azure_devops.sandbox.answer import RefusedError, wrong
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.handlers.items import MOST_IDS, listed
from devlog_azure_devops.sandbox.model import Item
from devlog_azure_devops.sandbox.shapes.items import address, item_json
from devlog_azure_devops.sandbox.times import american
from devlog_core.testing.sandbox.answer import Answer


def delete_item(call: Call) -> Answer:
    """Put an item into the recycle bin, or remove it for good."""
    item = call.item()
    call.need("write", item.project)
    if call.flag("destroy"):
        call.need("admin", item.project)
        told = _reference(call, item)
        changes.destroy(call.world, item)
        return Answer(200, told)
    changes.put_away(call.world, item, call.actor)
    return Answer(200, _told(call, item))


def delete_items(call: Call) -> Answer:
    """The same for several items at once."""
    ids = call.fields.get("ids")
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise wrong("Value cannot be null.\r\nParameter name: ids")
    done: list[dict[str, Any]] = []
    for id in ids:
        try:
            item = call.item(str(id))
            call.need("write", item.project)
            if call.fields.get("destroy"):
                call.need("admin", item.project)
                done.append(_reference(call, item))
                changes.destroy(call.world, item)
            else:
                changes.put_away(call.world, item, call.actor)
                done.append(_told(call, item))
        except RefusedError as refusal:
            done.append({"id": id, "code": refusal.status, "message": refusal.message})
    return Answer(200, {"results": done})


def list_bin(call: Call) -> Answer:
    """What lies in a project's recycle bin, or that of all, and those asked for by number."""
    scope = call.scope()
    ids = call.words("ids")
    lying = [item for item in call.world.items.values() if item.deleted and call.sees(item)]
    lying = [item for item in lying if scope is None or item.project is scope]
    if ids:
        return listed([_reference(call, item) for item in lying if str(item.id) in ids])
    base = f"{call.world.url}/{scope.id}" if scope else call.world.url
    return listed([{"id": item.id, "url": f"{base}/_apis/wit/recyclebin/{item.id}"} for item in lying])


def get_from_bin(call: Call) -> Answer:
    """One item in the recycle bin."""
    return Answer(200, _reference(call, call.item(deleted=True)))


def restore(call: Call) -> Answer:
    """Take an item out of the recycle bin."""
    if (
        not isinstance(call.body, Mapping)
        or {**call.body}.get("isDeleted", call.body.get("IsDeleted")) is not False
    ):
        raise wrong("The value of isDeleted must be false to restore a work item.")
    item = call.item(deleted=True)
    call.need("write", item.project)
    changes.bring_back(call.world, item, call.actor)
    return Answer(
        200, {"id": item.id, "code": 200, "url": address(call.world, item), "resource": _resource(call, item)}
    )


def destroy(call: Call) -> Answer:
    """Remove an item of the recycle bin for good."""
    item = call.item(deleted=True)
    call.need("admin", item.project)
    changes.destroy(call.world, item)
    return Answer(204)


def _told(call: Call, item: Item) -> dict[str, Any]:
    return _reference(call, item) | {"resource": _resource(call, item)}


def _resource(call: Call, item: Item) -> dict[str, Any]:
    return item_json(call.world, item, objects=False)


def _reference(call: Call, item: Item) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": item.id,
        "type": item.type.name,
        "name": item.fields.get("System.Title", ""),
        "project": item.project.name,
    }
    if item.deleted:
        actor, at = item.deleted
        told |= {"deletedDate": american(at), "deletedBy": actor.combined}
    return told | {"code": 200, "url": address(call.world, item)}
