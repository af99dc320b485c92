"""Plugins that write items wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from devlog_core.model.errors import GoneError, PluginError, RejectedError, StaleError, TransientError
from devlog_core.model.remote import Draft, Mark, Patch, RemoteItem, RemoteRef, Version
from devlog_core.testing.reference import ReferenceService
from devlog_core.testing.reference.records import Record
from tests.contract.zoo.animal import caught


def without(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The same with some keys left out."""
    return {name: value for name, value in body.items() if name not in names}


@caught("test_the_mark_is_written_with_the_item", "without its mark")
class NoMark(ReferenceService):
    """Makes cards that nobody can tell to be its own."""

    def drafted(self, draft: Draft) -> dict[str, Any]:
        body = super().drafted(draft)
        return {**body, "props": without(body["props"], "uid")}


@caught("test_the_mark_is_written_with_the_item", "items carry the mark")
class MarkLater(ReferenceService):
    """Makes a card first and marks it by a second request."""

    def create(self, draft: Draft) -> RemoteItem:
        body = self.drafted(draft)
        made = self.client.ask("POST", "/cards", without(body, "props"))
        marked = self.client.ask("PATCH", f"/cards/{made['id']}", {"props": body["props"]})
        return self.item(self.finished(marked))


@caught("test_find_is_certain", "find.. of a mark")
class FindsByTitle(ReferenceService):
    """Looks for the title that it last wrote instead of the mark."""

    def create(self, draft: Draft) -> RemoteItem:
        self.context.state["title"] = str(draft.values["title"])
        return super().create(draft)

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        title = self.context.state.get("title", "")
        return [self.item(card) for card in self.client.get(f"/cards?title={title}")["list"]]


@caught("test_find_is_certain", "find.. of a mark that 1 items carry gives")
class FindsTooSoon(ReferenceService):
    """Calls absent what the search does not know of yet."""

    def young(self, mark: Mark) -> list[Record]:
        return []


@caught("test_created_once_when_the_answer_is_lost", "left 2 items|2 items carry the mark")
class CreatesAgain(ReferenceService):
    """Creates a second time by itself where no answer came."""

    def create(self, draft: Draft) -> RemoteItem:
        try:
            return super().create(draft)
        except TransientError:
            return super().create(draft)


@caught("test_a_new_item_holds_what_was_sent", "labels is")
class ForgetsLabels(ReferenceService):
    """Leaves the labels of a new item to a later update that never comes."""

    def drafted(self, draft: Draft) -> dict[str, Any]:
        return without(super().drafted(draft), "labels")


@caught("test_a_changed_item_is_stale", "replaced the title of a person")
class IgnoresTheExpected(ReferenceService):
    """Writes on whatever is there, whatever was read."""

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        return super().update(ref, patch, None)


@caught("test_update_changes_only_what_it_names", "changed description too")
class SendsTheWholeItem(ReferenceService):
    """Sends all fields with each change, those that the change does not name as they are in a new item."""

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        made = super().update(ref, patch, expected)
        if "description" in patch.fields:
            return made
        return self.item(self.client.ask("PATCH", f"/cards/{ref.key}", {"text": ""}))


@caught("test_sets_change_by_element", "came meanwhile")
class ReplacesSets(ReferenceService):
    """Writes the labels that are new in place of those that are there."""

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        made = super().update(ref, replace(patch, sets={}), expected)
        if "labels" not in patch.sets:
            return made
        body = {"labels": list(patch.sets["labels"].add)}
        return self.item(self.client.ask("PATCH", f"/cards/{ref.key}", body))


@caught("test_foreign_data_stays", "changed a label of a person")
class TidiesUp(ReferenceService):
    """Takes away the labels that devlog did not write whenever it changes a card."""

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        super().update(ref, patch, expected)
        wanted = patch.sets["labels"].add if "labels" in patch.sets else ()
        return self.item(self.client.ask("PATCH", f"/cards/{ref.key}", {"labels": list(wanted)}))


@caught("test_foreign_data_stays", "changed the description of a person")
class RewritesTheBody(ReferenceService):
    """Writes the text anew with each change, without what it does not understand of it."""

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        made = super().update(ref, patch, expected)
        if "description" in patch.fields:
            return made
        words = " ".join(str(made.values["description"]).rstrip(".").split())
        return self.item(self.client.ask("PATCH", f"/cards/{ref.key}", {"text": words}))


@caught("test_no_mark_on_what_others_made", "which a person wrote, carries a mark")
class MarksEverything(ReferenceService):
    """Puts a mark of its own on whatever it changes."""

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        super().update(ref, patch, expected)
        card = self.card(ref)
        props = {"uid": str(uuid5(NAMESPACE_URL, ref.id)), **card["props"]}
        return self.item(self.client.ask("PATCH", f"/cards/{ref.key}", {"props": props}))


@caught("test_refused_values_name_their_field", "told as the whole item")
class RefusedWithoutAField(ReferenceService):
    """Says that something was refused, and not which value."""

    def create(self, draft: Draft) -> RemoteItem:
        try:
            return super().create(draft)
        except RejectedError as error:
            raise RejectedError(error.reason) from None

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        try:
            return super().update(ref, patch, expected)
        except RejectedError as error:
            raise RejectedError(error.reason) from None


@caught("test_a_gone_item_is_told", "of a deleted item gives one")
class RemembersTheDead(ReferenceService):
    """Shows an item that is gone as it was when it was last read."""

    _read: RemoteItem | None = None

    def item(self, card: Record) -> RemoteItem:
        self._read = super().item(card)
        return self._read

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        return super().fetch(ref) or self._read


@caught("test_a_gone_item_is_told", "raises PluginError")
class GoneIsAFaultOfIts(ReferenceService):
    """Calls it a fault of its own that an item is gone."""

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        try:
            return super().update(ref, patch, expected)
        except GoneError as error:
            raise PluginError(str(error)) from None


@caught("test_an_item_is_found_by_what_people_type", "raises ValueError")
class WantsAnId(ReferenceService):
    """Goes by the id of a ref alone, which nobody can type."""

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        return super().fetch(RemoteRef(id=str(int(ref.id))))


@caught("test_a_changed_item_is_stale", "raises TransientError")
class StaleIsTransient(ReferenceService):
    """Has a write that came too late tried again as it is."""

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        try:
            return super().update(ref, patch, expected)
        except StaleError as error:
            raise TransientError(str(error)) from None


@caught("test_a_changed_item_is_stale", "neither wrote nor raised")
class StaleInSilence(ReferenceService):
    """Gives an item that changed meanwhile back as it is, and tells nobody that nothing was written."""

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        try:
            return super().update(ref, patch, expected)
        except StaleError:
            return self.item(self.card(ref))


@caught("test_edits_of_both_sides_survive", "a title changed there and a description here")
class SendsWhatItReadFirst(ReferenceService):
    """Sends with each change the title as well, as it was when the card was first read."""

    def item(self, card: Record) -> RemoteItem:
        item = super().item(card)
        self.context.state.setdefault(item.ref.id, item.values["title"])
        return item

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        made = super().update(ref, patch, expected)
        title = {"title": self.context.state.get(ref.id, made.values["title"])}
        return (
            made
            if "title" in patch.fields
            else self.item(self.client.ask("PATCH", f"/cards/{ref.key}", title))
        )
