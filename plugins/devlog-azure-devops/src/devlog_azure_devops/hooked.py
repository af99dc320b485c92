"""What deliveries about code, runs and releases become: the events that a reading tells too; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from devlog_azure_devops.pipelines.deployed import deployment_events, release_deployment_of
from devlog_azure_devops.pipelines.records import run_events, run_of
from devlog_azure_devops.pulls.records import CREATED, can_merge, events_of, thing_of
from devlog_azure_devops.streams.origin import Origin
from devlog_core.model.remote import Event

Record = Mapping[str, Any]
Made = tuple[Event, ...]
PULL_CREATED = "git.pullrequest.created"
PULL_TRIED = "git.pullrequest.merged"
"""Told with every merge that the provider tries, also of pull requests that stay open."""
RUN_CHANGED = "ms.vss-pipelines.run-state-changed-event"


def happened(kind: str, resource: Record, origin: Origin, at: datetime) -> Made:
    """The events of a delivery of this kind, which is one of `KINDS`.

    Raises KeyError, TypeError or ValueError where the resource is not as described.
    """
    return _OTHERS[kind](resource, origin) if kind in _OTHERS else _pull(kind, resource, origin, at)


def project_of(resource: Record) -> str:
    """The id of the project that a resource is of, where it tells."""
    for holder in (resource.get("repository"), resource, resource.get("definition")):
        project = holder.get("project") if isinstance(holder, Mapping) else None
        if isinstance(project, Mapping) and project.get("id"):
            return str(project["id"])
    return ""


def _pull(kind: str, resource: Record, origin: Origin, at: datetime) -> Made:
    thing = thing_of(resource, origin)
    if kind == PULL_TRIED and thing.data["state"] == "active" and can_merge(resource):
        return ()
    events = events_of(resource, thing, new=kind == PULL_CREATED, at=at)
    # A pull request that is closed by the time of its delivery was told to be made, which holds.
    return tuple(one for one in events if kind != PULL_CREATED or one.name == CREATED)


def _build(resource: Record, origin: Origin) -> Made:
    return run_events(run_of(resource, origin))


def _run(resource: Record, origin: Origin) -> Made:
    """A run is a build, told in other words."""
    run = resource["run"]
    code = (((run.get("resources") or {}).get("repositories") or {}).get("self")) or {}
    build = {
        "id": run["id"],
        "buildNumber": run.get("name"),
        "status": run.get("state"),
        "result": run.get("result"),
        "queueTime": run.get("createdDate"),
        "finishTime": run.get("finishedDate"),
        "definition": resource.get("pipeline") or run.get("pipeline"),
        "sourceBranch": code.get("refName"),
        "sourceVersion": code.get("version"),
        "_links": run.get("_links"),
    }
    return run_events(run_of(build, origin))


def _deployment(resource: Record, origin: Origin) -> Made:
    # Older forms tell of the stage alone; which deployment it was, the next reading tells.
    record = resource.get("deployment")
    return deployment_events(release_deployment_of(record, origin)) if isinstance(record, Mapping) else ()


_OTHERS: Mapping[str, Callable[[Record, Origin], Made]] = {
    "build.complete": _build,
    RUN_CHANGED: _run,
    "ms.vss-release.deployment-completed-event": _deployment,
}
KINDS = frozenset({PULL_CREATED, "git.pullrequest.updated", PULL_TRIED, *_OTHERS})
"""The provider's names of the events."""
