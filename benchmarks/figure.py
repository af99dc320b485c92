"""What a benchmark is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from benchmarks.measure import Costs
from benchmarks.stage import Stage

Verdict = Literal["reached", "missed", "not yet", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One figure: what was to be reached, and what was."""

    figure: str
    reach: str
    measured: str
    verdict: Verdict
    numbers: dict[str, Any] = field(default_factory=dict)
    """The single measurements, for who wants to reckon with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A benchmark by name."""

    name: str
    about: str
    run: Callable[[Stage], Iterable[Found]]


def counted(figure: str, most: float, count: float, unit: str, note: str = "", **numbers: Any) -> Found:
    """A figure that is a count."""
    said = f"{count:,.0f} {unit}{f', {note}' if note else ''}"
    return Found(
        figure=figure,
        reach=f"≤ {most:,.0f} {unit}",
        measured=said,
        verdict="reached" if count <= most else "missed",
        numbers={"count": count, "most": most, **numbers},
    )


def compared(figure: str, most: float, ours: Costs, theirs: Costs) -> Found:
    """A figure that is a ratio of two times on the clock."""
    ratio = ours.wall / theirs.wall
    return Found(
        figure=figure,
        reach=f"≤ {most:g} ×",
        measured=f"{ratio:.2f} × ({_seconds(ours.wall)} against {_seconds(theirs.wall)});"
        f" {ours.cpu / theirs.cpu:.2f} × in processor time",
        verdict="reached" if ratio <= most else "missed",
        numbers={
            "ratio": round(ratio, 3),
            "most": most,
            "processor_ratio": round(ours.cpu / theirs.cpu, 3),
            "ours": _rounds(ours),
            "theirs": _rounds(theirs),
        },
    )


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def _rounds(costs: Costs) -> list[dict[str, float]]:
    return [
        {"wall": round(cost.wall, 4), "cpu": round(cost.cpu, 4), "peak_mib": round(cost.peak, 1)}
        for cost in costs.rounds
    ]
