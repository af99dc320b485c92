"""The comments of a work item, read to their end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from devlog_azure_devops.client import Client
from devlog_azure_devops.home import Home
from devlog_azure_devops.mapping import PROJECT, Record
from devlog_core.model.errors import TransientError

PREVIEW = 4
OLD = "comments need Azure DevOps Server 2019 Update 1 or later: bring the server up to date"
_PER_PAGE = 200


class Discussion:
    """Reads comments."""

    def __init__(self, client: Client, home: Home) -> None:
        self._client = client
        self._home = home

    def of(self, record: Record) -> list[Record] | None:
        """The comments of a work item, of whichever project it is now; None where they have no ids."""
        if not self._client.has_comments:
            return None
        project = (record.get("fields") or {}).get(PROJECT)
        place = self._home.id if self._home.holds(project) else quote(str(project), safe="")
        return self.read(str(record["id"]), place)

    def read(self, identity: str, place: str | None = None) -> list[Record]:
        """The comments of a work item by its id, oldest first.

        Raises TransientError where the list could not be read to its end, GoneError where it is gone.
        """
        params: dict[str, Any] = {**self.version, "$top": _PER_PAGE, "order": "asc"}
        found: dict[Any, Record] = {}
        seen: set[str] = set()
        while True:
            data = self._client.get(self.path(identity, place=place), params).data
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

    def path(self, identity: str, comment: str = "", place: str | None = None) -> str:
        """Where the comments of a work item are, or one of them."""
        where = f"/{place or self._home.id}/_apis/wit/workItems/{identity}/comments"
        return f"{where}/{comment}" if comment else where
