"""The sandbox against exchanges that were recorded from the real GitHub."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from devlog_github.sandbox.shapes.ids import node_id

COMMENTS = "PaginatedList.testCustomPerPageReversedIterationSinglePage"
SCENARIO = re.compile(r"/(repos/octokit-fixture-org/[^/?]+|repositories/\d+)")


def octokit(shared: Path, name: str) -> list[dict[str, Any]]:
    """A recorded scenario, without making and removing its repository."""
    steps = json.loads((shared / "data" / "replay" / "octokit-fixtures" / f"{name}.json").read_text())
    return [step for step in steps if re.match(r"/repos/[^/]+/[^/]+/|/repositories/\d+/", step["path"])]


def pygithub(shared: Path, name: str, path: str) -> tuple[Any, dict[str, str]]:
    """Body and headers of one recorded answer."""
    for step in json.loads((shared / "data" / "replay" / "pygithub" / f"{name}.json").read_text()):
        if step["request"]["method"] == "GET" and step["request"]["uri"].endswith(path):
            return json.loads(step["response"]["body"]), step["response"]["headers"]
    raise AssertionError(f"{path} is not in {name}")


def assert_same_shape(real: Any, ours: Any, where: str = "$") -> None:
    """Ours has every key that the real one has, with a value of the same type or null."""
    if isinstance(real, dict) and isinstance(ours, dict):
        assert set(real) <= set(ours), (where, set(real) - set(ours))
        for key, value in real.items():
            assert_same_shape(value, ours[key], f"{where}.{key}")
    elif isinstance(real, list) and isinstance(ours, list):
        for one, other in zip(real, ours, strict=False):
            assert_same_shape(one, other, f"{where}[]")
    elif real is not None and ours is not None:
        assert type(real) is type(ours), (where, real, ours)


def link_header(text: str) -> list[tuple[str, str]]:
    """Relation and query of each link, in order."""
    return [(rel, query) for query, rel in re.findall(r'\?([^>]*)>; rel="(\w+)"', text)]


@pytest.mark.parametrize("name", ["paginate-issues", "labels", "lock-issue", "errors"])
def test_a_recorded_scenario_gives_the_same_answers(sandbox: Any, api: Any, shared: Path, name: str) -> None:
    """Otherwise the sandbox follows our memory of GitHub and not GitHub."""
    for step in octokit(shared, name):
        place = "/repos/acme/shop" if "/repos/" in step["path"] else "/repositories/515435001"
        path = SCENARIO.sub(place, step["path"])
        ours = api(step["method"].upper(), path, json=step["body"] or None)
        assert ours.status_code == step["status"], (step["method"], path)
        raw = step["rawHeaders"]
        headers = requests.structures.CaseInsensitiveDict(zip(raw[::2], raw[1::2], strict=True))
        assert link_header(ours.headers.get("Link", "")) == link_header(headers.get("Link", ""))
        for header in (
            "ETag",
            "Location",
            "X-RateLimit-Resource",
            "X-RateLimit-Reset",
            "X-GitHub-Request-Id",
        ):
            assert header not in headers or header in ours.headers, (header, path)
        if step["response"]:
            body = ours.json()
            if isinstance(body, list) and name == "paginate-issues":
                assert [item["number"] for item in body] == [item["number"] for item in step["response"]]
            assert_same_shape(step["response"], body)


@pytest.mark.parametrize(
    ("recording", "path", "ours"),
    [
        ("Issue.setUp", "/issues/28", "issues/1"),
        ("IssueDependencies.setUp", "/issues/24", "issues/1"),
        ("Repository.testGetIssuesWithTypeArgument", "/issues?type=bug", "issues"),
        (COMMENTS, "/comments?per_page=4", "issues/1/comments"),
        ("PullRequest.testMarkReadyForReview", "/pulls/2", "pulls/2"),
        ("RateLimiting.testRateLimiting", "/rate_limit", "/rate_limit"),
    ],
)  # fmt: skip
def test_newer_answers_have_no_key_that_ours_lack(
    sandbox: Any, api: Any, shared: Path, recording: str, path: str, ours: str
) -> None:
    """Otherwise a plugin that reads a newer key finds it for the first time in production."""
    sandbox.seed(
        [
            {"title": "i", "comments": ["c"], "assignees": ["alice"], "milestone": "v1", "labels": ["bug"]},
            {"title": "p", "pull_request": {"merged": True}},
        ]
    )
    body, headers = pygithub(shared, recording, path)
    answer = api("GET", ours)
    got = answer.json()
    if recording.startswith("RateLimiting"):
        body = {
            "resources": {name: body["resources"][name] for name in ("core", "search")},
            "rate": body["rate"],
        }
    real, mine = (body[0], got[0]) if isinstance(body, list) else (body, got)
    assert set(real) - {"parent", "source", "template_repository", "temp_clone_token"} <= set(mine)
    assert ("last-modified" in headers) <= ("Last-Modified" in answer.headers)


def test_a_repository_looks_like_the_recorded_one(api: Any, shared: Path) -> None:
    """Otherwise the settings that a plugin reads from it may be missing."""
    file = shared / "data" / "replay" / "octokit-fixtures" / "paginate-issues.json"
    assert_same_shape(json.loads(file.read_text())[0]["response"], api("GET", "").json())


def test_a_redirect_looks_like_the_recorded_one(sandbox: Any, api: Any, shared: Path) -> None:
    """Otherwise a client that follows the body instead of the header is not served."""
    real, headers = pygithub(shared, "Requester.testLoggingRedirection", "/repos/EnricoMi/test")
    sandbox.rename("market")
    ours = api("GET", "")
    assert set(real) == set(ours.json())
    assert real["message"] == ours.json()["message"]
    assert ours.json()["url"] == ours.headers["Location"] == f"{sandbox.url}/repositories/515435001"
    assert headers["location"].endswith("/repositories/638123443")


def test_node_ids_are_packed_as_github_packs_them() -> None:
    """Otherwise ids that a client takes apart would differ; both are from a recording."""
    assert node_id("I", 515435940, 1308968677) == "I_kwDOHrjtpM5OBUbl"
    assert node_id("LA", 515435857, 4341279313) == "LA_kwDOHrjtUc8AAAABAsKqUQ"
    assert node_id("R", 515435940) == "R_kgDOHrjtpA"


def test_the_referee_sees_what_is_wrong(sandbox: Any, api: Any, official: Any) -> None:
    """Otherwise every other test here would pass with any answer at all."""
    if official is None:
        pytest.skip("GitHub's description is not there; set DEVLOG_SHARED")
    sandbox.seed([{"title": "t"}])
    seen: list[Any] = []
    sandbox.on_answer(lambda *exchange: seen.append(exchange))
    api("GET", "issues")
    request, reply = seen[0]
    official.check(sandbox, request, reply)
    wrong = json.loads(reply.body)
    wrong[0]["comments"] = "none"
    with pytest.raises(Exception, match=r"comments|none"):
        official.check(sandbox, request, replace(reply, body=json.dumps(wrong).encode()))
    with pytest.raises(Exception, match="state"):
        official.check(sandbox, replace(request, path=f"{request.path}?state=odd"), reply)
