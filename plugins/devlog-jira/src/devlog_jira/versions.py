"""Fix versions, which are an entry's milestones: people name them, Jira wants their ids."""

from __future__ import annotations

from devlog_core.model.errors import RejectedError, TransientError
from devlog_jira.client import Client
from devlog_jira.mapping import line


class Versions:
    """The fix versions of one project, read once when one is first set."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ids: dict[tuple[str, str], str] = {}

    def id(self, project: str, name: str) -> str:
        """The id of the version with this name, made where there is none."""
        if (project, name) not in self._ids:
            self._read(project)
        if (project, name) not in self._ids:
            self._make(project, name)
        return self._ids[project, name]

    def forget(self) -> None:
        """Read them again before the next use."""
        self._ids.clear()

    def _read(self, project: str) -> None:
        for record in self._client.get(self._client.path("project", project, "versions")).data:
            self._ids.setdefault((project, line(str(record["name"]))), str(record["id"]))

    def _make(self, project: str, name: str) -> None:
        body = {"name": name, "projectId": int(project)}
        answer = self._client.send("POST", f"{self._client.api}/version", body, accept=(400, 403, 404))
        if answer.status == 400 and "exists" in answer.message:
            raise TransientError(f"the version {name!r} exists by now; the next try finds it")
        if answer.status >= 400:
            raise RejectedError(
                f"the account may not make the version {name!r} ({answer.message}): make it in Jira, or give "
                "the account the permission Administer Projects",
                ("milestone",),
            )
        self._ids[project, name] = str(answer.data["id"])
