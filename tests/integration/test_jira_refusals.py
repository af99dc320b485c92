"""What is wrong with the settings or the account: one line with the cure, and nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub

CLOUD_FIRST = ["cloud", pytest.param("server", marks=pytest.mark.long)]
Act = Callable[[Depot], Any]
More = dict[str, Any]


def _stranger(depot: Depot) -> None:
    depot.revoke()
    depot.switch("strangers_pass", True)


def _path(depot: Depot) -> More:
    return {"url": f"{depot.world.base}/jira"}


def _severity(depot: Depot) -> str:
    return depot.add_field("Severity", "select", ["S1", "S2"])


def _misspelled(depot: Depot) -> More:
    _severity(depot)
    return {"custom": {"severity": "Severty"}}


WRONG: dict[str, tuple[Callable[[Depot], More | None], str, tuple[str, ...]]] = {
    "path": (_path, "config", ("no Jira answers at", "/jira", "correct `url`")),
    "host": (
        lambda _: {"url": "http://127.0.0.1:9"},
        "transient",
        ("no answer from 127.0.0.1:9", "check `url`"),
    ),
    "login-page": (
        lambda depot: depot.fault("login-page", 99),
        "auth",
        ("sign-in page instead of JSON", "valid `token`"),
    ),
    "expired-token": (lambda depot: depot.revoke(), "auth", ("did not accept the credentials", "`token`")),
    "stranger": (_stranger, "auth", ("refused the credentials", "valid `token`")),
    "captcha": (lambda depot: depot.switch("captcha", True), "auth", ("captcha", "in a browser")),
    "out-of-sight": (
        lambda depot: depot.permit("none", project="SHOP"),
        "config",
        ("no project SHOP", "Browse Projects"),
    ),
    "project": (lambda _: {"project": "SHOQ"}, "config", ("no project SHOQ", "did you mean `SHOP`?")),
    "custom": (_misspelled, "config", ("no field 'Severty'", "did you mean `Severity`?")),
}
EXITS = {"config": 3, "auth": 1, "transient": 1}


@pytest.mark.parametrize("depot", CLOUD_FIRST, indirect=True)
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_told_with_its_cure_and_holds_up_nobody(
    make_desk: Callable[..., Desk], depot: Depot, hub: Hub, name: str
) -> None:
    """Otherwise a slip is a riddle, or one bad integration takes the others with it."""
    desk = make_desk()
    depot.seed([{"summary": "there"}])
    hub.seed([{"title": "at the other place"}])
    settings = depot.settings()
    desk.connect("jira", settings, plugin="jira")
    desk.new("made here", "--to", "jira")
    prepare, kind, words = WRONG[name]
    desk.connect("jira", settings | (prepare(depot) or {}), plugin="jira")
    desk.connect("github", hub.settings())
    depot.clear_requests()
    runs = desk.sync(code=EXITS[kind])
    (error,) = runs["jira"]["errors"]
    assert (runs["jira"]["status"], error["kind"]) == ("failed", kind)
    assert [word for word in words if word not in error["message"]] == []
    assert "\n" not in error["message"]
    assert "sandbox-token" not in error["message"]
    assert runs["github"]["errors"] == []
    assert runs["github"]["pulled"]["created"] == 1
    assert depot.writes() == []
    assert sorted(entry["title"] for entry in desk.entries()) == ["at the other place", "made here"]
    check = desk.here("integrations", "check", "jira")
    assert check.code == EXITS[kind]
    assert check.err.count("\n") == 1
    assert [word for word in words if word not in check.err] == []


@pytest.mark.parametrize("depot", CLOUD_FIRST, indirect=True)
def test_an_unknown_name_in_the_map_is_named_with_the_nearest(
    make_desk: Callable[..., Desk], depot: Depot
) -> None:
    """Otherwise an issue is moved about in search of a status that does not exist."""
    desk = make_desk()
    wrong = {"status": {"in-review": "In Reveiw"}, "priority": {"high": "Hihg"}}
    desk.connect("jira", depot.settings(mapping=wrong), plugin="jira")
    depot.seed([{"summary": "there", "status": "In Progress"}])
    check = desk.here("integrations", "check", "jira")
    assert check.code == 3
    told = (
        "mapping.status.in-review: the project has no status 'In Reveiw'; did you mean 'In Review'?",
        "mapping.priority.high: the project has no priority 'Hihg'; did you mean 'High'?",
    )
    assert all(line in check.err for line in told)
    desk.near()
    ref = desk.of("SHOP-1", "jira")
    desk.edit(ref, "--status", "in-review", "--priority", "high", "--title", "renamed")
    run = desk.sync(code=1)["jira"]
    assert run["status"] == "partial"
    said = " ".join(error["message"] for error in run["errors"])
    assert all(line in said for line in told)
    there = depot.shown("SHOP-1")
    assert (there["title"], there["status"], there["priority"]) == ("renamed", "in-progress", "medium")
    (row,) = desk.do("outbox", "list")
    assert row["state"] == "set-aside"
    desk.connect("jira", depot.settings(), plugin="jira")
    desk.do("outbox", "retry", str(row["row"]))
    desk.near()
    there = depot.shown("SHOP-1")
    assert (there["status"], there["priority"]) == ("in-review", "high")
    depot.advance(600)
    desk.near()
    assert quiet(desk.near()["jira"])


def test_an_oauth_sign_in_that_was_withdrawn_is_told(make_desk: Callable[..., Desk], tmp_path: Any) -> None:
    """Otherwise a refused refresh looks like a refused issue, and is tried for ever."""
    depot = Depot()
    depot.start()
    try:
        depot.add_client("app", "hidden-secret", "first-refresh", "devlog-bot")
        desk = make_desk()
        config = {
            "url": depot.world.base, "project": "SHOP", "client_id": "app", "client_secret": "hidden-secret",
            "refresh_token": "withdrawn-refresh", "refresh_token_kept_in": f"file:{tmp_path}/refresh",
            "token_url": f"{depot.world.base}/oauth/token", "api_url": depot.world.base,
        }  # fmt: skip
        desk.connect("jira", config, plugin="jira")
        (error,) = desk.sync(code=1)["jira"]["errors"]
        assert error["kind"] == "auth"
        assert "refresh_token" in error["message"]
        assert "withdrawn-refresh" not in error["message"]
        assert "hidden-secret" not in error["message"]
        desk.connect("jira", config | {"refresh_token": "first-refresh"}, plugin="jira")
        depot.seed([{"summary": "there"}])
        assert desk.sync()["jira"]["pulled"]["created"] == 1
    finally:
        depot.stop()
