"""The tutorial is typed as it stands, against the sandbox."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devlog_core.plugin.registry import Plugins
from tests.docs.conftest import ROOT, Block, blocks

TUTORIAL = ROOT / "docs" / "tutorial" / "first-steps.md"
_PORT = "8700"
# What differs from one time to the next.
_VARYING = (
    (r"dl-[0-9a-f]{8}", "dl-........"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d", "TIME"),
    (r"\d+\.\d s\b", "T s"),
    (r"127\.0\.0\.1:\d+", "HOST"),
    (r"\s+", " "),
)

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("git") is None, reason="the tutorial is for bash and git"
)


def _said(home: Path) -> list[tuple[Block, str]]:
    """What each block of the tutorial prints."""
    sandbox = Plugins().sandbox("github")
    assert sandbox is not None
    port = sandbox.start().rpartition(":")[2]
    bin_ = home / "bin"
    bin_.mkdir()
    for name, words in {"devlog": "-m devlog_core", "python3": ""}.items():
        script = bin_ / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    typed = [block for block in blocks(TUTORIAL) if block.info == "sh"]
    lines = ["set -e"]
    for number, block in enumerate(typed):
        lines += [block.text.replace(_PORT, port), f"echo '=== {number}'"]
    try:
        result = subprocess.run(
            ["bash", "-c", "\n".join(lines)], cwd=home, env=_environment(home, bin_), capture_output=True,
            stdin=subprocess.DEVNULL, text=True, encoding="utf-8", timeout=280, check=False,
        )  # fmt: skip
    finally:
        sandbox.stop()
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    outputs = re.split(r"^=== \d+\n", result.stdout, flags=re.MULTILINE)
    return list(zip(typed, outputs, strict=False))


def _environment(home: Path, bin_: Path) -> dict[str, str]:
    return {
        "PATH": os.pathsep.join((str(bin_), os.environ["PATH"])),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "PYTHONPATH": str(ROOT),
        "DEVLOG_USER": "ada",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_PROXY": "127.0.0.1",
    } | {
        f"GIT_{who}_{what}": "ada@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }


@pytest.mark.timeout(300)
def test_the_tutorial_runs_and_shows_what_comes(tmp_path: Path) -> None:
    """Otherwise a newcomer's first command fails, or a right answer looks like a wrong one."""
    said = _said(tmp_path)
    for block in (block for block in blocks(TUTORIAL) if block.info == "text"):
        before = next(output for typed, output in reversed(said) if typed.line < block.line)
        came = [_plain(line) for line in before.splitlines()]
        for line in block.text.splitlines():
            found = any(other.startswith(_plain(line)) for other in came)
            assert found, f"line {block.line}: {line!r} is not in\n{before}"


def _plain(line: str) -> str:
    for pattern, instead in _VARYING:
        line = re.sub(pattern, instead, line)
    return line.strip()
