"""Plugins for the reference tracker that are wrong where only a kill or a story shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from devlog_core.model.remote import Draft, Mark, RemoteItem, RemoteNote, RemoteRef
from devlog_core.plugin.plugin import Plugin
from devlog_core.testing.reference import ReferenceConfig, ReferenceSandbox, ReferenceService
from devlog_core.testing.reference.records import Record


class Forgetful(ReferenceService):
    """Never looks for the mark of what it may have made."""

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        return ()


class Repeating(ReferenceService):
    """Never looks for the mark of a comment that it may have made."""

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        return ()


class Hesitant(ReferenceService):
    """Makes a card first and marks it by a second request."""

    def create(self, draft: Draft) -> RemoteItem:
        body = self.drafted(draft)
        props = body.pop("props")
        made = self.client.ask("POST", "/cards", body)
        marked = self.client.ask("PATCH", f"/cards/{made['id']}", {"props": props})
        return self.item(self.finished(marked))


class Echoing(ReferenceService):
    """Believes that the place answers every value as it was sent."""

    def express(self, field: str, value: Any) -> Any:
        return value


class Shouting(ReferenceService):
    """Reads titles in capitals, and says that the place answers so."""

    def item(self, card: Record) -> RemoteItem:
        item = super().item(card)
        return replace(item, values={**item.values, "title": str(item.values["title"]).upper()})

    def express(self, field: str, value: Any) -> Any:
        told = super().express(field, value)
        return told.upper() if field == "title" else told


_plugin: Callable[[type[ReferenceService]], Plugin] = partial(
    Plugin,
    config=ReferenceConfig,
    name="reference",
    description="A board for tests, reached wrongly.",
    distribution="devlog-reference",
    sandbox=ReferenceSandbox,
)
forgetful, repeating, hesitant = _plugin(Forgetful), _plugin(Repeating), _plugin(Hesitant)
echoing, shouting = _plugin(Echoing), _plugin(Shouting)
