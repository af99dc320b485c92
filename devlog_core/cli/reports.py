"""What a sync did, as a document and as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devlog_core.cli.output import line, run_tail, table
from devlog_core.model.run import Run

if TYPE_CHECKING:
    from devlog_core.sync.workbench import SyncReport

Document = dict[str, Any]
_PULLED = ("read", "created", "updated", "unchanged", "attached")
_PUSHED = ("created", "updated")


def report_document(report: SyncReport) -> Document:
    """The report as JSON data."""
    document: Document = {"runs": [run_document(run) for run in report.runs], "conflicts": report.conflicts}
    if report.plan is not None:
        document["plan"] = [
            {
                "integration": row.integration,
                "direction": row.direction,
                "operation": row.operation,
                "entry": row.entry,
                "remote_key": row.remote_key,
                "fields": list(row.fields),
            }
            for row in report.plan
        ]
    return document


def run_document(run: Run) -> Document:
    """One run as JSON data."""
    return {
        "id": run.id,
        "integration": run.integration,
        "status": run.status,
        "pulled": {name: run.pulled.get(name, 0) for name in _PULLED},
        "pushed": {name: run.pushed.get(name, 0) for name in _PUSHED},
        "conflicts": run.conflicts,
        "set_aside": run.set_aside,
        "requests": run.requests,
        "writes": run.writes,
        "duration_ms": run.duration_ms,
        "errors": [
            {"kind": error.kind, "message": error.message} | ({"entry": error.entry} if error.entry else {})
            for error in run.errors
        ],
    }


def report_text(document: Document) -> str:
    """The report for people: what was done in each place, and what went wrong."""
    if "plan" in document:
        return "\n".join(filter(None, (_plan(document["plan"]), *_errors(document["runs"]))))
    rows = [
        (
            run["integration"],
            run["status"],
            run["pulled"]["read"],
            run["pulled"]["created"],
            run["pulled"]["updated"] + run["pulled"]["attached"],
            run["pushed"]["created"],
            run["pushed"]["updated"],
            run["conflicts"],
            run["requests"],
            f"{run['duration_ms'] / 1000:.1f} s",
            run_tail(run["id"]),
        )
        for run in document["runs"]
    ]
    headers = (
        "PLACE",
        "STATUS",
        "READ",
        "NEW HERE",
        "CHANGED HERE",
        "NEW THERE",
        "CHANGED THERE",
        "CONFLICTS",
        "REQUESTS",
        "TIME",
        "RUN",
    )
    return "\n".join(
        (table(headers, rows, empty="no integrations; `devlog integrations add`"), *_errors(document["runs"]))
    )


def _plan(plan: list[Document]) -> str:
    rows = [
        (
            row["integration"],
            row["direction"],
            row["operation"],
            row["entry"],
            row["remote_key"],
            ", ".join(row["fields"]),
        )
        for row in plan
    ]
    return table(
        ("PLACE", "DIRECTION", "OPERATION", "ENTRY", "REMOTE", "FIELDS"), rows, empty="nothing to do"
    )


def _errors(runs: list[Document]) -> list[str]:
    return [
        f"{run['integration']}: {error['kind']}: {line(error['message'])}"
        + (f" ({error['entry']})" if "entry" in error else "")
        for run in runs
        for error in run["errors"]
    ]
