"""Things that a plugin can do, with typed input and output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from devlog_core.model.errors import PluginError, UsageError

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
        return offered(method, spec)

    return mark


def offered(method: F, spec: ActionSpec) -> F:
    """The method, marked as the one that does the action."""
    setattr(method, _ATTRIBUTE, spec)
    return method


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


def filled(spec: ActionSpec, name: str, values: Mapping[str, Any]) -> BaseModel:
    """The input of the action `name` with these values; raises UsageError, each refused field named."""
    from pydantic import ValidationError

    try:
        return spec.input.model_validate(dict(values))
    except ValidationError as error:
        said = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'input'}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
            for fault in error.errors(include_url=False, include_input=False)
        )
        raise UsageError(
            f"{name}: {said}; --input KEY=VALUE gives a field, `devlog actions list` names them"
        ) from None


def given(spec: ActionSpec, name: str, output: Any) -> dict[str, Any]:
    """What the action `name` gave, as plain data; raises PluginError where it is of another class."""
    if not isinstance(output, spec.output):
        raise PluginError(
            f"{name} gave a {type(output).__name__} instead of a {spec.output.__name__}; tell its author"
        )
    plain: dict[str, Any] = output.model_dump(mode="json")
    return plain
