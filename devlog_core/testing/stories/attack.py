"""Stories by the dozen: one seed after another until the time is up."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from devlog_core.testing.stories.machine import Machine

STORIES, STEPS = 20, 30
SEED, MINUTES, REPORT = "DEVLOG_SEED", "DEVLOG_LONG_MINUTES", "DEVLOG_LONG_REPORT"


@dataclass
class Account:
    """What was tried."""

    seeds: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def __str__(self) -> str:
        told = ", ".join(f"{number} {name}" for name, number in self.counts.items())
        return f"{told} in {self.seconds:.0f} s; seeds {' '.join(map(str, self.seeds))}"


def attack(
    machine: type[Machine], seconds: float, say: Callable[[str], None], rng: random.Random | None = None
) -> Account:
    """Tell stories for about so long, or those of the one seed that DEVLOG_SEED names.

    Seeds are new each time, unless `rng` draws them. The shortest story that breaks a law is raised,
    with the seed to tell it again.
    """
    rng = rng or random.SystemRandom()
    account, begun = Account(counts=dict.fromkeys(machine.counts, 0)), time.monotonic()
    given = os.environ.get(SEED)
    while not account.seeds or (given is None and time.monotonic() - begun < seconds):
        number = int(given) if given else rng.randrange(2**32)
        account.seeds.append(number)
        say(f"{SEED}={number} tells the stories of this round again")
        machine.counts.update(dict.fromkeys(machine.counts, 0))
        try:
            tell(machine, number)
        finally:
            for name, count in machine.counts.items():
                account.counts[name] += count
            account.seconds = time.monotonic() - begun
    return account


def tell(
    machine: type[Machine],
    number: int,
    stories: int = STORIES,
    steps: int = STEPS,
    shorten: bool = True,
) -> None:
    """The stories of one seed; of one that breaks a law, the shortest like it where told to `shorten`."""
    phases = (Phase.generate, Phase.shrink) if machine.repeatable and shorten else (Phase.generate,)
    told = settings(
        max_examples=stories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=phases,
    )
    # A class of its own: a seed is put on it.
    run_state_machine_as_test(seed(number)(type(machine.__name__, (machine,), {})), settings=told)


def long_minutes() -> float:
    """For how long a long attack goes on."""
    return float(os.environ.get(MINUTES) or 3)


def keep(line: str) -> None:
    """Add a line to the file that DEVLOG_LONG_REPORT names, where it names one."""
    if named := os.environ.get(REPORT):
        with Path(named).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
