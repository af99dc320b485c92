"""What goes wrong around the command line: each said in one line with its place and cure."""

from __future__ import annotations

import ctypes
import resource
import sqlite3
import subprocess
from collections.abc import Callable

import pytest

from tests.cli.conftest import Devlog, Remote

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def append(devlog: Devlog, text: str) -> None:
    """Write more into the settings."""
    with devlog.config.open("a", encoding="utf-8") as file:
        file.write(text)


def line_of(devlog: Devlog, text: str) -> int:
    """The line of the settings where the text stands."""
    lines = devlog.config.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_no_workspace(empty: Devlog) -> None:
    """Outside of a workspace the cure is named."""
    assert "devlog init" in empty.refused("list", code=2)
    assert "no such directory" in empty.refused("list", "-C", "nowhere", code=2)
    assert "DEVLOG_WORKSPACE" in empty.refused("list", env={"DEVLOG_WORKSPACE": "nowhere"}, code=2)


def test_broken_toml_stops_every_command_that_needs_it(devlog: Devlog) -> None:
    """A file that is not TOML is refused with its line; nothing runs but what helps to mend it."""
    append(devlog, "[sync\ncreate_guard = 5\n")
    place = f"{devlog.config}:{line_of(devlog, '[sync')}"
    for arguments in (("new", "A"), ("list",), ("sync",), ("show", "1")):
        assert place in devlog.refused(*arguments, code=3)
    for arguments in (("config",), ("plugins",), ("--help",), ("new", "--help")):
        devlog.ok(*arguments)
    assert devlog("doctor").returncode == 3


def test_unknown_key_names_the_nearest(devlog: Devlog) -> None:
    """A slip of the pen is answered with the key that was meant."""
    append(devlog, "[sync]\ncreate_gaurd = 5\n")
    said = devlog.refused("list", code=3)
    assert f"{devlog.config}:{line_of(devlog, 'create_gaurd')}" in said
    assert "sync.create_gaurd" in said
    assert "did you mean `create_guard`?" in said


def test_text_for_a_list_says_how_to_write_it(devlog: Devlog) -> None:
    """One name where several may stand is answered with the brackets that it lacks."""
    append(devlog, '[people.ada]\nemails = "ada@example.org"\n')
    assert '; write it as ["ada@example.org"]' in devlog.refused("list", code=3)


def test_wrong_type_says_what_was_expected(devlog: Devlog) -> None:
    """A value of another type is shown beside what the key takes."""
    append(devlog, '[sync]\ncreate_guard = "many"\n')
    said = devlog.refused("list", code=3)
    assert "sync.create_guard: expected a whole number" in said
    assert "got 'many'" in said


def test_unknown_kind_of_store(devlog: Devlog) -> None:
    """A store of a kind that is not there is refused before anything is made."""
    text = devlog.config.read_text(encoding="utf-8").replace("sqlite:///devlog.db", "mongodb://db/devlog")
    devlog.config.write_text(text, encoding="utf-8")
    assert "sqlite:///FILE" in devlog.refused("list", code=3)


def test_missing_secret_concerns_its_integration_alone(
    devlog: Devlog, connect: Callable[..., Remote]
) -> None:
    """Entries are written and read while a token is missing."""
    connect("tracker", token="${NO_SUCH_TOKEN}")
    devlog.ok("new", "A")
    assert len(devlog.json("list")) == 1
    assert "NO_SUCH_TOKEN" in devlog.refused("integrations", "check", "tracker", code=3)


def test_unknown_plugin_concerns_its_integration_alone(devlog: Devlog) -> None:
    """Entries are written while a plugin is missing, and its sync says what to install."""
    append(devlog, '\n[integrations.tracker]\nplugin = "absent"\n')
    devlog.ok("new", "A")
    (run,) = devlog.json("sync", code=3)["runs"]
    assert "pip install devlog-absent" in run["errors"][0]["message"]


def unprivileged() -> None:
    """Let file modes count for an administrator too: CAP_DAC_OVERRIDE does not outlive the next exec."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def test_read_only_workspace(devlog: Devlog) -> None:
    """Where nothing may be written a change is refused in one line."""
    devlog.ok("new", "A")
    places = [devlog.cwd, *(devlog.cwd / ".devlog").rglob("*"), devlog.cwd / ".devlog"]
    for each in places:
        each.chmod(0o555 if each.is_dir() else 0o444)
    probe = subprocess.run(["touch", "probe"], cwd=devlog.cwd, preexec_fn=unprivileged, check=False)
    try:
        if probe.returncode == 0:
            pytest.skip("this account may write where nobody may")
        for arguments in (("new", "B"), ("edit", "1", "--title", "C"), ("init", "sub")):
            result = devlog.run(*arguments, preexec_fn=unprivileged)
            assert (result.returncode, result.stdout) == (1, "")
            assert len(result.stderr.splitlines()) == 1, result.stderr
        assert "permissions" in devlog.run("doctor", preexec_fn=unprivileged).stdout
    finally:
        for each in places:
            each.chmod(0o755 if each.is_dir() else 0o644)
    assert [entry["title"] for entry in devlog.json("list")] == ["A"]


def test_database_locked_by_another_process(devlog: Devlog) -> None:
    """A store that somebody holds is said to be locked, not waited for without end."""
    store = sqlite3.connect(devlog.cwd / ".devlog" / "devlog.db", isolation_level=None)
    try:
        store.execute("BEGIN IMMEDIATE")
        said = devlog.refused("new", "A", code=1, env={"DEVLOG_BUSY_SECONDS": "0.2"})
        assert "locked by another process" in said
        assert devlog.json("list") == []
    finally:
        store.close()
    devlog.ok("new", "A")


def test_full_disk(devlog: Devlog) -> None:
    """A disk without room is named; nothing is half-written, and it works again with room."""
    devlog.ok("new", "A")
    size = max(path.stat().st_size for path in (devlog.cwd / ".devlog").glob("devlog.db*"))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, size + 4096))

    (devlog.cwd / "long.md").write_text("x" * (size + 500_000), encoding="utf-8")
    result = devlog.run("new", "B", "--description-file", "long.md", preexec_fn=limit)
    assert (result.returncode, result.stdout) == (1, "")
    assert "full" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert [entry["title"] for entry in devlog.json("list")] == ["A"]
    devlog.ok("new", "B", "--description-file", "long.md")


def test_defect_is_one_line_and_v_gives_the_trace(devlog: Devlog) -> None:
    """What nobody foresaw is called a defect; the trace is there for those who ask."""
    with sqlite3.connect(devlog.cwd / ".devlog" / "devlog.db") as connection:
        connection.execute("DROP TABLE people")
        connection.execute("CREATE TABLE people (workspace TEXT)")
    connection.close()
    devlog.ok("new", "A")
    said = devlog.refused("note", "1", "x", code=1)
    assert "Traceback" not in said
    result = devlog("note", "1", "x", "-v")
    assert "Traceback" in result.stderr
    assert result.returncode == 1
