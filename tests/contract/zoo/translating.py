"""Plugins that say values otherwise than the place does."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from devlog_core.model.remote import Cursor, Mode, RemoteItem, SyncPage
from devlog_core.testing.reference import ReferenceService
from devlog_core.testing.reference.records import Record
from tests.contract.zoo.animal import caught


@caught("test_what_is_sent_is_what_is_read", "it is an echo")
class ExpressesNothing(ReferenceService):
    """Believes that the place answers every value as it was sent."""

    def express(self, field: str, value: Any) -> Any:
        return value


class Bent(ReferenceService):
    """A service that makes something else of a text."""

    def bent(self, text: str) -> str:
        """What it makes of it."""
        raise NotImplementedError

    def item(self, card: Record) -> RemoteItem:
        item = super().item(card)
        return replace(item, values={**item.values, "description": self.bent(item.values["description"])})

    def express(self, field: str, value: Any) -> Any:
        told = super().express(field, value)
        return self.bent(told) if field == "description" else told


@caught("test_text_keeps_its_form", "is lost")
class DropsCode(Bent):
    """Leaves out of a text what it has no form for."""

    def bent(self, text: str) -> str:
        return re.sub(r"`[^`]+`", "", text)


@caught("test_text_keeps_its_form", "would be read as")
class EscapesAgain(Bent):
    """Puts a sign before a sign each time that it reads a text."""

    def bent(self, text: str) -> str:
        return text.replace("_", "\\_")


@caught("test_what_is_sent_is_what_is_read", "status is .*doing")
class TalksInTheirWords(ReferenceService):
    """Gives a state in the place's own word."""

    def item(self, card: Record) -> RemoteItem:
        item = super().item(card)
        return replace(item, values={**item.values, "status": card["state"]})


@caught("test_no_change_comes_back", "came back as")
class ListsAreNotTranslated(ReferenceService):
    """Translates a text where it reads one card, and not where it reads many."""

    _many = False

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        self._many = True
        try:
            return super().fetch_page(cursor, mode)
        finally:
            self._many = False

    def item(self, card: Record) -> RemoteItem:
        item = super().item(card)
        text = card["text"] if self._many else item.values["description"]
        return replace(item, values={**item.values, "description": text})


@caught("test_a_sync_brings_everything", "a comment became")
class ForgetsComments(ReferenceService):
    """Promises comments and reads none."""

    def item(self, card: Record) -> RemoteItem:
        return replace(super().item(card), notes=())
