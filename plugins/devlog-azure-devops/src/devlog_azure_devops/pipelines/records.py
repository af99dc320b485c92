"""Build records as things and events; pure, so that a run is the same whether polled or delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from devlog_azure_devops.people import account
from devlog_azure_devops.pipelines.naming import branch_of, commit_of, targets_of
from devlog_azure_devops.pipelines.triggers import COMPLETED, FAILED
from devlog_azure_devops.streams.origin import Origin
from devlog_core.model.codec import to_json
from devlog_core.model.remote import Event, RemoteRef, RemoteThing
from devlog_core.model.times import parse_time

Record = Mapping[str, Any]
RESULTS = {
    "succeeded": "succeeded", "partiallysucceeded": "partially-succeeded", "failed": "failed",
    "canceled": "cancelled", "stopped": "cancelled",
}  # fmt: skip
"""The provider's results, and how a build stands after each."""
_WAITING = ("notstarted", "postponed")


def run_id(number: Any) -> str:
    """The immutable id of a run, which is a build, in the whole organisation; artifacts are called so too."""
    return f"build/{int(number)}"


def state_of(record: Record) -> str:
    """queued, running, or what came of it."""
    status, result = (str(record.get(name) or "").lower() for name in ("status", "result"))
    # Deliveries in the oldest form tell the result as the status.
    if status == "completed" or status in RESULTS:
        return RESULTS.get(result) or RESULTS.get(status) or "completed"
    return "queued" if status in _WAITING else "running"


def time_of(record: Record, *names: str) -> datetime | None:
    """The first of these times that the record has."""
    return next((parse_time(str(record[name])) for name in names if record.get(name)), None)


def run_of(record: Record, origin: Origin, items: Iterable[str] = ()) -> RemoteThing:
    """A run; `items` are the ids of the work items that are associated with it.

    Raises KeyError, TypeError or ValueError where the record is no build.
    """
    number, name = int(record["id"]), str(record.get("buildNumber") or record["id"])
    pipeline: Record = record.get("definition") or {}
    title = f"{pipeline.get('name') or 'pipeline'} {name}"
    web: Record = (record.get("_links") or {}).get("web") or {}
    url = str(web.get("href") or origin.page(f"_build/results?buildId={number}"))
    started, finished = time_of(record, "startTime"), time_of(record, "finishTime")
    return RemoteThing(
        ref=RemoteRef(id=run_id(number), key=name, url=url, scope=origin.scope),
        kind="build",
        title=title,
        author=account(record.get("requestedFor") or record.get("requestedBy")),
        at=finished or started or time_of(record, "queueTime"),
        targets=targets_of(record, origin.integration, items),
        data={
            "id": str(number),
            "state": state_of(record),
            "pipeline": str(pipeline.get("name") or ""),
            "pipeline_id": str(pipeline.get("id") or ""),
            "branch": branch_of(record.get("sourceBranch")),
            "commit": commit_of(record.get("sourceVersion")),
            "reason": str(record.get("reason") or ""),
            "started_at": to_json(started),
            "finished_at": to_json(finished),
        },
    )


def run_events(run: RemoteThing) -> tuple[Event, ...]:
    """That a run has ended, and that it has failed; none of one that goes on."""
    finished = run.data["finished_at"]
    if not finished or run.data["state"] in ("queued", "running"):
        return ()
    at = parse_time(finished)
    data = {
        "run": {
            **{name: value for name, value in run.data.items() if name != "url"},
            "number": run.ref.key,
            "title": run.title,
            "url": run.ref.url,
            "by": run.author,
            "targets": to_json(run.targets),
        }
    }
    # A run whose failed jobs are run again ends again: its end is told by its time, in whole seconds.
    about = f"azure-devops:run:{run.ref.scope}/{run.data['id']}"
    when = f"{at:%Y%m%dT%H%M%SZ}"
    names = (COMPLETED, FAILED) if run.data["state"] == "failed" else (COMPLETED,)
    return tuple(
        Event(id=f"{about}:{name.rpartition('_')[2]}:{when}", name=name, at=at, data=data) for name in names
    )
