"""Whether a plugin's actions can be run by people, workflows and agents alike."""

from __future__ import annotations

import inspect
import re
import typing
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from devlog_core.plugin.actions import ActionSpec, action_of
from devlog_core.plugin.inspection.finding import Finding, Subject

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_actions(subject: Subject) -> Iterator[Finding]:
    """Each action has a name, a description, typed input and output, and a method that keeps to them."""
    service = subject.service
    if service is None:
        return
    methods: dict[str, set[str]] = defaultdict(set)
    for attribute in dir(service):
        method = inspect.getattr_static(service, attribute)
        spec = action_of(method)
        if spec is not None:
            methods[spec.name].add(attribute)
            yield from _spec(spec)
            yield from _method(spec, getattr(service, attribute))
    for name, several in methods.items():
        if len(several) > 1:
            yield _finding(f"`{name}` is the name of {' and '.join(sorted(several))}", "name each apart")


def _spec(spec: ActionSpec) -> Iterator[Finding]:
    if not _NAME.fullmatch(spec.name):
        yield _finding(f"`{spec.name}` is no name of the form [a-z][a-z0-9_]*", "name it such as `log_work`")
    if not spec.description.strip():
        yield _finding(f"`{spec.name}` has no description", f"give {spec.method} a docstring of one sentence")
    forms: tuple[tuple[str, Any], ...] = (("input", spec.input), ("output", spec.output))
    for word, model in forms:
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            yield _finding(
                f"the {word} of `{spec.name}` is no pydantic model", f"give a BaseModel as `{word}`"
            )
            continue
        told = model.model_json_schema().get("properties", {})
        for name, field in told.items() if word == "input" else ():
            if not field.get("description") and "$ref" not in field:
                yield _finding(
                    f"the input `{name}` of `{spec.name}` has no description",
                    "say what to give: Field(description=...)",
                )


def _method(spec: ActionSpec, method: Any) -> Iterator[Finding]:
    parameters = [*inspect.signature(method).parameters.values()][1:]
    hints = typing.get_type_hints(method)
    takes = [hints.get(parameter.name) for parameter in parameters]
    if takes != [spec.input] or hints.get("return") is not spec.output:
        wanted = f"def {spec.method}(self, form: {_word(spec.input)}) -> {_word(spec.output)}"
        yield _finding(
            f"the method of `{spec.name}` is not typed as taking its input and giving its output",
            f"write it as `{wanted}`",
        )


def _word(model: Any) -> str:
    return getattr(model, "__name__", str(model))


def _finding(problem: str, cure: str) -> Finding:
    return Finding(check="actions", problem=problem, cure=cure)
