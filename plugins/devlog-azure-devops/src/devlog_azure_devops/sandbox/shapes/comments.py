"""Comments in answers."""

from __future__ import annotations

import html
from typing import Any

from devlog_azure_devops.sandbox.model import Comment, Item
from devlog_azure_devops.sandbox.shapes.people import person
from devlog_azure_devops.sandbox.times import stamp
from devlog_azure_devops.sandbox.world import World


def comment_json(world: World, item: Item, comment: Comment, rendered: bool = False) -> dict[str, Any]:
    """A comment, with what its text looks like where that is asked for."""
    body: dict[str, Any] = {
        "workItemId": item.id,
        "id": comment.id,
        "version": comment.version,
        "text": comment.text,
        "createdBy": person(world, comment.author),
        "createdDate": stamp(comment.created),
        "modifiedBy": person(world, comment.editor),
        "modifiedDate": stamp(comment.modified),
    }
    if world.switches.markdown:
        body["format"] = comment.format
    if rendered:
        body["renderedText"] = (
            comment.text if comment.format == "html" else f"<p>{html.escape(comment.text)}</p>"
        )
    if comment.deleted:
        body["isDeleted"] = True
    url = f"{world.url}/{item.project.id}/_apis/wit/workItems/{item.id}/comments/{comment.id}"
    return body | {"url": url}
