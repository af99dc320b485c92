"""What the quick commands may not import."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import Devlog

HEAVY = {
    *("pydantic", "jsonschema", "pluggy", "requests", "urllib3", "rich", "structlog", "tomlkit", "git"),
    *("importlib.metadata", "platformdirs", "filelock", "merge3", "concurrent", "asyncio", "logging"),
}
_SCRIPT = """\
import json, sys
from devlog_core.cli.main import run
code = run(sys.argv[1:])
assert code == 0, code
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "args",
    [
        ("--help",),
        ("list",),
        ("list", "--json"),
        ("show", "1"),
        ("new", "B", "--label", "x", "--parent", "1"),
        ("edit", "1", "--status", "blocked"),
        ("note", "1", "text"),
        ("history", "1"),
        ("status",),
    ],
    ids=" ".join,
)
def test_quick_commands_import_nothing_heavy(devlog: Devlog, remote: object, args: tuple[str, ...]) -> None:
    """With an integration configured, working on entries needs neither its plugin nor any big library."""
    devlog.ok("new", "A")
    result = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *args],
        cwd=devlog.cwd,
        env=devlog.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    loaded = set(json.loads(result.stderr.splitlines()[-1]))
    assert not {name for name in loaded if name in HEAVY or name.partition(".")[0] in HEAVY}
    assert "devlog_sample" not in loaded


def test_help_imports_no_command(devlog: Devlog) -> None:
    """Listing the commands imports none of them."""
    result = subprocess.run(
        [sys.executable, "-c", _SCRIPT, "--help"],
        env=devlog.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(result.stderr.splitlines()[-1]))
    allowed = {"main", "commands", "frame", "shell", "extra"}
    assert {name for name in loaded if name.startswith("devlog_core.cli.")} == {
        f"devlog_core.cli.{name}" for name in allowed
    }
    assert "devlog_core.storage" not in loaded
