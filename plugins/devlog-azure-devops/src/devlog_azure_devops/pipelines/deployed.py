"""Deployments to environments and by classic releases, as things and events; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from devlog_azure_devops.people import account
from devlog_azure_devops.pipelines.naming import branch_of, commit_of, targets_of
from devlog_azure_devops.pipelines.records import RESULTS, run_id
from devlog_azure_devops.pipelines.triggers import DEPLOYMENT
from devlog_azure_devops.streams.origin import Origin
from devlog_core.model.codec import to_json
from devlog_core.model.remote import Event, RemoteRef, RemoteThing, Target
from devlog_core.model.times import parse_time

Record = Mapping[str, Any]
ENDED = ("succeeded", "partially-succeeded", "failed", "cancelled", "rejected")
_TASKS = {**RESULTS, "succeededwithissues": "partially-succeeded", "abandoned": "cancelled"}
_OPERATIONS = {
    "rejected": "rejected", "gatefailed": "rejected", "canceled": "cancelled", "phasecanceled": "cancelled",
    "phasefailed": "failed", "phaseinprogress": "running", "evaluatinggates": "running",
    "cancelling": "running",
}  # fmt: skip
_SKIPPED = "skipped"
_NEVER = 1
"""The year of a time that the provider does not know."""


def deployment_of(
    record: Record,
    environment: tuple[str, str],
    origin: Origin,
    build: Record | None,
    items: Iterable[str] = (),
) -> RemoteThing | None:
    """A deployment to an environment of this id and name; None of one that was skipped.

    `build` is the run that was deployed, None where it is gone; `items` are associated with it. Raises
    KeyError, TypeError or ValueError where the record is no deployment.
    """
    result = str(record.get("result") or "").lower()
    if result == _SKIPPED:
        return None
    id, name = environment
    owner: Record = record.get("owner") or {}
    started = _time(record.get("startTime"))
    state = _TASKS.get(result, "completed") if result else "running" if started else "queued"
    title = f"{(record.get('definition') or {}).get('name') or 'pipeline'} {owner.get('name') or ''}".strip()
    targets = targets_of(build, origin.integration, items) if build is not None else ()
    if owner.get("id"):
        targets = (*targets, Target(integration=origin.integration, build=run_id(owner["id"])))
    return RemoteThing(
        ref=RemoteRef(
            id=f"{origin.scope}/environment/{id}",
            key=name,
            url=origin.page(f"_environments/{id}?view=deployments"),
            scope=origin.scope,
        ),
        kind="deployment",
        title=title,
        author=account((build or {}).get("requestedFor")),
        at=_time(record.get("finishTime")) or started or _time(record.get("queueTime")),
        targets=targets,
        data={
            "id": f"{id}/{int(record['id'])}",
            "state": state,
            "environment": name,
            "stage": record.get("stageName"),
            "run": str(owner.get("id") or ""),
            "run_url": origin.page(f"_build/results?buildId={owner['id']}") if owner.get("id") else None,
        },
    )


def release_deployment_of(record: Record, origin: Origin) -> RemoteThing:
    """A deployment of a classic release to a stage of its definition.

    Raises KeyError, TypeError or ValueError where the record is no deployment.
    """
    release, stage = record["release"], record["releaseEnvironment"]
    status, operation = (
        str(record.get(name) or "").lower() for name in ("deploymentStatus", "operationStatus")
    )
    state = _OPERATIONS.get(operation, "queued")
    state = RESULTS.get(status) or ("running" if status == "inprogress" else state)
    title = f"{(record.get('releaseDefinition') or {}).get('name') or ''} {release.get('name') or ''}"
    times = (_time(record.get(name)) for name in ("completedOn", "lastModifiedOn", "startedOn"))
    web = ((release.get("_links") or {}).get("web") or {}).get("href") or release.get("webAccessUri")
    url = str(web or origin.page(f"_releaseProgress?releaseId={release['id']}"))
    return RemoteThing(
        ref=RemoteRef(
            id=f"{origin.scope}/release/{int(record['definitionEnvironmentId'])}",
            key=str(stage["name"]),
            url=url,
            scope=origin.scope,
        ),
        kind="deployment",
        title=title.strip(),
        author=account(record.get("requestedFor") or record.get("requestedBy")),
        at=next(filter(None, times), None),
        targets=tuple(dict.fromkeys(_contents(release.get("artifacts") or (), origin.integration))),
        data={
            "id": f"release/{int(record['id'])}",
            "state": state,
            "environment": str(stage["name"]),
            "stage": None,
            "run": str(release.get("name") or release["id"]),
            "run_url": url,
        },
    )  # fmt: skip


def deployment_events(thing: RemoteThing) -> tuple[Event, ...]:
    """That a deployment has ended; none of one that goes on."""
    if thing.data["state"] not in ENDED or thing.at is None:
        return ()
    told = dict(thing.data) | {
        "what": thing.title,
        "url": thing.ref.url,
        "by": thing.author,
        "at": to_json(thing.at),
        "targets": to_json(thing.targets),
    }
    # Some are tried again under the same number: their end is told by what came of it, and its time.
    about = f"azure-devops:deployment:{thing.ref.scope}/{thing.data['id']}:{thing.data['state']}"
    event = Event(
        id=f"{about}:{thing.at:%Y%m%dT%H%M%SZ}", name=DEPLOYMENT, at=thing.at, data={"deployment": told}
    )
    return (event,)


def _contents(artifacts: Iterable[Record], integration: str) -> Iterable[Target]:
    """What the artifacts of a release were made of."""
    for artifact in artifacts:
        parts: Record = artifact.get("definitionReference") or {}
        told = {
            name: str((parts.get(name) or {}).get("id") or "")
            for name in ("branch", "sourceVersion", "version")
        }
        branch = told["branch"] if branch_of(told["branch"]) else f"refs/heads/{told['branch']}"
        commit = told["sourceVersion"] or told["version"]
        record = {"sourceBranch": branch, "sourceVersion": commit if commit_of(commit) else None}
        yield from targets_of(record, integration)
        if str(artifact.get("type")).lower() == "build" and told["version"].isdecimal():
            yield Target(integration=integration, build=run_id(told["version"]))


def _time(text: Any) -> datetime | None:
    found = parse_time(str(text)) if text else None
    return found if found and found.year > _NEVER else None
