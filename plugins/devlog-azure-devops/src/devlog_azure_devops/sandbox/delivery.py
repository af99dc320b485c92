"""Pipelines with their runs, and environments with their deployments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devlog_azure_devops.sandbox.events import Event
from devlog_azure_devops.sandbox.model import Project, User
from devlog_azure_devops.sandbox.shapes.people import person
from devlog_azure_devops.sandbox.times import stamp
from devlog_azure_devops.sandbox.world import World


@dataclass(slots=True)
class Pipeline:
    """A pipeline, which builds know as their definition."""

    id: int
    name: str
    project: Project
    folder: str = "\\"
    parameters: tuple[str, ...] = ()
    """What its YAML asks for when it is run."""
    variables: tuple[str, ...] = ()
    """Those that may be set when it is run."""


@dataclass(slots=True)
class Run:
    """A run of a pipeline, which is a build too; without a `result` it is running."""

    id: int
    pipeline: Pipeline
    by: User
    branch: str
    started: int
    version: str
    result: str | None = None
    finished: int | None = None
    waits: bool = False
    """Whether no agent has taken it yet."""
    cause: Mapping[str, str] = field(default_factory=dict)
    """What a pull request that it was made for tells of itself."""
    items: tuple[int, ...] = ()
    """The work items that are associated with it."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Environment:
    """Where runs deploy to."""

    id: int
    name: str
    project: Project
    created: int
    by: User


@dataclass(slots=True)
class Deployment:
    """One deployment of a run to an environment."""

    id: int
    environment: Environment
    run: Run
    started: int
    result: str | None = None
    finished: int | None = None


def finish(world: World, run: Run, result: str) -> None:
    """Let a run end."""
    run.result, run.finished, run.waits = result, world.now(), False
    project = run.pipeline.project
    told = build_json(world, run)
    world.tell(Event(name="build.complete", project=project, actor=run.by, at=world.now(), resource=told))


def status_of(one: Run) -> str:
    """How a run stands, as builds tell it."""
    return ("notStarted" if one.waits else "inProgress") if one.result is None else "completed"


def pipeline_json(world: World, one: Pipeline) -> dict[str, Any]:
    """A pipeline."""
    url = f"{world.url}/{one.project.id}/_apis/pipelines/{one.id}?revision=1"
    page = f"{world.url}/{one.project.id}/_build/definition?definitionId={one.id}"
    hrefs = {"self": {"href": url}, "web": {"href": page}}
    return {"_links": hrefs, "url": url, "id": one.id, "revision": 1, "name": one.name, "folder": one.folder}


def run_json(world: World, one: Run) -> dict[str, Any]:
    """A run as pipelines tell it."""
    pipeline = pipeline_json(world, one.pipeline)
    url = f"{world.url}/{one.pipeline.project.id}/_apis/pipelines/{one.pipeline.id}/runs/{one.id}"
    page = f"{world.url}/{one.pipeline.project.id}/_build/results?buildId={one.id}"
    told: dict[str, Any] = {
        "_links": {"self": {"href": url}, "web": {"href": page}, "pipeline": {"href": pipeline["url"]}},
        "pipeline": {name: pipeline[name] for name in ("url", "id", "revision", "name", "folder")},
        "state": "inProgress" if one.result is None else "completed",
        "resources": {"repositories": {"self": {"refName": one.branch, "version": one.version}}},
        "createdDate": stamp(one.started),
    }
    if one.result is not None and one.finished is not None:
        told |= {"result": one.result, "finishedDate": stamp(one.finished)}
    return told | {"url": url, "id": one.id, "name": number_of(one)}


def build_json(world: World, one: Run) -> dict[str, Any]:
    """The same run as builds tell it."""
    project = one.pipeline.project
    base = f"{world.url}/{project.id}/_apis/build"
    at = stamp(one.started)
    told: dict[str, Any] = {
        "id": one.id,
        "buildNumber": number_of(one),
        "status": status_of(one),
    }
    if not one.waits:
        told["startTime"] = at
    if one.cause:
        told["triggerInfo"] = dict(one.cause)
    if one.result is not None and one.finished is not None:
        told |= {"result": one.result, "finishTime": stamp(one.finished)}
    where: dict[str, Any] = {
        "id": project.id,
        "name": project.name,
        "url": f"{world.url}/_apis/projects/{project.id}",
    }
    where |= {"state": project.state, "revision": project.revision, "visibility": "private"}
    definition: dict[str, Any] = {
        "id": one.pipeline.id,
        "name": one.pipeline.name,
        "path": one.pipeline.folder,
    }
    definition |= {"url": f"{base}/Definitions/{one.pipeline.id}", "type": "build", "project": where}
    return told | {
        "_links": {"web": {"href": f"{world.url}/{project.id}/_build/results?buildId={one.id}"}},
        "queueTime": at,
        "url": f"{base}/Builds/{one.id}",
        "definition": definition,
        "project": where,
        "uri": f"vstfs:///Build/Build/{one.id}",
        "sourceBranch": one.branch,
        "sourceVersion": one.version,
        "priority": "normal",
        "reason": "pullRequest" if one.cause else "manual",
        "requestedFor": person(world, one.by),
        "requestedBy": person(world, one.by),
        "lastChangedDate": stamp(one.finished or one.started),
        "lastChangedBy": person(world, one.by),
        "tags": [],
        "retainedByRelease": False,
    }


def environment_json(world: World, one: Environment) -> dict[str, Any]:
    """An environment."""
    by, at = person(world, one.by), stamp(one.created)
    told = {"id": one.id, "name": one.name, "description": "", "createdBy": by, "createdOn": at}
    told |= {"lastModifiedBy": by, "lastModifiedOn": at, "resources": []}
    return told | {"project": {"id": one.project.id, "name": one.project.name}}


def deployment_json(world: World, one: Deployment) -> dict[str, Any]:
    """A deployment to an environment."""
    pipeline = one.run.pipeline
    url = f"{world.url}/{pipeline.project.id}/_apis/build"
    told: dict[str, Any] = {
        "id": one.id,
        "environmentId": one.environment.id,
        "planType": "Build",
        "planId": world.guid("plan", one.run.id),
        "scopeId": pipeline.project.id,
        "requestIdentifier": number_of(one.run),
        "stageName": one.environment.name,
        "jobName": "Deploy",
        "definition": {
            "id": pipeline.id,
            "name": pipeline.name,
            "_links": {"self": {"href": f"{url}/Definitions/{pipeline.id}"}},
        },
        "owner": {
            "id": one.run.id,
            "name": number_of(one.run),
            "_links": {"self": {"href": f"{url}/Builds/{one.run.id}"}},
        },
        "queueTime": stamp(one.started),
        "startTime": stamp(one.started),
    }
    if one.result is not None and one.finished is not None:
        told |= {"result": one.result, "finishTime": stamp(one.finished)}
    return told


def number_of(one: Run) -> str:
    """What a run is called."""
    return f"{stamp(one.started)[:10].replace('-', '')}.{one.id}"
