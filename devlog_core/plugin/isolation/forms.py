"""The actions of an isolated plugin as the core sees them: forms that the plugin's own process checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from devlog_core.plugin.actions import ActionSpec


class Form(BaseModel):
    """Any table; the plugin's own process knows and checks what it may hold."""

    model_config = ConfigDict(extra="allow")
    told: ClassVar[Mapping[str, Any]] = {"type": "object"}

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        return dict(cls.told)


def form(name: str, schema: Mapping[str, Any]) -> type[Form]:
    """A form that shows this JSON Schema."""
    return type(
        name, (Form,), {"told": schema, "__module__": __name__, "__annotations__": {"told": ClassVar[Any]}}
    )


def action_spec(told: Mapping[str, Any]) -> ActionSpec:
    """One action as the manifest tells of it."""
    return ActionSpec(
        name=str(told["name"]),
        description=str(told.get("description", "")),
        input=form("Input", told["input"]),
        output=form("Output", told["output"]),
        method=f"action_{told['name']}",
    )
