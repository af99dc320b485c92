"""A sandbox on a real socket, whose every exchange is held against GitHub's own description."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest
import requests
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from devlog_core.testing.sandbox import Reply, Request
from devlog_github.sandbox import GitHubSandbox

USED = re.compile(
    r"/(user|users/\{username\}|rate_limit|search/issues)"
    r"|/repos/\{owner\}/\{repo\}(/(issues|pulls|labels|milestones|assignees)(/.*)?)?"
)
DESCRIBED = "2022-11-28"
BARE_LIST = {"type": "array", "items": {"type": "string"}}
Api = Callable[..., requests.Response]


class Official:
    """GitHub's description, asked whether an exchange fits it."""

    def __init__(self, description: dict[str, Any]) -> None:
        description["servers"] = [{"url": "http://sandbox"}]
        description["paths"] = {
            path: item for path, item in description["paths"].items() if USED.fullmatch(path)
        }
        # The prose lets these take a bare list, and PyGithub sends one; the schema forgot it.
        labels = description["paths"]["/repos/{owner}/{repo}/issues/{issue_number}/labels"]
        for method in ("post", "put"):
            schema = labels[method]["requestBody"]["content"]["application/json"]["schema"]
            schema["anyOf"] = [*schema.pop("anyOf", schema.pop("oneOf", [])), BARE_LIST]
        # None leaves out the check of the description itself; the library's own hints forgot that.
        unchecked: Any = None
        self._api = OpenAPI.from_dict(description, config=Config(spec_validator_cls=unchecked))
        self._paths = description["paths"]
        self._components = description["components"]

    def check(self, sandbox: GitHubSandbox, request: Request, reply: Reply) -> None:
        """Raise where request or answer does not fit; refused requests may be as wrong as they like."""
        if "html" in reply.headers.get("Content-Type", "") or reply.close:
            return
        # The description tells the newer version only as a list of patches to this one.
        if request.headers.get("X-Github-Api-Version", DESCRIBED) != DESCRIBED:
            return
        parts = urlsplit(request.path)
        path = re.sub(r"^/repositories/\d+", f"/repos/{sandbox.config()['repository']}", parts.path)
        asked = MockRequest(
            "http://sandbox",
            request.method.lower(),
            path,
            args=dict(parse_qsl(parts.query)),
            headers=dict(request.headers),
            data=request.body or None,
        )
        if reply.status < 400:
            self._api.validate_request(asked)
        if reply.status in self._documented(request.method, path):
            answered = MockResponse(reply.body, reply.status, headers=reply.headers)
            self._api.validate_response(asked, answered)
        elif reply.status == 304:
            assert reply.body == b""
        else:
            error = {"$ref": "#/components/schemas/basic-error", "components": self._components}
            jsonschema.validate(json.loads(reply.body), error)

    def _documented(self, method: str, path: str) -> set[int]:
        # The shortest pattern is not the best: /issues/comments is a better fit than /issues/{number}.
        for pattern in sorted(self._paths, key=lambda name: name.count("{")):
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path):
                operation = self._paths[pattern].get(method.lower(), {"responses": {}})
                return {int(status) for status in operation["responses"] if status.isdigit()}
        raise AssertionError(f"{path} is not in the description")


SHARED = Path(os.environ.get("DEVLOG_SHARED", Path(__file__).resolve().parents[5] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with other people's data, read where it lies."""
    if not SHARED.is_dir():
        pytest.skip(f"no shared data at {SHARED}; set DEVLOG_SHARED")
    return SHARED


@pytest.fixture(scope="session")
def official() -> Official | None:
    """GitHub's description, or nothing where the data is absent."""
    file = SHARED / "data" / "openapi" / "github.31.json.gz"
    return Official(json.loads(gzip.decompress(file.read_bytes()))) if file.exists() else None


@pytest.fixture
def sandbox(official: Official | None) -> Iterator[GitHubSandbox]:
    """A running sandbox with `acme/shop`; what went over its wire is checked at the end."""
    running = GitHubSandbox(collaborators=("alice",))
    seen: list[tuple[Request, Reply]] = []
    running.on_answer(lambda request, reply: seen.append((request, reply)))
    running.clock.set("2025-03-01T12:00:00Z")
    running.clock.freeze()
    running.start()
    yield running
    running.stop()
    if official is not None:
        for request, reply in seen:
            official.check(running, request, reply)


@pytest.fixture
def api(sandbox: GitHubSandbox) -> Iterator[Api]:
    """A client with the sandbox's token; a bare path means the first repository."""
    with requests.Session() as session:

        def call(method: str, path: str, token: str | None = "", **more: Any) -> requests.Response:
            shown = sandbox.config()["token"] if token == "" else token
            headers = {"Authorization": f"Bearer {shown}"} if shown else {}
            url = path if path.startswith(("http", "/")) else f"/repos/acme/shop/{path}".rstrip("/")
            url = url if url.startswith("http") else sandbox.url + url
            headers |= more.pop("headers", {})
            return session.request(method, url, headers=headers, allow_redirects=False, timeout=10, **more)

        yield call
