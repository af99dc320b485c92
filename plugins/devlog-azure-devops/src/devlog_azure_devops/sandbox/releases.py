"""Classic releases with their stages, and what was deployed to these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from devlog_azure_devops.sandbox.delivery import Run, number_of
from devlog_azure_devops.sandbox.events import Event
from devlog_azure_devops.sandbox.model import Project, User
from devlog_azure_devops.sandbox.shapes.people import person
from devlog_azure_devops.sandbox.times import stamp
from devlog_azure_devops.sandbox.world import World


@dataclass(slots=True)
class Release:
    """A classic release with its stages by name and the status of each."""

    id: int
    name: str
    project: Project
    definition: str
    by: User
    created: int
    stages: dict[str, str]
    run: Run | None = None
    """What it releases."""


@dataclass(slots=True)
class Rollout:
    """A deployment of a release to one of its stages."""

    id: int
    release: Release
    stage: str
    status: str
    modified: int


def tell_of(world: World, rollout: Rollout) -> None:
    """Let be known that a release was deployed to a stage; what is still on its way is not told."""
    if rollout.status == "inProgress":
        return
    release = rollout.release
    told = {"deployment": rollout_json(world, rollout), "stageName": rollout.stage, "attemptId": 1}
    told |= {"project": {"id": release.project.id, "name": release.project.name}, "id": release.id}
    name = "ms.vss-release.deployment-completed-event"
    world.tell(Event(name=name, project=release.project, actor=release.by, at=world.now(), resource=told))


def release_json(world: World, one: Release) -> dict[str, Any]:
    """A classic release."""
    url = f"{world.url}/{one.project.id}/_apis/Release"
    by, at = person(world, one.by), stamp(one.created)
    number = world.guid("release definition", one.definition)
    definition = {
        "id": int(number[:6], 16),
        "name": one.definition,
        "path": "\\",
        "url": f"{url}/definitions/1",
    }
    stages = [
        {"id": one.id * 100 + place, "releaseId": one.id, "name": name, "status": status, "rank": place}
        for place, (name, status) in enumerate(one.stages.items(), 1)
    ]
    return {
        "id": one.id,
        "name": one.name,
        "status": "active",
        "createdOn": at,
        "modifiedOn": at,
        "modifiedBy": by,
        "createdBy": by,
        "environments": stages,
        "releaseDefinition": definition,
        "description": "",
        "reason": "manual",
        "projectReference": {"id": one.project.id, "name": one.project.name},
        "url": f"{url}/releases/{one.id}",
    }


def rollout_json(world: World, one: Rollout) -> dict[str, Any]:
    """A deployment of a classic release; times that nobody knows are those of the year 1."""
    release = release_json(world, one.release)
    page = f"{world.url}/{one.release.project.id}/_releaseProgress?releaseId={one.release.id}"
    place = list(one.release.stages).index(one.stage)
    at, never = stamp(one.modified), "0001-01-01T00:00:00Z"
    done = one.status in ("succeeded", "partiallySucceeded", "failed")
    return {
        "id": one.id,
        "release": {
            "id": one.release.id,
            "name": one.release.name,
            "url": release["url"],
            "artifacts": [] if one.release.run is None else [_artifact(one.release.run)],
            "_links": {"self": {"href": release["url"]}, "web": {"href": page}},
        },
        "releaseDefinition": {name: release["releaseDefinition"][name] for name in ("id", "name", "url")},
        "releaseEnvironment": {"id": release["environments"][place]["id"], "name": one.stage},
        "definitionEnvironmentId": int(world.guid("stage", one.release.definition, one.stage)[:6], 16),
        "attempt": 1,
        "reason": "manual",
        "deploymentStatus": one.status,
        "operationStatus": "Approved" if done else "PhaseInProgress",
        "requestedBy": person(world, one.release.by),
        "requestedFor": person(world, one.release.by),
        "queuedOn": never,
        "startedOn": stamp(one.release.created),
        "completedOn": at if done else never,
        "lastModifiedOn": at,
    }


def _artifact(run: Run) -> dict[str, Any]:
    told = {
        "definition": (run.pipeline.id, run.pipeline.name),
        "project": (run.pipeline.project.id, run.pipeline.project.name),
        "version": (run.id, number_of(run)),
        "branch": (run.branch, run.branch),
        "sourceVersion": (run.version, ""),
    }
    parts = {name: {"id": str(id), "name": str(called)} for name, (id, called) in told.items()}
    return {
        "alias": f"_{run.pipeline.name}", "type": "Build", "isPrimary": True, "definitionReference": parts,
    }  # fmt: skip
