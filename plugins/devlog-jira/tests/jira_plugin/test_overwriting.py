"""What a person set between our read and our write is found again in the issue's history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.remote import FieldChange, RemoteItem
from devlog_core.testing.sandbox import Moment

from .bench import Bench, draft, fields
from .desk import Desk

Edit = Callable[[], None]


def meanwhile(bench: Bench, desk: Desk, edit: Edit, item: RemoteItem, **values: Any) -> Write:
    """An update of ours with a person's edit right before its write."""
    waiting = [edit]

    def before(moment: Moment) -> None:
        writes = moment.method in ("PUT", "POST") and f"/issue/{item.ref.id}" in moment.path
        if moment.phase == "before" and writes and waiting:
            waiting.pop()()

    bench.jira.on_request(before)
    answer = desk.service.update(item.ref, fields(item, **values), item.version)
    assert answer.edited_at is not None
    assert not waiting
    changes = {name: FieldChange(old=item.values[name], new=answer.values[name]) for name in values}
    return Write(ref=item.ref, fields=changes, at=answer.edited_at)


def edited(bench: Bench, item: RemoteItem, **values: Any) -> Edit:
    """A person's edit."""
    return lambda: bench.jira.edit(item.ref.key, values, "jane")


def told(desk: Desk, *writes: Write) -> list[tuple[str, Any]]:
    """Field and value of everything that was lost."""
    found: list[Overwritten] = list(desk.service.overwritten(writes))
    return [(one.field, one.value) for one in found]


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "lost"),
    [
        ("title", "ours", {"summary": "theirs"}, "theirs"),
        ("description", "ours", {"description": "their words"}, "their words"),
        ("priority", "low", {"priority": "Highest"}, "critical"),
        ("type", "feature", {"issuetype": "Task"}, "task"),
        ("due", "2026-05-01", {"duedate": "2026-06-01"}, "2026-06-01"),
        ("status", "done", {"status": "In Review"}, "in-review"),
    ],
)
def test_a_value_that_was_replaced_unread_comes_back(
    bench: Bench, name: str, ours: Any, theirs: dict[str, Any], lost: Any
) -> None:
    """Jira has no precondition, so this can happen; its history tells."""
    desk = bench.desk()
    item = desk.service.create(draft())
    write = meanwhile(bench, desk, edited(bench, item, **theirs), item, **{name: ours})
    assert told(desk, write) == [(name, lost)]
    (found,) = desk.service.overwritten([write])
    assert found.by == bench.jira.add_user("jane")
    assert found.at < write.at


def test_what_had_been_read_is_not_lost(bench: Bench) -> None:
    """It was replaced on purpose."""
    desk = bench.desk()
    item = desk.service.create(draft())
    bench.jira.edit(item.ref.key, {"summary": "theirs"}, "jane")
    read = desk.service.fetch(item.ref)
    assert read is not None
    write = meanwhile(bench, desk, lambda: None, read, title="ours")
    assert told(desk, write) == []


def test_what_was_set_again_is_not_lost(bench: Bench) -> None:
    """What became of it then was meant."""
    desk = bench.desk()
    item = desk.service.create(draft())
    write = meanwhile(bench, desk, edited(bench, item, summary="theirs"), item, title="ours")
    bench.jira.edit(item.ref.key, {"summary": "theirs"}, "jane")
    assert told(desk, write) == []


def test_an_edit_of_another_field_is_no_loss(bench: Bench) -> None:
    """Only what is to change is written."""
    desk = bench.desk()
    item = desk.service.create(draft())
    write = meanwhile(
        bench,
        desk,
        edited(bench, item, duedate="2026-06-01"),
        item,
        title="ours",
    )
    assert told(desk, write) == []
    assert bench.jira.read(item.ref.key)["fields"]["duedate"] == "2026-06-01"


def test_an_issue_that_is_gone_holds_up_no_other(bench: Bench) -> None:
    """A query that names it is refused whole."""
    desk = bench.desk()
    one, two = desk.service.create(draft()), desk.service.create(draft())
    first = meanwhile(bench, desk, lambda: None, one, title="ours")
    second = meanwhile(bench, desk, edited(bench, two, summary="theirs"), two, title="ours")
    bench.jira.delete(one.ref.key)
    assert told(desk, first, second) == [("title", "theirs")]
