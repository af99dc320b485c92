"""What a work item is linked to beside other work items: pull requests, builds, commits, branches; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from devlog_azure_devops.pulls.records import ref_of
from devlog_core.model.remote import RemoteRef, RemoteThing, Target, ThingKind
from devlog_core.model.times import parse_time

REL = "ArtifactLink"
PULL_NAME = "Pull Request"
"""What the provider calls a link to a pull request; without the name it refuses the link."""
_KINDS: Mapping[str, ThingKind] = {
    "git/pullrequestid": "pull_request", "git/commit": "commit", "git/ref": "branch", "build/build": "build",
}  # fmt: skip
_URI = re.compile(r"vstfs:///(?P<tool>[^/]+/[^/]+)/(?P<id>.+)", re.IGNORECASE)
_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """What a link leads to; a build's tells neither project nor repository."""

    kind: ThingKind
    id: str
    """A number, the digits of a commit, or the name of a branch."""
    project: str = ""
    repository: str = ""


def artifact_of(uri: str) -> Artifact | None:
    """The artifact of an address; None where it is of a kind that attaches to no entry."""
    found = _URI.fullmatch(uri.strip())
    kind = _KINDS.get(found["tool"].lower()) if found else None
    if found is None or kind is None:
        return None
    parts = unquote(found["id"]).split("/", 2)
    if kind == "build":
        return Artifact(kind=kind, id=parts[0]) if parts[0].isdecimal() else None
    if len(parts) < 3 or not parts[2]:
        return None
    project, repository, name = parts[0].lower(), parts[1].lower(), parts[2]
    if kind == "branch":
        # GB stands before the name of a branch, GT before that of a tag.
        kind, name = ("branch" if name[:2] == "GB" else None), name[2:]
    elif kind == "pull_request" and not name.isdecimal():
        return None
    return Artifact(kind=kind, id=name, project=project, repository=repository) if kind and name else None


def uri_of_pull(project: str, repository: str, number: int) -> str:
    """The address by which a work item is linked to a pull request."""
    return f"vstfs:///Git/PullRequestId/{project}%2F{repository}%2F{number}"


def linked_since(relations: Iterable[Any], since: datetime | None) -> Iterator[str]:
    """The addresses of artifacts that were linked since a time, or of all."""
    for one in relations:
        if not isinstance(one, Mapping) or one.get("rel") != REL:
            continue
        uri = str(one.get("url") or "")
        if artifact_of(uri) is not None and (since is None or _linked_at(one) >= since):
            yield uri


def _linked_at(relation: Mapping[str, Any]) -> datetime:
    """When it was linked; what does not tell counts as new."""
    try:
        return parse_time(str(relation["attributes"]["authorizedDate"]))
    except (KeyError, TypeError, ValueError):
        return datetime.max.replace(tzinfo=UTC)


def thing_from(artifact: Artifact, targets: tuple[Target, ...], url: str, scope: str) -> RemoteThing:
    """What the link alone tells of it; `url` is the organisation's address, `scope` our project's id."""
    root = f"{url}/{artifact.project or scope}"
    code = f"{root}/_git/{artifact.repository}"
    data: dict[str, Any] = {}
    if artifact.kind == "pull_request":
        number = int(artifact.id)
        ref = ref_of(number, artifact.project, f"{code}/pullrequest/{number}")
        data = {"number": number, "url": ref.url}
    elif artifact.kind == "commit":
        address = f"{code}/commit/{artifact.id}"
        ref = RemoteRef(id=artifact.id, key=artifact.id[:_DIGITS], url=address, scope=artifact.repository)
    elif artifact.kind == "branch":
        address = f"{code}?version=GB{quote(artifact.id, safe='')}"
        name = f"{artifact.repository}/refs/heads/{artifact.id}"
        ref = RemoteRef(id=name, key=artifact.id, url=address, scope=artifact.repository)
        data = {"name": artifact.id}
    else:
        address = f"{root}/_build/results?buildId={artifact.id}"
        ref = RemoteRef(id=f"build/{artifact.id}", key=artifact.id, url=address, scope=scope)
    title = artifact.id if artifact.kind == "branch" else ""
    return RemoteThing(ref=ref, kind=artifact.kind, title=title, targets=targets, data=data)
