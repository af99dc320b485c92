"""The project's repositories with their branches, and who may review there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from devlog_azure_devops.client import Client
from devlog_azure_devops.streams.stream import following
from devlog_core.model.errors import TransientError, UsageError
from devlog_core.plugin.nearest import hint

Record = Mapping[str, Any]
HEADS = "refs/heads/"
_PAGE = 100
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Repositories:
    """Finds what the actions name, in one project."""

    def __init__(self, client: Client, scope: str) -> None:
        self._client = client
        self._scope = scope

    def named(self, name: str | None) -> Record:
        """The repository with that name or id, else the only one; raises UsageError where there is none."""
        known = self._client.get(f"/{self._scope}/_apis/git/repositories").values
        usable = [one for one in known if not one.get("isDisabled")]
        if name is None:
            if len(usable) == 1:
                return self._checked(usable[0])
            names = ", ".join(sorted(str(one["name"]) for one in usable)) or "none"
            raise UsageError(
                f"the project has not one repository alone, but {names}: say which by `repository`"
            )
        wanted = name.casefold()
        for one in usable:
            if wanted in (str(one["id"]).casefold(), str(one["name"]).casefold()):
                return self._checked(one)
        raise UsageError(
            f"the project has no repository {name!r}{hint(name, [str(one['name']) for one in usable])}"
        )

    def branch_of(self, repository: Record, ref: str) -> str:
        """The branch that names an entry; raises UsageError where there is not exactly one."""
        if not ref:
            raise UsageError("say which branch to merge by `branch`, or which entry by --entry")
        found = [name for name in self._branches(repository, ref.lower()) if _names(name, ref.lower())]
        if len(found) == 1:
            return found[0]
        if not found:
            raise UsageError(
                f"no branch of {repository['name']} names {ref}: push one, such as feature/{ref}, or say "
                "which by `branch`"
            )
        raise UsageError(f"several branches name {ref}: {', '.join(found)}; say which by `branch`")

    def reviewers(self, wanted: Sequence[str]) -> list[dict[str, str]]:
        """Their ids as a request takes them; raises UsageError for one that no team of the project knows."""
        found = {name: name for name in wanted if _ID.fullmatch(name)}
        left = {name.casefold(): name for name in wanted if name not in found}
        known: list[str] = []
        for person in self._people() if left else ():
            for name in (person.get("uniqueName"), person.get("displayName")):
                known.append(str(name or ""))
                asked = left.pop(str(name or "").casefold(), None)
                if asked is not None:
                    found[asked] = str(person["id"])
            if not left:
                break
        for asked in left.values():
            raise UsageError(
                f"no team of the project has a member {asked!r}{hint(asked, known)}; others by their id"
            )
        return [{"id": found[name]} for name in dict.fromkeys(wanted)]

    def _checked(self, repository: Record) -> Record:
        if not repository.get("defaultBranch"):
            raise UsageError(f"the repository {repository['name']} is empty: push its first branch")
        return repository

    def _branches(self, repository: Record, part: str) -> Iterator[str]:
        path = f"/{self._scope}/_apis/git/repositories/{repository['id']}/refs"
        params: dict[str, Any] = {"filter": "heads/", "filterContains": part, "$top": _PAGE}
        while True:
            answer = self._client.get(path, params)
            for one in answer.values:
                yield str(one["name"]).removeprefix(HEADS)
            token = following(answer)
            if not token:
                return
            if token == params.get("continuationToken"):
                raise TransientError(f"the branches of {repository['name']} could not be read to their end")
            params["continuationToken"] = token

    def _people(self) -> Iterator[Record]:
        """The members of each team."""
        path = f"/_apis/projects/{quote(self._scope)}/teams"
        for team in self._all(path):
            for member in self._all(f"{path}/{team['id']}/members"):
                yield member.get("identity") or member

    def _all(self, path: str) -> Iterator[Record]:
        skip = 0
        while True:
            records = self._client.get(path, {"$top": _PAGE, "$skip": skip}).values
            yield from records
            if len(records) < _PAGE:
                return
            skip += len(records)


def _names(branch: str, ref: str) -> bool:
    """Whether a branch names this entry and not one whose ref goes on."""
    return re.search(rf"(?<![0-9a-z]){re.escape(ref)}(?![0-9a-z])", branch.lower()) is not None
