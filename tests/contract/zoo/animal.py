"""What each broken plugin of the zoo says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from devlog_core.plugin.plugin import Plugin
from devlog_core.testing.reference import ReferenceConfig, ReferenceSandbox
from devlog_core.testing.reference.webhook import TRIGGERS

ATTACKS = frozenset(
    {
        "test_a_kill_at_some_moments",
        "test_a_kill_at_every_moment",
        "test_stories_keep_the_laws",
        "test_many_stories_keep_the_laws",
    }
)
"""These take longest; test_walk.py and test_stories.py show their teeth, on plugins of their own."""
ServiceT = TypeVar("ServiceT", bound=type[Any])
WORDS: dict[str, Any] = {
    "name": "reference",
    "display_name": "Reference",
    "description": "A board for tests: cards, comments and time both ways.",
    "distribution": "devlog-reference",
    "features": ("items", "comments", "worklogs", "webhooks"),
    "triggers": TRIGGERS,
    "sandbox": ReferenceSandbox,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Animal:
    """The right plugin with one thing wrong, and the test of the kit that finds it."""

    name: str
    fault: str
    """What is wrong, in a sentence."""
    plugin: Any
    caught_by: str
    says: str
    """An expression that the message of that test matches: it names the fault, not a symptom of it."""
    readme: str = ""
    """What a distribution says that the plugin is installed from; none where this is empty."""


def caught(
    by: str,
    says: str,
    *,
    plugin: Callable[..., Any] = Plugin,
    config: type[Any] = ReferenceConfig,
    readme: str = "",
    **words: Any,
) -> Callable[[ServiceT], ServiceT]:
    """Put a service class into the zoo; `words` replace what the right plugin says of itself."""

    def put(service: ServiceT) -> ServiceT:
        service.animal = Animal(
            name=service.__name__,
            fault=(service.__doc__ or "").strip(),
            plugin=plugin(service, config, **{**WORDS, **words}),
            caught_by=by,
            says=says,
            readme=readme,
        )
        return service

    return put


def animals_of(*modules: Any) -> list[Animal]:
    """Those that live in these modules."""
    found = [cls for module in modules for cls in vars(module).values() if isinstance(cls, type)]
    return [vars(cls)["animal"] for cls in dict.fromkeys(found) if "animal" in vars(cls)]
