"""`python -m benchmarks`: measure, and print a table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import counting, growing, isolating, pulling, starting, tickets, webhooks, workitems
from benchmarks.figure import Benchmark, Found
from benchmarks.growing import series_of
from benchmarks.picture import draw
from benchmarks.stage import stage

BENCHMARKS = {
    benchmark.name: benchmark
    for room in (counting, tickets, workitems, pulling, starting, isolating, growing, webhooks)
    for benchmark in room.BENCHMARKS
}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where everything could be measured, whatever came of it."""
    asked = _parser().parse_args(arguments)
    unknown = [name for name in asked.names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    began = time.monotonic()
    found = list(_measured([BENCHMARKS[name] for name in asked.names or BENCHMARKS], asked))
    document: dict[str, object] = {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "seconds": round(time.monotonic() - began, 1),
        "figures": [asdict(figure) for figure in found],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    print(text if asked.json else _table(found, document))
    if asked.picture:
        asked.picture.write_text(draw(series_of(json.loads(text)["figures"])), encoding="utf-8")
    return int(any(figure.verdict == "failed" for figure in found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the figures that devlog is to reach.",
        epilog="; ".join(f"{benchmark.name}: {benchmark.about}" for benchmark in BENCHMARKS.values()),
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="measure only these; all unless told")
    parser.add_argument("--large", action="store_true", help="with 100,000 issues instead of 10,000")
    parser.add_argument("--rounds", type=int, metavar="N", help="how often each side runs")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw what `growth` measured, as SVG")
    parser.add_argument("--json", action="store_true", help="print one JSON document with every measurement")
    return parser


def _measured(benchmarks: Sequence[Benchmark], asked: argparse.Namespace) -> Iterator[Found]:
    for benchmark in benchmarks:
        print(f"{benchmark.name} ...", file=sys.stderr)
        try:
            with stage(rounds=asked.rounds, large=asked.large) as set_up:
                yield from benchmark.run(set_up)
        except Exception as error:  # noqa: BLE001 - one that fails keeps no other from being measured
            traceback.print_exc()
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            yield Found(figure=benchmark.about, reach="", measured=said, verdict="failed")


def _table(found: Sequence[Found], document: dict[str, object]) -> str:
    """The figures as a table in Markdown."""
    rows = [("figure", "reach", "measured", "verdict")]
    rows += [(figure.figure, figure.reach, figure.measured, figure.verdict) for figure in found]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    rows.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    about = "Python {python}, {processors} processors, {seconds} s".format_map(document)
    return "\n".join([*lines, "", about])


if __name__ == "__main__":
    sys.exit(main())
