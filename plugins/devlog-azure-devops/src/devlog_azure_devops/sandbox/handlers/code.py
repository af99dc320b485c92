"""Git repositories, their branches, commits and pull requests."""

from __future__ import annotations

from devlog_azure_devops.sandbox.answer import RefusedError, missing
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.code import (
    Pull,
    Repository,
    add_pull,
    change_pull,
    linked,
    pull_json,
    repositories,
    repository_json,
)
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_core.testing.sandbox.answer import Answer

GIT = "Microsoft.TeamFoundation.Git.Server"


def list_repositories(call: Call) -> Answer:
    """The repositories of a project, or of all."""
    scope = call.scope()
    seen = [one for one in repositories(call.world).values() if scope is None or one.project is scope]
    return listed([repository_json(call.world, one) for one in seen if call.may("read", one.project)])


def get_repository(call: Call) -> Answer:
    """One repository, by its id or its name."""
    return Answer(200, repository_json(call.world, _repository(call)))


def list_refs(call: Call) -> Answer:
    """The branches of a repository."""
    found = _repository(call)
    wanted = "refs/" + call.query.get("filter", "")
    told = [
        {"name": name, "objectId": commit, "url": f"{repository_json(call.world, found)['url']}/refs"}
        for name, commit in found.branches.items()
        if name.startswith(wanted)
    ]
    return listed(told)


def list_pulls(call: Call) -> Answer:
    """Pull requests of a repository or a project, the newest first."""
    scope = call.scope()
    own = _repository(call) if "repository" in call.params else None
    status = call.query.get("searchcriteria.status", "active").lower()
    told = [
        one
        for one in call.world.shelf("pulls").values()
        if (scope is None or one.repository.project is scope)
        and (own is None or one.repository is own)
        and status in ("all", one.status)
        and _branches(call, one)
        and call.may("read", one.repository.project)
    ]
    told.sort(key=lambda one: -one.id)
    skip, top = call.number("$skip", 0), call.number("$top", 101)
    return listed([pull_json(call.world, one) for one in told[skip : skip + top]])


def get_pull(call: Call) -> Answer:
    """One pull request."""
    return Answer(200, pull_json(call.world, _pull(call)))


def post_pull(call: Call) -> Answer:
    """A new pull request."""
    found = _repository(call)
    call.need("write", found.project)
    told = call.fields
    title, source, target = (str(told.get(name)) for name in ("title", "sourceRefName", "targetRefName"))
    about, draft = str(told.get("description") or ""), bool(told.get("isDraft"))
    made = add_pull(call.world, found, title, source, target, call.actor, about, draft)
    return Answer(201, pull_json(call.world, made))


def patch_pull(call: Call) -> Answer:
    """Another title, or another status: active, abandoned, completed."""
    found = _pull(call)
    call.need("write", found.repository.project)
    change_pull(call.world, found, call.actor, call.fields)
    return Answer(200, pull_json(call.world, found))


def list_pull_items(call: Call) -> Answer:
    """The items that a pull request is linked with."""
    found = _pull(call)
    told = [
        {"id": str(item.id), "url": f"{call.world.url}/_apis/wit/workItems/{item.id}"}
        for item in linked(call.world, found)
    ]
    return listed(told)


def _branches(call: Call, one: Pull) -> bool:
    source = call.query.get("searchcriteria.sourcerefname")
    target = call.query.get("searchcriteria.targetrefname")
    return source in (None, one.source) and target in (None, one.target)


def _repository(call: Call) -> Repository:
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


def _pull(call: Call) -> Pull:
    found = call.world.shelf("pulls").get(int(call.params["pull"]) if call.params["pull"].isdigit() else 0)
    if not isinstance(found, Pull) or not call.may("read", found.repository.project):
        raise missing(
            f"TF401180: The requested pull request was not found: {call.params['pull']}.",
            "GitPullRequestNotFoundException",
        )
    return found
