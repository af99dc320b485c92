"""The verbs of people and of tests, in process and over the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from devlog_core.plugin.sandbox import Sandbox
from devlog_github.sandbox import GitHubSandbox


def steer(sandbox: Any, verb: str, **arguments: Any) -> Any:
    """Call a verb as another process would."""
    return requests.post(f"{sandbox.url}/_sandbox/{verb}", json=arguments, timeout=10)


def test_it_is_a_sandbox_that_starts_and_stops_again() -> None:
    """Otherwise the demo cannot restart it; after a stop nobody is served, not even on an open connection."""
    sandbox = GitHubSandbox()
    assert isinstance(sandbox, Sandbox)
    sandbox.seed([{"title": "kept"}])
    url = sandbox.start()
    assert url == sandbox.start() == sandbox.config()["api_url"]
    with requests.Session() as session:
        assert session.get(f"{url}/repos/acme/shop/issues/1", timeout=10).status_code == 200
        sandbox.stop()
        sandbox.stop()
        with pytest.raises(requests.ConnectionError):
            session.get(f"{url}/repos/acme/shop/issues/1", timeout=10)
    port = int(url.rpartition(":")[2])
    assert sandbox.start(port) == url
    assert sandbox.read("1")["title"] == "kept"
    sandbox.stop()


def test_seeded_items_stand_as_given(sandbox: Any, api: Any) -> None:
    """Otherwise a test cannot set up the past it needs."""
    keys = sandbox.seed(
        [
            {
                "title": "Bezahlen – グ", "body": "b", "state": "closed", "state_reason": "duplicate",
                "labels": [{"name": "Ui", "color": "ff0000"}], "assignees": ["dora"], "milestone": "v1",
                "user": {"login": "bob"}, "created_at": "2024-01-01T10:00:00+02:00",
                "closed_at": "2024-01-03T00:00:00Z",
                "comments": [{"body": "c", "user": "eve", "created_at": "2024-01-02T00:00:00Z"}],
            },
            {"title": "later", "number": 10},
            {"title": "next"},
        ]
    )  # fmt: skip
    assert keys == ["1", "10", "11"]
    issue = api("GET", "issues/1").json()
    assert (issue["title"], issue["user"]["login"], issue["state_reason"]) == (
        "Bezahlen – グ",
        "bob",
        "duplicate",
    )
    assert issue["created_at"] == "2024-01-01T08:00:00Z"
    assert issue["updated_at"] == "2024-01-02T00:00:00Z"
    assert issue["closed_at"] == "2024-01-03T00:00:00Z"
    assert issue["labels"][0]["color"] == "ff0000"
    assert issue["milestone"]["title"] == "v1"
    assert sandbox.read("1")["comments"][0]["user"]["login"] == "eve"
    with pytest.raises(ValueError, match="taken"):
        sandbox.seed([{"title": "again", "number": 10}])


def test_people_edit_in_github_s_terms(sandbox: Any) -> None:
    """Otherwise a remote edit cannot be played; whom a person assigns may be assigned."""
    sandbox.seed([{"title": "t", "milestone": "v1"}])
    values = {
        "title": "n",
        "body": "b",
        "labels": ["x"],
        "assignees": ["zoe"],
        "milestone": None,
        "locked": True,
    }
    sandbox.edit("#1", values, by="bob")
    issue = sandbox.read("1")
    assert (issue["title"], issue["body"], issue["milestone"], issue["locked"]) == ("n", "b", None, True)
    assert (issue["labels"][0]["name"], issue["assignee"]["login"]) == ("x", "zoe")
    comment = sandbox.comment("1", "hi", by="carol")
    sandbox.edit_comment(comment, "ho")
    assert [(c["user"]["login"], c["body"]) for c in sandbox.read("1")["comments"]] == [("carol", "ho")]
    sandbox.delete_comment(comment)
    assert sandbox.read("1")["comments"] == []
    with pytest.raises(KeyError):
        sandbox.read("2")


def test_several_repositories_live_side_by_side(sandbox: Any, api: Any) -> None:
    """Otherwise two integrations of one plugin cannot be tried."""
    sandbox.add_repository("acme/other")
    assert sandbox.seed([{"title": "a"}, {"title": "b", "repository": "acme/other"}]) == ["1", "acme/other#1"]
    assert sandbox.config("acme/other")["repository"] == "acme/other"
    assert sandbox.read("acme/other#1")["title"] == "b"
    assert sandbox.read("acme/other#1")["id"] != sandbox.read("1")["id"]
    assert [issue["title"] for issue in api("GET", "/repos/acme/other/issues").json()] == ["b"]
    owned = GitHubSandbox(repositories=("bob/own", "acme/two"))
    assert owned.config()["repository"] == "bob/own"


def test_every_verb_is_served_to_other_processes(sandbox: Any) -> None:
    """Otherwise `devlog sandbox github` cannot be steered from a test."""
    assert steer(sandbox, "seed", items=[{"title": "t"}]).json() == {"result": ["1"]}
    assert steer(sandbox, "edit", id="1", values={"title": "n"}, by="bob").json() == {"result": None}
    assert steer(sandbox, "comment", id="1", text="hi", by="bob").json()["result"].isdigit()
    assert steer(sandbox, "read", id="1").json()["result"]["title"] == "n"
    assert steer(sandbox, "config").json()["result"]["api_url"] == sandbox.url
    before = sandbox.clock.now()
    steer(sandbox, "advance", seconds=60)
    assert sandbox.clock.now() == before + 60
    steer(sandbox, "set_time", instant="2026-01-01T00:00:00Z")
    assert sandbox.clock.now() == datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    steer(sandbox, "fault", name="500", match="GET /user")
    assert requests.get(f"{sandbox.url}/user", timeout=10).status_code == 500
    steer(sandbox, "add_repository", name="acme/other")
    assert steer(sandbox, "transfer", id="1", repository="acme/other").json()["result"] == "acme/other#1"
    assert steer(sandbox, "rename", new="acme/market").status_code == 200
    log = steer(sandbox, "requests").json()["result"]
    assert log == [{"method": "GET", "path": "/user", "status": 500}]
    steer(sandbox, "clear-requests")
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    ("verb", "arguments", "status"),
    [
        ("nonsense", {}, 404),
        ("read", {"id": "99"}, 404),
        ("read", {"number": "1"}, 400),
        ("fault", {"name": "typo"}, 400),
        ("seed", {"items": [{"title": ""}]}, 422),
        ("permit", {"permission": "god"}, 400),
        ("switch", {"name": "typo", "value": 1}, 400),
    ],
)
def test_a_verb_used_wrongly_says_why(
    sandbox: Any, verb: str, arguments: dict[str, Any], status: int
) -> None:
    """Otherwise a mistake in a test passes for a fault of the plugin."""
    answer = steer(sandbox, verb, **arguments)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_requests_are_logged_with_their_query_and_controls_are_not(sandbox: Any, api: Any) -> None:
    """Otherwise the figures of requests cannot be counted."""
    api("GET", "issues?state=all&per_page=100")
    api("GET", "issues/9")
    steer(sandbox, "advance", seconds=1)
    path = "/repos/acme/shop/issues"
    assert sandbox.requests() == [
        {"method": "GET", "path": f"{path}?state=all&per_page=100", "status": 200},
        {"method": "GET", "path": f"{path}/9", "status": 404},
    ]
    sandbox.clear_requests()
    assert sandbox.requests() == []


def test_the_clock_runs_beside_ours() -> None:
    """Otherwise a sandbox cannot live in another time."""
    clock = GitHubSandbox().clock
    clock.offset = -86_400
    assert clock.now() < datetime.now(UTC).timestamp() - 86_000
    clock.freeze()
    still = clock.now()
    clock.advance(10)
    assert clock.now() == still + 10
    clock.thaw()
    assert abs(clock.now() - still - 10) <= 2
