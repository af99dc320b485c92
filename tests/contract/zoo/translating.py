"""Plugins that say values otherwise than the place does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from devlog_core.model.remote import RemoteItem
from devlog_core.testing.reference import ReferenceService
from devlog_core.testing.reference.records import Record
from tests.contract.zoo.animal import caught


@caught("test_what_is_sent_is_what_is_read", "express")
class ExpressesNothing(ReferenceService):
    """Believes that the place answers every value as it was sent."""

    def express(self, field: str, value: Any) -> Any:
        return value


@caught("test_text_keeps_its_form", "form|text|lost|comes back")
class LosesTheForm(ReferenceService):
    """Reads a text without what was bold or a heading in it."""

    def item(self, card: Record) -> RemoteItem:
        item = super().item(card)
        plain = str(item.values["description"]).replace("**", "").replace("#", "").replace("`", "")
        return replace(item, values={**item.values, "description": plain})

    def express(self, field: str, value: Any) -> Any:
        told = super().express(field, value)
        if field == "description":
            return str(told).replace("**", "").replace("#", "").replace("`", "")
        return told


@caught("test_what_is_sent_is_what_is_read", "status")
class TalksInTheirWords(ReferenceService):
    """Gives a state in the place's own word."""

    def item(self, card: Record) -> RemoteItem:
        item = super().item(card)
        return replace(item, values={**item.values, "status": card["state"]})
