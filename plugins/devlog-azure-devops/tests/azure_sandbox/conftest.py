"""Sandboxes on real sockets, every exchange held against the provider's own descriptions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.testing.sandbox.wire import Reply, Request

from .official import AzureDevOps

SHARED = Path(os.environ.get("DEVLOG_SHARED", Path(__file__).resolve().parents[5] / "shared"))
NOW = "2025-03-10T12:00:00Z"
PATCH = {"Content-Type": "application/json-patch+json"}
Api = Callable[..., requests.Response]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with other people's data, read where it lies."""
    if not SHARED.is_dir():
        pytest.skip(f"no shared data at {SHARED}; set DEVLOG_SHARED")
    return SHARED


@pytest.fixture(scope="session")
def official() -> AzureDevOps | None:
    """The descriptions, or nothing where the data is absent."""
    folder = SHARED / "data" / "openapi" / "ado"
    return AzureDevOps(folder) if folder.is_dir() else None


@pytest.fixture
def process() -> str:
    """The process of the project."""
    return "Agile"


@pytest.fixture
def sandbox(process: str, official: AzureDevOps | None) -> Iterator[AzureDevOpsSandbox]:
    """A running sandbox with the project Shop; what went over its wire is checked at the end."""
    running = AzureDevOpsSandbox(process=process)
    seen: list[tuple[Request, Reply]] = []
    running.on_answer(lambda request, reply: seen.append((request, reply)))
    running.clock.set(NOW)
    running.clock.freeze()
    running.start()
    yield running
    running.stop()
    if official is not None:
        for request, reply in seen:
            official.check(request, reply)


@pytest.fixture
def api(sandbox: AzureDevOpsSandbox) -> Iterator[Api]:
    """A client with the sandbox's account; paths begin behind the organisation, the version is 7.1."""
    with requests.Session() as session:
        session.auth = ("", sandbox.config()["token"])
        session.headers["Accept"] = "application/json;api-version=7.1"

        def call(method: str, path: str, **more: Any) -> requests.Response:
            if "/comments" in path:
                more.setdefault("headers", {})["Accept"] = "application/json;api-version=7.1-preview.4"
            if isinstance(more.get("json"), list):
                more["headers"] = {**more.get("headers", {}), **PATCH}
            return session.request(method, f"{sandbox.world.url}{path}", timeout=10, **more)

        yield call


def put(name: str, value: Any, op: str = "add") -> dict[str, Any]:
    """One operation on a field."""
    return {"op": op, "path": f"/fields/{name}", "value": value}


def rev(number: int) -> dict[str, Any]:
    """The test that guards an update."""
    return {"op": "test", "path": "/rev", "value": number}


def create(api: Api, title: str = "Pay", kind: str = "Task", **fields: Any) -> int:
    """A new item's number; names of fields are given without System."""
    body = [put("System.Title", title), *(put(f"System.{name}", value) for name, value in fields.items())]
    answer = api("POST", f"/Shop/_apis/wit/workitems/${kind}", json=body)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def find(api: Api, where: str, **params: Any) -> list[int]:
    """The numbers that a WIQL condition finds."""
    body = {"query": f"SELECT [System.Id] FROM WorkItems WHERE {where}"}
    answer = api("POST", "/Shop/_apis/wit/wiql", json=body, params=params)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["workItems"]]
