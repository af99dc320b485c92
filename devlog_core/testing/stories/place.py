"""What a story asks of a place: one small class for each kind of tracker joins it to the machine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment as people see it."""

    id: str
    text: str
    mark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A time booking as people see it."""

    id: str
    minutes: int
    text: str
    mark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item as people see it, in the words of an entry."""

    key: str
    id: str
    mark: str | None
    values: Mapping[str, Any]
    """Only the fields that the place knows."""
    comments: tuple[Comment, ...]
    bookings: tuple[Booking, ...] = ()
    seen: str = ""
    """What else people see of it."""

    @property
    def words(self) -> str:
        """Every text of it."""
        said = [comment.text for comment in self.comments] + [booking.text for booking in self.bookings]
        return " ".join([repr(dict(self.values)), *said, self.seen])


class Place(Protocol):
    """One remote: its people, its clock, its faults, and what it was asked."""

    @property
    def name(self) -> str:
        """The name of its integration."""
        ...

    def table(self) -> dict[str, Any]:
        """The plugin and the `config` table of its integration."""
        ...

    def keys(self) -> list[str]:
        """All items, oldest first."""
        ...

    def read(self, key: str) -> Item:
        """One item."""
        ...

    def express(self, field: str, value: Any) -> Any:
        """How the place shows an entry's value, by the place's own rules and not by its plugin's."""
        ...

    def add(self, values: Mapping[str, Any]) -> str:
        """A person makes an item."""
        ...

    def edit(self, key: str, values: Mapping[str, Any]) -> None:
        """A person changes fields; `add_labels` and `remove_labels` change labels one by one."""
        ...

    def comment(self, key: str, text: str) -> str:
        """A person comments."""
        ...

    def delete(self, key: str) -> None:
        """A person removes an item, for good where the place has no bin."""
        ...

    def transfer(self, key: str, goal: Place) -> str | None:
        """A person moves an item to another place; its key there, None where that cannot be."""
        ...

    def trouble(self, kind: str, times: int, match: str) -> None:
        """Let the next matching requests fail."""
        ...

    def heal(self) -> None:
        """No more faults."""
        ...

    def cut_off(self, down: bool) -> None:
        """Refuse every connection, or serve again."""
        ...

    def advance(self, seconds: float) -> None:
        """Let time pass there."""
        ...

    def asked(self) -> list[tuple[str, str]]:
        """Method and path of every request since the last time."""
        ...

    def reads_items(self, asked: Collection[tuple[str, str]]) -> list[str]:
        """Those of the requests that read items one by one."""
        ...


@runtime_checkable
class TalkPlace(Place, Protocol):
    """A place where people change comments."""

    def reword(self, key: str, comment: str, text: str) -> None:
        """A person changes a comment, anybody's."""
        ...

    def silence(self, key: str, comment: str) -> None:
        """A person removes a comment, anybody's."""
        ...


@runtime_checkable
class BinPlace(Place, Protocol):
    """A place where what was removed lies in a bin, and where a write tells what it was based on."""

    def binned(self) -> list[str]:
        """What lies in the bin, oldest first."""
        ...

    def restore(self, key: str) -> None:
        """A person takes an item out of the bin."""
        ...

    def before_write(self, act: Callable[[str], None] | None) -> None:
        """Call `act` with the item's key just before each write of an item is applied."""
        ...


@runtime_checkable
class LinkPlace(Place, Protocol):
    """A place whose items show `parent` and `dependencies` by the ids of other items."""

    def relate(self, key: str, kind: str, other: str) -> None:
        """A person links an item to another, or takes that link away; one parent replaces another."""
        ...


@runtime_checkable
class TimePlace(Place, Protocol):
    """A place that takes time bookings too."""

    def book(self, key: str, minutes: int, text: str) -> str:
        """A person books time."""
        ...

    def rebook(self, booking: str, minutes: int, text: str) -> None:
        """A person changes a booking, anybody's."""
        ...

    def unbook(self, booking: str) -> None:
        """A person takes a booking away, anybody's."""
        ...
