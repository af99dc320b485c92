"""Comments of an item: listed, said, reworded, taken back."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox import changes
from devlog_azure_devops.sandbox.answer import RefusedError, missing, wrong
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.model import Comment, Item
from devlog_azure_devops.sandbox.shapes.comments import comment_json
from devlog_azure_devops.sandbox.texts import cleaned
from devlog_azure_devops.sandbox.times import stamp
from devlog_core.testing.sandbox.answer import Answer


def list_comments(call: Call) -> Answer:
    """A page of an item's comments, the newest first unless told, with a token for the next."""
    item = call.item()
    if _old(call):
        return _as_revisions(item)
    ids = call.words("ids")
    told = list(item.comments)
    if not call.flag("includeDeleted") and not ids:
        told = [one for one in told if not one.deleted]
    if ids:
        told = [one for one in told if str(one.id) in ids]
    if call.query.get("order", "desc").lower() != "asc":
        told.reverse()
    total = len(told)
    after = call.query.get("continuationtoken")
    if after:
        place = next((number for number, one in enumerate(told) if str(one.id) == after), None)
        if place is None:
            raise wrong("VS404309: The continuation token is not valid.", "InvalidContinuationTokenException")
        told = told[place:]
    top = min(call.number("$top", call.world.switches.comment_page), call.world.switches.comment_page)
    page, rest = told[:top], told[top:]
    body: dict[str, Any] = {
        "totalCount": total,
        "count": len(page),
        "comments": [comment_json(call.world, item, one, _rendered(call)) for one in page],
    }
    if rest:
        token = str(rest[0].id)
        body["continuationToken"] = token
        body["nextPage"] = f"{call.world.base}{call.path}?continuationToken={token}&$top={top}"
    return Answer(200, body)


def _as_revisions(item: Item) -> Answer:
    """As before 5.1, when a comment was what a revision said."""
    told = [
        {"revision": one.revision, "text": one.text, "revisedDate": stamp(one.modified)}
        for one in item.comments
        if not one.deleted
    ]
    return Answer(
        200, {"totalCount": len(told), "fromRevisionCount": 0, "count": len(told), "comments": told}
    )


def _old(call: Call) -> bool:
    return tuple(map(int, call.world.switches.newest_version.split("."))) < (5, 1)


def get_comment(call: Call) -> Answer:
    """One comment."""
    item = call.item()
    found = _found(call, item)
    if found.deleted and not call.flag("includeDeleted"):
        raise _gone(call)
    return Answer(200, comment_json(call.world, item, found, _rendered(call)))


def list_versions(call: Call) -> Answer:
    """How a comment stood after each change of it."""
    item = call.item()
    found = _found(call, item)
    return listed([comment_json(call.world, item, one) for one in item.versions if one.id == found.id])


def post_comment(call: Call) -> Answer:
    """Say something."""
    if _old(call):
        raise RefusedError(405, "The requested resource does not support http method 'POST'.")
    item = call.item()
    call.need("comment", item.project)
    text, format = _text(call), _format(call)
    made = changes.add_comment(call.world, item, call.actor, cleaned(call.world, text, format), format)
    return Answer(200, comment_json(call.world, item, made))


def patch_comment(call: Call) -> Answer:
    """Another text for a comment; only an administrator changes what others said."""
    item = call.item()
    found = _own(call, item)
    text = _text(call)
    format = _format(call) if "format" in call.query else found.format
    cleared = cleaned(call.world, text, format)
    made = changes.change_comment(call.world, item, found, call.actor, text=cleared, format=format)
    return Answer(200, comment_json(call.world, item, made))


def delete_comment(call: Call) -> Answer:
    """Take a comment back."""
    item = call.item()
    found = _own(call, item)
    changes.change_comment(call.world, item, found, call.actor, deleted=True)
    return Answer(204)


def _text(call: Call) -> str:
    text = call.fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise wrong(
            "Value cannot be null or empty.\r\nParameter name: text", "VssPropertyValidationException"
        )
    if len(text) > call.world.switches.longest_text:
        told = "VS404307: The comment text exceeds the longest length that is allowed."
        raise RefusedError(400, told, "WorkItemCommentTextTooLongException")
    return text


def _format(call: Call) -> str:
    told = call.query.get("format", "html").lower()
    # Clients may send the number of the choice in place of its name.
    told = {"0": "markdown", "1": "html"}.get(told, told)
    if told not in ("html", "markdown") or (told == "markdown" and not call.world.switches.markdown):
        raise wrong(f"The value '{told}' is not valid for the parameter format.")
    return told


def _rendered(call: Call) -> bool:
    expand = call.query.get("$expand", "").lower()
    return "renderedtext" in expand or expand == "all"


def _own(call: Call, item: Item) -> Comment:
    call.need("comment", item.project)
    found = _found(call, item)
    if found.deleted:
        raise _gone(call)
    if found.author is not call.actor and not call.may("admin", item.project):
        told = "VS404308: You do not have permissions to update this comment."
        raise RefusedError(403, told, "WorkItemCommentUpdateAccessDeniedException")
    return found


def _found(call: Call, item: Item) -> Comment:
    found = next((one for one in item.comments if str(one.id) == call.params["comment"]), None)
    if found is None:
        raise _gone(call)
    return found


def _gone(call: Call) -> RefusedError:
    told = (
        f"VS404310: Comment {call.params['comment']} does not exist, or you do not have permissions "
        "to read it."
    )
    return missing(told, "WorkItemCommentNotFoundException")
