"""One service with the context that the core would lend it, and words for what tests do again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, FieldChange, Mode, Patch, RemoteItem, SetChange, SyncPage
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.service import TrackerService
from devlog_core.testing.context import Context

ServiceT = TypeVar("ServiceT", bound=TrackerService[Any])


class Desk(Generic[ServiceT]):
    """A service at work by itself."""

    def __init__(self, service: ServiceT, context: Context) -> None:
        self.service = service
        self.context = context

    def read(self, cursor: Cursor | None = None, mode: Mode = "snapshot") -> list[SyncPage]:
        """Every page of a reading."""
        pages = [self.service.fetch_page(cursor, mode)]
        while pages[-1].more:
            pages.append(self.service.fetch_page(pages[-1].next, mode))
        return pages

    def requests(self, work: Callable[[], Any]) -> int:
        """How many requests the work costs."""
        before = self.context.meter.requests
        work()
        return self.context.meter.requests - before

    def fetch(self, item: RemoteItem) -> RemoteItem:
        """The item as it is now."""
        found = self.service.fetch(item.ref)
        assert found is not None
        return found


def open_desk(
    plugin: Plugin, kind: type[ServiceT], name: str, config: Mapping[str, Any], query: str = ""
) -> Desk[ServiceT]:
    """A desk for the integration `name` with this `config` table."""
    context = Context(config)
    chosen = {"query": query} if query else {}
    about = plugin.devlog_plugin_info()
    service = plugin.devlog_initialize(
        Integration(name=name, plugin=about.name, config=config, filter=chosen), context
    )
    assert isinstance(service, kind)
    return Desk(service, context)


@contextmanager
def desks(open: Callable[..., Desk[ServiceT]]) -> Iterator[Callable[..., Desk[ServiceT]]]:
    """Opens as many as a test wants, and closes their services in the end."""
    opened: list[Desk[ServiceT]] = []

    def opener(**changes: Any) -> Desk[ServiceT]:
        opened.append(open(**changes))
        return opened[-1]

    try:
        yield opener
    finally:
        for desk in opened:
            desk.service.close()


def whole_items(pages: list[SyncPage]) -> list[RemoteItem]:
    """The items of a reading, those that only bring comments left out."""
    return [item for page in pages for item in page.items if item.version is not None]


def fields(item: RemoteItem, **values: Any) -> Patch:
    """Single values to set on an item as it was read; `custom__points` means `custom.points`."""
    changes = {name.replace("__", "."): value for name, value in values.items()}
    held: Mapping[str, Any] = item.values
    return Patch(fields={name: FieldChange(old=held.get(name), new=new) for name, new in changes.items()})


def sets(**changes: tuple[list[Any], list[Any]]) -> Patch:
    """Elements to add to sets and to remove."""
    return Patch(
        sets={name: SetChange(add=tuple(add), remove=tuple(gone)) for name, (add, gone) in changes.items()}
    )
