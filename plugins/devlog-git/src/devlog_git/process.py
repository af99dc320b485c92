"""Runs git without prompts, pagers or surprises, and leaves nothing of it behind."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

# Set inside a hook, these would point git at another repository than the one configured.
_LOCAL = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
_FIXED = {
    "GCM_INTERACTIVE": "never",
    "GIT_ASKPASS": "",
    "GIT_EDITOR": ":",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LANGUAGE": "C",
    "LC_ALL": "C",
    "SSH_ASKPASS_REQUIRE": "never",
}
_SETTINGS = (
    "core.fsmonitor=false",
    "gc.auto=0",
    "i18n.commitEncoding=UTF-8",
    "maintenance.auto=false",
    "user.useConfigOnly=true",
)
# Reading a partial clone must not fetch what it lacks.
_READING = {"GIT_NO_LAZY_FETCH": "1"}


def environment(base: Mapping[str, str]) -> dict[str, str]:
    """The environment that git runs in: nothing of it asks, and nothing of it points elsewhere."""
    return {key: value for key, value in base.items() if key not in _LOCAL} | _FIXED


@contextmanager
def running(
    arguments: Sequence[str], *, path: Path, stdin: bytes, said: IO[bytes], hooks: bool, reading: bool
) -> Iterator[subprocess.Popen[bytes]]:
    """Git at work in a directory, its standard error going to a file; ended when the block is left.

    Raises OSError where it cannot be started.
    """
    settings = _SETTINGS if hooks else (*_SETTINGS, f"core.hooksPath={os.devnull}")
    command = ["git", "--no-pager", "--literal-pathspecs"]
    command += [part for setting in settings for part in ("-c", setting)]
    with tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=path,
            env=environment(os.environ) | (_READING if reading else {}),
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=said,
            # Without a terminal of its own nothing that git starts can ask a question there.
            start_new_session=True,
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing running: git, and the ssh or http helper that it may have started."""
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
    if process.stdout is not None:
        process.stdout.close()
    process.wait()
