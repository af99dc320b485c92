"""The ids under which Jira wants to be told of types, fix versions and the issue above."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devlog_core.model.errors import RejectedError
from devlog_jira.catalog import Catalog
from devlog_jira.client import Client
from devlog_jira.sending import Body
from devlog_jira.versions import Versions
from devlog_jira.vocabulary import Vocabulary

Record = Mapping[str, Any]


class IdLookups:
    """Lookups of one project; what was looked up is remembered while the service lives."""

    def __init__(
        self, client: Client, catalog: Catalog, words: Callable[[], Vocabulary], versions: Versions
    ) -> None:
        self._client = client
        self._catalog = catalog
        self._words = words
        self._versions = versions
        self._parents: dict[str, Record] = {}

    def type(self, value: str, parent: str | None) -> dict[str, Any]:
        """The issue type for a value, of the level below the parent's where there is one."""
        names = [name.casefold() for name in self._words().names("type", value)]
        types = self._catalog.types
        found = [one for name in names for one in types if one["name"].casefold() == name]
        if not found:
            known = ", ".join(one["name"] for one in types)
            raise RejectedError(
                f"no issue type of the project ({known}) stands for {value!r}: name one under "
                "`config.mapping.type`",
                ("type",),
            )
        if parent is None:
            return next((one for one in found if level(one) >= 0), found[0])
        above = self._above(parent)["fields"]["issuetype"]
        below = level(above) - 1
        fitting = [one for one in (*found, *types) if level(one) == below]
        if not fitting:
            raise RejectedError(
                f"issues of the type {above['name']} have none below them in this project: choose another "
                "parent",
                ("parent",),
            )
        return fitting[0]

    def version(self, name: str) -> str:
        """The id of a fix version, made where there is none."""
        return self._versions.id(self._catalog.project["id"], name)

    def parent(self, parent: str | None, subtask: bool) -> Body:
        """What sets the issue above; Server keeps the epic of an issue in a field of its own."""
        epic = self._catalog.epic()
        if parent is None:
            if subtask:
                raise RejectedError("a sub-task of Jira has always a parent: give it another", ("parent",))
            if self._client.cloud:
                return Body(update={"parent": [{"set": {"none": True}}]})
            return Body(fields={epic: None} if epic else {})
        if self._client.cloud or subtask:
            return Body(fields={"parent": {"id": parent}})
        above = self._above(parent)
        if not epic or level(above["fields"]["issuetype"]) < 1:
            raise RejectedError(
                f"{above['key']} is no epic, and only sub-tasks have another issue above them", ("parent",)
            )
        return Body(fields={epic: above["key"]})

    def _above(self, parent: str) -> Record:
        if parent not in self._parents:
            where = self._client.path("issue", parent)
            answer = self._client.get(where, {"fields": "issuetype"}, accept=(404,))
            if answer.status == 404:
                raise RejectedError(f"the parent {parent} is gone or out of sight at Jira", ("parent",))
            self._parents[parent] = answer.data
        return self._parents[parent]


def level(kind: Record) -> int:
    """How high a type of issue stands: 1 for epics, 0 for ordinary ones, -1 for sub-tasks."""
    told = kind.get("hierarchyLevel", kind.get("level"))
    if told is not None:
        return int(told)
    if kind.get("subtask"):
        return -1
    return 1 if str(kind.get("name")).strip().casefold() == "epic" else 0
