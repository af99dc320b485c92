"""What Jira's descriptions get wrong, put right where their own examples or real answers contradict them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STAMP = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{4}$"
METHODS = ("get", "put", "post", "delete")
WORDS = {"type": "string"}
BOARD = "/rest/agile/1.0/board/{boardId}"
REMOTE_LINKS = "/rest/api/3/issue/{issueIdOrKey}/remotelink"


def mend(description: dict[str, Any]) -> None:
    """Change a description in place."""
    _everywhere(description)
    paths, schemas = description["paths"], description["components"]["schemas"]
    if BOARD in paths:
        _boards(paths)
    else:
        _platform(paths, schemas)
    for item in paths.values():
        for method in METHODS:
            # Who may ask is no matter of shapes.
            item.get(method, {}).pop("security", None)


def _everywhere(node: Any) -> None:
    if isinstance(node, list):
        for part in node:
            _everywhere(part)
        return
    if not isinstance(node, dict):
        return
    # Offsets are written +0000, which RFC 3339 does not know.
    if node.get("format") == "date-time":
        del node["format"]
        node["pattern"] = STAMP
    # What is typed as an object here are words of the query.
    if node.get("in") == "query":
        if node["schema"].get("type") == "object":
            node["schema"] = WORDS
        elif node["schema"].get("items", {}).get("type") == "object":
            node["schema"]["items"] = WORDS
    for part in list(node.values()):
        _everywhere(part)


def _platform(paths: Mapping[str, Any], schemas: Mapping[str, Any]) -> None:
    for name in ("from", "fromString", "to", "toString"):
        # Half of the changes in any history have nothing on one side, those of the examples too.
        schemas["ChangeDetails"]["properties"][name]["type"] = ["string", "null"]
    # In words: null takes the assignee away.
    for name in ("accountId", "name"):
        schemas["User"]["properties"][name]["type"] = ["string", "null"]
    # People's clients send null for what they leave out, and are served.
    link = schemas["LinkIssueRequestJsonBean"]["properties"]
    link["comment"] = {"anyOf": [link["comment"], {"type": "null"}]}
    # Shown as a text by every example, typed as a number.
    for name in ("Webhook", "WebhooksExpirationDate"):
        schemas[name]["properties"]["expirationDate"] = {"type": "string", "pattern": STAMP}
    # With a global id it is one link, else a list, as the example shows.
    links = _answer(paths, REMOTE_LINKS)
    links["schema"] = {"anyOf": [links["schema"], {"type": "array", "items": links["schema"]}]}


def _boards(paths: Mapping[str, Any]) -> None:
    listed = _answer(paths, f"{BOARD}/issue")
    for path in (
        f"{BOARD}/sprint/{{sprintId}}/issue",
        "/rest/agile/1.0/sprint/{sprintId}/issue",
        "/rest/agile/1.0/epic/{epicIdOrKey}/issue",
    ):
        # None has a schema, and one shows a single issue in place of the list.
        _answer(paths, path)["schema"] = listed["schema"]
    # The example shows a project where the schema has the form of a request.
    _answer(paths, f"{BOARD}/configuration")["schema"]["properties"]["location"] = {"type": "object"}
    for epic in _answer(paths, f"{BOARD}/epic")["example"]["values"]:
        # Recorded epics show it.
        epic["key"] = "PR-1"
    rank = paths["/rest/agile/1.0/issue/rank"]["put"]["requestBody"]["content"]["application/json"]
    # The library sends null where it found no such field.
    rank["schema"]["properties"]["rankCustomFieldId"]["type"] = ["integer", "null"]


def _answer(paths: Mapping[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = paths[path]["get"]["responses"]["200"]["content"]["application/json"]
    return found
