"""Whether a plugin's hooks and the class of its services fit each other."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from devlog_core.plugin.inspection.finding import Finding, Subject
from devlog_core.plugin.service import IntegrationService, ObserverService, SourceService, TrackerService

_CONTRACT: tuple[type[IntegrationService[Any]], ...] = (
    IntegrationService,
    ObserverService,
    SourceService,
    TrackerService,
)
_NEEDS = {"devlog_sync": "devlog_initialize", "devlog_webhook": "devlog_initialize"}


def check_hooks(subject: Subject) -> Iterator[Finding]:
    """What is answered makes sense together; names and arguments were checked when it was taken apart."""
    if not any(vars(subject.calls)):
        yield Finding(
            check="hooks",
            problem="it answers no hook",
            cure="name a Plugin, or a module with @hookimpl functions",
        )
    for hook, needed in _NEEDS.items():
        if subject.answers(hook) and not subject.answers(needed):
            yield Finding(
                check="hooks", problem=f"{hook} is answered and {needed} is not", cure=f"answer {needed} too"
            )


def check_service(subject: Subject) -> Iterator[Finding]:
    """The class of the services is known, and one can be made."""
    service = subject.service
    if service is None:
        if subject.answers("devlog_initialize"):
            yield Finding(
                check="service",
                problem="nobody can tell what devlog_initialize gives",
                cure="annotate what it returns with the class of your services",
            )
        return
    for name in sorted(getattr(service, "__abstractmethods__", ())):
        yield Finding(
            check="service",
            problem=f"{service.__name__}.{name} is abstract, so that no service can be made",
            cure=f"define `{_head(service, name)}`",
        )
    yield from _signatures(service)
    if issubclass(service, SourceService) and not subject.answers("devlog_sync"):
        yield Finding(
            check="service",
            problem=f"{service.__name__} has pages to read and devlog_sync is not answered",
            cure="answer devlog_sync, or use Plugin, which does",
        )


def _signatures(service: type[IntegrationService[Any]]) -> Iterator[Finding]:
    """Methods that the core could not call: it gives arguments by position."""
    for base in _CONTRACT:
        for name, asked in vars(base).items():
            if name.startswith("_") or not inspect.isfunction(asked) or not issubclass(service, base):
                continue
            given = len(inspect.signature(asked).parameters)
            try:
                inspect.signature(getattr(service, name)).bind(*range(given))
            except TypeError as error:
                yield Finding(
                    check="service",
                    problem=f"{service.__name__}.{name} cannot be called as the core does: {error}",
                    cure=f"define `{_head(base, name)}`",
                )


def _head(service: type[IntegrationService[Any]], name: str) -> str:
    return f"def {name}{inspect.signature(getattr(service, name))}"
