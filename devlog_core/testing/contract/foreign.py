"""What people wrote at the place stays as it is, beside all that devlog writes there."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import StaleError
from devlog_core.model.remote import NoteDraft
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench
from devlog_core.testing.contract.drafts import new_mark, patch_of
from devlog_core.testing.contract.laws import expect, proves
from devlog_core.testing.contract.people import OTHER
from devlog_core.testing.contract.updating import item_of
from devlog_core.testing.desk import sets


class LeavesContract(Contract):
    """Labels, comments, texts and items of others."""

    @proves("foreign")
    def test_foreign_data_stays(self, bench: Bench) -> None:
        """Otherwise a sync would wipe what other people and other tools have written."""
        [key] = bench.people.write(1, labels=["theirs", "also-theirs"], status="in-review", priority="high")
        bench.people.comment(key, "Their remark.")
        before = bench.people.see(key)
        work = bench.open_tracker()
        item = item_of(work, key)
        item = work.service.update(item.ref, patch_of(item, title="A title of ours"), item.version)
        if work.service.capabilities.writes("priority"):
            item = work.service.update(item.ref, patch_of(item, priority="low"), item.version)
        if work.service.capabilities.writes("labels"):
            item = work.service.update(item.ref, sets(labels=(["ours"], [])), item.version)
        after = bench.people.see(key)
        for what, was, is_ in (
            ("the description", before.description, after.description),
            ("the state", before.state, after.state),
            ("the comments", before.comments, after.comments),
            ("a label", "theirs" in before.labels, "theirs" in after.labels),
        ):
            expect(
                was == is_,
                f"updates of title, priority and labels changed {what} of a person: {was!r} became {is_!r}",
                "send only what the patch names; of a set, the elements to add and to take out",
            )

    @proves("foreign")
    def test_no_mark_on_what_others_made(self, bench: Bench) -> None:
        """Otherwise items of people would carry our signs, and two stores could not share a place."""
        [key] = bench.people.write(1)
        work = bench.open_tracker()
        item = item_of(work, key)
        expect(item.mark is None, f"{key} was written by a person and carries a mark", "read marks exactly")
        item = work.service.update(item.ref, patch_of(item, title="Renamed by us"), item.version)
        if work.service.capabilities.writes("description"):
            item = work.service.update(item.ref, patch_of(item, description="Described."), item.version)
        if work.service.capabilities.notes:
            work.service.put_note(item.ref, NoteDraft(mark=new_mark(), ref=None, content="A note."))
        expect(
            work.fetch(item).mark is None,
            f"after updates of ours {key}, which a person wrote, carries a mark",
            "write the mark in create() alone",
        )

    @proves("nothing lost")
    def test_sets_change_by_element(self, bench: Bench) -> None:
        """Otherwise adding one label would take away those that others have added meanwhile."""
        work = bench.open_tracker()
        if not work.service.capabilities.writes("labels"):
            pytest.skip("writes no labels")
        [key] = bench.people.write(1, labels=["stays", "goes"])
        item = item_of(work, key)
        bench.people.edit(key, labels=["stays", "goes", "came-meanwhile"], by=OTHER)
        change = sets(labels=(["ours"], ["goes"]))
        try:
            work.service.update(item.ref, change, item.version)
        except StaleError:
            fresh = work.fetch(item)
            work.service.update(fresh.ref, change, fresh.version)
        held = set(work.fetch(item).values["labels"])
        expect(
            held == {"stays", "came-meanwhile", "ours"},
            f"of stays, goes and one that came meanwhile, after +ours -goes there are {sorted(held)}",
            "send what is to be added and taken out, or write the present set with that change",
        )
