"""What work items are linked to, with what pull requests and builds tell when they show up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from devlog_azure_devops.artifacts import Artifact, artifact_of, linked_since, thing_from
from devlog_azure_devops.client import Client
from devlog_azure_devops.mapping import BROKEN, Source, why
from devlog_azure_devops.pipelines.records import run_of
from devlog_azure_devops.pipelines.runs import Runs
from devlog_azure_devops.pulls.records import thing_of
from devlog_azure_devops.streams.origin import Origin
from devlog_core.model.errors import AuthError, RejectedError
from devlog_core.model.remote import RemoteThing, Target

Pair = tuple[str, str]
"""The address of an artifact, and the number of the work item that is linked to it."""
MOST = 200
"""How many pull requests are asked for while one page is read; further ones wait for the next page."""
_EACH = 10
"""Up to so many are asked for one by one, more by lists."""
_WORTH = 4
"""A page of the list is worth asking for while it may save so many requests."""
_PAGE = 500
_NO_SIGHT = (400, 401, 403, 404)
"""The repository is private, the token has no scope for code, as work items were read with it just before, or
the link leads to a number that there cannot be: none of it may hold up the work items."""


class Linked:
    """Makes things of the artifacts of work items; asks for nothing unless told to describe."""

    def __init__(self, client: Client, source: Source) -> None:
        self._client = client
        self._source = source

    def of(self, records: Iterable[Mapping[str, Any]], since: datetime | None) -> list[Pair]:
        """What the work items have been linked to since a time; all where there is none."""
        found = []
        for record in records:
            try:
                number = str(int(record["id"]))
                found += [(uri, number) for uri in linked_since(record.get("relations") or (), since)]
            except BROKEN:
                # The work item itself is set aside where it is read.
                continue
        return found

    def things(self, pairs: Sequence[Pair]) -> tuple[RemoteThing, ...]:
        """One thing for each artifact; pull requests with what they tell where the account may see them."""
        items: dict[str, list[str]] = {}
        for uri, number in pairs:
            items.setdefault(uri, []).append(number)
        known = {uri: artifact_of(uri) for uri in items}
        found = {uri: one for uri, one in known.items() if one is not None}
        told = {
            kind: self._told(ask, [one for one in found.values() if one.kind == kind])
            for kind, ask in (("pull_request", self._pulls), ("build", self._builds))
        }
        return tuple(
            self._thing(one, told.get(one.kind, {}).get(one.id), items[uri]) for uri, one in found.items()
        )

    def _thing(self, artifact: Artifact, record: Any, items: Sequence[str]) -> RemoteThing:
        source = self._source
        if record is not None:
            try:
                # Of another project's pull request the scope is that project.
                origin = Origin(
                    integration=source.integration,
                    scope=artifact.project or source.scope,
                    project=source.project,
                    url=source.url,
                )
                return (run_of if artifact.kind == "build" else thing_of)(record, origin, items)
            except BROKEN as error:
                self._client.context.log.warning("link_unreadable", artifact=artifact.id, why=str(error))
        targets = tuple(Target(integration=source.integration, key=key) for key in items)
        return thing_from(artifact, targets, source.url, source.scope)

    def _told(
        self, ask: Callable[[Sequence[Artifact]], dict[str, Any]], wanted: Sequence[Artifact]
    ) -> dict[str, Any]:
        """What they tell, by number; nothing where that cannot be read, which holds up no work item."""
        try:
            return ask(wanted)
        except (AuthError, RejectedError) as error:
            reason = str(error)
        except BROKEN as error:
            reason = why(error)
        self._client.context.log.warning("links_unseen", count=len(wanted), told=reason)
        return {}

    def _builds(self, wanted: Sequence[Artifact]) -> dict[str, Any]:
        """The builds of our project by number."""
        found = Runs(self._client, self._source.scope).named([int(one.id) for one in wanted])
        return {str(number): record for number, record in found.items()}

    def _pulls(self, wanted: Sequence[Artifact]) -> dict[str, Any]:
        """The pull requests by number; without those that the account may not see."""
        own = [int(one.id) for one in wanted if one.project == self._source.scope.lower()]
        found = self._listed(set(own)) if len(own) > _EACH else {}
        for one in wanted:
            if one.id not in found:
                record, blind = self._one(one.id)
                if blind:
                    break
                found |= {one.id: record} if record is not None else {}
        return found

    def _one(self, number: str) -> tuple[Any, bool]:
        """The pull request if it can be seen, and whether none can be."""
        answer = self._client.get(f"/_apis/git/pullrequests/{number}", accept=_NO_SIGHT)
        if answer.status == 200:
            return answer.data, False
        self._client.context.log.info("pull_request_unseen", number=number, told=answer.message)
        return None, answer.status == 401

    def _listed(self, wanted: set[int]) -> dict[str, Any]:
        """Those of our project that a list brings, the newest first, as long as that saves requests."""
        found: dict[str, Any] = {}
        read = 0
        for _ in range(len(wanted) // _WORTH):
            params = {"searchCriteria.status": "all", "$top": _PAGE, "$skip": read}
            where = f"/{self._source.scope}/_apis/git/pullrequests"
            records = self._client.get(where, params, accept=_NO_SIGHT).values
            numbers = {int(one["pullRequestId"]): one for one in records}
            found |= {str(number): one for number, one in numbers.items() if number in wanted}
            read += len(records)
            if len(found) == len(wanted) or not records or min(numbers) < min(wanted):
                break
        return found
