"""Whether importing a plugin does nothing, seen in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from devlog_core.model.saying import in_one_line
from devlog_core.plugin.checks import Refused
from devlog_core.plugin.inspection.finding import SECONDS, Finding, Subject

_CURE = "do it where it is needed: in the service's methods, not at the top of a module"
_TOLD = {
    "hosts": "reaches for the network",
    "files": "writes files",
    "processes": "starts processes",
    "threads": "leaves threads running",
}


def check_import(subject: Subject) -> Iterator[Finding]:
    """Importing prints nothing, opens and writes nothing, leaves nothing running, and comes to an end."""
    yield from inspect_import(subject.module)


def inspect_import(module: str, seconds: float = SECONDS) -> Iterator[Finding]:
    """The same for a module by name, which is imported in a new process only."""
    with tempfile.TemporaryDirectory(prefix="devlog-check-") as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "devlog_core.plugin.probe", module, str(report)]
        try:
            ran = subprocess.run(
                command, env=_environ(), capture_output=True, text=True, timeout=seconds, check=False,
                encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Refused(f"importing {module} comes to no end within {seconds:g} s", _CURE) from None
        if not report.exists():
            raise Refused(f"importing {module} ends the process with {ran.returncode}", _CURE)
        found = json.loads(report.read_text(encoding="utf-8"))
    yield from _findings(module, found, ran.stdout or ran.stderr)


def _findings(module: str, found: Mapping[str, Any], output: str) -> Iterator[Finding]:
    if found["error"]:
        yield _finding(
            f"importing {module} fails: {in_one_line(str(found['error']))}",
            "install what it needs, or mend it",
        )
    elif output.strip():
        said = output.strip().splitlines()[0]
        yield _finding(f"importing {module} prints: {said}", "use `context.log` where something is done")
    for key, what in _TOLD.items():
        if found[key]:
            yield _finding(f"importing {module} {what}: {', '.join(dict.fromkeys(found[key]))}", _CURE)
    if found["sockets"]:
        yield _finding(f"importing {module} leaves {found['sockets']} sockets open", _CURE)


def _environ() -> dict[str, str]:
    """The child finds what this process finds, and leaves no compiled files."""
    path = os.pathsep.join(place or str(Path.cwd()) for place in sys.path)
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def _finding(problem: str, cure: str) -> Finding:
    return Finding(check="import", problem=problem, cure=cure)
