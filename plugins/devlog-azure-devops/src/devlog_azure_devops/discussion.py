"""The comments of a work item, read to their end, of whichever project it is now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.client import Client
from devlog_azure_devops.cures import missing
from devlog_azure_devops.home import Home
from devlog_azure_devops.mapping import PROJECT, Record
from devlog_core.model.errors import TransientError

PREVIEW = 4
OLD = "comments need Azure DevOps Server 2019 Update 1 or later: bring the server up to date"
_PER_PAGE = 200


class Discussion:
    """Reads comments, and knows where they are."""

    def __init__(self, client: Client, home: Home) -> None:
        self._client = client
        self._home = home
        self._places: dict[str, str] = {}
        """The projects of work items that were moved away, by their ids."""

    def of(self, record: Record) -> list[Record] | None:
        """The comments of a work item; None where they have no ids."""
        if not self._client.has_comments:
            return None
        self._met(record)
        return self.read(str(record["id"]))

    def read(self, identity: str) -> list[Record]:
        """The comments of a work item by its id, oldest first.

        Raises TransientError where the list could not be read to its end, GoneError where it is gone.
        """
        params: dict[str, Any] = {"$top": _PER_PAGE, "order": "asc"}
        found: dict[Any, Record] = {}
        seen: set[str] = set()
        while True:
            answer = self.ask("GET", identity, params=params)
            if answer.status == 404:
                raise missing(answer, f"work item {identity}")
            data = answer.data
            comments = data.get("comments") if isinstance(data, Mapping) else None
            if not isinstance(comments, list):
                raise TransientError(f"the comments of work item {identity} came without a list")
            found |= {one.get("id") or one.get("commentId"): one for one in comments}
            token = str(data.get("continuationToken") or "")
            if not token:
                break
            if token in seen:
                raise TransientError(f"the comments of work item {identity} could not be read to their end")
            seen.add(token)
            params["continuationToken"] = token
        total = data.get("totalCount")
        if isinstance(total, int) and len(found) < total:
            raise TransientError(
                f"of the {total} comments of work item {identity} only {len(found)} came: the next sync "
                "reads them again"
            )
        return list(found.values())

    @property
    def version(self) -> dict[str, str]:
        """What asks for the version of the interface that has comments of their own."""
        return {"api-version": self._client.preview(PREVIEW)}

    def ask(
        self, method: str, identity: str, comment: str = "", body: Any = None,
        params: Mapping[str, Any] | None = None,
    ) -> Answer:  # fmt: skip
        """What a request about the comments of a work item, or about one of them, is answered; 404 too.

        A project knows the comments of its own work items alone: where it knows none, the work item may
        have been moved.
        """
        given = {**self.version, **(params or {})}
        answer = self._client.send(method, self._path(identity, comment), body, given, accept=(404,))
        if answer.status == 404 and self._moved(identity):
            answer = self._client.send(method, self._path(identity, comment), body, given, accept=(404,))
        return answer

    def _moved(self, identity: str) -> bool:
        """Whether the work item is in another project than was thought."""
        where = self._path(identity)
        told = {"fields": PROJECT}
        answer = self._client.get(f"/_apis/wit/workItems/{identity}", told, accept=(404,))
        if answer.status == 404 or not isinstance(answer.data, Mapping):
            return False
        self._met({**answer.data, "id": identity})
        return self._path(identity) != where

    def _met(self, record: Record) -> None:
        identity, project = str(record["id"]), (record.get("fields") or {}).get(PROJECT)
        if self._home.holds(project):
            self._places.pop(identity, None)
        else:
            self._places[identity] = quote(str(project), safe="")

    def _path(self, identity: str, comment: str = "") -> str:
        where = f"/{self._places.get(identity, self._home.id)}/_apis/wit/workItems/{identity}/comments"
        return f"{where}/{comment}" if comment else where
