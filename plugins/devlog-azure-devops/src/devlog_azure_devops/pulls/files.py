"""The files that a pull request changes, by its latest push."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.client import Client

MOST = 2000
"""How many changes an answer brings at most."""
_UNTOLD = (400, 403, 404)
"""Pull requests that keep no iterations, and those that went out of sight meanwhile."""


def files_of(client: Client, scope: str, repository: str, number: int) -> tuple[str, ...]:
    """Their paths below the repository's root, all of them, sorted."""
    where = f"/{scope}/_apis/git/repositories/{repository}/pullRequests/{number}/iterations"
    iterations = client.get(where, accept=_UNTOLD).values
    if not iterations:
        return ()
    latest = max(int(one["id"]) for one in iterations)
    found: set[str] = set()
    skip = 0
    while True:
        answer = client.get(f"{where}/{latest}/changes", {"$top": MOST, "$skip": skip}, accept=_UNTOLD)
        told = answer.data if answer.status == 200 and isinstance(answer.data, Mapping) else {}
        found |= {path for one in told.get("changeEntries") or () if (path := _path(one))}
        following = int(told.get("nextSkip") or 0)
        if following <= skip:
            return tuple(sorted(found))
        skip = following


def _path(change: Mapping[str, Any]) -> str:
    item = change.get("item") or {}
    return (
        "" if item.get("isFolder") else str(item.get("path") or change.get("originalPath") or "").lstrip("/")
    )
