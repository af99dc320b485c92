"""The site itself, who asks, and how OAuth clients get in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from devlog_core.testing.sandbox.answer import Answer, html
from devlog_jira.sandbox.access import OAuthError
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.model import Project
from devlog_jira.sandbox.shapes.users import user_json

CLOUD_ID = "11223344-a1b2-3b33-c444-def123456789"
PERMISSIONS = {
    "BROWSE_PROJECTS": "browse",
    "ADD_COMMENTS": "comment",
    "CREATE_ISSUES": "write",
    "EDIT_ISSUES": "write",
    "ASSIGN_ISSUES": "write",
    "TRANSITION_ISSUES": "write",
    "LINK_ISSUES": "write",
    "SCHEDULE_ISSUES": "write",
    "WORK_ON_ISSUES": "write",
    "EDIT_OWN_COMMENTS": "comment",
    "DELETE_OWN_COMMENTS": "comment",
    "EDIT_OWN_WORKLOGS": "write",
    "DELETE_OWN_WORKLOGS": "write",
    "DELETE_ISSUES": "admin",
    "MODIFY_REPORTER": "admin",
    "ADMINISTER_PROJECTS": "admin",
    "ADMINISTER": "admin",
}


def get_info(call: Call) -> Answer:
    """What kind of Jira this is; needs no account."""
    world = call.world
    body: dict[str, Any] = {
        "baseUrl": world.base,
        "version": "1001.0.0-SNAPSHOT" if world.cloud else "9.12.5",
        "versionNumbers": [1001, 0, 0] if world.cloud else [9, 12, 5],
        "deploymentType": "Cloud" if world.cloud else "Server",
        "buildNumber": 100_275,
        "buildDate": "2025-01-01T00:00:00.000+0000",
        "serverTime": call.view.time(world.now()),
        "scmInfo": "0" * 40,
        "serverTitle": "Jira",
    }
    return Answer(200, body)


def get_myself(call: Call) -> Answer:
    """The account that asks."""
    return Answer(200, user_json(call.view, call.actor) | {"locale": "en_US"})


def get_permissions(call: Call) -> Answer:
    """Which permissions the account has, anywhere or in one project."""
    asked = call.words("permissions") or (() if call.world.cloud else tuple(PERMISSIONS))
    if not asked:
        raise RefusedError(400, "The 'permissions' query parameter is required.")
    unknown = [name for name in asked if name not in PERMISSIONS]
    if unknown:
        raise RefusedError(400, f"Unrecognized permissions: {', '.join(unknown)}")
    projects = _meant(call)
    return Answer(200, {"permissions": {name: _permission(call, name, projects) for name in asked}})


def post_token(call: Call) -> Answer:
    """New tokens for a refresh token, as the authorization server gives them."""
    wanted: Mapping[str, Any] = call.fields
    try:
        if wanted.get("grant_type") != "refresh_token":
            raise OAuthError(400, "unsupported_grant_type", "Unsupported grant type")
        names = ("client_id", "client_secret", "refresh_token")
        return Answer(200, call.access.refresh(*(str(wanted.get(name, "")) for name in names)))
    except OAuthError as refusal:
        return Answer(refusal.status, refusal.body())


def get_resources(call: Call) -> Answer:
    """The sites that an OAuth token reaches."""
    call.known()
    site = {
        "id": CLOUD_ID,
        "url": call.world.base,
        "name": urlsplit(call.world.base).netloc,
        "scopes": ["read:jira-work", "write:jira-work"],
        "avatarUrl": f"{call.world.base}/avatar.png",
    }
    return Answer(200, [site])


def get_page(call: Call) -> Answer:
    """An issue's page, as a browser sees it."""
    issue = call.issue()
    return html(200, f"[{issue.key}] {issue.summary}")


def _meant(call: Call) -> list[Project]:
    key = call.query.get("projectKey") or call.query.get("projectId")
    if key:
        return [call.project(key)]
    issue = call.query.get("issueKey") or call.query.get("issueId")
    return [call.issue(issue).project] if issue else list(call.world.projects.values())


def _permission(call: Call, name: str, projects: list[Project]) -> dict[str, Any]:
    had = any(call.may(PERMISSIONS[name], project) for project in projects)
    kind = "GLOBAL" if name == "ADMINISTER" else "PROJECT"
    shown = name.replace("_", " ").title()
    id = str(list(PERMISSIONS).index(name) + 10)
    return {
        "id": id, "key": name, "name": shown, "type": kind, "description": shown, "havePermission": had,
    }  # fmt: skip
