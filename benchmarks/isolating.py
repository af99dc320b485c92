"""What a plugin costs more in a process of its own: by call, by page, and to start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from importlib.metadata import EntryPoint
from typing import Any

from benchmarks.figure import Benchmark, Found
from benchmarks.stage import Stage
from devlog_core.model.integration import Integration
from devlog_core.plugin.candidate import GROUP
from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.plugin.registry import Plugins, Service
from devlog_core.testing.context import Context

Work = Callable[[Service], Any]

_NAME = "reference"
_POINT = EntryPoint(_NAME, "devlog_core.testing.reference:plugin", GROUP)
_ITEMS = 100
_CALLS = 200
_IMPORTS = "import pydantic, requests"


def isolation(stage: Stage) -> Iterator[Found]:
    """A page read and a small call made, by turns in this process and in one of its own."""
    plugins, rounds = Plugins([_POINT]), stage.times(5)
    sandbox = plugins.sandbox(_NAME)
    assert isinstance(sandbox, PlayableSandbox)
    with ExitStack() as stack:
        sandbox.start()
        stack.callback(sandbox.stop)
        text = "Text. " * 50
        sandbox.seed([sandbox.phrase({"title": f"Item {n}", "description": text}) for n in range(_ITEMS)])
        config = sandbox.config()
        services = {kind: _opened(plugins, kind, config, stack) for kind in ("none", "process")}
        starts, imports = [], []
        for _ in range(rounds):
            starts.append(_seconds(lambda: _opened(plugins, "process", config, stack)))
            imports.append(_seconds(lambda: subprocess.run([sys.executable, "-c", _IMPORTS], check=True)))
        pages = _by_turns(services, lambda service: _page(plugins, service), rounds * 3)
        words = iter(range(10**9))
        calls, asked = [], []
        for _ in range(rounds):
            calls.append(_seconds(lambda: _express(services["process"], words)))
            asked.append(_seconds(services["none"].scope))
    yield _ratio("a page of 100 items, isolated against in the process", 10, pages["process"], pages["none"])
    yield _ratio(
        "a call that does nothing, isolated, against one request on loopback",
        1,
        [one / _CALLS for one in calls],
        asked,
    )
    yield _ratio("to start an isolated plugin against `import pydantic, requests`", 3, starts, imports)


def _opened(plugins: Plugins, kind: Any, config: dict[str, Any], stack: ExitStack) -> Service:
    integration = Integration(name=_NAME, plugin=_NAME, config=config, isolation=kind)
    service = plugins.initialize(integration, Context(config))
    stack.callback(plugins.shutdown, _NAME, service)
    return service


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _by_turns(services: dict[str, Service], work: Work, rounds: int) -> dict[str, list[float]]:
    """Seconds of each round of both sides, after one that does not count."""
    found: dict[str, list[float]] = {kind: [] for kind in services}
    for number in range(rounds + 1):
        for kind, service in services.items():
            took = _seconds(partial(work, service))
            if number:
                found[kind].append(took)
    return found


def _page(plugins: Plugins, service: Service) -> None:
    page = plugins.sync(_NAME, service, None, "snapshot")
    assert page.items


def _express(service: Any, words: Iterator[int]) -> None:
    # Each value is new, because answers are remembered.
    for _ in range(_CALLS):
        service.express("title", f"title {next(words)}")


def _ratio(figure: str, most: float, ours: Sequence[float], theirs: Sequence[float]) -> Found:
    one, other = statistics.median(ours), statistics.median(theirs)
    return Found(
        figure=figure,
        reach=f"≤ {most:g} ×",
        measured=f"{one / other:.2f} × ({one * 1000:.2g} ms against {other * 1000:.2g} ms)",
        verdict="reached" if one / other <= most else "missed",
        numbers={"ratio": round(one / other, 3), "most": most},
    )


BENCHMARKS = (
    Benchmark(name="isolation", about="what a plugin costs more in a process of its own", run=isolation),
)
