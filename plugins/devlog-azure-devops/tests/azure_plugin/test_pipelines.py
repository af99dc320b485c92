"""Pipeline runs: read completely and cheaply, tied to what they were made of, told once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devlog_azure_devops.pipelines import forms, runs
from devlog_azure_devops.pipelines.records import run_events, run_of
from devlog_azure_devops.pipelines.stream import Pipelines
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_azure_devops.streams.origin import Origin
from devlog_core.model.errors import RejectedError, TransientError, UsageError
from devlog_core.model.remote import Cursor, Event, RemoteThing, SyncPage, Target
from devlog_core.testing.stage import Asked, Reply

from .desk import Desk, Opener
from .test_client import Performer, client
from .test_reading import kept

REF = "dl-7c41f09a"
SHA = "4f" * 20


@pytest.fixture
def desk(open_desk: Opener) -> Desk:
    """A service for Shop that follows its pipelines."""
    return open_desk(follow=["pipelines"])


@pytest.fixture
def pipeline(sandbox: AzureDevOpsSandbox) -> int:
    """A pipeline of Shop."""
    return sandbox.add_pipeline("CI")


def things(pages: list[SyncPage]) -> dict[str, RemoteThing]:
    """The builds of a reading by their number, as they were told last."""
    return {str(one.data["id"]): one for page in pages for one in page.refs if one.kind == "build"}


def events(pages: list[SyncPage]) -> list[Event]:
    """The events of a reading."""
    return [event for page in pages for event in page.events]


def last(pages: list[SyncPage]) -> Cursor:
    """The cursor behind a reading."""
    return kept(pages[-1].next)


def test_a_run_is_followed_to_its_end(desk: Desk, sandbox: AzureDevOpsSandbox, pipeline: int) -> None:
    """What ended before anybody asked is history; a later end is told once; a quiet reading costs four."""
    old = sandbox.run_pipeline(pipeline, "jane", "failed")
    begun = desk.read()
    assert things(begun)[str(old)].data["state"] == "failed"
    assert not events(begun)
    number = sandbox.run_pipeline(pipeline, "jane", branch=f"refs/heads/{REF}-pay", commit=SHA)
    first = desk.read(last(begun), "delta")
    assert [(run.data["state"], run.author) for run in things(first).values()] == [
        ("running", "jane@example.com")
    ]
    assert not events(first)
    sandbox.finish_run(number, "failed")
    second = desk.read(last(first), "delta")
    [run] = things(second).values()
    assert (run.ref.id, run.data["state"]) == (f"build/{number}", "failed")
    assert run.targets == (Target(entry=REF), Target(branch=f"{REF}-pay"), Target(commit=SHA))
    assert f"buildId={number}" in run.ref.url
    assert [event.name for event in events(second)] == [
        "azure-devops.run_completed",
        "azure-devops.run_failed",
    ]
    assert events(second)[0].data["run"]["targets"][0]["entry"] == REF
    quiet: list[SyncPage] = []
    assert desk.requests(lambda: quiet.extend(desk.read(last(second), "delta"))) == 4
    assert (quiet[0].next, quiet[0].refs, quiet[0].events) == (last(second), (), ())


def test_a_run_that_ends_again_is_told_again(desk: Desk, sandbox: AzureDevOpsSandbox, pipeline: int) -> None:
    """Failed jobs may be run again; the run keeps its number."""
    cursor = last(desk.read())
    number = sandbox.run_pipeline(pipeline, "jane", "failed")
    first = desk.read(cursor, "delta")
    sandbox.advance(60)
    sandbox.finish_run(number, "succeeded")
    second = desk.read(last(first), "delta")
    assert things(second)[str(number)].data["state"] == "succeeded"
    told = [event.id for event in (*events(first), *events(second))]
    assert len(told) == len(set(told)) == 3


def test_runs_are_read_to_their_end(
    desk: Desk, sandbox: AzureDevOpsSandbox, pipeline: int, open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page by page, though many end in one moment; each page by a process that knows only the cursor."""
    monkeypatch.setattr(runs, "HISTORY", 3)
    monkeypatch.setattr(runs, "PAGE", 2)
    numbers = {str(sandbox.run_pipeline(pipeline, "jane", "succeeded")) for _ in range(10)}
    sandbox.switch("build_page", 4)
    found: dict[str, RemoteThing] = {}
    cursor, more = None, True
    while more:
        page = open_desk(follow=["pipelines"]).service.fetch_page(cursor, "snapshot")
        found |= things([page])
        cursor, more = kept(page.next), page.more
    assert set(found) == numbers
    new = {str(sandbox.run_pipeline(pipeline, "jane", "succeeded")) for _ in range(7)}
    assert set(things(desk.read(cursor, "delta"))) == new


def test_what_is_associated_and_the_pull_request_are_named(
    desk: Desk, sandbox: AzureDevOpsSandbox, pipeline: int
) -> None:
    """A run for a pull request has a commit and a ref of its own, which nobody else knows."""
    [item] = sandbox.seed([{"type": "Task", "title": "Pay"}])
    cursor = last(desk.read())
    cause = {
        "pr.sourceBranch": "refs/heads/pay",
        "pr.sourceSha": SHA,
        "pr.title": f"Pay {REF}",
        "pr.number": "1",
    }
    number = sandbox.run_pipeline(
        pipeline,
        "jane",
        "succeeded",
        branch="refs/pull/1/merge",
        commit="aa" * 20,
        items=[int(item)],
        cause=cause,
    )
    named = set(things(desk.read(cursor, "delta"))[str(number)].targets)
    assert {
        Target(entry=REF),
        Target(branch="pay"),
        Target(commit=SHA),
        Target(integration="boards", key=item),
    } <= named


def test_a_token_without_the_scope_keeps_work_items_going(
    desk: Desk, sandbox: AzureDevOpsSandbox, pipeline: int
) -> None:
    """What is missing is told with each sync and by the check; later the stream goes on where it stood."""
    [item] = sandbox.seed([{"type": "Task", "title": "Pay"}])
    cursor = last(desk.read())
    number = sandbox.run_pipeline(pipeline, "jane", "succeeded")
    sandbox.narrow("build")
    sandbox.edit(item, {"System.Title": "Other"}, by="jane")
    pages = desk.read(cursor, "delta")
    assert [one.values["title"] for page in pages for one in page.items] == ["Other"]
    [bad] = [bad for page in pages for bad in page.rejected]
    assert (bad.key, "scope Build (read)" in bad.reason) == ("pipelines", True)
    assert "Build (read)" in desk.service.check().missing["pipelines"]
    sandbox.narrow()
    assert set(things(desk.read(last(pages), "delta"))) == {str(number)}


def ran(desk: Desk, **form: Any) -> forms.Run:
    """The run that the action starts."""
    return desk.service.run_pipeline(forms.RunPipeline(**form))


def test_a_pipeline_is_run_as_it_is_asked(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """By name, by folder and name, or by number; what came of it is told by its own number."""
    number = sandbox.add_pipeline("CI", folder="\\web", parameters=["level", "dry"], variables=["who"])
    sandbox.add_pipeline("CI", folder="\\app")
    made = ran(
        desk, pipeline="web/CI", branch="pay", parameters={"level": 3, "dry": True}, variables={"who": "jane"}
    )
    assert (made.state, made.branch, made.pipeline) == ("running", "pay", "CI")
    held = sandbox.world.shelf("runs")[made.run]
    assert (held.pipeline.id, dict(held.parameters), dict(held.variables)) == (
        number, {"level": "3", "dry": "true"}, {"who": "jane"},
    )  # fmt: skip
    assert ran(desk, pipeline=number).branch == "main"
    assert desk.service.get_run(forms.AskRun(run=made.run)).state == "queued"
    sandbox.finish_run(made.run, "failed")
    assert desk.service.get_run(forms.AskRun(run=made.run)).state == "failed"


def test_what_cannot_be_run_is_told_in_one_line(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """With the nearest name, or with what is missing."""
    sandbox.add_pipeline("Deploy", folder="\\web")
    sandbox.add_pipeline("Build")
    sandbox.add_pipeline("Build", folder="\\app")
    for error, said, form in (
        (UsageError, "did you mean `Deploy`", {"pipeline": "Deplyo"}),
        (UsageError, r"Build \(2\), app\\Build \(3\)", {"pipeline": "BUILD", "branch": "x"}),
        (RejectedError, "Unexpected parameter 'level'", {"pipeline": "Deploy", "parameters": {"level": 1}}),
        (RejectedError, r"variables \(who\)", {"pipeline": "Deploy", "variables": {"who": "x"}}),
    ):
        with pytest.raises(error, match=said) as caught:
            ran(desk, **form)
        assert "\n" not in str(caught.value)
    with pytest.raises(UsageError, match="has no run 9"):
        desk.service.get_run(forms.AskRun(run=9))
    sandbox.permit("read")
    with pytest.raises(RejectedError, match="Queue builds"):
        ran(desk, pipeline="Deploy")
    sandbox.narrow("build")
    with pytest.raises(RejectedError, match=r"Build \(read\)"):
        ran(desk, pipeline="Deploy")
    assert not sandbox.world.shelf("runs")


def test_a_build_that_is_not_as_described_is_set_aside_by_itself(perform: Performer) -> None:
    """The others are read."""
    good = {"id": 1, "buildNumber": "1", "status": "completed", "finishTime": "2026-03-01T12:00:00Z"}
    bad = good | {"id": 2, "finishTime": "soon"}
    ended = "statusFilter=completed"
    stage = perform(lambda asked: Reply(body={"value": [good, bad] if ended in asked.where else []}))
    origin = Origin(integration="boards", scope="p", project="Shop", url="https://dev.azure.com/acme")
    part = Pipelines(runs.Runs(client(stage), "p"), origin).page(None)
    assert [one.data["id"] for one in part.refs] == ["1"]
    assert [one.key for one in part.rejected] == ["pipelines 2"]


def test_pages_that_come_again_are_no_list(perform: Performer) -> None:
    """Neither do they hold up a sync for ever, nor is what came taken for all."""
    again = {"x-ms-continuationtoken": "1"}
    stage = perform(lambda asked: Reply(body={"value": [{"id": 1, "finishTime": "soon"}]}, headers=again))
    with pytest.raises(TransientError, match="same pages"):
        runs.Runs(client(stage), "p").page({"since": None, "seen": {}, "running": {}, "more": True})
    assert len(stage.asked) == 2


def test_a_build_that_is_deleted_while_it_is_read_holds_up_no_other(perform: Performer) -> None:
    """Else the same page would be asked for until the list forgets it."""
    build = {"id": 1, "buildNumber": "1", "status": "completed", "finishTime": "2026-03-01T12:00:00Z"}

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/workitems"):
            return Reply(
                404, body={"message": "The build does not exist.", "typeKey": "BuildNotFoundException"}
            )
        return Reply(body={"value": [build] if "statusFilter=completed" in asked.where else []})

    stage = perform(answer)
    origin = Origin(integration="boards", scope="p", project="Shop", url="https://dev.azure.com/acme")
    state = {"since": "2026-03-01T11:00:00Z", "seen": {}, "running": {}}
    part = Pipelines(runs.Runs(client(stage), "p"), origin).page(state)
    assert [event.name for event in part.events] == ["azure-devops.run_completed"]
    assert part.state["since"] == build["finishTime"]


def test_recorded_builds_are_understood(shared: Path) -> None:
    """Those of a list, and the one of a delivery in the oldest form, which tells the result as the status."""
    origin = Origin(integration="boards", scope="p", project="Shop", url="https://dev.azure.com/acme")
    folder = shared / "data"
    exchanges = json.loads((folder / "replay" / "azure-devops" / "build_listQueueShow.json").read_text())
    found = [build for one in exchanges for build in _builds(one["response"]["body"])]
    assert len(found) > 3
    for build in found:
        run = run_of(build, origin)
        assert run.data["state"] in {
            "queued",
            "running",
            "succeeded",
            "partially-succeeded",
            "failed",
            "cancelled",
        }
        assert any(target.commit for target in run.targets)
        assert run.at is not None
    told = json.loads((folder / "webhooks" / "azure-devops" / "msft.build.complete.json").read_text())
    delivered = run_of(told["resource"], origin)
    assert (delivered.data["state"], delivered.title) == (
        "succeeded", "ConsumerAddressModule ConsumerAddressModule_20150407.1",
    )  # fmt: skip
    assert [event.id for event in run_events(delivered)] == [
        "azure-devops:run:p/2:completed:20150407T180610Z"
    ]


def _builds(body: str) -> list[Any]:
    told = json.loads(body) if body else {}
    records = told.get("value", [told]) if isinstance(told, dict) else []
    return [one for one in records if isinstance(one, dict) and "buildNumber" in one]
