"""A page that is typed into a shell from its top to its end, its files written as they are shown."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.docs.played import plain, typed

_END = "--- end of"


class Terminal:
    """One shell that keeps its directory and its variables."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile"], cwd=folder, env=dict(environ), text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def type(self, line: str) -> tuple[int, list[str]]:
        """What a line prints, and how it ended."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.write(f"{line} </dev/null\nprintf '\\n{_END} %s\\n' $?\n")
        self._shell.stdin.flush()
        said: list[str] = []
        for printed in self._shell.stdout:
            if printed.startswith(_END):
                return int(printed.removeprefix(_END)), said
            said.append(printed.rstrip("\n"))
        raise AssertionError(f"the shell ended at {line!r}: {said}")

    def close(self) -> None:
        """End the shell and wait for it."""
        self._shell.communicate("exit\n", timeout=30)


@contextmanager
def terminal(folder: Path, environ: Mapping[str, str]) -> Iterator[Terminal]:
    """A shell that is closed in the end."""
    made = Terminal(folder, environ)
    try:
        yield made
    finally:
        made.close()


def missing(text: str, shell: Terminal, *, fails: bool = False) -> Iterator[str]:
    """Type what a console block shows; what it says and did not come, with what came instead.

    A command that ends with an error is a surprise, unless the block is about one that `fails`.
    """
    for command in typed(text):
        code, printed = shell.type(command.line)
        came = iter(map(plain, printed))
        for line in command.expected:
            if not any(plain(line) in other for other in came):
                told = "\n".join(printed)
                yield f"$ {command.line}\ndid not print (there)\n{line}\nbut all in all\n{told}"
        if code and not fails:
            yield f"$ {command.line}\nended with {code}\n" + "\n".join(printed)


def scripts(folder: Path, **commands: str) -> Path:
    """A folder with a script for each command, for PATH."""
    folder.mkdir()
    for name, words in commands.items():
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return folder
