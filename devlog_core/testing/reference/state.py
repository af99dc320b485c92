"""What the board keeps, and what may be done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from devlog_core.testing.sandbox.answer import RefusedError
from devlog_core.testing.sandbox.world import BaseWorld

MOVES: Mapping[str, tuple[str, ...]] = {
    "open": ("doing",),
    "doing": ("open", "done"),
    "done": ("open",),
}
"""The workflow: a finished card is taken up again only by opening it."""
LEVELS = ("low", "normal", "urgent")
LONGEST_TITLE = 60
WRITTEN = frozenset({"title", "text", "level", "labels", "people", "due", "props"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment."""

    id: int
    text: str
    by: str
    born: float
    edited: float
    revision: int = 1
    props: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking(Remark):
    """Time that somebody spent; `day` is when."""

    minutes: int
    day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card; every change makes a new revision, counted over the whole board."""

    id: int
    revision: int = 0
    title: str
    text: str = ""
    state: str = "open"
    level: str = "normal"
    labels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    due: str | None = None
    props: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields that devlog knows nothing of."""
    remarks: tuple[Remark, ...] = ()
    bookings: tuple[Booking, ...] = ()
    born: float
    edited: float


@dataclass(slots=True)
class Switches:
    """How hostile the board is; see `ReferenceSandbox`."""

    largest_page: int = 3
    """Cards in a page, whatever is asked for."""
    search_lag: float = 0
    """Seconds for which a search by mark does not know a new card."""
    dragging: bool = False
    """Whether people drag cards to other places of the list while it is read."""
    strangers: bool = False
    """Whether a new card gets what other programs write: fields, properties."""
    forged_webhooks: bool = False
    """Whether each delivery is followed by one that somebody else has signed."""
    doubled_webhooks: bool = False
    """Whether each delivery comes twice, with the same id."""


Listener = Callable[[str, int], None]


def _silent(_event: str, _card: int) -> None:
    """Nobody listens."""


class BoardState(BaseWorld):
    """All cards, the order in which people see them, and who is told of changes."""

    FRESH: ClassVar[Mapping[str, Callable[[], Any]]] = {**BaseWorld.FRESH, "heard": lambda: _silent}

    def __init__(self, name: str = "board", members: tuple[str, ...] = ("ann", "ben")) -> None:
        super().__init__({"record": 0, "hook": 0})
        self.name = name
        self.members = members
        self.switches = Switches()
        self.cards: dict[int, Card] = {}
        self.shown: list[int] = []
        """The cards from the top of the board to its bottom, as people drag them."""
        self.gone: dict[int, int] = {}
        """Deleted cards with the revision of their end."""
        self.hooks: dict[int, Mapping[str, Any]] = {}
        self.revision = 0
        self.heard: Listener = _silent

    @property
    def now(self) -> float:
        """The board's own time."""
        return self.clock.exact()

    def card(self, number: int) -> Card:
        """A card by its number."""
        if number not in self.cards:
            raise refused(404, "no such card")
        return self.cards[number]

    def add(self, title: str, **values: Any) -> Card:
        """A new card, which is always open."""
        card = Card(id=self.new_id("record"), title="?", born=self.now, edited=self.now)
        card = _changed(card, {"title": title, **values}, self.members)
        if self.switches.strangers:
            extra = {"votes": 3, "colour": "teal"}
            card = replace(card, extra=extra, props={"robot": "seen", **card.props})
        made = self._keep(card, "card.created")
        self.shown.append(made.id)
        return made

    def change(self, number: int, values: Mapping[str, Any], revision: int | None = None) -> Card:
        """Other values for a card, where it is still at that revision."""
        return self._keep(_changed(self._expected(number, revision), values, self.members))

    def move(
        self,
        number: int,
        state: str,
        revision: int | None = None,
        props: Mapping[str, Any] | None = None,
    ) -> Card:
        """One step of the workflow."""
        card = self._expected(number, revision)
        if state not in MOVES[card.state]:
            raise refused(409, f"{card.state} does not lead to {state}", "state")
        return self._keep(replace(card, state=state, props=card.props if props is None else dict(props)))

    def delete(self, number: int) -> None:
        """Remove a card for good."""
        del self.cards[self.card(number).id]
        self.shown.remove(number)
        self.revision += 1
        self.gone[number] = self.revision
        self.heard("card.deleted", number)

    def drag(self, number: int) -> None:
        """Put a card to the bottom of the list, which is no change of the card."""
        self.shown.remove(number)
        self.shown.append(number)

    def remark(self, number: int, text: str, by: str, props: Mapping[str, Any] | None = None) -> Remark:
        """A new comment."""
        now = self.now
        made = Remark(
            id=self.new_id("record"), text=text, by=by, born=now, edited=now, props=dict(props or {})
        )
        card = self.card(number)
        self._keep(replace(card, remarks=(*card.remarks, made)), touched=False)
        return made

    def book(
        self,
        number: int,
        minutes: int,
        text: str,
        by: str,
        day: float,
        props: Mapping[str, Any] | None = None,
    ) -> Booking:
        """A new time booking."""
        if minutes < 1:
            raise refused(422, "a booking takes a minute at least", "minutes")
        made = Booking(
            id=self.new_id("record"), text=text, minutes=minutes, by=by, day=day,
            born=self.now, edited=self.now, props=dict(props or {}),
        )  # fmt: skip
        card = self.card(number)
        self._keep(replace(card, bookings=(*card.bookings, made)), touched=False)
        return made

    def reword(
        self, number: int, record: int, values: Mapping[str, Any], revision: int | None = None
    ) -> Remark:
        """Other values for a comment or a booking, where it is still at that revision."""
        held = self.record(number, record, revision)
        made = replace(held, **values, edited=self.now, revision=held.revision + 1)
        self._put(number, held, (made,))
        return made

    def silence(self, number: int, record: int, revision: int | None = None) -> None:
        """Take a comment or a booking away."""
        self._put(number, self.record(number, record, revision), ())

    def record(self, number: int, record: int, revision: int | None = None) -> Remark:
        """A comment or a booking of a card."""
        card = self.card(number)
        held = next((one for one in (*card.remarks, *card.bookings) if one.id == record), None)
        if held is None:
            raise refused(404, "no such record")
        if revision is not None and held.revision != revision:
            raise refused(412, "the record was changed")
        return held

    def _put(self, number: int, held: Remark, made: tuple[Any, ...]) -> None:
        card = self.card(number)
        name = "bookings" if isinstance(held, Booking) else "remarks"
        kept: list[Any] = []
        for one in getattr(card, name):
            kept += made if one is held else (one,)
        changes: dict[str, Any] = {name: tuple(kept)}
        self._keep(replace(card, **changes), touched=False)

    def _expected(self, number: int, revision: int | None) -> Card:
        card = self.card(number)
        if revision is not None and card.revision != revision:
            raise refused(412, "the card was changed")
        return card

    def _keep(self, card: Card, event: str = "card.changed", *, touched: bool = True) -> Card:
        self.revision += 1
        kept = replace(card, revision=self.revision, edited=self.now if touched else card.edited)
        self.cards[kept.id] = kept
        self.heard(event, kept.id)
        return kept


def refused(status: int, message: str, name: str = "") -> RefusedError:
    """What the board does not do, as a status, a word and the field it is about."""
    return RefusedError(status, message, name)


def _changed(card: Card, wanted: Mapping[str, Any], members: tuple[str, ...]) -> Card:
    """The card with these values; `add` and `remove` change lists by element."""
    values: dict[str, Any] = dict(wanted)
    if "state" in values:
        raise refused(422, "a state is reached by moves", "state")
    for name in ("labels", "people"):
        if name in values:
            values[name] = tuple(sorted(set(values[name])))
        for word in ("add", "remove"):
            given = set(values.pop(f"{word}_{name}", ()))
            held = set(values.get(name, getattr(card, name)))
            values[name] = tuple(sorted(held | given if word == "add" else held - given))
    if any(label != label.strip() or " " in label for label in values.get("labels", ())):
        raise refused(422, "labels have no spaces", "labels")
    if not set(values.get("people", ())) <= set(members):
        raise refused(422, "nobody here has that name", "people")
    if values.get("level", card.level) not in LEVELS:
        raise refused(422, "no such level", "level")
    unknown = sorted(values.keys() - WRITTEN)
    if unknown:
        raise refused(422, f"{unknown[0]} cannot be written", unknown[0])
    title = " ".join(str(values.get("title", card.title)).split())[:LONGEST_TITLE].rstrip()
    if not title:
        raise refused(422, "a card needs a title", "title")
    return replace(card, **{**values, "title": title})
