"""What the board keeps, and what may be done to it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

MOVES: Mapping[str, tuple[str, ...]] = {
    "open": ("doing",),
    "doing": ("open", "done"),
    "done": ("open",),
}
"""The workflow: a finished card is taken up again only by opening it."""
LEVELS = ("low", "normal", "urgent")
LONGEST_TITLE = 60


class RefusalError(Exception):
    """What the board does not do, as a status, a word and the field it is about."""

    def __init__(self, status: int, message: str, name: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.name = status, message, name


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
    remarks: tuple[Remark, ...] = ()
    born: float
    edited: float


@dataclass
class BoardState:
    """All cards, with a clock that moves only when it is told."""

    now: float
    members: tuple[str, ...] = ("ann", "ben")
    cards: dict[int, Card] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)
    """Deleted cards with the revision of their end."""
    revision: int = 0
    numbers: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def card(self, number: int) -> Card:
        """A card by its number."""
        if number not in self.cards:
            raise RefusalError(404, "no such card")
        return self.cards[number]

    def add(self, title: str, **values: Any) -> Card:
        """A new card, which is always open."""
        self.numbers += 1
        card = Card(id=self.numbers, title="?", born=self.now, edited=self.now)
        return self._keep(_changed(card, {"title": title, **values}, self.members))

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
            raise RefusalError(409, f"{card.state} does not lead to {state}", "state")
        return self._keep(replace(card, state=state, props=card.props if props is None else dict(props)))

    def delete(self, number: int) -> None:
        """Remove a card for good."""
        del self.cards[self.card(number).id]
        self.revision += 1
        self.gone[number] = self.revision

    def remark(self, number: int, text: str, by: str, props: Mapping[str, Any] | None = None) -> Remark:
        """A new comment."""
        card = self.card(number)
        self.numbers += 1
        made = Remark(id=self.numbers, text=text, by=by, born=self.now, edited=self.now, props=props or {})
        self._keep(replace(card, remarks=(*card.remarks, made)), touched=False)
        return made

    def reword(self, number: int, remark: int, text: str, revision: int | None = None) -> Remark:
        """Another text for a comment, where it is still at that revision."""
        card, held = self._remark(number, remark, revision)
        made = replace(held, text=text, edited=self.now, revision=held.revision + 1)
        self._keep(
            replace(card, remarks=tuple(made if r is held else r for r in card.remarks)), touched=False
        )
        return made

    def silence(self, number: int, remark: int, revision: int | None = None) -> None:
        """Take a comment away."""
        card, held = self._remark(number, remark, revision)
        self._keep(replace(card, remarks=tuple(r for r in card.remarks if r is not held)), touched=False)

    def _expected(self, number: int, revision: int | None) -> Card:
        card = self.card(number)
        if revision is not None and card.revision != revision:
            raise RefusalError(412, "the card was changed")
        return card

    def _remark(self, number: int, remark: int, revision: int | None) -> tuple[Card, Remark]:
        card = self.card(number)
        held = next((r for r in card.remarks if r.id == remark), None)
        if held is None:
            raise RefusalError(404, "no such comment")
        if revision is not None and held.revision != revision:
            raise RefusalError(412, "the comment was changed")
        return card, held

    def _keep(self, card: Card, *, touched: bool = True) -> Card:
        self.revision += 1
        kept = replace(card, revision=self.revision, edited=self.now if touched else card.edited)
        self.cards[kept.id] = kept
        return kept


def _changed(card: Card, wanted: Mapping[str, Any], members: tuple[str, ...]) -> Card:
    """The card with these values; `add` and `remove` change lists by element."""
    values: dict[str, Any] = dict(wanted)
    if "state" in values:
        raise RefusalError(422, "a state is reached by moves", "state")
    for name in ("labels", "people"):
        if name in values:
            values[name] = tuple(sorted(set(values[name])))
        for word in ("add", "remove"):
            given = set(values.pop(f"{word}_{name}", ()))
            held = set(values.get(name, getattr(card, name)))
            values[name] = tuple(sorted(held | given if word == "add" else held - given))
    if any(label != label.strip() or " " in label for label in values.get("labels", ())):
        raise RefusalError(422, "labels have no spaces", "labels")
    if not set(values.get("people", ())) <= set(members):
        raise RefusalError(422, "nobody here has that name", "people")
    if values.get("level", card.level) not in LEVELS:
        raise RefusalError(422, "no such level", "level")
    title = " ".join(str(values.get("title", card.title)).split())[:LONGEST_TITLE].rstrip()
    if not title:
        raise RefusalError(422, "a card needs a title", "title")
    return replace(card, **{**values, "title": title})
