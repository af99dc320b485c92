"""Values within values, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from devlog_core.cli.cards import shown
from devlog_core.cli.output import safe


def outline(values: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """A line for each value; what stands within one is indented, each record of a list begins with a dash."""
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield f"{indent}{safe(name)}:"
            yield from outline(value, f"{indent}  ")
        elif isinstance(value, list) and value and all(isinstance(one, dict) and one for one in value):
            yield f"{indent}{safe(name)}:"
            for one in value:
                first, *rest = outline(one, f"{indent}    ")
                yield f"{indent}  - {first.lstrip()}"
                yield from rest
        else:
            yield f"{indent}{safe(name)}: {safe(shown(value))}"
