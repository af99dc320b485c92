"""Opening pull requests and linking them with work items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.artifacts import PULL_NAME, REL, artifact_of, uri_of_pull
from devlog_azure_devops.client import PATCH, Client
from devlog_azure_devops.cures import rejected
from devlog_azure_devops.fetching import work_item
from devlog_azure_devops.mapping import Source
from devlog_azure_devops.pulls import forms
from devlog_azure_devops.pulls.records import address, branch_of
from devlog_azure_devops.pulls.repositories import HEADS, Repositories
from devlog_core.model.errors import AuthError, GoneError, RejectedError, UsageError
from devlog_core.model.remote import RemoteRef

Record = Mapping[str, Any]
TWIN = "TF401179"
"""There is an active pull request of these branches already; there is never a second one."""
_NO_SUCH_BRANCH = "TF401398"
_NO_SIGHT = (401, 403)


class Puller:
    """Writes what belongs to pull requests of one project."""

    def __init__(self, client: Client, source: Source) -> None:
        self._client = client
        self._source = source
        self._repositories = Repositories(client, source.scope)

    def create(self, form: forms.CreatePullRequest) -> forms.PullRequest:
        """The pull request of the branches, a new one unless one is open; linked with the work item."""
        self._item(form.item)
        repository = self._repositories.named(form.repository)
        source = form.branch or self._repositories.branch_of(repository, form.entry)
        source = branch_of(source)
        target = branch_of(form.target or str(repository["defaultBranch"]))
        if source == target:
            raise UsageError(f"the branch {source!r} cannot be merged into itself: say another by `target`")
        held = self._open(repository, source, target)
        if held is None:
            body = {
                "sourceRefName": f"{HEADS}{source}", "targetRefName": f"{HEADS}{target}",
                "title": form.title, "description": described(form.description, form.entry),
                "isDraft": form.draft, "workItemRefs": [{"id": form.item}],
                "reviewers": self._repositories.reviewers(form.reviewers),
            }  # fmt: skip
            held = self._made(repository, body)
            if held is not None:
                return self._shown(held, created=True, linked=True)
            # Somebody opened it since the list was read.
            held = self._open(repository, source, target)
            if held is None:
                raise RejectedError(f"Azure DevOps holds a pull request of {source} that it does not list")
        return self._shown(held, linked=self._link(held, form.item))

    def link(self, form: forms.LinkPullRequest) -> forms.PullRequest:
        """The pull request, linked with the work item unless it was."""
        number = form.pull_request.rpartition("/")[2].lstrip("!")
        answer = self._client.get(f"/_apis/git/pullrequests/{number}", accept=(*_NO_SIGHT, 404))
        if answer.status == 404:
            raise UsageError(f"there is no pull request {number}, or the account may not see it")
        self._allowed(answer.status, "read")
        return self._shown(answer.data, linked=self._link(answer.data, form.item))

    def _open(self, repository: Record, source: str, target: str) -> Record | None:
        params = {
            "searchCriteria.status": "active",
            "searchCriteria.sourceRefName": f"{HEADS}{source}",
            "searchCriteria.targetRefName": f"{HEADS}{target}",
        }
        found: list[Record] = self._client.get(self._path(repository), params).values
        return found[0] if found else None

    def _made(self, repository: Record, body: Mapping[str, Any]) -> Record | None:
        """The new pull request; None where one of the same branches is open."""
        answer = self._client.send("POST", self._path(repository), body, accept=(400, 404, 409, *_NO_SIGHT))
        if answer.status < 300:
            made: Record = answer.data
            return made
        self._allowed(answer.status, "read & write")
        if answer.code == TWIN:
            return None
        if answer.code == _NO_SUCH_BRANCH:
            branches = f"{branch_of(body['sourceRefName'])} and {branch_of(body['targetRefName'])}"
            raise UsageError(
                f"the repository {repository['name']} lacks one of the branches {branches}: "
                "push it, or correct its name"
            )
        raise rejected(answer)

    def _link(self, pull: Record, item: str) -> bool:
        """Whether the work item was not linked with the pull request before."""
        record, number = self._item(item), int(pull["pullRequestId"])
        for one in record.get("relations") or ():
            known = artifact_of(str(one.get("url") or "")) if one.get("rel") == REL else None
            if known is not None and (known.kind, known.id) == ("pull_request", str(number)):
                return False
        repository = pull["repository"]
        uri = uri_of_pull(repository["project"]["id"], repository["id"], number)
        relation = {"rel": REL, "url": uri, "attributes": {"name": PULL_NAME}}
        body = [
            {"op": "test", "path": "/rev", "value": int(record["rev"])},
            {"op": "add", "path": "/relations/-", "value": relation},
        ]
        self._client.send("PATCH", f"/_apis/wit/workItems/{record['id']}", body, content_type=PATCH)
        return True

    def _item(self, item: str) -> Record:
        record = work_item(self._client, self._source, RemoteRef(id=item))
        if record is None:
            raise GoneError(f"there is no work item {item}, or the account may not see it")
        return record

    def _path(self, repository: Record) -> str:
        return f"/{self._source.scope}/_apis/git/repositories/{repository['id']}/pullrequests"

    def _allowed(self, status: int, scope: str) -> None:
        if status in _NO_SIGHT:
            raise AuthError(
                f"the account may not do that with the project's code ({status}): give the token the scope "
                f"Code ({scope}), and the account that permission on the repository"
            )

    def _shown(self, pull: Record, *, created: bool = False, linked: bool = False) -> forms.PullRequest:
        return forms.PullRequest(
            number=int(pull["pullRequestId"]),
            url=address(pull, self._source.url),
            repository=str(pull["repository"]["name"]),
            source=branch_of(pull["sourceRefName"]),
            target=branch_of(pull["targetRefName"]),
            title=str(pull["title"]),
            status=str(pull["status"]),
            draft=bool(pull.get("isDraft")),
            created=created,
            linked=linked,
        )


def described(text: str, entry: str) -> str:
    """The description with the entry's ref at its end, unless it stands there already."""
    ref = entry.lower()
    return text if not ref or ref in text.lower() else f"{text}\n\nDevlog: {ref}".lstrip()
