"""Work items: made, read one by one and in batches, changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from devlog_azure_devops.sandbox.answer import RefusedError, unseen, wrong
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.changes import commit, make
from devlog_azure_devops.sandbox.model import Item, Project, Revision
from devlog_azure_devops.sandbox.moving import rehouse
from devlog_azure_devops.sandbox.patch import Patch
from devlog_azure_devops.sandbox.shapes.items import item_json, update_json
from devlog_azure_devops.sandbox.times import read
from devlog_core.testing.sandbox.answer import Answer

MOST_IDS = 200
EXPANDS = ("none", "relations", "fields", "links", "all")


def post_item(call: Call) -> Answer:
    """A new item of a type."""
    project = call.project()
    found = call.type(call.params["type"])
    call.need("write", project)
    bypass = _bypasses(call, project)
    draft = Patch(call.world, project, found.name, call.actor, None, bypass).read(call.body)
    if call.flag("validateOnly"):
        return Answer(200, {"id": -1, "rev": -1, "fields": {}})
    item = make(call.world, project, found.name, call.actor, draft)
    return Answer(200, item_json(call.world, item, expand=_expand(call)))


def patch_item(call: Call) -> Answer:
    """Another state of an item, or none of it where a test fails."""
    item = call.item()
    call.need("write", item.project)
    bypass = _bypasses(call, item.project)
    project, body = rehouse(call, item)
    draft = Patch(call.world, project, _type(call, item, project), call.actor, item, bypass).read(body)
    if not call.flag("validateOnly"):
        item.project = project
        commit(call.world, item, call.actor, draft)
    return Answer(200, item_json(call.world, item, expand=_expand(call)))


def get_item(call: Call) -> Answer:
    """One item, now or as it stood."""
    names, expand = _fields(call), _expand(call)
    _conflict(names, expand)
    item = call.item()
    revision = _as_of(item, call.query.get("asof"))
    return Answer(200, item_json(call.world, item, revision, names, expand))


def list_items(call: Call) -> Answer:
    """Items by their numbers, in the order asked."""
    names, expand = _fields(call), _expand(call)
    policy = call.query.get("errorpolicy", "fail")
    return _several(call, call.words("ids"), names, expand, policy, call.query.get("asof"))


def post_batch(call: Call) -> Answer:
    """The same for many numbers, in a body."""
    told = call.fields
    ids = told.get("ids")
    if not isinstance(ids, Sequence) or isinstance(ids, str) or not ids:
        raise wrong("Value cannot be null.\r\nParameter name: ids", "VssPropertyValidationException")
    names = told.get("fields") or None
    expand = str(told.get("$expand") or "none").lower()
    policy = str(told.get("errorPolicy") or "fail")
    return _several(call, [str(id) for id in ids], names, expand, policy, told.get("asOf"))


def list_revisions(call: Call) -> Answer:
    """Every state that an item had, oldest first."""
    item, expand = call.item(), _expand(call)
    skip, top = call.number("$skip", 0), call.number("$top", MOST_IDS)
    told = [item_json(call.world, item, one, expand=expand) for one in item.revisions[skip : skip + top]]
    return listed(told)


def get_revision(call: Call) -> Answer:
    """One state that an item had."""
    item, number = call.item(), call.params["number"]
    found = next((one for one in item.revisions if str(one.rev) == number), None)
    if found is None:
        told = f"TF401349: Revision {number} of work item {item.id} does not exist."
        raise RefusedError(404, told, "WorkItemRevisionNotFoundException")
    return Answer(200, item_json(call.world, item, found, expand=_expand(call)))


def list_updates(call: Call) -> Answer:
    """Every change of an item, links too, oldest first."""
    item = call.item()
    skip, top = call.number("$skip", 0), call.number("$top", MOST_IDS)
    return listed([update_json(call.world, item, one) for one in item.updates[skip : skip + top]])


def get_update(call: Call) -> Answer:
    """One change of an item."""
    item, number = call.item(), call.params["number"]
    found = next((one for one in item.updates if str(one.number) == number), None)
    if found is None:
        told = f"TF401349: Update {number} of work item {item.id} does not exist."
        raise RefusedError(404, told, "WorkItemUpdateNotFoundException")
    return Answer(200, update_json(call.world, item, found))


def listed(values: Sequence[Any], headers: dict[str, str] | None = None) -> Answer:
    """A list as nearly all answers have it."""
    return Answer(200, {"count": len(values), "value": list(values)}, headers or {})


def _several(
    call: Call, ids: Sequence[str], names: Sequence[str] | None, expand: str, policy: str, as_of: str | None
) -> Answer:
    _conflict(names, expand)
    if len(ids) > MOST_IDS:
        told = f"VS403474: You requested {len(ids)} work items which exceeds the limit of {MOST_IDS}"
        raise RefusedError(400, told, "WorkItemPageSizeExceededException")
    told_items: list[Any] = []
    for id in ids:
        try:
            item = call.item(id)
            told_items.append(item_json(call.world, item, _as_of(item, as_of), names, expand))
        except RefusedError:
            if policy.lower() != "omit":
                raise
            told_items.append(None)
    return listed(told_items)


def _conflict(names: Sequence[str] | None, expand: str) -> None:
    if expand not in EXPANDS:
        raise wrong(f"The value '{expand}' is not valid for $expand.")
    if names and expand not in ("none", "links", "relations"):
        told = "The expand parameter can not be used with the fields parameter."
        raise RefusedError(400, told, "ConflictingParametersException")


def _as_of(item: Item, moment: str | None) -> Revision | None:
    if not moment:
        return None
    try:
        found = item.at(read(str(moment)))
    except ValueError:
        raise wrong(f"The value '{moment}' is not valid for asOf.") from None
    if found is None:
        raise unseen(item.id)
    return found


def _fields(call: Call) -> list[str] | None:
    return call.words("fields") or None


def _expand(call: Call) -> str:
    return call.query.get("$expand", "none").lower() or "none"


def _bypasses(call: Call, project: Project) -> bool:
    if not call.flag("bypassRules"):
        return False
    if not call.may("admin", project):
        told = "TF401027: You need the Bypass rules on work item updates permission to perform this action."
        raise RefusedError(403, told, "AccessDeniedException")
    return True


def _type(call: Call, item: Item, project: Project) -> str:
    name = item.type.name
    wanted = next(
        (
            one.get("value")
            for one in (call.body if isinstance(call.body, list) else ())
            if isinstance(one, dict) and one.get("path") == "/fields/System.WorkItemType"
        ),
        name,
    )
    if str(wanted).casefold() not in project.types:
        raise wrong(
            f"VS402323: Work item type {wanted} does not exist in project {project.name}.",
            "WorkItemTypeNotFoundException",
        )
    return str(wanted)
