"""Sandboxes of both kinds on real sockets, every exchange held against Jira's own descriptions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from devlog_core.testing.receiver import Receiver
from devlog_core.testing.sandbox.wire import Reply, Request
from devlog_jira.sandbox import JiraSandbox

from .hooking import App, set_up
from .official import Jira

SHARED = Path(os.environ.get("DEVLOG_SHARED", Path(__file__).resolve().parents[5] / "shared"))
NOW = "2025-03-10T12:00:00Z"
Api = Callable[..., requests.Response]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with other people's data, read where it lies."""
    if not SHARED.is_dir():
        pytest.skip(f"no shared data at {SHARED}; set DEVLOG_SHARED")
    return SHARED


@pytest.fixture(scope="session")
def official() -> Jira | None:
    """Jira's descriptions, or nothing where the data is absent."""
    folder = SHARED / "data" / "openapi"
    return Jira(folder) if folder.is_dir() else None


@pytest.fixture(params=["cloud", "server"])
def deployment(request: pytest.FixtureRequest) -> str:
    """Both kinds of Jira."""
    return str(request.param)


@pytest.fixture
def sandbox(deployment: str, official: Jira | None) -> Iterator[JiraSandbox]:
    """A running sandbox with the project SHOP; what went over its wire is checked at the end."""
    running = JiraSandbox(deployment=deployment)
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
def api(sandbox: JiraSandbox) -> Iterator[Api]:
    """A client with the sandbox's account; a bare path means the version that fits the deployment."""
    config = sandbox.config()
    version = 3 if sandbox.world.cloud else 2
    with requests.Session() as session:
        if sandbox.world.cloud:
            session.auth = (config["email"], config["token"])
        else:
            session.headers["Authorization"] = f"Bearer {config['token']}"

        def call(method: str, path: str, **more: Any) -> requests.Response:
            url = path if path.startswith("/") else f"/rest/api/{version}/{path}"
            return session.request(method, sandbox.url + url, allow_redirects=False, timeout=10, **more)

        yield call


def text(sandbox: JiraSandbox, words: str) -> Any:
    """A rich text of one paragraph in the form that the deployment takes."""
    if not sandbox.world.cloud:
        return words
    content = [{"type": "paragraph", "content": [{"type": "text", "text": words}]}]
    return {"type": "doc", "version": 1, "content": content}


def create(api: Api, summary: str = "Pay", **fields: Any) -> str:
    """A new task's key."""
    body = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": summary, **fields}
    answer = api("POST", "issue", json={"fields": body})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["key"])


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where webhooks go."""
    made = Receiver("webhookEvent")
    yield made
    made.end()


@pytest.fixture
def hook(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> dict[str, Any]:
    """A webhook for everything in SHOP, with a secret."""
    sandbox.permit("admin")
    return set_up(api, receiver)


@pytest.fixture
def app(sandbox: JiraSandbox) -> Iterator[App]:
    """An OAuth app."""
    sandbox.add_client("app", "app secret", "refresh", "devlog-bot")
    made = App(sandbox)
    yield made
    made.end()
