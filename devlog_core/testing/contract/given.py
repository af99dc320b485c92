"""A plugin object as the loader finds it, whether it is installed or not."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

from devlog_core.plugin.candidate import GROUP, installed


class _Given(EntryPoint):
    """An entry point that loads the object at hand."""

    def load(self) -> Any:
        return vars(self)["given"]


def point_of(plugin: Any, name: str) -> EntryPoint:
    """The entry point of a plugin object: the installed one, else one made of where it was imported from."""
    place = place_of(plugin)
    for point in installed()[0]:
        if point.name == name and point.value.replace(" ", "") == place:
            return point
    made = _Given(name, place or "unknown:plugin", GROUP)
    vars(made)["given"] = plugin
    return made


def place_of(plugin: Any) -> str:
    """`MODULE:OBJECT` where another process can import it; empty where no module holds it."""
    if isinstance(plugin, ModuleType):
        package, _, last = plugin.__name__.rpartition(".")
        return f"{package}:{last}" if package else ""
    found = [
        f"{module.__name__}:{name}"
        for module in _modules()
        for name, value in list(vars(module).items())
        if value is plugin and name.isidentifier()
    ]
    entered = {point.value.replace(" ", "") for point in installed()[0]}
    # Where none is installed: the package that a distribution is called by is the shortest.
    return min(
        found, key=lambda place: (place not in entered, _is_test(place), len(place), place), default=""
    )


def _modules() -> list[ModuleType]:
    # Some programs put other things into this table.
    kept: list[Any] = list(sys.modules.values())
    return [module for module in kept if isinstance(module, ModuleType)]


def _is_test(place: str) -> bool:
    module = place.partition(":")[0]
    return module == "conftest" or any(part.startswith("test") for part in module.split("."))
