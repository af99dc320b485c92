"""Which integrations an entry concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from devlog_core.model.entry import LOCAL, Entry
from devlog_core.model.integration import Integration
from devlog_core.model.link import Link

IsTracker = Callable[[str], bool]


class Routes:
    """The rules of `[integrations.*]` about what goes where; asks no plugin."""

    def __init__(self, integrations: Mapping[str, Integration], is_tracker: IsTracker) -> None:
        self.integrations = integrations
        self._is_tracker = is_tracker

    def is_tracker(self, name: str) -> bool:
        """Whether the integration has items of its own, which entries can be."""
        return self._is_tracker(name)

    def refusal(self, entry: Entry, name: str) -> str | None:
        """Why the entry does not become an item there; None where it does."""
        integration = self.integrations.get(name)
        if integration is None:
            return "no such integration is configured"
        if not self._is_tracker(name):
            return "the integration takes no items"
        if not integration.pushes:
            return f'direction is "{integration.direction}"'
        if entry.targets:
            return None if name in entry.targets else f"it was made for {', '.join(entry.targets)}"
        if entry.archived:
            return "the entry is archived"
        if entry.origin != LOCAL and entry.origin not in integration.mirror:
            return f"it was born in {entry.origin}, which is not in mirror"
        if integration.create not in ("remote", "both"):
            return f'create is "{integration.create}"'
        return self.filtered(integration, entry.content)

    def filtered(self, integration: Integration, values: Mapping[str, Any]) -> str | None:
        """Why the values do not pass the integration's filter; None where they do.

        `labels`, `milestones` and `assignees` each let pass what has any of the listed ones.
        """
        rules = integration.filter
        for name, field in (("labels", "labels"), ("assignees", "assignees")):
            wanted = set(rules.get(name, ()))
            if wanted and not wanted & set(values.get(field) or ()):
                return f"filter.{name} asks for {', '.join(sorted(wanted))}"
        milestones = set(rules.get("milestones", ()))
        if milestones and values.get("milestone") not in milestones:
            return f"filter.milestones asks for {', '.join(sorted(milestones))}"
        return None

    def born_to(self, entry: Entry) -> list[str]:
        """The integrations where the entry is to become an item."""
        return [name for name in self.integrations if self.refusal(entry, name) is None]

    def followed(self, links: Iterable[Link]) -> list[Link]:
        """The item links whose integration takes changes."""
        return [
            link
            for link in links
            if link.kind == "item"
            and link.state != "gone"
            and (integration := self.integrations.get(link.integration)) is not None
            and integration.pushes
        ]
