"""The methods of a service as both processes know them: what each takes and gives, by its signature."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any

from devlog_core.model.codec import from_json, to_json
from devlog_core.plugin.service import IntegrationService, ObserverService, SourceService, TrackerService

KINDS: Mapping[str, Any] = {
    "other": IntegrationService,
    "source": SourceService,
    "tracker": TrackerService,
    "observer": ObserverService,
}


@cache
def methods(kind: str) -> Mapping[str, Mapping[str, Any]]:
    """For each public method of a kind of service the types of its arguments, and of its `return`."""
    found = {}
    for name, function in inspect.getmembers(KINDS[kind], inspect.isfunction):
        if not name.startswith("_"):
            found[name] = typing.get_type_hints(function)
    return found


def take(kind: str, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a call as they came; raises TypeError, ValueError or KeyError where one is amiss."""
    hints = methods(kind)[name]
    return {key: from_json(hints[key], value) for key, value in given.items()}


def fitting(kind: str, name: str, answer: Any) -> Any:
    """What a method gave, as it came; raises TypeError, ValueError or KeyError where it does not fit."""
    hint = methods(kind)[name]["return"]
    if hint is type(None):
        return None
    if answer is None and hint is not Any and type(None) not in typing.get_args(hint):
        raise TypeError("nothing at all")
    return from_json(hint, answer)


def plain(value: Any) -> Any:
    """A value as plain JSON data."""
    return to_json(value)
