"""Entity properties of issues and comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.model import Comment, Issue

LONGEST_KEY = 255
LONGEST_VALUE = 32_768


def list_properties(call: Call) -> Answer:
    """The keys of an issue's properties."""
    issue = call.issue()
    base = f"{call.api}/issue/{issue.id}/properties"
    return Answer(200, {"keys": [{"self": f"{base}/{key}", "key": key} for key in issue.properties]})


def get_property(call: Call) -> Answer:
    """One property of an issue."""
    return _shown(call.issue().properties, call.params["property"])


def put_property(call: Call) -> Answer:
    """Set a property of an issue, which is no change of the issue itself."""
    issue = call.edited()
    fresh = call.params["property"] not in issue.properties
    issue.properties = {**issue.properties, **read_properties([_given(call)])}
    return Answer(201 if fresh else 200, {})


def delete_property(call: Call) -> Answer:
    """Take a property of an issue away."""
    issue = call.edited()
    _shown(issue.properties, call.params["property"])
    issue.properties = _without(issue.properties, call.params["property"])
    return Answer(204)


def list_comment_properties(call: Call) -> Answer:
    """The keys of a comment's properties."""
    comment = _comment(call)[1]
    base = f"{call.api}/comment/{comment.id}/properties"
    return Answer(200, {"keys": [{"self": f"{base}/{key}", "key": key} for key in comment.properties]})


def get_comment_property(call: Call) -> Answer:
    """One property of a comment."""
    return _shown(_comment(call)[1].properties, call.params["property"])


def put_comment_property(call: Call) -> Answer:
    """Set a property of a comment."""
    issue, comment = _comment(call)
    fresh = call.params["property"] not in comment.properties
    _set(issue, comment, {**comment.properties, **read_properties([_given(call)])})
    return Answer(201 if fresh else 200, {})


def delete_comment_property(call: Call) -> Answer:
    """Take a property of a comment away."""
    issue, comment = _comment(call)
    _shown(comment.properties, call.params["property"])
    _set(issue, comment, _without(comment.properties, call.params["property"]))
    return Answer(204)


def read_properties(given: Any) -> dict[str, Any]:
    """The properties of a request, as a list of `key` and `value`; raises RefusedError."""
    if given is None:
        return {}
    if not isinstance(given, list) or not all(isinstance(one, Mapping) and "key" in one for one in given):
        raise RefusedError(400, "Properties are a list of objects with `key` and `value`.")
    found = {}
    for one in given:
        key = str(one["key"])
        if len(key) > LONGEST_KEY or len(str(one.get("value"))) > LONGEST_VALUE:
            raise RefusedError(400, f"The property {key[:20]} is too long.")
        found[key] = one.get("value")
    return found


def _given(call: Call) -> dict[str, Any]:
    if call.body is None:
        raise RefusedError(400, "The value has to be a valid, non-empty JSON.")
    return {"key": call.params["property"], "value": call.body}


def _shown(properties: Mapping[str, Any], key: str) -> Answer:
    if key not in properties:
        raise RefusedError(404, f"The property {key} does not exist.")
    return Answer(200, {"key": key, "value": properties[key]})


def _without(properties: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name != key}


def _comment(call: Call) -> tuple[Issue, Comment]:
    number = call.params["comment"]
    issue = call.world.issues.get(call.world.comments.get(int(number), 0) if number.isdigit() else 0)
    if issue is None or not call.sees(issue):
        raise RefusedError(404, f"Can not find a comment for the id: {number}.")
    return issue, call.comment(issue)


def _set(issue: Issue, comment: Comment, properties: dict[str, Any]) -> None:
    changed = replace(comment, properties=properties)
    issue.comments = tuple(changed if one is comment else one for one in issue.comments)
