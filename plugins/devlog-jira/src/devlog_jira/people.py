"""Accounts of Jira: by account id on Cloud, by name on Server; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from devlog_core.model.remote import RemoteAccount


def account(user: Any) -> str | None:
    """What names an account in requests; None for nobody and for a deleted one without a name."""
    if not isinstance(user, Mapping):
        return None
    for key in ("accountId", "name", "key"):
        if user.get(key):
            return str(user[key])
    return None


def introduced(users: Iterable[Any]) -> tuple[RemoteAccount, ...]:
    """The accounts once each, with the names and e-mails that Jira shows."""
    found: dict[str, RemoteAccount] = {}
    for user in users:
        name = account(user)
        if name is not None and (name not in found or not found[name].email):
            shown, email = str(user.get("displayName") or ""), str(user.get("emailAddress") or "")
            # Who hides the address may be shown with a mark in its place.
            found[name] = RemoteAccount(account=name, name=shown, email=email if "@" in email else None)
    return tuple(found[name] for name in sorted(found))
