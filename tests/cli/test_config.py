"""Settings and the doctor."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Devlog, Remote


def test_config_shows_values_and_origins(devlog: Devlog, connect: Callable[..., Remote]) -> None:
    """Every setting says where it came from; secrets are masked and warned about."""
    connect("tracker", token="s3cr3t-value")
    result = devlog("config", "--json", env={"DEVLOG_SYNC__CREATE_GUARD": "7"})
    shown = {each["key"]: each for each in json.loads(result.stdout)}
    assert shown["storage.url"]["value"] == "sqlite:///devlog.db"
    assert shown["sync.create_guard"] == {
        "key": "sync.create_guard",
        "value": 7,
        "origin": "DEVLOG_SYNC__CREATE_GUARD",
    }
    assert shown["sync.shrink_guard"]["origin"] == "default"
    assert shown["integrations.tracker.config.path"]["origin"].startswith(str(devlog.config))
    assert "s3cr3t-value" not in result.stdout + result.stderr
    assert "plain text" in result.stderr
    assert "s3cr3t-value" not in devlog.ok("config", "get", "integrations.tracker.config.token")


def test_get_and_set_one_key(devlog: Devlog) -> None:
    """A setting is changed in place and read back; comments stay."""
    assert devlog.ok("config", "get", "storage.url").strip() == "sqlite:///devlog.db"
    assert devlog.json("config", "set", "sync.create_guard", "50") == {
        "key": "sync.create_guard",
        "value": 50,
    }
    assert devlog.json("config", "get", "sync.create_guard") == 50
    assert "# The settings of this workspace" in devlog.config.read_text(encoding="utf-8")
    assert "is not set" in devlog.refused("config", "get", "sync.nothing", code=2)


def test_bad_value_is_not_written(devlog: Devlog) -> None:
    """A setting that would be refused leaves the file as it was."""
    before = devlog.config.read_bytes()
    assert devlog("config", "set", "sync.create_guard", "many").returncode == 3
    assert devlog("config", "set", "sync.creat_guard", "5").returncode == 3
    assert devlog.config.read_bytes() == before


def findings(devlog: Devlog, *args: str, code: int = 0, **more: Any) -> dict[str, list[str]]:
    """What the doctor found, by status, as `check: message`."""
    found: dict[str, list[str]] = {}
    for each in devlog.json("doctor", *args, code=code, **more):
        assert set(each) == {"check", "status", "message", "cure"}
        found.setdefault(each["status"], []).append(f"{each['check']}: {each['message']}")
    return found


def test_doctor_finds_a_sound_workspace_sound(devlog: Devlog, remote: Remote) -> None:
    """Where nothing is wrong the doctor ends well."""
    found = findings(devlog)
    assert set(found) == {"ok"}
    assert {line.partition(":")[0] for line in found["ok"]} >= {
        *("python", "sqlite", "workspace", "permissions", "configuration", "secrets", "plugins", "store")
    }


def test_doctor_outside_of_a_workspace(empty: Devlog) -> None:
    """The doctor itself needs no workspace."""
    assert "workspace" in findings(empty, code=1)["error"][0]


def test_doctor_names_faults_of_the_settings(devlog: Devlog, connect: Callable[..., Remote]) -> None:
    """Broken settings end with 3, each fault with its line."""
    connect("bad", token="${NO_SUCH_TOKEN}")
    assert "NO_SUCH_TOKEN" in findings(devlog, code=3)["error"][0]
    with devlog.config.open("a", encoding="utf-8") as file:
        file.write("\n[snyc]\n")
    assert any("snyc" in line for line in findings(devlog, code=3)["error"])


def test_doctor_mends_what_is_safe(devlog: Devlog, connect: Callable[..., Remote]) -> None:
    """--fix puts back what keeps the store and the secrets to oneself."""
    connect("tracker", token="s3cr3t-value")
    devlog.config.chmod(0o644)
    ignore = devlog.cwd / ".devlog" / ".gitignore"
    ignore.unlink()
    assert any("others can read" in line for line in findings(devlog)["warning"])
    findings(devlog, "--fix")
    assert "*.db" in ignore.read_text(encoding="utf-8")
    assert devlog.config.stat().st_mode & 0o077 == 0
    assert not any("others can read" in line for line in findings(devlog)["warning"])


def test_unreadable_record_is_set_aside_and_named(devlog: Devlog) -> None:
    """One broken record hides no other; the doctor names it."""
    devlog.ok("new", "Sound")
    devlog.ok("new", "Broken")
    with sqlite3.connect(devlog.cwd / ".devlog" / "devlog.db") as connection:
        connection.execute('UPDATE entries SET content = \'{"title": "Bro\' WHERE id = 2')
    connection.close()
    result = devlog("list", "--json")
    assert [entry["title"] for entry in json.loads(result.stdout)] == ["Sound"]
    assert "entry 2" in result.stderr
    assert any("entry 2 (" in line for line in findings(devlog, code=1)["error"])
    assert "entry 2" in devlog.refused("show", "2", code=1)
    devlog.ok("new", "Another")


def test_damaged_store_is_said(devlog: Devlog) -> None:
    """A file that is no database any more is named with its cure."""
    store = devlog.cwd / ".devlog" / "devlog.db"
    for each in store.parent.glob("devlog.db-*"):
        each.unlink()
    store.write_bytes(b"not a database at all" * 500)
    assert "is damaged" in devlog.refused("list", code=1)
    assert any("damaged" in line for line in findings(devlog, code=1)["error"])
    store.unlink()
    assert "devlog init" in devlog.refused("list", code=1)
    devlog.ok("init")
    assert devlog.json("list") == []
