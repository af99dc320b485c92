"""Everything that the plugin asks of Jira fits Jira's own descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devlog_core.model.ids import new_uid
from devlog_core.model.integration import Integration
from devlog_core.model.remote import (
    Cursor,
    Draft,
    FieldChange,
    Mark,
    Mode,
    NoteDraft,
    Patch,
    SetChange,
    SyncPage,
    WorklogDraft,
)
from devlog_core.testing.context import Context
from devlog_jira import forms, plugin
from devlog_jira.sandbox import JiraSandbox
from devlog_jira.service import JiraService

NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def service(sandbox: JiraSandbox) -> Iterator[JiraService]:
    """The plugin at work on SHOP; the sandbox's fixture holds what it sends against the descriptions."""
    severity = sandbox.add_field("Severity", "select", options=("Minor", "Major"))
    more = {"webhook_secret": "a secret", "custom": {"severity": severity}}
    config = {**sandbox.config(), **more}
    integration = Integration(name="jira", plugin="jira", config=config)
    made = plugin.devlog_initialize(integration, Context(config, NOW))
    assert isinstance(made, JiraService)
    yield made
    made.close()


def read(service: JiraService, mode: Mode, cursor: Cursor | None = None) -> list[SyncPage]:
    """Every page of a reading."""
    pages = [service.fetch_page(cursor, mode)]
    while pages[-1].more:
        pages.append(service.fetch_page(pages[-1].next, mode))
    return pages


def draft(**values: Any) -> Draft:
    """A new issue with a value in most fields."""
    whole = {
        "title": "Fix login", "description": "Steps:\n\n1. go", "status": "in-progress", "priority": "high",
        "type": "bugfix", "labels": ["ui"], "assignees": [], "milestone": None, "parent": None,
        "dependencies": [], "due": "2025-03-31", "estimate": 90, "custom.severity": "Major",
    }  # fmt: skip
    return Draft(mark=Mark(uid=new_uid(), ref="dl-12345678"), values=whole | values)


def test_an_item_is_created_found_changed_and_linked(service: JiraService) -> None:
    """By the plugin's own requests, each held against the description."""
    wanted = draft()
    one, two = service.create(wanted), service.create(draft(title="Other"))
    assert service.scope() is not None
    patch = Patch(
        fields={name: FieldChange(old=one.values.get(name), new=new) for name, new in CHANGES.items()},
        sets={
            "labels": SetChange(add=("web",), remove=("ui",)),
            "dependencies": SetChange(add=({"kind": "blocks", "entry": two.ref.id},)),
        },
    )
    changed = service.update(one.ref, patch, one.version)
    assert (changed.values["title"], changed.values["status"]) == ("Login works", "done")
    held = service.fetch(one.ref)
    assert held is not None
    assert held.values["labels"] == ["web"]
    assert [item.ref.id for item in service.find(wanted.mark, NOW - timedelta(minutes=5))] == [one.ref.id]


CHANGES = {
    "title": "Login works", "description": "Steps:\n\n1. go\n2. *stay*", "status": "done", "due": None,
    "priority": "low", "estimate": 30, "custom.severity": "Minor",
}  # fmt: skip


def test_comments_and_time_are_written_and_taken_back(service: JiraService) -> None:
    """With their marks as entity properties."""
    item = service.create(draft())
    mark = Mark(uid=new_uid())
    note = service.put_note(item.ref, NoteDraft(mark=mark, ref=None, content="Fine"))
    assert [found.ref.id for found in service.find_note(item.ref, mark, NOW)] == [note.ref.id]
    edit = NoteDraft(mark=mark, ref=note.ref, content="Well", old="Fine")
    assert service.put_note(item.ref, edit).content == "Well"
    service.delete_note(item.ref, note.ref)
    spent = WorklogDraft(mark=mark, ref=None, minutes=30, text="Pairing", at=NOW)
    booked = service.put_worklog(item.ref, spent)
    assert [found.ref.id for found in service.find_worklog(item.ref, mark, NOW)] == [booked.ref.id]
    more = WorklogDraft(mark=mark, ref=booked.ref, minutes=45, old_minutes=30, old_text="Pairing", at=NOW)
    assert service.put_worklog(item.ref, more).minutes == 45
    service.delete_worklog(item.ref, booked.ref)


def test_a_project_is_read_and_read_on(service: JiraService, sandbox: JiraSandbox) -> None:
    """Whole, by what changed, and by ids alone."""
    seeded = [{"summary": f"Number {number}", "comments": ["a", "b"]} for number in range(120)]
    keys = sandbox.seed(seeded)
    sandbox.log_work(keys[0], "1h", by="alice")
    snapshot = read(service, "snapshot")
    assert sum(len(page.items) for page in snapshot) == 120
    sandbox.advance(120)
    sandbox.edit(keys[5], {"summary": "Changed"}, by="alice")
    delta = read(service, "delta", snapshot[-1].next)
    assert "Changed" in [item.values.get("title") for page in delta for item in page.items]
    assert sum(len(page.present) for page in read(service, "census")) == 120
    assert service.check().account


def test_sprints_are_run_and_webhooks_registered(service: JiraService, sandbox: JiraSandbox) -> None:
    """Through the interface for boards and that for administrators."""
    sandbox.permit("admin")
    board = sandbox.add_board("Board")
    sandbox.add_sprint("Sprint 1", board)
    key = sandbox.seed([{"summary": "Pay"}])[0]
    agile = service.remote.agile
    assert agile.add(key, "Sprint 1").changed
    assert agile.start(forms.StartSprint()).state == "active"
    assert agile.to_backlog(key).changed
    assert agile.close(forms.CloseSprint()).state == "closed"
    assert [one.state for one in agile.sprints()] == ["closed"]
    first = service.register_webhook("http://127.0.0.1:9/hook")
    assert service.register_webhook("http://127.0.0.1:9/hook").id == first.id
