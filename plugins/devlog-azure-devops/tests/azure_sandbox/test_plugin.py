"""Everything that the plugin asks of Azure DevOps fits the provider's own descriptions."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime
from typing import Any

import pytest
from requests import Session
from requests.adapters import HTTPAdapter

from devlog_azure_devops import plugin
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_azure_devops.service import AzureDevOpsService
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
    RemoteItem,
    SetChange,
    SyncPage,
)
from devlog_core.plugin.context import MemoryState
from devlog_core.plugin.http import Meter, MeteredAdapter, metered_session
from devlog_core.plugin.limits import LimitReader

NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)


class Lent:
    """What the core lends to the service, at the sandbox's time."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.state: MutableMapping[str, Any] = MemoryState()
        self.credentials = self
        self.log = self

    def get(self, name: str = "token") -> str | None:
        """A secret."""
        return self.config.get(name)

    def debug(self, event: str, **values: Any) -> None:
        """A record that nobody reads."""
        del event, values

    info = warning = error = debug

    def clock(self) -> datetime:
        """The frozen present."""
        return NOW

    def adapter(self, limits: LimitReader | None = None) -> HTTPAdapter:
        """An adapter as the core's."""
        return MeteredAdapter(Meter(), 30, limits=limits, clock=self.clock)

    def session(self, limits: LimitReader | None = None) -> Session:
        """A session as the core's."""
        return metered_session(self.adapter(limits))


@pytest.fixture
def reference(sandbox: AzureDevOpsSandbox) -> str:
    """A field of the process's own."""
    return sandbox.add_field("Points", "double")


@pytest.fixture
def service(sandbox: AzureDevOpsSandbox, reference: str) -> Iterator[AzureDevOpsService]:
    """The plugin at work on Shop; the sandbox's fixture holds what it sends against the descriptions."""
    sandbox.add_area("Web")
    sandbox.add_user("ada", "Ada", "ada@acme.org")
    config = {**sandbox.config(), "area": "Web", "custom": {"points": reference}}
    query = {"query": "[System.Id] > 0"}
    integration = Integration(name="boards", plugin="azure-devops", config=config, filter=query)
    made = plugin.devlog_initialize(integration, Lent(config))
    assert isinstance(made, AzureDevOpsService)
    yield made
    made.close()


def read(service: AzureDevOpsService, mode: Mode, cursor: Cursor | None = None) -> list[SyncPage]:
    """Every page of a reading."""
    pages = [service.fetch_page(cursor, mode)]
    while pages[-1].more:
        pages.append(service.fetch_page(pages[-1].next, mode))
    return pages


def change(item: RemoteItem, **values: Any) -> Patch:
    """Single values to set on an item."""
    return Patch(fields={name: FieldChange(old=item.values[name], new=new) for name, new in values.items()})


def test_reading_fits(service: AzureDevOpsService, sandbox: AzureDevOpsSandbox) -> None:
    """Checking, snapshots, censuses and deltas."""
    [first, second] = sandbox.seed(
        [{"type": "Task", "title": "A", "comments": ["Hello"]}, {"type": "Bug", "title": "B"}]
    )
    service.check()
    assert service.scope() is not None
    pages = read(service, "snapshot")
    assert {item.ref.id for page in pages for item in page.items} == {first, second}
    assert {ref.id for page in read(service, "census") for ref in page.present} == {first, second}
    sandbox.edit(first, {"System.Title": "Other"}, by="jane")
    sandbox.link(second, "parent", first, by="jane")
    pages = read(service, "delta", pages[-1].next)
    assert {item.ref.id for page in pages for item in page.items} >= {first}


def test_writing_fits(service: AzureDevOpsService, sandbox: AzureDevOpsSandbox) -> None:
    """New work items, changes of every kind, and comments."""
    [seeded] = sandbox.seed([{"type": "Task", "title": "Seeded"}])
    values = {
        "title": "Fix login", "description": "Steps:\n\n1. go", "status": "in-progress", "priority": "high",
        "type": "bugfix", "labels": ["ui"], "assignees": [], "milestone": None, "parent": None,
        "dependencies": [], "due": "2025-03-31", "estimate": 90, "acceptance_criteria": ["quick"],
        "custom.points": 2.5,
    }  # fmt: skip
    mark = Mark(uid=new_uid(), ref="dl-12345678")
    made = service.create(Draft(mark=mark, values=values))
    assert made.pending == ("status",)
    assert [item.ref.id for item in service.find(mark, None)] == [made.ref.id]
    made = service.update(made.ref, change(made, status="in-progress", assignees=["ada@acme.org"]), None)
    made = service.update(made.ref, change(made, parent=seeded, due=None), made.version)
    link = {"kind": "blocks", "entry": seeded}
    sets = {"labels": SetChange(add=("new",), remove=("ui",))}
    made = service.update(made.ref, Patch(sets=sets), made.version)
    made = service.update(made.ref, change(made, parent=None), made.version)
    made = service.update(made.ref, Patch(sets={"dependencies": SetChange(add=(link,))}), made.version)
    made = service.update(made.ref, Patch(sets={"dependencies": SetChange(remove=(link,))}), made.version)
    assert (made.values["labels"], made.values["dependencies"]) == (["new"], [])
    uid = Mark(uid=new_uid())
    note = service.put_note(made.ref, NoteDraft(mark=uid, ref=None, content="One"))
    note = service.put_note(made.ref, NoteDraft(mark=uid, ref=note.ref, content="Two"))
    assert [one.content for one in service.find_note(made.ref, uid, None)] == ["Two"]
    service.delete_note(made.ref, note.ref)
    sandbox.delete(made.ref.id)
    assert service.fetch(made.ref) is None
