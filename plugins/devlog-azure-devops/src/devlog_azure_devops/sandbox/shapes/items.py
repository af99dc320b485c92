"""Work items, their revisions and their updates in answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from devlog_azure_devops.sandbox import links, trees
from devlog_azure_devops.sandbox.fields import LONG
from devlog_azure_devops.sandbox.model import Item, Node, Relation, Revision, Update, User
from devlog_azure_devops.sandbox.shapes.people import person, reviser
from devlog_azure_devops.sandbox.times import NEVER, stamp
from devlog_azure_devops.sandbox.world import World

PLAIN = (
    "System.AreaPath", "System.TeamProject", "System.IterationPath", "System.WorkItemType", "System.State",
    "System.Reason", "System.AssignedTo", "System.CreatedDate", "System.CreatedBy", "System.ChangedDate",
    "System.ChangedBy", "System.CommentCount", "System.Title",
)  # fmt: skip
"""The order in which the best known fields come."""
WHOLE = frozenset({
    "System.Id", "System.AreaId", "System.NodeName", "System.Rev", "System.AuthorizedDate",
    "System.RevisedDate",
    "System.IterationId", "System.AuthorizedAs", "System.PersonId", "System.Watermark", "System.IsDeleted",
    *(f"System.{kind}Level{number}" for kind in ("Area", "Iteration") for number in (1, 2, 3)),
})  # fmt: skip
"""What is shown only where all fields, or these, are asked for."""


def values(world: World, item: Item, revision: Revision) -> dict[str, Any]:
    """Every field of a revision, those worked out too; accounts stand as they are kept."""
    project = world.projects[revision.project]
    held = dict(revision.fields)
    held |= _nodes(project.areas, "Area", str(held["System.AreaPath"]))
    held |= _nodes(project.iterations, "Iteration", str(held["System.IterationPath"]))
    later = next((one for one in item.revisions if one.rev == revision.rev + 1), None)
    held |= {
        "System.Id": item.id,
        "System.Rev": revision.rev,
        "System.TeamProject": project.name,
        "System.AuthorizedDate": stamp(revision.at),
        "System.RevisedDate": stamp(later.at) if later else NEVER,
        "System.AuthorizedAs": revision.by,
        "System.PersonId": 279_000_000 + int(revision.by.id[:4], 16),
        "System.Watermark": revision.watermark,
        "System.CommentCount": _count(item, revision),
    }
    relations = item.relations if revision is item.last else revision.relations
    above = links.parent(item, relations)
    if above is not None:
        held["System.Parent"] = above
    if revision.deleted:
        held["System.IsDeleted"] = True
    said = next((one for one in item.versions if (one.id, one.version) == revision.comment), None)
    if said is not None and not said.deleted:
        held["System.History"] = said.text
    return held


def fields_json(
    world: World, item: Item, revision: Revision, names: Collection[str] | None = None, whole: bool = False,
    objects: bool = True, long: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """The fields of a revision: those named, or the usual ones, or the whole of them."""
    held = values(world, item, revision)
    if names is not None:
        wanted = {name.casefold() for name in names}
        held = {name: value for name, value in held.items() if name.casefold() in wanted}
    elif not whole:
        held = {name: value for name, value in held.items() if name not in WHOLE}
    if not long:
        texts = {one.reference for one in world.fields.values() if one.kind in LONG}
        held = {name: value for name, value in held.items() if name not in texts}
    order = (*(name for name in PLAIN if name in held), *(name for name in held if name not in PLAIN))
    return {name: shown(world, held[name], objects) for name in order}


def shown(world: World, value: Any, objects: bool = True) -> Any:
    """A value as answers have it; accounts are objects or, in older answers, texts."""
    if isinstance(value, User):
        return person(world, value) if objects else value.combined
    return value


def item_json(
    world: World, item: Item, revision: Revision | None = None, names: Collection[str] | None = None,
    expand: str = "none", objects: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """A work item as it stands, or as it stood in a revision."""
    one = revision or item.last
    whole = expand in ("all", "fields")
    body: dict[str, Any] = {"id": item.id, "rev": one.rev}
    body["fields"] = fields_json(world, item, one, names, whole, objects)
    if world.switches.markdown:
        body["multilineFieldsFormat"] = formats(world, one, body["fields"])
    if expand in ("all", "relations"):
        told = [
            relation_json(world, relation) for relation in (one.relations if revision else item.relations)
        ]
        if told:
            body["relations"] = told
    if one.comment is not None:
        body["commentVersionRef"] = _version(world, item, one)
    url = address(world, item) + (f"/revisions/{one.rev}" if revision else "")
    if (names is None and expand != "none") or (names is None and revision is None):
        body["_links"] = _links(world, item, url)
    return body | {"url": url}


def formats(world: World, revision: Revision, shown_fields: Mapping[str, Any]) -> dict[str, str]:
    """The format of each long text that is shown."""
    kinds = {name: world.fields.get(name.casefold()) for name in shown_fields}
    long = [name for name, known in kinds.items() if known is not None and known.kind == "html"]
    return {name: revision.formats.get(name, "html") for name in long}


def address(world: World, item: Item) -> str:
    """Where an item, in the recycle bin or not, answers."""
    place = "recyclebin" if item.deleted else "workItems"
    return f"{world.url}/{item.project.id}/_apis/wit/{place}/{item.id}"


def relation_json(world: World, relation: Relation) -> dict[str, Any]:
    """A relation; the address of an item follows that item to another project."""
    url = relation.url
    there = world.item(relation.target) if relation.target is not None else None
    if there is not None:
        url = f"{world.url}/{there.project.id}/_apis/wit/workItems/{there.id}"
    return {"rel": relation.rel, "url": url, "attributes": dict(relation.attributes)}


def update_json(world: World, item: Item, update: Update) -> dict[str, Any]:
    """What one change did, with the fields that every change touches."""
    url = f"{address(world, item)}/updates/{update.number}"
    body: dict[str, Any] = {
        "id": update.number,
        "workItemId": item.id,
        "rev": update.rev,
        "revisedBy": reviser(world, update.by),
        "revisedDate": _revised(item, update),
    }
    if update.fields:
        body["fields"] = _changes(world, item, update)
    relations = {"added": update.added, "removed": update.removed}
    told = {name: [relation_json(world, one) for one in some] for name, some in relations.items() if some}
    if told:
        body["relations"] = told
    parts = {
        "self": url,
        "workItemUpdates": f"{address(world, item)}/updates",
        "parent": address(world, item),
    }
    parts["html"] = f"{world.url}/{item.project.id}/_workitems/edit/{item.id}"
    body["_links"] = {name: {"href": href} for name, href in parts.items()}
    return body | {"url": url}


def _changes(world: World, item: Item, update: Update) -> dict[str, Any]:
    now = next(one for one in item.revisions if one.rev == update.rev)
    old = next((one for one in item.revisions if one.rev == update.rev - 1), None)
    after = values(world, item, now)
    before = values(world, item, old) if old else {}
    told: dict[str, Any] = {}
    for name in (*after, *(name for name in before if name not in after)):
        if before.get(name) == after.get(name):
            continue
        pair = {"oldValue": shown(world, before.get(name)), "newValue": shown(world, after.get(name))}
        told[name] = {key: value for key, value in pair.items() if value is not None}
    return told


def _revised(item: Item, update: Update) -> str:
    later = next((one for one in item.updates if one.number == update.number + 1), None)
    return stamp(later.at) if later else NEVER


def _nodes(root: Node, kind: str, path: str) -> dict[str, Any]:
    found = trees.find(root, path) or root
    names = path.split("\\")
    told: dict[str, Any] = {f"System.{kind}Id": found.id}
    if kind == "Area":
        told["System.NodeName"] = names[-1]
    return told | {f"System.{kind}Level{number}": name for number, name in enumerate(names, 1)}


def _count(item: Item, revision: Revision) -> int:
    gone = {one.id for one in item.versions if one.deleted and one.revision <= revision.rev}
    made = {one.id for one in item.versions if one.version == 1 and one.revision <= revision.rev}
    return len(made - gone)


def _version(world: World, item: Item, revision: Revision) -> dict[str, Any]:
    id, version = revision.comment or (0, 0)
    url = f"{world.url}/{item.project.id}/_apis/wit/workItems/{item.id}/comments/{id}/versions/{version}"
    return {"commentId": id, "version": version, "url": url}


def _links(world: World, item: Item, url: str) -> dict[str, Any]:
    here = f"{world.url}/{item.project.id}"
    type_url = f"{here}/_apis/wit/workItemTypes/{item.type.name.replace(' ', '%20')}"
    told = {"self": url}
    if not item.deleted:
        base = address(world, item)
        told |= {
            "workItemUpdates": f"{base}/updates",
            "workItemRevisions": f"{base}/revisions",
            "workItemComments": f"{base}/comments",
            "html": f"{here}/_workitems/edit/{item.id}",
        }
    told |= {"workItemType": type_url, "fields": f"{here}/_apis/wit/fields"}
    return {name: {"href": href} for name, href in told.items()}
