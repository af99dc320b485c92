"""Accounts: by opaque id on Cloud, by name on Server."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from devlog_jira.sandbox.model import User
from devlog_jira.sandbox.shapes.view import View

SIZES = ("16x16", "24x24", "32x32", "48x48")


def user_json(view: View, user: User) -> dict[str, Any]:
    """An account as other records mention it."""
    picture = f"{view.world.base}/secure/useravatar?avatarId={len(user.name)}"
    known = {
        "avatarUrls": {size: f"{picture}&size={size}" for size in SIZES},
        "displayName": user.display_name,
        "active": user.active,
        "timeZone": user.zone,
    }
    mine = view.user is user
    if mine or (user.email_visible and not view.world.switches.hidden_emails):
        known["emailAddress"] = user.email
    if view.world.cloud:
        self = f"{view.api}/user?accountId={quote(user.account_id)}"
        return {"self": self, "accountId": user.account_id, "accountType": "atlassian", **known}
    self = f"{view.api}/user?username={quote(user.name)}"
    return {"self": self, "name": user.name, "key": user.key, **known}
