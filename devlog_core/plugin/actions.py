"""Things that a plugin can do, with typed input and output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

F = TypeVar("F", bound=Callable[..., Any])
_ATTRIBUTE = "__devlog_action__"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """One action of a service: `PLUGIN.NAME` to those who run it."""

    name: str  # Without the plugin's name.
    description: str  # The first line of the method's docstring.
    input: type[BaseModel]  # What it takes.
    output: type[BaseModel]  # What it gives.
    method: str  # The name of the method.


def action(name: str, *, input: type[BaseModel], output: type[BaseModel]) -> Callable[[F], F]:
    """Offer a service method as an action; its docstring's first line is the description.

    The method takes one `input` model and returns one `output` model. The same
    definition serves workflow steps, `devlog actions run` and agents.
    """

    def mark(method: F) -> F:
        doc = (method.__doc__ or "").strip().splitlines()
        spec = ActionSpec(
            name=name,
            description=doc[0] if doc else "",
            input=input,
            output=output,
            method=method.__name__,
        )
        setattr(method, _ATTRIBUTE, spec)
        return method

    return mark


def actions_of(service: type) -> dict[str, ActionSpec]:
    """The actions that a service class offers, by name."""
    found: dict[str, ActionSpec] = {}
    for cls in reversed(service.__mro__):
        for member in vars(cls).values():
            spec = action_of(member)
            if spec is not None:
                found[spec.name] = spec
    return found


def action_of(member: object) -> ActionSpec | None:
    """The action that a method is offered as; None where it is none."""
    spec = getattr(member, _ATTRIBUTE, None)
    return spec if isinstance(spec, ActionSpec) else None
