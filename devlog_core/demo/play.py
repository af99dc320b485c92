"""Typing commands, acting at the place, and checking what came of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from shlex import quote
from typing import Any

from devlog_core.demo.record import Broken, Step
from devlog_core.demo.telling import Silent
from devlog_core.model.errors import UsageError
from devlog_core.plugin.manifest import Manifest
from devlog_core.plugin.playing import PlayableSandbox

Run = Callable[[Sequence[str]], int]
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """A plugin for a tracker, with its simulated system."""

    manifest: Manifest
    sandbox: PlayableSandbox

    @property
    def name(self) -> str:
        """The plugin's name, which its integration takes too."""
        return self.manifest.name

    @property
    def shown(self) -> str:
        """How people call the system."""
        return self.manifest.display_name


_INTERRUPTED = 130
_READS = ("GET", "HEAD")


class Play:
    """The demo while it runs."""

    def __init__(
        self,
        *,
        run: Run,
        teller: Silent,
        root: Path,
        trackers: Sequence[Tracker],
        source: Manifest,
    ) -> None:
        self.root = root
        self.trackers = trackers
        self.source = source
        self.teller = teller
        self.steps: list[Step] = []
        self._run = run
        self._before: Counts = {}
        self._git = shutil.which("git")
        if self._git is None:
            raise UsageError("the demo makes a Git repository and finds no git on the PATH: install it first")

    @contextmanager
    def step(self, name: str, title: str) -> Iterator[Step]:
        """One step of the story, counted and timed."""
        step = Step(name=name, title=title)
        self.steps.append(step)
        self.teller.heading(len(self.steps), step)
        begun, self._before = time.monotonic(), self.counts()
        try:
            yield step
        except Broken:
            raise
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the demo ends with a plain account
            self.check(f"the step came to its end ({type(error).__name__}: {error})", False)
        finally:
            step.seconds = time.monotonic() - begun
            step.requests, step.writes = self.traffic()

    @property
    def tracker(self) -> Manifest:
        """The plugin of the tracker that the story is about."""
        return self.trackers[0].manifest

    @property
    def sandbox(self) -> PlayableSandbox:
        """The simulated system of the tracker that the story is about."""
        return self.trackers[0].sandbox

    def counts(self) -> Counts:
        """How many requests each tracker has had so far, by its name."""
        return {each.name: len(each.sandbox.requests()) for each in self.trackers}

    def traffic(self, since: Counts | None = None, name: str | None = None) -> tuple[int, int]:
        """How many requests this tracker, or all, have had since, and how many of them asked for a change.

        Counted is from the beginning of the step unless told.
        """
        before = self._before if since is None else since
        requests = [
            one
            for each in self.trackers
            if name in (None, each.name)
            for one in each.sandbox.requests()[before[each.name] :]
        ]
        writes = [one for one in requests if one["method"] not in _READS and not one.get("asks")]
        return len(requests), len(writes)

    def say(self, text: str) -> None:
        """Tell the reader something."""
        self.teller.prose(text)

    def devlog(self, *args: str, code: int = 0) -> str:
        """Run `devlog` as a user would and return what is recorded of its output.

        Raises Broken where it ends with another code.
        """
        self.teller.command(typed("devlog", *args))
        with self.teller.listening() as heard:
            ended = self._ended(args)
        self._note(typed("devlog", *args), ended, heard.getvalue())
        if ended != code:
            self.check(f"`{typed('devlog', *args)}` ends with {code}; it ended with {ended}", False)
        return heard.getvalue()

    def git(self, *args: str) -> None:
        """Run git as a user would; raises Broken where it fails."""
        assert self._git is not None
        self.teller.command(typed("git", *args))
        done = subprocess.run(
            [self._git, *args], cwd=self.root, capture_output=True, text=True, encoding="utf-8", check=False
        )
        said = (done.stdout + done.stderr).rstrip()
        self.teller.output(said)
        self._note(typed("git", *args), done.returncode, said)
        if done.returncode:
            self.check(f"`{typed('git', *args)}` works", False)

    def ask(self, *args: str) -> Any:
        """What `devlog` answers with --json, without telling it; raises Broken where it fails."""
        heard, errors = StringIO(), StringIO()
        with redirect_stdout(heard), redirect_stderr(errors):
            ended = self._ended((*args, "--json"))
        if ended:
            self.check(f"`{typed('devlog', *args)}` works: {errors.getvalue().strip()}", False)
        return json.loads(heard.getvalue())

    def write(self, name: str, text: str) -> None:
        """Put a file into the repository."""
        (self.root / name).write_text(text, encoding="utf-8")

    def elsewhere(self, who: str, what: str, at: str | None = None) -> None:
        """Tell what somebody does at a place, by its shown name; at the tracker of the story unless told."""
        line = f"{at or self.tracker.display_name}, {who}: {what}"
        self.steps[-1].elsewhere.append(line)
        self.teller.elsewhere(line)

    def edit(self, key: str, values: Mapping[str, Any], by: str) -> None:
        """Change an item at the place, as the person `by`."""
        self.sandbox.edit(key, self.sandbox.phrase(values), by)

    def check(self, what: str, ok: bool) -> None:
        """Say what holds; raises Broken where it does not."""
        self.steps[-1].checks.append({"what": what, "ok": ok})
        self.teller.check(what, ok)
        if not ok:
            raise Broken(what)

    def _ended(self, args: Sequence[str]) -> int:
        with _nobody_to_ask():
            ended = self._run(args)
        if ended == _INTERRUPTED:
            raise KeyboardInterrupt
        return ended

    def _note(self, line: str, ended: int, output: str) -> None:
        self.steps[-1].commands.append({"command": line, "exit": ended, "output": output.rstrip()})


@contextmanager
def _nobody_to_ask() -> Iterator[None]:
    """Keep commands from asking: on a terminal some of them would."""
    before = sys.stdin
    with open(os.devnull, encoding="utf-8") as sys.stdin:  # noqa: PTH123 - a name, not a place on the disk
        try:
            yield
        finally:
            sys.stdin = before


def typed(program: str, *args: str) -> str:
    """The line that a user would type in a shell."""
    return " ".join([program, *map(_quoted, args)])


def _quoted(word: str) -> str:
    if quote(word) == word:
        return word
    return quote(word) if set(word) & set('"$`\\!') else f'"{word}"'
