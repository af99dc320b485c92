"""Why an entry was or was not synced to each integration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.integration import Integration
from devlog_core.model.link import Link
from devlog_core.model.times import parse_time, rfc3339
from devlog_core.storage.batches import refs_of
from devlog_core.storage.unit import Unit
from devlog_core.sync.recorder import differing_fields
from devlog_core.sync.relations import RELATIONS, Relations
from devlog_core.sync.routing import Routes
from devlog_core.sync.send_records import unsent


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that decides, or decided, whether the entry is in step with an integration."""

    integration: str
    decision: str
    reason: str
    at: datetime | None = None


def explain(
    unit: Unit, routes: Routes, entry: Entry, capabilities: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Reason]:
    """What bears on the entry, one integration after the other: rules, link, what waits, the last run.

    `capabilities` are those of the plugins by name, as far as they are known.
    """
    found: list[Reason] = []
    for integration in routes.integrations.values():
        able = (capabilities or {}).get(integration.plugin, {})
        found += _Explanation(unit, routes, entry, integration, able).reasons()
    for link in unit.links.of(entry.uid):
        if link.integration not in routes.integrations and link.kind == "item":
            text = f"linked to {link.ref.key}, but no such integration is configured"
            found.append(
                Reason(integration=link.integration, decision="removed", reason=text, at=link.last_synced_at)
            )
    return found


class _Explanation:
    """What is to be said of one entry and one integration."""

    def __init__(
        self, unit: Unit, routes: Routes, entry: Entry, integration: Integration, able: Mapping[str, Any]
    ) -> None:
        self._unit, self._routes, self._entry, self._able = unit, routes, entry, able
        self._integration = integration
        self._name = integration.name

    def reasons(self) -> list[Reason]:
        """The reasons, what holds in general first."""
        found = []
        if not self._integration.enabled:
            found.append(self._because("disabled", "the integration is disabled: no sync asks it"))
        if self._routes.is_tracker(self._name):
            found += self._item()
        else:
            found.append(self._attached())
        return [*found, *self._last_run()]

    def _because(self, decision: str, reason: str, at: datetime | None = None) -> Reason:
        return Reason(integration=self._name, decision=decision, reason=reason, at=at)

    def _item(self) -> Iterator[Reason]:
        link = self._unit.links.item(self._entry.uid, self._name)
        if link is None:
            yield from self._unlinked()
        else:
            yield self._linked(link)
            yield from self._one_way(link)
            yield from self._unsaid(link)
        yield from self._conflicts(link)
        yield from self._waiting(link)

    def _linked(self, link: Link) -> Reason:
        key = link.ref.key or link.ref.url
        if link.state == "pending":
            return self._because("pending", f"linked to {key} by hand: the next sync reads it")
        if link.state == "gone":
            return self._because("gone", f"{key} is deleted, or out of the token's sight", self._journaled())
        text = f"linked to {key}, " + ("which devlog created" if link.marked else "which was there before")
        return self._because("linked", text, link.last_synced_at)

    def _one_way(self, link: Link) -> Iterator[Reason]:
        if link.state != "gone" and not self._integration.pushes:
            yield self._because("not-sent", f'direction is "{self._integration.direction}": it is only read')
        if link.state != "gone" and not self._integration.pulls:
            yield self._because("not-read", f'direction is "{self._integration.direction}": it is only sent')

    def _unsaid(self, link: Link) -> Iterator[Reason]:
        """The parent and the dependencies that the place cannot name."""
        relations = Relations(self._unit.links, self._name)
        for name in RELATIONS:
            missing = relations.missing(name, self._entry.value(name)) if name in (link.base or {}) else []
            refs = refs_of(self._unit.session, missing).values()
            if refs:
                text = f"{name}: {', '.join(sorted(refs))} has no item there; it is sent when there is one"
                yield self._because("not-sent", text)

    def _unlinked(self) -> Iterator[Reason]:
        if self._unit.links.was_unlinked(self._name, entry=self._entry.uid):
            cure = f"`devlog edit {self._entry.ref} --to {self._name}` or `devlog link` ties it again"
            yield self._because("unlinked", f"parted by hand: {cure}", self._journaled())
            return
        refusal = self._routes.refusal(self._entry, self._name)
        if refusal is not None:
            yield self._because("not-sent", refusal, self._entry.updated_at)
        intent = self._unit.intents.get(self._entry.uid, self._name)
        if intent is not None:
            yield self._because(
                "begun",
                "its creation was begun and no answer came: the next sync looks for its mark first",
                intent.tried_at,
            )
        elif refusal is None and self._unit.outbox.of(self._entry.uid, self._name) is None:
            yield self._because("waiting", "the next sync creates it there")

    def _conflicts(self, link: Link | None) -> Iterator[Reason]:
        for field, conflict in self._unit.conflicts.of(self._entry.uid).items():
            if link is not None and link.base is not None and field in link.base:
                text = f"{field} differs and is sent nowhere until `devlog conflicts resolve {conflict.id}`"
                yield self._because("conflict", text, conflict.since)

    def _waiting(self, link: Link | None) -> Iterator[Reason]:
        row = self._unit.outbox.of(self._entry.uid, self._name)
        if row is None:
            return
        said = row.trouble or ""
        if row.state == "set-aside":
            text = f"{said}; it is tried again after a change, or by `devlog outbox retry {row.row}`"
            yield self._because("set-aside", text)
        elif row.state == "retry":
            yield self._because("retry", f"{said} (tried {row.attempts} times)", row.next_at)
        else:
            yield self._because("waiting", f"{self._to_send(link)} to be sent by the next sync")

    def _to_send(self, link: Link | None) -> str:
        if link is None:
            return "the entry waits"
        fields = differing_fields(self._entry, link, set(self._unit.conflicts.of(self._entry.uid)))
        if link.base is None or not fields:
            return self._records() if link.base is not None else "all of it waits"
        return ", ".join(fields) + (" waits" if len(fields) == 1 else " wait")

    def _records(self) -> str:
        """Which of its notes and worklogs wait, of those that the place takes."""
        found = unsent(self._unit, self._entry.uid, self._name)
        waiting = [kind for kind in sorted(found) if self._able.get(kind, True)]
        return f"its {' and '.join(waiting)} wait" if waiting else "it waits"

    def _attached(self) -> Reason:
        things = [link for link in self._unit.links.of(self._entry.uid) if link.integration == self._name]
        if not things:
            text = f"nothing that was read there names {self._entry.ref} or an item of it"
            return self._because("none", text)
        counts = Counter(link.kind.replace("_", " ") for link in things)
        told = ", ".join(f"{count} × {kind}" for kind, count in sorted(counts.items()))
        return self._because(
            "attached", told, max((t.last_synced_at for t in things if t.last_synced_at), default=None)
        )

    def _last_run(self) -> Iterator[Reason]:
        run = self._unit.runs.last(self._name)
        if run is None:
            yield self._because("unread", "no sync has run yet")
            return
        for error in run.errors:
            if error.entry in (None, self._entry.ref):
                yield self._because("error", f"{error.kind}: {error.message}", run.started_at)
        owner = f"integration:{self._name}"
        as_of = self._unit.state.get(owner, "as_of")
        if self._unit.state.get(owner, "cursor:snapshot") is not None:
            text = "a complete reading is not at its end: the next sync continues it"
        elif as_of:
            text = f"changes there were read up to {rfc3339(parse_time(as_of))}, by the place's own clock"
        elif self._unit.state.get(owner, "cursor:delta") is not None:
            text = "changes there were read to their end"
        else:
            text = "nothing was read to its end yet"
        yield self._because("read", text, run.started_at)

    def _journaled(self) -> datetime | None:
        change = self._unit.changes.last(self._entry.uid, f"link:{self._name}")
        return change.at if change is not None else None
