"""Pipelines and builds, environments and releases."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox import delivery, releases
from devlog_azure_devops.sandbox.answer import RefusedError, missing, wrong
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.code import commit_id
from devlog_azure_devops.sandbox.delivery import Pipeline, Run
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.releases import Release
from devlog_core.model.times import parse_time, to_micros
from devlog_core.testing.sandbox.answer import Answer


def list_pipelines(call: Call) -> Answer:
    """The pipelines of a project."""
    call.need_scope("build")
    return _page(call, [delivery.pipeline_json(call.world, one) for one in _of(call, "pipelines")])


def get_pipeline(call: Call) -> Answer:
    """One pipeline."""
    return Answer(200, delivery.pipeline_json(call.world, _pipeline(call)))


def list_runs(call: Call) -> Answer:
    """The runs of a pipeline, the newest first."""
    pipeline = _pipeline(call)
    told = [one for one in call.world.shelf("runs").values() if one.pipeline is pipeline]
    return listed([delivery.run_json(call.world, one) for one in reversed(told)])


def get_run(call: Call) -> Answer:
    """One run."""
    return Answer(200, delivery.run_json(call.world, _run(call, "run")))


def post_run(call: Call) -> Answer:
    """Start a pipeline; what its YAML does not ask for is refused."""
    call.need_scope("build")
    pipeline = _pipeline(call)
    _need_queue(call, pipeline)
    parameters = {name: str(value) for name, value in call.part("templateParameters").items()}
    variables = {name: str(one.get("value")) for name, one in call.part("variables").items()}
    for name in parameters:
        if name not in pipeline.parameters:
            raise wrong(f"/azure-pipelines.yml: Unexpected parameter '{name}'", "PipelineValidationException")
    for name in variables:
        if name not in pipeline.variables:
            told = f"You can't set the following variables ({name}). If you want to be able to set these "
            raise wrong(
                f"{told}variables, then edit the pipeline and select Settable at queue time on the variables "
                "tab of the pipeline editor.",
                "PipelineValidationException",
            )
    ref = ((call.part("resources").get("repositories") or {}).get("self") or {}).get("refName")
    made = start(call, pipeline, ref)
    made.parameters, made.variables = parameters, variables
    return Answer(200, delivery.run_json(call.world, made))


def _need_queue(call: Call, pipeline: Pipeline) -> None:
    """Refuse who may not queue builds."""
    if not call.may("write", pipeline.project):
        told = f"TF215106: Access denied. {call.actor.display_name} needs Queue builds permissions for "
        raise RefusedError(
            403,
            f"{told}vstfs:///Build/Definition/{pipeline.id} in team project {pipeline.project.name} to "
            "perform the action.",
            "AccessDeniedException",
        )


def list_builds(call: Call) -> Answer:
    """The builds of a project in the order asked for, with a token for the next page in a header."""
    call.need_scope("build")
    project = call.project()
    told = [one for one in call.world.shelf("runs").values() if one.pipeline.project is project]
    told = [one for one in told if _wanted(call, one)]
    order = call.query.get("queryorder", "queueTimeDescending").lower()
    if order.startswith("finish"):
        told.sort(key=lambda one: (one.finished or 0, one.id))
    if order.endswith("descending"):
        told.reverse()
    return _page(call, [delivery.build_json(call.world, one) for one in told])


def _page(call: Call, told: list[Any], top: str = "$top") -> Answer:
    """A page of a list, with a token for the next in a header."""
    begin = call.number("continuationToken", 0)
    end = begin + min(call.number(top, 1000), call.world.switches.build_page)
    headers = {"X-MS-ContinuationToken": str(end)} if end < len(told) else {}
    return listed(told[begin:end], headers)


def _wanted(call: Call, run: Run) -> bool:
    """Whether the filters of the query let a build through; `minTime` is about what it is ordered by."""
    statuses = [word.lower() for word in call.words("statusFilter") if word.lower() != "all"]
    finishes = call.query.get("queryorder", "").lower().startswith("finish")
    at = run.finished if finishes else run.started
    since = call.query.get("mintime")
    return (
        str(run.pipeline.id) in (call.words("definitions") or [str(run.pipeline.id)])
        and str(run.id) in (call.words("buildIds") or [str(run.id)])
        and call.query.get("resultfilter") in (None, run.result)
        and (not statuses or delivery.status_of(run).lower() in statuses)
        and (not since or (at is not None and at > to_micros(parse_time(since)) // 1000))
    )


def list_build_items(call: Call) -> Answer:
    """The work items that are associated with a build."""
    run = _run(call, "build")
    url = f"{call.world.url}/_apis/wit/workItems"
    return listed([{"id": str(one), "url": f"{url}/{one}"} for one in run.items])


def get_build(call: Call) -> Answer:
    """One build."""
    return Answer(200, delivery.build_json(call.world, _run(call, "build")))


def post_build(call: Call) -> Answer:
    """Queue a build of a definition."""
    wanted = call.part("definition").get("id")
    found = next((one for one in _of(call, "pipelines") if one.id == wanted), None)
    if found is None:
        raise missing(f"The definition {wanted} could not be found.", "DefinitionNotFoundException")
    _need_queue(call, found)
    made = start(call, found, call.fields.get("sourceBranch"))
    return Answer(200, delivery.build_json(call.world, made))


def list_environments(call: Call) -> Answer:
    """The environments of a project."""
    call.need_scope("environment")
    return _page(call, [delivery.environment_json(call.world, one) for one in _of(call, "environments")])


def list_deployments(call: Call) -> Answer:
    """The deployments to an environment, the newest first."""
    call.need_scope("environment")
    number = call.params["environment"]
    if not any(str(one.id) == number for one in _of(call, "environments")):
        raise missing(f"Environment with ID {number} does not exist.", "EnvironmentNotFoundException")
    told = [one for one in call.world.shelf("deployments").values() if str(one.environment.id) == number]
    return _page(call, [delivery.deployment_json(call.world, one) for one in reversed(told)], "top")


def list_rollouts(call: Call) -> Answer:
    """Deployments of classic releases, in the order asked for."""
    call.need_scope("release")
    project, since = call.project(), call.query.get("minmodifiedtime")
    told = [one for one in call.world.shelf("rollouts").values() if one.release.project is project]
    if since:
        told = [one for one in told if one.modified >= to_micros(parse_time(since)) // 1000]
    if call.query.get("queryorder", "descending").lower() == "descending":
        told.reverse()
    return _page(call, [releases.rollout_json(call.world, one) for one in told])


def list_releases(call: Call) -> Answer:
    """The releases of a project, the newest first."""
    told = [releases.release_json(call.world, one) for one in reversed(_of(call, "releases"))]
    return listed(told)


def get_release(call: Call) -> Answer:
    """One release."""
    found = next((one for one in _of(call, "releases") if str(one.id) == call.params["release"]), None)
    if not isinstance(found, Release):
        raise missing(
            f"VS402881: Release with ID {call.params['release']} does not exist.", "ReleaseNotFoundException"
        )
    return Answer(200, releases.release_json(call.world, found))


def start(call: Call, pipeline: Pipeline, ref: Any) -> Run:
    """A run that waits for an agent."""
    world = call.world
    branch = str(ref or "refs/heads/main")
    number = world.new_id("build")
    made = Run(number, pipeline, call.actor, branch, world.now(), commit_id(world, "run", number))
    made.waits = True
    world.shelf("runs")[number] = made
    return made


def _of(call: Call, shelf: str) -> list[Any]:
    project = call.project()
    return [one for one in call.world.shelf(shelf).values() if one.project is project]


def _pipeline(call: Call) -> Pipeline:
    found = next((one for one in _of(call, "pipelines") if str(one.id) == call.params["pipeline"]), None)
    if not isinstance(found, Pipeline):
        raise missing(f"Pipeline {call.params['pipeline']} was not found.", "PipelineNotFoundException")
    return found


def _run(call: Call, name: str) -> Run:
    project, number = call.project(), call.params[name]
    found = call.world.shelf("runs").get(int(number) if number.isdigit() else 0)
    if not isinstance(found, Run) or found.pipeline.project is not project:
        raise missing(f"The requested build {number} could not be found.", "BuildNotFoundException")
    return found
