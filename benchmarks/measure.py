"""Running commands side by side and saying what each cost."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_KIB = 1024


class BenchmarkError(Exception):
    """What was to be measured did not happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one process cost, from its start to its end."""

    wall: float
    """Seconds on the clock."""
    cpu: float
    """Seconds of processor time, its threads together."""
    peak: float
    """The most memory that it held at once, in MiB."""
    output: str = ""


Side = Callable[[], Cost]


def spend(command: Sequence[str | Path], env: Mapping[str, str], cwd: Path | None = None) -> Cost:
    """Run a command to its end; raises BenchmarkError where it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        # wait() would throw away what the process used.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        text = out.read().decode("utf-8", "replace")
        if process.returncode:
            said = err.read().decode("utf-8", "replace").strip() or text.strip()
            raise BenchmarkError(f"{' '.join(map(str, command))}: exit {process.returncode}: {said[-1000:]}")
    return Cost(wall=wall, cpu=used.ru_utime + used.ru_stime, peak=used.ru_maxrss / _KIB, output=text)


@dataclass(slots=True)
class Costs:
    """What one side cost, round by round."""

    rounds: list[Cost] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """The median of the seconds on the clock."""
        return statistics.median(cost.wall for cost in self.rounds)

    @property
    def cpu(self) -> float:
        """The median of the seconds of processor time."""
        return statistics.median(cost.cpu for cost in self.rounds)


def side_by_side(sides: Mapping[str, Side], rounds: int) -> dict[str, Costs]:
    """Every side in turn, round after round, so that what else the machine does falls on all alike.

    One round more comes first and is not counted: it fills the caches of files and of bytecode.
    """
    costs = {name: Costs() for name in sides}
    for number in range(rounds + 1):
        # Every second round the other way about: whoever comes second finds things warm.
        for name in list(sides) if number % 2 else reversed(list(sides)):
            cost = sides[name]()
            if number:
                costs[name].rounds.append(cost)
    return costs
