"""Integrations: adding, checking, resting and removing them."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.cli.conftest import Devlog, Remote

KEYS = {"name", "plugin", "enabled", "status", "last_run", "error"}


def test_added_integration_is_written_and_works(devlog: Devlog) -> None:
    """What add writes is what the listing, the file and the sync then know."""
    remote = Remote(devlog.cwd / "remote.json")
    remote.put("1", title="There")
    added = devlog.json("integrations", "add", "shop", "--plugin", "sample", "--set", f"path={remote.path}")
    assert added == {
        "name": "shop",
        "plugin": "sample",
        "enabled": True,
        "status": "active",
        "last_run": None,
        "error": None,
    }
    assert devlog.json("integrations") == devlog.json("integrations", "list") == [added]
    assert "[integrations.shop.config]" in devlog.config.read_text(encoding="utf-8")
    devlog.ok("sync")
    (listed,) = devlog.json("integrations")
    assert listed["last_run"].endswith("Z")


def test_bad_settings_are_refused_whole(devlog: Devlog) -> None:
    """An integration that would not work is not written."""
    before = devlog.config.read_bytes()
    add = ("integrations", "add", "shop", "--plugin", "sample")
    said = devlog("integrations", "add", "shop", "--plugin", "sampel", "--set", "path=x")
    assert said.returncode == 3
    assert "did you mean `sample`?" in said.stderr
    assert "integrations.shop.config.path: missing" in devlog.refused(*add, code=3)
    assert "did you mean `path`?" in devlog(*add, "--set", "path=x", "--set", "paht=y").stderr
    assert "expected a whole number" in devlog.refused(*add, "--set", "path=x", "--set", "pages=many", code=3)
    assert "expected KEY=VALUE" in devlog.refused(*add, "--set", "path", code=2)
    assert devlog(*("integrations", "add", "Shop!", "--plugin", "sample", "--set", "path=x")).returncode == 3
    assert devlog.config.read_bytes() == before
    assert devlog.json("integrations") == []


def test_name_in_use_is_refused(devlog: Devlog, remote: Remote) -> None:
    """A second integration of one name would hide the first."""
    add = ("integrations", "add", "tracker", "--plugin", "sample", "--set", "path=x")
    assert "already" in devlog.refused(*add, code=2)


def test_check_says_who_we_are(devlog: Devlog, remote: Remote) -> None:
    """The check tells account, container, rights and what is missing for which feature."""
    remote.set(missing={"webhooks": "the right `admin`"})
    found = devlog.json("integrations", "check", "tracker")
    assert set(found) >= KEYS
    assert (found["account"], found["scope"], found["permissions"]) == ("bot", "shop", ["read", "write"])
    assert found["missing"] == {"webhooks": "the right `admin`"}
    said = devlog.ok("integrations", "check", "tracker")
    assert "tracker: Robot (bot) at shop" in said
    assert "missing for webhooks" in said
    remote.set(fault="auth")
    assert "token was refused" in devlog.refused("integrations", "check", "tracker", code=1)
    assert "no integration `nowhere`" in devlog.refused("integrations", "check", "nowhere", code=2)


def test_check_without_a_name_asks_every_enabled_one(devlog: Devlog, remote: Remote) -> None:
    """One place that is out of reach must not hide how the others are."""
    other = Remote(devlog.cwd / "other.json")
    for name in ("second", "resting"):
        devlog.ok("integrations", "add", name, "--plugin", "sample", "--set", f"path={other.path}")
    devlog.ok("integrations", "disable", "resting")
    assert [found["account"] for found in devlog.json("integrations", "check")] == ["bot", "bot"]
    remote.set(fault="auth")
    partly = devlog("integrations", "check", "--json")
    assert partly.returncode == 1
    first, second = json.loads(partly.stdout)
    assert (first["name"], first["status"], "token was refused" in first["error"]) == (
        "tracker",
        "error",
        True,
    )
    assert (second["name"], second["account"]) == ("second", "bot")
    assert "tracker: the token was refused" in devlog("integrations", "check").stdout


def test_disabled_integration_rests(devlog: Devlog, remote: Remote) -> None:
    """While it rests nothing is sent to it or read from it; enabled, it catches up."""
    remote.put("1", title="There")
    assert devlog.json("integrations", "disable", "tracker")["status"] == "inactive"
    assert devlog.json("sync")["runs"] == []
    devlog.ok("new", "Here")
    assert devlog.json("sync")["runs"] == []
    assert len(remote.read()["items"]) == 1
    assert devlog.json("integrations", "enable", "tracker")["status"] == "active"
    devlog.ok("sync")
    assert len(devlog.json("list")) == len(remote.read()["items"]) == 2


def test_removed_integration_leaves_the_entries(devlog: Devlog, remote: Remote) -> None:
    """Removing forgets the settings and nothing else."""
    remote.put("1", title="There")
    devlog.ok("sync")
    removed = devlog.json("integrations", "remove", "tracker")
    assert (removed["name"], removed["status"]) == ("tracker", "inactive")
    assert devlog.json("integrations") == []
    assert devlog.json("show", "1")["links"][0]["integration"] == "tracker"
    devlog.refused("integrations", "remove", "tracker", code=2)


def test_another_container_is_refused_until_rescoped(devlog: Devlog, remote: Remote) -> None:
    """Another repository under the same name would mix two sets of items: it is asked about first."""
    remote.put("1", title="There")
    devlog.ok("sync")
    remote.set(scope="other")
    with devlog.config.open("a", encoding="utf-8") as file:
        file.write("pages = 50\n")
    (run,) = devlog.json("sync", code=3)["runs"]
    assert run["errors"][0]["kind"] == "config"
    assert "rescope tracker" in run["errors"][0]["message"]
    assert set(devlog.json("integrations", "rescope", "tracker")) == KEYS
    assert devlog.json("show", "1")["links"] == []
    assert devlog("sync").returncode == 0


def test_broken_plugin_is_an_error_of_its_integration(devlog: Devlog, connect: Callable[..., Remote]) -> None:
    """An integration whose plugin is not installed shows it, and everything else works."""
    connect("good")
    with devlog.config.open("a", encoding="utf-8") as file:
        file.write('\n[integrations.bad]\nplugin = "absent"\n')
    found = {each["name"]: each for each in devlog.json("integrations")}
    assert (found["good"]["status"], found["bad"]["status"]) == ("active", "error")
    assert "absent" in found["bad"]["error"]
    devlog.ok("new", "A")
    assert "no plugin `absent`" in devlog("integrations", "check", "bad").stderr


def test_status_shows_all_that_waits(devlog: Devlog, remote: Remote) -> None:
    """One look says what is connected, what waits to be sent, and what to decide."""
    devlog.ok("new", "A")
    status = devlog.json("status")
    assert set(status) == {"integrations", "outbox", "conflicts", "budgets"}
    assert status["budgets"] == []
    assert status["integrations"] == devlog.json("integrations")
    assert status["outbox"] == devlog.json("outbox")
    assert "pending" in devlog.ok("status")
