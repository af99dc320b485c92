"""What a disk may hold when the power goes at some point of a recorded story.

Certain is what was synchronised. Of what was written to a file since then the disk holds all, nothing,
any part, or the beginning of a write up to the end of a sector. Names that were made, moved or taken
away since their directory was last kept may stand as before or as after, each by itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.storage.journal import Step

SECTOR = 512
KINDS = ("nothing", "everything", "some", "torn")
"""What may have become of the writes that were not synchronised."""


@dataclass
class _File:
    """One file's content: what is certain, and the writes since then."""

    certain: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)

    def settle(self) -> None:
        for step in self.since:
            _write(self.certain, step)
        self.since.clear()

    def after(self, kind: str, rng: random.Random) -> bytes:
        """The content that a cut leaves."""
        content = bytearray(self.certain)
        kept = self.since
        if kind == "nothing":
            kept = []
        elif kind == "some":
            kept = [step for step in self.since if rng.random() < 0.5]
        elif kind == "torn" and self.since:
            whole = rng.randrange(len(self.since))
            kept = [*self.since[:whole], _torn(self.since[whole], rng)]
        for step in kept:
            _write(content, step)
        return bytes(content)


def _write(content: bytearray, step: Step) -> None:
    if step.kind == "truncate":
        del content[step.number :]
        content.extend(bytes(step.number - len(content)))
        return
    end = step.number + len(step.data)
    content.extend(bytes(max(0, end - len(content))))
    content[step.number : end] = step.data


def _torn(step: Step, rng: random.Random) -> Step:
    if step.kind == "truncate":
        return step
    ends = range(SECTOR - step.number % SECTOR, len(step.data), SECTOR)
    return Step(step.kind, step.path, step.number, step.data[: rng.choice([0, *ends])])


class Disk:
    """The files as the running system sees them, and what of them would outlast a cut."""

    def __init__(self) -> None:
        self._seen: dict[str, _File] = {}
        self._kept: dict[str, _File] = {}
        self._moves: list[tuple[str, str, _File | None]] = []
        """Changes of names since their directory was kept: the new name, the old one, the file."""
        self.done: list[str] = []

    def apply(self, step: Step) -> None:
        """Take in one step."""
        match step.kind:
            case "create":
                self._seen[step.path] = _File()
                self._moves.append((step.path, "", self._seen[step.path]))
            case "write" | "truncate":
                self._seen[step.path].since.append(step)
            case "sync":
                self._seen[step.path].settle()
            case "rename":
                self._seen[step.text] = self._seen.pop(step.path)
                self._moves.append((step.text, step.path, self._seen[step.text]))
            case "delete":
                del self._seen[step.path]
                self._moves.append((step.path, "", None))
            case "keep":
                self._keep(step.path)
            case "done":
                self.done.append(step.text)
            case unknown:
                raise ValueError(unknown)

    def after_cut(self, kind: str, rng: random.Random) -> dict[str, bytes]:
        """The files that a cut now leaves, by name."""
        names = dict(self._kept)
        for name, old, file in self._moves:
            if kind == "everything" or (kind != "nothing" and rng.random() < 0.5):
                _move(names, name, old, file)
        return {name: file.after(kind, rng) for name, file in names.items()}

    def _keep(self, directory: str) -> None:
        inside = [move for move in self._moves if str(Path(move[0]).parent) == (directory or ".")]
        for move in inside:
            _move(self._kept, *move)
        self._moves = [move for move in self._moves if move not in inside]


def _move(names: dict[str, _File], name: str, old: str, file: _File | None) -> None:
    names.pop(old, None)
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


@dataclass(frozen=True, slots=True)
class Cut:
    """One point at which the power goes, and one thing that it may leave."""

    at: int
    kind: str
    done: tuple[str, ...]
    """What the program had said to be done before."""
    files: dict[str, bytes]

    def lay_out(self, folder: Path) -> None:
        """Put the files there."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def cuts(
    steps: Sequence[Step], seed: int, chosen: Callable[[int, str], bool] = lambda at, kind: True
) -> Iterator[Cut]:
    """A cut before and after every step, with all that it may leave; `chosen` picks some of them."""
    disk = Disk()
    for at in range(len(steps) + 1):
        for kind in KINDS:
            if chosen(at, kind):
                # A cut can be made again by itself: its chance hangs on nothing before it.
                rng = random.Random(f"{seed} {at} {kind}")
                yield Cut(at, kind, tuple(disk.done), disk.after_cut(kind, rng))
        if at < len(steps):
            disk.apply(steps[at])
