"""What shows up late, or goes on behind what has ended, is read all the same."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_azure_devops.catalog import Catalog
from devlog_azure_devops.pipelines import places, runs
from devlog_azure_devops.pipelines.stream import Pipelines
from devlog_azure_devops.streams.origin import Origin
from devlog_azure_devops.streams.pull_requests import PullRequests
from devlog_core.model.times import parse_time
from devlog_core.testing.stage import Asked, Reply

from .test_client import Performer, client

ORIGIN = Origin(integration="boards", scope="p", project="Shop", url="https://dev.azure.com/acme")
NOON, BEFORE = "2026-03-01T12:00:00Z", "2026-03-01T11:58:00Z"


def behind(records: list[dict[str, Any]], time: str, since: str | None) -> Reply:
    """Those whose time is not before another one, as the provider filters."""
    found = [one for one in records if since is None or parse_time(one[time]) >= parse_time(since)]
    return Reply(body={"value": found})


def test_a_build_that_shows_up_behind_one_that_ended_later(perform: Performer) -> None:
    """Once: the next reading meets it again and knows it."""
    build = {"id": 7, "buildNumber": "7", "status": "completed", "result": "failed", "finishTime": BEFORE}

    def answer(asked: Asked) -> Reply:
        ended = asked.query.get("statusFilter") == "completed"
        return (
            behind([build], "finishTime", asked.query.get("minTime")) if ended else Reply(body={"value": []})
        )

    stage = perform(answer)
    stream = Pipelines(runs.Runs(client(stage), "p"), ORIGIN)
    first = stream.page({"since": NOON, "seen": {}, "running": {}})
    assert [event.name.rpartition(".")[2] for event in first.events] == ["run_completed", "run_failed"]
    again = stream.page(first.state)
    assert (again.refs, again.events, again.state) == ((), (), first.state)


def test_a_release_that_shows_up_behind_one_that_came_later(perform: Performer) -> None:
    """Once too."""
    record = {"id": 3, "lastModifiedOn": BEFORE}

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/_apis/release/deployments"):
            return behind([record], "lastModifiedOn", asked.query.get("minModifiedTime"))
        return Reply(body={"id": "p", "name": "Shop"} if "/projects/" in asked.path else {"value": []})

    asking = client(perform(answer))
    there = places.Places(asking, Catalog(asking))
    found, mark = there.releases({"since": NOON, "seen": {}})
    assert [one["id"] for one in found] == [3]
    assert there.releases(mark) == ([], mark)


def test_a_deployment_that_goes_on_behind_others_that_ended(
    perform: Performer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest come first, and the list is read down to the oldest that had not ended."""
    monkeypatch.setattr(places, "PAGE", 2)
    records: list[dict[str, Any]] = [
        {"id": n, "startTime": BEFORE, "result": "succeeded"} for n in range(9, 0, -1)
    ]
    slow = records[-3]
    del slow["result"]

    def answer(asked: Asked) -> Reply:
        if "environmentdeploymentrecords" not in asked.path:
            return Reply(body={"id": "p", "name": "Shop"})
        start = int(asked.query.get("continuationToken", 0))
        rest = start + 2 < len(records)
        headers = {"x-ms-continuationtoken": str(start + 2)} if rest else {}
        return Reply(body={"value": records[start : start + 2]}, headers=headers)

    asking = client(perform(answer))
    there = places.Places(asking, Catalog(asking))
    found, mark = there.deployments("1", None)
    assert len(found) == 9
    assert there.deployments("1", mark) == ([], mark)
    slow["result"] = "failed"
    found, mark = there.deployments("1", mark)
    assert found == [slow]
    assert mark["open"] == {}


def test_a_pull_request_that_left_one_list_for_neither(perform: Performer) -> None:
    """It is asked for by itself: the clock by which it was closed need not be the one of the list."""
    record = {
        "pullRequestId": 5, "title": "Pay", "status": "completed", "creationDate": BEFORE, "closedDate": NOON,
        "sourceRefName": "refs/heads/pay", "targetRefName": "refs/heads/main",
        "repository": {"id": "r", "name": "web", "project": {"id": "p", "name": "Shop"}},
    }  # fmt: skip

    def answer(asked: Asked) -> Reply:
        return Reply(body=record if asked.path.lower().endswith("/pullrequests/5") else {"value": []})

    stream = PullRequests(client(perform(answer)), ORIGIN)
    state = {"since": "2026-03-01T13:00:00Z", "open": {"5": "digest"}, "closed": {}}
    part = stream.page(state)
    assert [event.name.rpartition(".")[2] for event in part.events] == ["merged"]
    assert "5" not in part.state["open"]
