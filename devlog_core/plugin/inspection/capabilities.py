"""Whether what a service class promises agrees with itself and with its methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from devlog_core.model.fields import FIELDS
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.checks import Refused
from devlog_core.plugin.inspection.finding import Finding, Subject
from devlog_core.plugin.nearest import hint
from devlog_core.plugin.service import IntegrationService, TrackerService

_METHODS = {
    "notes": ("put_note", "find_note", "delete_note"),
    "worklogs": ("put_worklog", "find_worklog", "delete_worklog"),
}
Service = type[IntegrationService[Any]]


def check_capabilities(subject: Subject) -> Iterator[Finding]:
    """Fields are those of an entry, and each promise has the methods that keep it."""
    service = subject.service
    if service is None:
        return
    said = service.capabilities
    if not isinstance(said, Capabilities):
        raise Refused(
            f"the capabilities of {service.__name__} are no Capabilities", "make them `Capabilities(...)`"
        )
    yield from _fields(said)
    yield from _recovery(service, said)
    for promise, methods in _METHODS.items():
        yield from _promise(service, promise, methods, promised=getattr(said, promise))
    if said.batch_size < 1 or said.settle_seconds < 0:
        yield _finding("batch_size is below 1 or settle_seconds below 0", "say how many and how long")
    if issubclass(service, TrackerService) and not any(map(said.writes, said.fields)):
        yield _finding(
            "no field is written, though the service is a TrackerService", "make it a SourceService"
        )
    if said.precondition and not issubclass(service, TrackerService):
        yield _finding("precondition is promised, and nothing is written", "leave it out")


def _fields(said: Capabilities) -> Iterator[Finding]:
    described: Mapping[str, object] = said.fields
    for name, capability in described.items():
        if name not in FIELDS and not (name.startswith("custom.") and len(name) > len("custom.")):
            yield _finding(
                f"an entry has no field `{name}`{hint(name, FIELDS)}", "name a field, or custom.NAME"
            )
        if not isinstance(capability, FieldCapability):
            yield _finding(f"`{name}` is described by no FieldCapability", "write `FieldCapability(...)`")
        elif not (capability.read or capability.write):
            yield _finding(f"`{name}` is neither read nor written", "leave it out")


def _recovery(service: Service, said: Capabilities) -> Iterator[Finding]:
    if said.recovery and not _defined(service, "overwritten"):
        yield _finding(
            "values are promised to be recovered, and `overwritten` is not defined",
            "define it, or leave `recovery` out",
        )
    if not said.recovery and _defined(service, "overwritten", by_author=True):
        yield _finding("`overwritten` is defined and never asked", "name its fields in `recovery`")
    for name in said.recovery:
        if not said.writes(name):
            yield _finding(f"recovery names `{name}`, which is not written", f"leave `{name}` out there")


def _promise(
    service: Service, promise: str, methods: tuple[str, ...], *, promised: bool
) -> Iterator[Finding]:
    if promised:
        for name in methods:
            if not _defined(service, name):
                yield _finding(
                    f"{promise} are promised, and {service.__name__} does not define `{name}`",
                    f"define it, or say `{promise}=False`",
                )
    elif all(_defined(service, name, by_author=True) for name in methods):
        yield _finding(
            f"{service.__name__} takes {promise}, and its capabilities do not say so", f"say `{promise}=True`"
        )


def _defined(service: Service, name: str, *, by_author: bool = False) -> bool:
    """Whether the class answers a method for itself instead of as unsupported."""
    found = getattr(service, name, None)
    if found is None or found is getattr(TrackerService, name):
        return False
    return not (by_author and str(found.__module__).startswith("devlog_core."))


def _finding(problem: str, cure: str) -> Finding:
    return Finding(check="capabilities", problem=problem, cure=cure)
