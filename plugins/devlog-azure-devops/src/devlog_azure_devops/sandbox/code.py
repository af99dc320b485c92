"""Repositories and pull requests, and the items that they are linked with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devlog_azure_devops.sandbox import changes, links
from devlog_azure_devops.sandbox.events import Event
from devlog_azure_devops.sandbox.model import Item, Project, User
from devlog_azure_devops.sandbox.shapes.people import person
from devlog_azure_devops.sandbox.times import stamp
from devlog_azure_devops.sandbox.world import World


@dataclass(slots=True)
class Repository:
    """A repository with its branches' newest commits."""

    id: str
    name: str
    project: Project
    branches: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Iteration:
    """One push to a pull request: its commit, and every file that the pull request changes since."""

    commit: str
    at: int
    files: tuple[str, ...]


@dataclass(slots=True)
class Pull:
    """A pull request; `status` is active, abandoned or completed."""

    id: int
    repository: Repository
    title: str
    source: str
    target: str
    author: User
    created: int
    description: str = ""
    draft: bool = False
    status: str = "active"
    closed: int | None = None
    closer: User | None = None
    reviewers: tuple[User, ...] = ()
    labels: tuple[str, ...] = ()
    iterations: tuple[Iteration, ...] = ()


def repositories(world: World) -> dict[str, Repository]:
    """Every repository by its id; each project has one of its own name."""
    shelf: dict[str, Repository] = world.shelf("repositories")
    for project in world.projects.values():
        id = world.guid("repository", project.id)
        if id not in shelf:
            shelf[id] = Repository(id, project.name, project, {"refs/heads/main": commit_id(world, id, 0)})
    return shelf


def commit_id(world: World, *names: object) -> str:
    """Forty digits that stand for a commit."""
    return (world.guid("commit", *names) + world.guid("tree", *names)).replace("-", "")[:40]


def add_pull(
    world: World, repository: Repository, title: str, source: str, target: str, author: User,
    description: str = "", draft: bool = False, files: tuple[str, ...] = (),
) -> Pull:  # fmt: skip
    """A new pull request, whose merge is tried at once."""
    number = world.new_id("pull")
    made = Pull(number, repository, title, source, target, author, world.now(), description, draft)
    commit = repository.branches.setdefault(source, commit_id(world, repository.id, source))
    made.iterations = (Iteration(commit, world.now(), files),)
    world.shelf("pulls")[number] = made
    _tell(world, made, author, "git.pullrequest.created")
    _tell(world, made, author, "git.pullrequest.merged")
    return made


def push(world: World, pull: Pull, actor: User, files: tuple[str, ...]) -> None:
    """Another commit on the source branch, with which the pull request changes these files."""
    commit = commit_id(world, pull.id, len(pull.iterations))
    pull.repository.branches[pull.source] = commit
    pull.iterations = (*pull.iterations, Iteration(commit, world.now(), files))
    _tell(world, pull, actor, "git.pullrequest.updated")
    _tell(world, pull, actor, "git.pullrequest.merged")


def twin(world: World, repository: Repository, source: str, target: str) -> Pull | None:
    """The active pull request of these branches; there is never a second one."""
    for one in world.shelf("pulls").values():
        same = (one.repository, one.source, one.target) == (repository, source, target)
        if same and one.status == "active":
            found: Pull = one
            return found
    return None


def change_pull(world: World, pull: Pull, actor: User, told: Mapping[str, Any]) -> None:
    """Other words, or another status, which completes or abandons it."""
    for name in ("title", "description"):
        setattr(pull, name, str(told.get(name, getattr(pull, name))))
    pull.draft = bool(told.get("isDraft", pull.draft))
    status = str(told.get("status", pull.status)).lower()
    if status != pull.status:
        pull.status = status
        pull.closed, pull.closer = (None, None) if status == "active" else (world.now(), actor)
    _tell(world, pull, actor, "git.pullrequest.updated")
    if status == "completed":
        _tell(world, pull, actor, "git.pullrequest.merged")


def artifact(pull: Pull) -> str:
    """The address by which an item points to a pull request."""
    project, repository = pull.repository.project.id, pull.repository.id
    return f"vstfs:///Git/PullRequestId/{project}%2F{repository}%2F{pull.id}"


def join(world: World, pull: Pull, item: Item, actor: User) -> None:
    """Link an item with a pull request."""
    made = links.made(world, "ArtifactLink", artifact(pull), None, {"name": "Pull Request"})
    changes.commit(world, item, actor, changes.Draft(added=[made]))


def linked(world: World, pull: Pull) -> list[Item]:
    """The items that point to a pull request."""
    url = artifact(pull).casefold()
    return [item for item in world.items.values() if any(one.url.casefold() == url for one in item.relations)]


def repository_json(world: World, one: Repository) -> dict[str, Any]:
    """A repository."""
    project = one.project
    url = f"{world.url}/{project.id}/_apis/git/repositories/{one.id}"
    page = f"{world.url}/{project.name.replace(' ', '%20')}/_git/{one.name.replace(' ', '%20')}"
    return {
        "id": one.id,
        "name": one.name,
        "url": url,
        "project": _project(world, project),
        "defaultBranch": "refs/heads/main",
        "size": 729,
        "remoteUrl": page,
        "sshUrl": f"git@ssh.dev.azure.com:v3/sandbox/{project.name}/{one.name}",
        "webUrl": page,
        "isDisabled": False,
        "isInMaintenance": False,
    }


def pull_json(world: World, one: Pull, cut: int | None = None) -> dict[str, Any]:
    """A pull request; `cut` is how much of the description a list gives."""
    place = repository_json(world, one.repository)
    told: dict[str, Any] = {
        "repository": place,
        "pullRequestId": one.id,
        "codeReviewId": one.id,
        "status": one.status,
        "createdBy": person(world, one.author),
        "creationDate": stamp(one.created),
    }
    if one.closed is not None and one.closer is not None:
        told |= {"closedDate": stamp(one.closed), "closedBy": person(world, one.closer)}
    commits = {
        name: {"commitId": commit, "url": f"{place['url']}/commits/{commit}"}
        for name, commit in (
            ("lastMergeSourceCommit", one.iterations[-1].commit),
            ("lastMergeTargetCommit", one.repository.branches[one.target]),
            ("lastMergeCommit", commit_id(world, "merge", one.id, len(one.iterations))),
        )
    }
    told |= {
        "title": one.title,
        "description": one.description[:cut],
        "sourceRefName": one.source,
        "targetRefName": one.target,
        "mergeStatus": "succeeded",
        "isDraft": one.draft,
        "mergeId": world.guid("merge", one.id),
        **commits,
        "reviewers": [person(world, user) | {"reviewerUrl": None, "vote": 0} for user in one.reviewers],
        "labels": [
            {"id": world.guid("label", name), "name": name, "active": True, "url": f"{place['url']}/labels"}
            for name in one.labels
        ],
        "url": f"{place['url']}/pullRequests/{one.id}",
        "supportsIterations": True,
        "artifactId": artifact(one),
    }
    return told


def _project(world: World, project: Project) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": project.name,
        "url": f"{world.url}/_apis/projects/{project.id}",
        "state": project.state,
        "revision": project.revision,
        "visibility": "private",
        "lastUpdateTime": stamp(project.updated),
    }


def _tell(world: World, pull: Pull, actor: User, name: str) -> None:
    told = pull_json(world, pull)
    project = pull.repository.project
    world.tell(Event(name=name, project=project, actor=actor, at=world.now(), resource=told))
