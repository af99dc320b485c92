"""Items put in place as if they had always been there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.sandbox import changes, links
from devlog_azure_devops.sandbox.changes import Draft
from devlog_azure_devops.sandbox.model import Item, Project
from devlog_azure_devops.sandbox.times import read
from devlog_azure_devops.sandbox.wording import drafted, first_type
from devlog_azure_devops.sandbox.world import World

OWN = ("project", "type", "author", "created", "comments", "format", "parent", "deleted")


def plant(world: World, project: Project, item: Mapping[str, Any]) -> Item:
    """One item; beside fields it takes type, author, created, comments, format, parent and deleted."""
    kind = project.types[str(item.get("type") or first_type(project)).casefold()]
    author = world.user(str(item.get("author") or "jane"))
    at = read(item["created"]) if item.get("created") else None
    draft = drafted(world, kind, {name: value for name, value in item.items() if name not in OWN})
    if item.get("format"):
        long = [name for name in draft.fields if (known := world.field(name)) and known.kind == "html"]
        draft.formats = dict.fromkeys(long, str(item["format"]))
    if item.get("parent"):
        above = world.items[int(item["parent"])]
        url = f"{world.url}/{above.project.id}/_apis/wit/workItems/{above.id}"
        draft.added.append(links.made(world, links.PARENT, url, above.id, {}))
    made = changes.make(world, project, kind.name, author, draft, at)
    for said in item.get("comments", ()):
        _say(world, made, said, at)
    if item.get("deleted"):
        changes.put_away(world, made, author)
    return made


def _say(world: World, item: Item, said: Any, at: int | None) -> None:
    told: Mapping[str, Any] = {"text": said} if isinstance(said, str) else said
    author = world.user(str(told.get("author") or "jane"))
    when = read(told["created"]) if told.get("created") else at
    changes.commit(
        world, item, author, Draft(history=told["text"], comment_format=told.get("format", "html")), when
    )
