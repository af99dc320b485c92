"""Git repositories, their branches, commits and pull requests."""

from __future__ import annotations

from devlog_azure_devops.sandbox.answer import RefusedError, missing
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.code import (
    Pull,
    Repository,
    add_pull,
    change_pull,
    join,
    linked,
    pull_json,
    repositories,
    repository_json,
    twin,
)
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.model import User
from devlog_azure_devops.sandbox.times import read
from devlog_core.testing.sandbox.answer import Answer

GIT = "Microsoft.TeamFoundation.Git.Server"
LISTED, MOST, CUT = 101, 1000, 400
"""Pull requests in a list unless told and at most, and characters of a description that a list gives."""


def list_repositories(call: Call) -> Answer:
    """The repositories of a project, or of all."""
    scope = call.scope()
    seen = [one for one in repositories(call.world).values() if scope is None or one.project is scope]
    return listed([repository_json(call.world, one) for one in seen if call.may("read", one.project)])


def get_repository(call: Call) -> Answer:
    """One repository, by its id or its name."""
    return Answer(200, repository_json(call.world, repository(call)))


def list_refs(call: Call) -> Answer:
    """The branches of a repository."""
    found = repository(call)
    wanted = "refs/" + call.query.get("filter", "")
    told = [
        {"name": name, "objectId": commit, "url": f"{repository_json(call.world, found)['url']}/refs"}
        for name, commit in found.branches.items()
        if name.startswith(wanted) and call.query.get("filtercontains", "") in name
    ]
    return listed(told)


def list_pulls(call: Call) -> Answer:
    """Pull requests of a repository or a project, the newest first."""
    scope = call.scope()
    own = repository(call) if "repository" in call.params else None
    status = call.query.get("searchcriteria.status", "active").lower()
    told = [
        one
        for one in call.world.shelf("pulls").values()
        if (scope is None or one.repository.project is scope)
        and (own is None or one.repository is own)
        and status in ("all", one.status)
        and _asked(call, one)
        and call.may("read", one.repository.project)
    ]
    told.sort(key=lambda one: -one.id)
    skip, top = call.number("$skip", 0), min(call.number("$top", LISTED), MOST)
    return listed([pull_json(call.world, one, CUT) for one in told[skip : skip + top]])


def get_pull(call: Call) -> Answer:
    """One pull request, with its items where that is asked."""
    found = pull(call)
    told = pull_json(call.world, found)
    if call.flag("includeWorkItemRefs"):
        told["workItemRefs"] = _items(call, found)
    return Answer(200, told)


def post_pull(call: Call) -> Answer:
    """A new pull request."""
    found = repository(call)
    call.need("write", found.project)
    told = call.fields
    title, source, target = (str(told.get(name)) for name in ("title", "sourceRefName", "targetRefName"))
    about, draft = str(told.get("description") or ""), bool(told.get("isDraft"))
    if source not in found.branches or target not in found.branches:
        gone = (
            "TF401398: The pull request cannot be activated because the source and/or the target branch no "
            "longer exists, or the requested branches are the same."
        )
        raise RefusedError(400, gone, "GitPullRequestCannotBeActivated", GIT, 3000)
    if twin(call.world, found, source, target) is not None:
        held = "TF401179: An active pull request for the source and target branch already exists."
        raise RefusedError(409, held, "GitPullRequestExistsException", GIT, 3000)
    items = [call.item(str(one.get("id"))) for one in told.get("workItemRefs") or ()]
    reviewers = [_person(call, str(one.get("id"))) for one in told.get("reviewers") or ()]
    made = add_pull(call.world, found, title, source, target, call.actor, about, draft)
    made.reviewers = tuple(reviewers)
    for item in items:
        join(call.world, made, item, call.actor)
    return Answer(201, pull_json(call.world, made))


def patch_pull(call: Call) -> Answer:
    """Another title, or another status: active, abandoned, completed."""
    found = pull(call)
    call.need("write", found.repository.project)
    change_pull(call.world, found, call.actor, call.fields)
    return Answer(200, pull_json(call.world, found))


def list_pull_items(call: Call) -> Answer:
    """The items that a pull request is linked with."""
    return listed(_items(call, pull(call)))


def _items(call: Call, one: Pull) -> list[dict[str, str]]:
    return [
        {"id": str(item.id), "url": f"{call.world.url}/_apis/wit/workItems/{item.id}"}
        for item in linked(call.world, one)
    ]


def _asked(call: Call, one: Pull) -> bool:
    """Whether the search means a pull request; a range of times tells of its making unless told."""
    words = {
        name: call.query.get(f"searchcriteria.{name}")
        for name in ("sourcerefname", "targetrefname", "repositoryid", "mintime", "maxtime")
    }
    ends = call.query.get("searchcriteria.querytimerangetype", "").lower() == "closed"
    at = one.closed if ends else one.created
    return (
        words["sourcerefname"] in (None, one.source)
        and words["targetrefname"] in (None, one.target)
        and words["repositoryid"] in (None, one.repository.id)
        and (words["mintime"] is None or (at is not None and at >= read(words["mintime"])))
        and (words["maxtime"] is None or (at is not None and at <= read(words["maxtime"])))
    )


def _person(call: Call, id: str) -> User:
    found = call.world.account(id)
    if found is None:
        told = f"TF400898: The identity {id} could not be found."
        raise RefusedError(404, told, "IdentityNotFoundException", GIT, 3000)
    return found


def repository(call: Call) -> Repository:
    wanted, scope = call.params["repository"].casefold(), call.scope()
    for one in repositories(call.world).values():
        meant = wanted == one.id or (wanted == one.name.casefold() and one.project is scope)
        if meant and call.may("read", one.project):
            return one
    told = (
        f"TF401019: The Git repository with name or identifier {call.params['repository']} does not exist or "
        "you do not have permissions for the operation you are attempting."
    )
    raise RefusedError(404, told, "GitRepositoryNotFoundException", GIT, 3000)


def pull(call: Call) -> Pull:
    found = call.world.shelf("pulls").get(int(call.params["pull"]) if call.params["pull"].isdigit() else 0)
    if not isinstance(found, Pull) or not call.may("read", found.repository.project):
        raise missing(
            f"TF401180: The requested pull request was not found: {call.params['pull']}.",
            "GitPullRequestNotFoundException",
        )
    return found
