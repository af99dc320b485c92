"""What befell the process of an isolated plugin, until it was at work without a mishap."""

from __future__ import annotations

from collections.abc import Iterable

from devlog_core.model.saying import in_one_line
from devlog_core.storage.unit import Unit

_KEY = "mishap"


def remember_mishap(unit: Unit, integration: str, told: str | None, *, well: bool) -> None:
    """Keep what befell an integration's process; what is kept goes once the process worked `well`."""
    owner = f"integration:{integration}"
    kept = unit.state.get(owner, _KEY)
    line = None if told is None else in_one_line(told)
    if line is not None and line != kept:
        unit.state.put(owner, _KEY, line)
    elif line is None and well and kept is not None:
        unit.state.drop(owner, _KEY)


def mishaps(unit: Unit, integrations: Iterable[str]) -> dict[str, str]:
    """What befell these integrations last, of those that something befell."""
    found = {name: unit.state.get(f"integration:{name}", _KEY) for name in integrations}
    return {name: str(told) for name, told in found.items() if told is not None}
