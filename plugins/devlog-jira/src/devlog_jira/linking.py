"""Making and removing the links between issues that are an entry's dependencies; all others stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from devlog_core.model.errors import RejectedError
from devlog_core.model.fields import canonical
from devlog_core.model.remote import SetChange
from devlog_jira.catalog import Catalog
from devlog_jira.client import Client
from devlog_jira.config import LinkTypes
from devlog_jira.linktypes import Dependency, Record, expressed, kind_of, links_of

FIELD = ("dependencies",)


def missing(fields: Record, wanted: Iterable[Any], types: LinkTypes) -> list[Dependency]:
    """Those of the dependencies that the issue does not show yet."""
    held = {canonical(found) for found, _ in links_of(fields, types)}
    return [one for one in expressed(wanted) if canonical(one) not in held]


def unwanted(fields: Record, removed: Iterable[Any], types: LinkTypes) -> list[str]:
    """The ids of the links that show these dependencies."""
    gone = {canonical(one) for one in expressed(removed)}
    return [link for found, link in links_of(fields, types) if canonical(found) in gone]


class Linker:
    """Adds and takes away single links, only of the two types that stand for dependencies."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog

    def change(self, record: Record, change: SetChange) -> bool:
        """Bring the links of an issue, as it was just read, to what is wanted; says whether any changed.

        What an earlier try made or took away is left as it is. Raises RejectedError for `dependencies`.
        """
        types, fields = self._client.config.links, record["fields"]
        made = missing(fields, change.add, types)
        gone = unwanted(fields, change.remove, types)
        for one in made:
            self._make(str(record["id"]), one)
        for link in gone:
            self._take(link)
        return bool(made or gone)

    def _make(self, issue: str, one: Dependency) -> None:
        # The outward words of a type, such as "blocks", are said of the inward issue.
        first, second = (one["entry"], issue) if one["kind"] == "blocked-by" else (issue, one["entry"])
        name = self._type("related-to" if one["kind"] == "related-to" else "blocks")
        body = {"type": {"name": name}, "inwardIssue": {"id": first}, "outwardIssue": {"id": second}}
        answer = self._client.send("POST", f"{self._client.api}/issueLink", body, accept=(400, 403, 404, 413))
        if answer.status >= 400:
            raise RejectedError(
                f"Jira did not link issue {first} to {second} by {name!r}: {answer.message}; both must be "
                "visible, and the account needs the permission Link Issues",
                FIELD,
            )

    def _type(self, kind: str) -> str:
        for record in self._catalog.links:
            if kind_of(record, self._client.config.links) == kind:
                return record["name"]
        known = ", ".join(record["name"] for record in self._catalog.links) or "none"
        raise RejectedError(
            f"no type of link stands for {kind!r}: name one of Jira's ({known}) under `config.links`", FIELD
        )

    def _take(self, link: str) -> None:
        where = self._client.path("issueLink", link)
        answer = self._client.send("DELETE", where, accept=(400, 403, 404))
        if answer.status == 404 and self._client.get(where, accept=(404,)).status == 404:
            return
        if answer.status >= 400:
            raise RejectedError(
                f"Jira did not take away a link: {answer.message}; the account needs the permission "
                "Link Issues",
                FIELD,
            )
