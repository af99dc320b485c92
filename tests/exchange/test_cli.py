"""`devlog import` and `devlog export` as people type them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.cli.main import run
from tests.exchange.test_codervisor_read import GOOD

Devlog = Callable[..., tuple[int, str, str]]


@pytest.fixture
def devlog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Devlog:
    """Runs a command in a fresh workspace; returns exit code, output and messages."""
    for name in [name for name in os.environ if name.startswith("DEVLOG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run(arguments)
        out, err = capfd.readouterr()
        return code, out, err

    assert call("init")[0] == 0
    return call


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "entries"
    folder.mkdir()
    (folder / "7.json").write_text(json.dumps({**GOOD, "assignee": ""}), encoding="utf-8")
    return folder


def test_import_says_what_it_did(devlog: Devlog, source: Path) -> None:
    """With --json the output is one document of exactly these keys."""
    code, out, _ = devlog("import", "codervisor-json", str(source), "--json")
    assert (code, json.loads(out)) == (
        0,
        {
            "created": 1,
            "updated": 0,
            "unchanged": 0,
            "rejected": 0,
            "oddities": [{"where": "7.json: assignee", "what": "an empty text: read as nobody"}],
        },
    )
    code, out, _ = devlog("import", "codervisor-json", str(source))
    assert code == 0
    assert out.startswith("0 created, 0 updated, 1 unchanged\n")
    assert "7.json: assignee" in out
    assert json.loads(devlog("show", "fix-login", "--json")[1])["title"] == "Fix the login"


def test_a_bad_record_ends_with_1(devlog: Devlog, source: Path) -> None:
    """A script must notice that something was left out."""
    (source / "8.json").write_text('{"id": 8, "ti', encoding="utf-8")
    code, out, _ = devlog("import", "codervisor-json", str(source), "--json")
    found = json.loads(out)
    assert (code, found["created"], found["rejected"]) == (1, 1, 1)
    assert found["oddities"][-2]["where"] == "8.json:1:11" or found["oddities"][-1]["where"] == "8.json:1:11"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "csv", "x"), "format `csv` is not there yet; there are codervisor-json, devlog"),
        (("import", "devlg", "x"), "devlog"),
        (("export", "csv"), "format `csv` is not there yet; there are devlog, entry-schema"),
        (("import", "codervisor-json", "nowhere"), "does not exist"),
        (("import", "devlog", "nowhere"), "cannot be read"),
    ],
)
def test_wrong_usage_ends_with_2(devlog: Devlog, arguments: tuple[str, ...], said: str) -> None:
    """The message names what there is."""
    code, out, err = devlog(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_export_and_import_through_a_file(devlog: Devlog, tmp_path: Path) -> None:
    """What one workspace writes the other one reads; nothing of the old file is left."""
    devlog("new", "Grüße", "--label", "a")
    target = tmp_path / "team.json"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    code, out, _ = devlog("export", "devlog", "--out", str(target), "--json")
    assert (code, json.loads(out)) == (0, {"format": "devlog", "path": str(target), "entries": 1})
    assert target.stat().st_mode & 0o777 == 0o640
    assert json.loads(devlog("export")[1]) == json.loads(target.read_text(encoding="utf-8"))
    devlog("init", "other")
    code, out, _ = devlog("-C", "other", "import", "devlog", str(target))
    assert (code, out) == (0, "1 created, 0 updated, 0 unchanged\n")
    assert json.loads(devlog("-C", "other", "list", "--json")[1])[0]["title"] == "Grüße"
    assert [path.name for path in tmp_path.glob(".team*")] == []


def test_a_failed_export_leaves_the_old_file(
    devlog: Devlog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an export in the place of a whole one would be a loss."""
    devlog("new", "One")
    target = tmp_path / "team.json"
    target.write_text("old", encoding="utf-8")

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr("devlog_core.sync.exchange.devlog.writing.entry_record", fail)
    code, _, err = devlog("export", "--out", str(target))
    assert code == 1
    assert "no space left" in err
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.glob(".team*")] == []


def test_a_folder_that_does_not_exist_is_named(devlog: Devlog, tmp_path: Path) -> None:
    """The cure is to make it or to name another."""
    code, _, err = devlog("export", "--out", str(tmp_path / "nowhere" / "team.json"))
    assert code != 0
    assert "nowhere" in err
