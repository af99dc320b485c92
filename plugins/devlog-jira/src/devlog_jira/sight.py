"""Whether the project is still in sight, asked where something of it could not be read."""

from __future__ import annotations

from devlog_core.model.errors import AuthError
from devlog_jira.client import Client


def require_sight(client: Client, scope: str) -> None:
    """Return where the project can be read; raises AuthError where all of it went out of sight.

    Otherwise its issues would look deleted, one after the other.
    """
    answer = client.get(client.path("project", scope), accept=(403, 404, 410))
    if answer.status != 200:
        raise AuthError(
            f"the project {client.config.project} at {client.config.url} is out of sight ({answer.message}): "
            "give the account the permission Browse Projects, or set a valid `token`; or correct `project`, "
            "where it was deleted or archived"
        )
