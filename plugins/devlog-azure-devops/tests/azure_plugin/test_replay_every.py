"""Every exchange that was recorded of the real service goes through: its answer, and each record in it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.client import JSON, PATCH, Client
from devlog_azure_devops.config import AzureDevOpsConfig
from devlog_azure_devops.mapping import item_of
from devlog_azure_devops.people import account
from devlog_azure_devops.pipelines.records import run_events, run_of
from devlog_azure_devops.pulls.records import digest_of, events_of, thing_of
from devlog_azure_devops.streams.origin import Origin
from devlog_core.model.errors import AuthError, DevlogError, GoneError, RejectedError
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage

from .test_replay import source

ORIGIN = Origin(
    integration="boards",
    scope="d5d6109b-64fa-4228-b754-825caceadf88",
    project="Shop",
    url="https://dev.azure.com/exampleorg",
)
NOW = datetime(2025, 3, 1, tzinfo=UTC)
REFUSALS = {400: RejectedError, 401: AuthError, 404: GoneError}
STATES = {"queued", "running", "succeeded", "failed", "cancelled", "cancelling", "partially-succeeded"}
Exchange = dict[str, Any]


def path_of(exchange: Exchange) -> str:
    """The address below the organisation."""
    return "/" + urlsplit(str(exchange["request"]["uri"])).path.split("/", 2)[2]


def recorded(shared: Path) -> Iterator[Exchange]:
    """All of all files."""
    for file in sorted((shared / "data/replay/azure-devops").glob("*.json")):
        yield from json.loads(file.read_text())


def told(exchange: Exchange) -> Any:
    """The body of the answer."""
    text = exchange["response"]["body"]
    return json.loads(text) if text else None


@pytest.fixture
def replayed(perform: Callable[[Answerer], Stage]) -> Callable[[Exchange], Answer]:
    """Asks as it was asked when recorded, of a server that answers as the real one did."""
    current: list[Exchange] = []

    def answer(asked: Asked) -> Reply:
        response = current[-1]["response"]
        return Reply(response["status"], told(current[-1]))

    table = {"organization_url": perform(answer).url, "project": "Shop", "token": "t"}
    client = Client(AzureDevOpsConfig.model_validate(table), Context(table))

    def ask(exchange: Exchange) -> Answer:
        current.append(exchange)
        method, path, body = exchange["request"]["method"], path_of(exchange), exchange["request"]["body"]
        if method == "GET":
            return client.get(path)
        form = PATCH if "json-patch" in (exchange["request"]["headers"].get("content-type") or "") else JSON
        return client.send(method, path, json.loads(body) if body else None, content_type=form)

    return ask


def test_every_answer_is_read_or_is_an_error_with_its_cure(
    shared: Path, replayed: Callable[[Exchange], Answer]
) -> None:
    """None of them is lost, cut or taken for something else."""
    seen: Counter[int] = Counter()
    for exchange in recorded(shared):
        status = exchange["response"]["status"]
        seen[status // 100] += 1
        if status < 300:
            answer = replayed(exchange)
            body = told(exchange)
            assert (answer.status, answer.data) == (status, body)
            if isinstance(body, dict) and "count" in body:
                assert len(answer.values) == body["count"]
        else:
            with pytest.raises(DevlogError) as refused:
                replayed(exchange)
            assert type(refused.value) is REFUSALS[status], f"{status} at {path_of(exchange)}"
    assert seen[2] > 190
    assert seen[4] == 3


def test_every_record_is_read_by_what_reads_such(shared: Path) -> None:
    """Work items, builds, pull requests, people, results of queries; the plugin has a use for no others."""
    seen: Counter[str] = Counter()
    for exchange in recorded(shared):
        if exchange["response"]["status"] not in (200, 201):
            continue
        body = told(exchange)
        records = body["value"] if isinstance(body, dict) and "value" in body else [body]
        for record in records:
            seen[_read(exchange, record)] += 1
    assert seen["work item"] >= 40
    assert seen["build"] >= 6
    assert seen["pull request"] >= 16
    assert seen["person"] >= 6
    assert seen["found by a query"] >= 3


def _read(exchange: Exchange, record: Any) -> str:
    path, method = path_of(exchange), exchange["request"]["method"]
    if method == "DELETE":
        return "deleted"
    if re.search(r"/wit/workItems(/[\d$]\w*)?$", path, re.IGNORECASE):
        item = item_of(record, source())
        assert (item.ref.id, item.values["title"]) == (str(record["id"]), record["fields"]["System.Title"])
        return "work item"
    if re.search(r"/build/Builds(/\d+)?$", path, re.IGNORECASE):
        run = run_of(record, ORIGIN)
        assert run.data["state"] in STATES
        assert run.data["id"] == str(record["id"])
        assert len(run_events(run)) == (1 if record["status"] == "completed" else 0)
        return "build"
    if re.search(r"/pullRequests(/\d+)?$", path, re.IGNORECASE):
        thing = thing_of(record, ORIGIN)
        assert thing.data["merged"] == (record["status"] == "completed")
        happened = {one.name.rpartition(".")[2] for one in events_of(record, thing, new=True, at=NOW)}
        ended = {"completed": {"merged"}, "abandoned": {"abandoned"}, "active": set()}[record["status"]]
        assert happened == {"created"} | ended
        assert not events_of(record, thing, new=False, at=NOW, known=digest_of(record)) or ended
        return "pull request"
    if re.search(r"/reviewers(/[\w-]+)?$|/members$|/Identities$", path):
        person = record.get("identity", record)
        assert account(person) or person.get("providerDisplayName")
        return "person"
    if "/wit/wiql" in path and method == "POST":
        assert all(isinstance(one["id"], int) for one in record["workItems"])
        return "found by a query"
    return "other"
