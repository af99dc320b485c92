"""How many deliveries a server takes."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figure import Benchmark, Found
from benchmarks.stage import Stage


def deliveries(_stage: Stage) -> Iterator[Found]:
    """Nothing to measure: there is no server yet."""
    yield Found(
        figure="webhooks accepted and stored per second against a bare ASGI handler",
        reach="≥ 0.5 ×",
        measured="`devlog serve` does not exist yet",
        verdict="not yet",
    )


BENCHMARKS = (Benchmark(name="webhooks", about="deliveries accepted and stored", run=deliveries),)
