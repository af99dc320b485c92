"""Writes change what they name and nothing else, refuse what moved meanwhile, and are no echo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from devlog_core.model.errors import DevlogError, GoneError, RejectedError, StaleError
from devlog_core.model.remote import NoteDraft, RemoteItem, RemoteRef
from devlog_core.sync.linking import parse_remote
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench, Work, items_of
from devlog_core.testing.contract.drafts import (
    OTHERS,
    SAMPLES,
    TEXT,
    born,
    differing,
    new_mark,
    patch_of,
    scalars,
    shown,
)
from devlog_core.testing.contract.laws import Breach, expect, proves
from devlog_core.testing.desk import sets

TEXTS = (
    TEXT,
    "",
    "One line.",
    "Two lines\nin one paragraph.",
    "# Heading\n\n* starred\n* list\n\n    code by its indent",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "A | bar, an _underscore_, a * star, <tags> & {braces} [brackets] and a back\\slash.",
    "- [ ] open\n- [x] done",
    "Ünïcödé, 日本語, 🙂, and a line that ends in two blanks.  \nAnd goes on.",
)
_EXTREMES: dict[str, Any] = {
    "title": "x" * 100_000,
    "milestone": "No such milestone of the kit",
    "assignees": ["no-such-account-of-the-kit"],
    "due": "9999-12-31",
    "estimate": 10**12,
}


class UpdatesContract(Contract):
    """Items that exist: what a write may change, and what it may not."""

    @proves("foreign")
    def test_update_changes_only_what_it_names(self, bench: Bench) -> None:
        """Otherwise sending one field would overwrite another that somebody has just changed."""
        work = bench.open_tracker()
        item = born(work, **SAMPLES)
        for name in scalars(work):
            value = OTHERS[name][0]
            before = work.fetch(item)
            after = work.service.update(before.ref, patch_of(before, **{name: value}), before.version)
            item = work.fetch(after)
            changed = _changed(before, item) - {name}
            expect(
                not changed,
                f"an update of `{name}` changed {', '.join(sorted(changed))} too",
                "send only what the patch names",
            )
            wrong = differing(work, {name: value}, item)
            expect(not wrong, f"an update did not arrive: {'; '.join(wrong)}", "send what the patch names")

    @proves("nothing lost")
    def test_a_changed_item_is_stale(self, bench: Bench) -> None:
        """Otherwise the edit of a person between our read and our write would be overwritten unseen."""
        [key] = bench.people.write(1)
        work = bench.open_tracker()
        item = item_of(work, key)
        bench.people.edit(key, title="Somebody was quicker")
        try:
            work.service.update(item.ref, patch_of(item, title="Ours"), item.version)
            quiet = True
        except StaleError:
            quiet = False
        except DevlogError as error:
            raise Breach(
                f"an update of an item that changed meanwhile raises {type(error).__name__}: {error}",
                "raise StaleError: the engine reads again and merges",
            ) from error
        seen = bench.people.see(key).title
        expect(
            seen == "Somebody was quicker",
            f"an update of an item that changed meanwhile replaced the title of a person by {seen!r}",
            "send the place's precondition with `expected`, or read before writing; raise StaleError",
        )
        expect(
            not quiet,
            "an update of an item that changed meanwhile neither wrote nor raised, and counts as sent",
            "raise StaleError: the engine reads again and merges",
        )

    @proves("cures")
    def test_a_gone_item_is_told(self, bench: Bench) -> None:
        """Otherwise entries would be sent for ever to items that no longer exist."""
        [key] = bench.people.write(1)
        work = bench.open_tracker()
        item = item_of(work, key)
        bench.people.delete(key)
        expect(work.service.fetch(item.ref) is None, "fetch() of a deleted item gives one", "return None")
        note = NoteDraft(mark=new_mark(), ref=None, content="Too late.")
        writes: dict[str, Callable[[], object]] = {
            "update()": lambda: work.service.update(item.ref, patch_of(item, title="x"), item.version)
        }
        if work.service.capabilities.notes:
            writes["put_note()"] = lambda: work.service.put_note(item.ref, note)
        for what, write in writes.items():
            try:
                write()
            except GoneError:
                continue
            except DevlogError as error:
                raise Breach(
                    f"{what} on a deleted item raises {type(error).__name__}: {error}", "raise GoneError"
                ) from error
            raise Breach(f"{what} on a deleted item ends as if it were there", "raise GoneError")

    @proves("nothing twice")
    def test_an_item_is_found_by_what_people_type(self, bench: Bench) -> None:
        """Otherwise `devlog link` could not tie an entry to its item, which would become a second entry."""
        keys = bench.people.write(2)
        work = bench.open_tracker()
        item = item_of(work, keys[0])
        cure = "where a ref has no id, go by its url or its key"
        for typed in (RemoteRef(id="", key=item.ref.key), _typed(item.ref.url or item.ref.key)):
            try:
                found = work.service.fetch(typed)
            except Exception as error:
                raise Breach(f"fetch() of {typed} raises {error!r}", cure) from error
            named = found.ref.id if found else "nothing"
            expect(named == item.ref.id, f"fetch() of {typed} gives {named}, not {item.ref.id}", cure)
        unknown = RemoteRef(id="", key="no-such-item")
        try:
            found = work.service.fetch(unknown)
        except (GoneError, RejectedError):
            return
        except Exception as error:
            raise Breach(
                f"fetch() of {unknown} raises {error!r}", "return None, or say what to type"
            ) from error
        expect(found is None, f"fetch() of {unknown} gives {found and found.ref}", "return None")

    @proves("foreign")
    def test_reading_never_writes(self, bench: Bench) -> None:
        """Otherwise looking would change what people see."""
        keys = bench.people.write(3)
        bench.people.comment(keys[0], "A remark.")
        work = bench.open_tracker()
        served = len(bench.people.served())
        work.service.check()
        work.service.scope()
        item = item_of(work, keys[0])
        work.read(mode="census")
        work.fetch(item)
        work.service.find(new_mark(), None)
        if work.service.capabilities.notes:
            work.service.find_note(item.ref, new_mark(), None)
        written = [
            f"{request['method']} {request['path']}"
            for request in bench.people.served()[served:]
            if request["method"] not in ("GET", "HEAD", "OPTIONS") and not request.get("asks")
        ]
        expect(
            not written,
            f"reading sends {', '.join(written[:3])}",
            "only create, update, put_ and delete_ may change anything",
        )
        expect(
            work.context.meter.writes == 0,
            f"{work.context.meter.writes} requests that only read are counted as writes",
            "hand context.session() a LimitReader whose `reads` knows the place's searches by POST",
        )

    @proves("no echo")
    def test_what_is_sent_is_what_is_read(self, bench: Bench) -> None:
        """Otherwise what was sent would come back as an edit of the place, and be sent again."""
        work = bench.open_tracker()
        item = born(work, **SAMPLES)
        for name in scalars(work):
            for value in OTHERS[name]:
                try:
                    item = work.service.update(item.ref, patch_of(item, **{name: value}), item.version)
                except RejectedError:
                    continue
                for found in (item, work.fetch(item)):
                    wrong = differing(work, {name: value}, found)
                    expect(
                        not wrong,
                        f"it is an echo: {'; '.join(wrong)}",
                        "let express() say, without asking, what the place answers after being sent a value",
                    )

    @proves("convergence")
    def test_text_keeps_its_form(self, bench: Bench) -> None:
        """Otherwise a description would lose a little with each way there and back."""
        work = bench.open_tracker()
        if not work.service.capabilities.writes("description"):
            pytest.skip("writes no description")
        item = born(work, title="Texts")
        for text in TEXTS:
            item = work.service.update(item.ref, patch_of(item, description=text), item.version)
            read = work.fetch(item).values["description"]
            again = work.service.express("description", read)
            expect(
                again == read,
                f"{text!r} is read as {read!r}, and that would be read as {again!r}",
                "let a text that was read be written such that it is read the same again",
            )
            lost = [word for word in _words(text) if word not in read]
            expect(
                not lost,
                f"{text!r} is read as {read!r}: {', '.join(lost)} is lost",
                "translate what the place's format cannot say into plain words of it",
            )
            renamed = work.service.update(item.ref, patch_of(item, title=f"Texts {len(text)}"), item.version)
            item = renamed
            expect(
                work.fetch(item).values["description"] == read,
                f"an update of the title changed the description {read!r}",
                "send only what the patch names",
            )

    @proves("cures")
    def test_refused_values_name_their_field(self, bench: Bench) -> None:
        """Otherwise one value that the place refuses would keep all others back."""
        work = bench.open_tracker()
        item = born(work, **SAMPLES)
        for name, value in _EXTREMES.items():
            if not work.service.capabilities.writes(name):
                continue
            patch = (
                sets(**{name: (value, [])}) if isinstance(value, list) else patch_of(item, **{name: value})
            )
            try:
                item = work.service.update(item.ref, patch, item.version)
            except RejectedError as error:
                expect(
                    error.fields == (name,),
                    f"a refused `{name}` is told as {error.fields or 'the whole item'}: {error}",
                    f'raise RejectedError(reason, fields=("{name}",)): the others are then sent without it',
                )
            except DevlogError as error:
                raise Breach(
                    f"a `{name}` that the place refuses raises {type(error).__name__}: {error}",
                    f'raise RejectedError(reason, fields=("{name}",))',
                ) from error
            item = work.fetch(item)


def _words(text: str) -> list[str]:
    plain = "".join(letter if letter.isalnum() else " " for letter in text)
    return [word for word in plain.split() if len(word) > 2]


def item_of(work: Work, key: str) -> RemoteItem:
    """An item that people wrote, as a reading of everything brings it."""
    found = items_of(work.read())
    expect(key in found, f"a reading of everything lacks {key}", "bring every item")
    return found[key]


def _changed(before: RemoteItem, after: RemoteItem) -> set[str]:
    names = before.values.keys() | after.values.keys()
    return {
        name for name in names if shown(name, before.values.get(name)) != shown(name, after.values.get(name))
    }


def _typed(text: str) -> RemoteRef:
    """What the core makes of what somebody typed behind `devlog link`."""
    key, url = parse_remote(text)
    return RemoteRef(id="", key=key, url=url)
