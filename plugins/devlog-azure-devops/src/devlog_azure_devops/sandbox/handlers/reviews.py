"""What belongs to a pull request: its iterations with the files that they change, and its labels."""

from __future__ import annotations

from devlog_azure_devops.sandbox.answer import missing
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.code import Iteration, Pull
from devlog_azure_devops.sandbox.handlers.code import pull
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.shapes.people import person
from devlog_azure_devops.sandbox.times import stamp
from devlog_core.testing.sandbox.answer import Answer

CHANGES, MOST = 100, 2000
"""Changes in an answer unless told, and at most."""


def list_iterations(call: Call) -> Answer:
    """One for each push, the first one first."""
    found = pull(call)
    told = [
        {
            "id": number,
            "description": "",
            "author": person(call.world, found.author),
            "createdDate": stamp(one.at),
            "updatedDate": stamp(one.at),
            "sourceRefCommit": {"commitId": one.commit},
            "targetRefCommit": {"commitId": found.repository.branches[found.target]},
            "commonRefCommit": {"commitId": found.repository.branches[found.target]},
            "hasMoreCommits": False,
            "reason": "push",
        }
        for number, one in enumerate(found.iterations, 1)
    ]
    return listed(told)


def list_changes(call: Call) -> Answer:
    """The files that the pull request changes as of one push."""
    one = _iteration(call, pull(call))
    skip, top = call.number("$skip", 0), min(call.number("$top", CHANGES), MOST)
    told = [
        {
            "changeTrackingId": number,
            "changeId": number,
            "item": {"objectId": one.commit, "path": f"/{name}"},
            "changeType": "edit",
        }
        for number, name in enumerate(one.files, 1)
    ]
    more = skip + top < len(told)
    answer = {"changeEntries": told[skip : skip + top]}
    return Answer(200, answer | {"nextSkip": skip + top, "nextTop": top} if more else answer)


def list_labels(call: Call) -> Answer:
    """The labels of a pull request."""
    return listed([_label(call, name) for name in pull(call).labels])


def post_label(call: Call) -> Answer:
    """Another label."""
    found, name = pull(call), str(call.fields.get("name"))
    call.need("write", found.repository.project)
    found.labels = tuple(dict.fromkeys((*found.labels, name)))
    return Answer(200, _label(call, name))


def _label(call: Call, name: str) -> dict[str, object]:
    return {"id": call.world.guid("label", name), "name": name, "active": True, "url": call.world.url}


def _iteration(call: Call, found: Pull) -> Iteration:
    number = int(call.params["iteration"]) if call.params["iteration"].isdigit() else 0
    if not 1 <= number <= len(found.iterations):
        raise missing(f"TF401180: There is no iteration {number}.", "GitPullRequestNotFoundException")
    return found.iterations[number - 1]
