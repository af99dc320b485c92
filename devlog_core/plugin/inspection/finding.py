"""What an inspection finds, and the subject that it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal, get_args

from devlog_core.plugin.candidate import Candidate
from devlog_core.plugin.checks import Hooks, Refused, one_line
from devlog_core.plugin.describe import service_class_of
from devlog_core.plugin.service import IntegrationService

Check = Literal[
    "import",
    "hooks",
    "info",
    "schema",
    "settings",
    "unknown-settings",
    "service",
    "capabilities",
    "triggers",
    "actions",
    "sandbox",
    "documentation",
]
CHECKS: tuple[Check, ...] = get_args(Check)
"""Every check by name, in the order in which they are made."""

SECONDS = 20.0
"""How long one check may take before the plugin is said to hang."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with a plugin."""

    check: Check
    problem: str
    """What is wrong, and where."""
    cure: str
    """What its author does about it."""
    final: bool = False
    """Whether no other check could be made before this is mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One plugin under inspection."""

    plugin: object
    calls: Hooks
    """Its own answers, by hook."""
    candidate: Candidate | None
    """Its entry point, where it is installed."""

    @property
    def service(self) -> type[IntegrationService[Any]] | None:
        """The class of its services, None where it has none or does not say."""
        return service_class_of(self.plugin, self.calls)

    @property
    def module(self) -> str:
        """The module that its entry point names, or where there is none the one that it stands in."""
        if self.candidate:
            return self.candidate.value.partition(":")[0].strip()
        if isinstance(self.plugin, ModuleType):
            return self.plugin.__name__
        return (self.service or type(self.plugin)).__module__

    def answers(self, hook: str) -> bool:
        """Whether the plugin answers the hook."""
        return hasattr(self.calls, hook)

    def ask(self, hook: str) -> Any:
        """Its answer to a hook that takes nothing; None where it has none, and Refused where it raises."""
        if not self.answers(hook):
            return None
        try:
            return getattr(self.calls, hook)()
        except (Exception, SystemExit) as error:
            raise Refused(
                f"{hook} raised {one_line(error)}", "answer it without settings and network"
            ) from error


Ask = Callable[[Subject], Iterable[Finding]]
Checks = Mapping[Check, Ask]
