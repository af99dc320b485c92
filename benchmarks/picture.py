"""Drawing how the cost of a sync grows, as an SVG that can be read on a light and on a dark page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, floor, log10

from benchmarks.growing import Point

_WIDTH, _HEIGHT = 300, 260
_LEFT, _TOP, _GAP = 64, 62, 78
_PANELS = (
    ("cpu", "processor time, seconds", None),
    ("requests", "requests", None),
    ("peak", "memory at most, MiB", 200.0),
)
_WIDTHS = (2.5, 9, 5.5, 2, 2.5)
"""Lines that coincide lie on each other, the later and narrower ones above."""
_MARKS = ("circle", "square", "diamond", "triangle", "cross")
_SVG = "http://www.w3.org/2000/svg"
_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .axis { stroke: #59636e; fill: none; }
  .grid { stroke: #d1d9e0; }
  .limit { stroke: #59636e; stroke-dasharray: 6 4; }
  .line { fill: none; }
  .s0 { stroke: #0072b2; } .f0 { fill: #0072b2; }
  .s1 { stroke: #9a6700; } .f1 { fill: #9a6700; }
  .s2 { stroke: #007a5a; } .f2 { fill: #007a5a; }
  .s3 { stroke: #b0457f; } .f3 { fill: #b0457f; }
  .s4 { stroke: #c2410c; } .f4 { fill: #c2410c; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .axis, .limit { stroke: #9198a1; }
    .grid { stroke: #3d444d; }
    .s0 { stroke: #56b4e9; } .f0 { fill: #56b4e9; }
    .s1 { stroke: #e3b341; } .f1 { fill: #e3b341; }
    .s2 { stroke: #2dd4a7; } .f2 { fill: #2dd4a7; }
    .s3 { stroke: #e59ac0; } .f3 { fill: #e59ac0; }
    .s4 { stroke: #ff9a5c; } .f4 { fill: #ff9a5c; }
  }
"""

Series = Mapping[str, Mapping[int, Point]]


def draw(series: Series) -> str:
    """The picture: a panel each for time, requests and memory, all axes logarithmic."""
    width = len(_PANELS) * (_WIDTH + _GAP) + 16
    height = _TOP + _HEIGHT + 58
    about = "Cost of a sync against the number of linked entries"
    lines = [
        f'<svg xmlns="{_SVG}" viewBox="0 0 {width} {height}" role="img" aria-label="{about}">',
        f"<style>{_STYLE}</style>",
        *_legend(list(series)),
    ]
    for number, (measure, title, limit) in enumerate(_PANELS):
        lines += _panel(series, measure, title, limit, _LEFT + number * (_WIDTH + _GAP))
    return "\n".join([*lines, "</svg>", ""])


def _legend(names: list[str]) -> Iterator[str]:
    x = _LEFT
    for index, name in enumerate(names):
        yield _mark(index, x, 16)
        yield f'<text x="{x + 12}" y="21">{name}</text>'
        x += 48 + 8 * len(name)


def _panel(series: Series, measure: str, title: str, limit: float | None, left: int) -> Iterator[str]:
    values = [point[measure] for points in series.values() for point in points.values()]
    low, high = floor(log10(min(values))), ceil(log10(max([*values, limit or 0])))
    sizes = sorted({size for points in series.values() for size in points})

    def x(size: float) -> float:
        share = (log10(size) - log10(sizes[0])) / (log10(sizes[-1]) - log10(sizes[0]))
        return round(left + 16 + share * (_WIDTH - 32), 1)

    def y(value: float) -> float:
        return round(_TOP + _HEIGHT - (log10(value) - low) / (high - low) * _HEIGHT, 1)

    yield f'<text class="title" x="{left}" y="{_TOP - 14}">{title}</text>'
    for power in range(low, high + 1):
        yield f'<path class="grid" d="M{left} {y(10**power)}h{_WIDTH}"/>'
        told = f"{10**power:,}" if power >= 0 else f"{10**power:.{-power}f}"
        yield f'<text x="{left - 8}" y="{y(10**power) + 4}" text-anchor="end">{told}</text>'
    yield f'<path class="axis" d="M{left} {_TOP}v{_HEIGHT}h{_WIDTH}"/>'
    for size in sizes:
        yield f'<path class="axis" d="M{x(size)} {_TOP + _HEIGHT}v5"/>'
        yield f'<text x="{x(size)}" y="{_TOP + _HEIGHT + 20}" text-anchor="middle">{size:,}</text>'
    middle = left + _WIDTH / 2
    yield f'<text x="{middle}" y="{_TOP + _HEIGHT + 42}" text-anchor="middle">linked entries</text>'
    if limit is not None:
        yield f'<path class="limit" d="M{left} {y(limit)}h{_WIDTH}"/>'
        yield f'<text x="{left + _WIDTH}" y="{y(limit) - 6}" text-anchor="end">not above {limit:.0f}</text>'
    for index, points in enumerate(series.values()):
        places = [(x(size), y(points[size][measure])) for size in sorted(points)]
        way = " L".join(f"{px} {py}" for px, py in places)
        yield f'<path class="line s{index}" stroke-width="{_WIDTHS[index]}" d="M{way}"/>'
        yield from (_mark(index, px, py) for px, py in places)


def _mark(index: int, x: float, y: float) -> str:
    shapes = {
        "circle": f"M{x - 5} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
        "square": f"M{x - 4.5:.1f} {y - 4.5:.1f}h9v9h-9z",
        "diamond": f"M{x} {y - 6}l6 6l-6 6l-6 -6z",
        "triangle": f"M{x} {y - 6}l6 11h-12z",
        "cross": f"M{x - 6} {y - 2}h4v-4h4v4h4v4h-4v4h-4v-4h-4z",
    }
    return f'<path class="f{index}" d="{shapes[_MARKS[index]]}"/>'
