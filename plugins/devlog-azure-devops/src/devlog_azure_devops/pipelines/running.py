"""Starting pipelines, and looking at one run."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.client import Client
from devlog_azure_devops.pipelines.forms import Run, RunPipeline
from devlog_azure_devops.pipelines.naming import branch_of, commit_of
from devlog_azure_devops.pipelines.records import run_of, state_of
from devlog_azure_devops.pipelines.runs import SCOPE
from devlog_azure_devops.streams.origin import Origin
from devlog_azure_devops.streams.stream import Record, paged
from devlog_core.model.errors import DevlogError, RejectedError, UsageError
from devlog_core.plugin.nearest import choices

_PAGE = 1000
_TOLD = ("pipeline", "state", "branch", "commit", "started_at", "finished_at")


class Runner:
    """The pipelines of one project."""

    def __init__(self, client: Client, origin: Origin) -> None:
        self._client = client
        self._origin = origin

    def start(self, form: RunPipeline) -> Run:
        """A new run; raises UsageError for an unknown pipeline, RejectedError where it may not be run so."""
        pipeline = self._pipeline(str(form.pipeline).strip())
        body: dict[str, Any] = {}
        if form.branch is not None:
            ref = form.branch if form.branch.startswith("refs/") else f"refs/heads/{form.branch}"
            body["resources"] = {"repositories": {"self": {"refName": ref}}}
        if form.parameters:
            body["templateParameters"] = {name: _text(value) for name, value in form.parameters.items()}
        if form.variables:
            body["variables"] = {name: {"value": value} for name, value in form.variables.items()}
        where = f"/{self._origin.scope}/_apis/pipelines/{pipeline['id']}/runs"
        answer = self._client.send("POST", where, body, accept=(400, 401, 403))
        if answer.status >= 400:
            raise _refused(answer, str(pipeline["name"]))
        return _begun(answer.data, self._origin)

    def run(self, number: int) -> Run:
        """A run as it stands; raises UsageError where there is none of this number."""
        where = f"/{self._origin.scope}/_apis/build/builds/{number}"
        answer = self._client.get(where, accept=(401, 403, 404))
        if answer.status == 404:
            raise UsageError(f"the project {self._origin.project!r} has no run {number} ({answer.message})")
        if answer.status >= 400:
            raise RejectedError(f"run {number} cannot be read ({answer.message}): give the token {SCOPE}")
        run = run_of(answer.data, self._origin)
        told = {name: run.data[name] for name in _TOLD}
        return Run.model_validate(
            {"run": number, "number": run.ref.key, "by": run.author, "url": run.ref.url, **told}
        )

    def _pipeline(self, named: str) -> Record:
        """The pipeline of a number, of a name, or of a name in a folder."""
        known = self._pipelines()
        text = named.replace("/", "\\").strip("\\").casefold()
        found = [one for one in known if str(one["id"]) == named]
        name = _path if "\\" in text else _name
        found = found or [one for one in known if name(one).casefold() == text]
        if len(found) == 1:
            return found[0]
        if found:
            paths = ", ".join(f"{_path(one)} ({one['id']})" for one in found)
            raise UsageError(f"several pipelines are called {named!r}: {paths}; say which by its number")
        meant = choices(named, map(_path if "\\" in text else _name, known))
        raise UsageError(f"the project {self._origin.project!r} has no pipeline {named!r}{meant}")

    def _pipelines(self) -> list[Record]:
        pages = paged(self._client, f"/{self._origin.scope}/_apis/pipelines", {"$top": _PAGE}, scope=SCOPE)
        return [one for _, records in pages for one in records if one.get("name")]


def _begun(record: Record, origin: Origin) -> Run:
    """A run as the answer to its start tells it, so that no second request can hide that it has begun."""
    number = int(record["id"])
    own: Record = ((record.get("resources") or {}).get("repositories") or {}).get("self") or {}
    web: Record = (record.get("_links") or {}).get("web") or {}
    return Run(
        run=number,
        number=str(record.get("name") or number),
        pipeline=str((record.get("pipeline") or {}).get("name") or ""),
        state=state_of({**record, "status": record.get("state")}),
        branch=branch_of(own.get("refName")),
        commit=commit_of(own.get("version")),
        url=str(web.get("href") or origin.page(f"_build/results?buildId={number}")),
    )


def _name(pipeline: Record) -> str:
    return str(pipeline["name"])


def _path(pipeline: Record) -> str:
    folder = str(pipeline.get("folder") or "").strip("\\")
    return f"{folder}\\{pipeline['name']}" if folder else str(pipeline["name"])


def _text(value: str | int | float | bool) -> str:
    """A parameter as YAML writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refused(answer: Answer, name: str) -> DevlogError:
    if answer.status == 400:
        return RejectedError(f"the pipeline {name!r} was not run: {answer.message}")
    return RejectedError(
        f"the account may not run the pipeline {name!r} ({answer.status} {answer.message}): it needs the "
        "permission Queue builds, and the token the scope Build (read and execute)"
    )
