"""The reference tracker as a sandbox: on loopback, with webhooks, and hostile unless told to be kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from devlog_core.plugin.playing import PlayableSandbox, Seen
from devlog_core.testing.reference.access import SECRET, TOKEN, Access
from devlog_core.testing.reference.exchange import BoardExchange
from devlog_core.testing.reference.hooks import BoardHooks
from devlog_core.testing.reference.playing import phrase, seen
from devlog_core.testing.reference.state import BoardState, Card, Switches
from devlog_core.testing.reference.trouble import Weather
from devlog_core.testing.reference.words import steps
from devlog_core.testing.sandbox.answer import RefusedError
from devlog_core.testing.sandbox.delivering import DELIVERING, DeliveringSandbox
from devlog_core.testing.sandbox.steering import STEERING

BEHIND = -90
"""Seconds by which a hostile board's clock is wrong."""
LAG = 1.0


class ReferenceSandbox(DeliveringSandbox, PlayableSandbox):
    """A board of cards with preconditions, a workflow, and a text format of its own.

    Hostile as it comes, in what a right plugin must bear without trying anything twice: pages of three
    cards whatever is asked for, cards dragged about while the list is read, a search that does not know
    for a second what was just made, a clock that is 90 seconds behind, and on every card fields and
    properties that others wrote. With `trouble`, a seed, answers are lost and refused too now and then;
    that is for tests with the engine, since a service by itself must pass such a failure on.
    """

    VERBS = (
        "seed", "read", "edit", "comment", "edit_comment", "delete_comment", "delete", "book", "edit_booking",
        "delete_booking", "config",
        *STEERING, *DELIVERING,
    )  # fmt: skip
    world: BoardState
    access: Access
    exchange: BoardExchange
    hooks: BoardHooks

    def __init__(self, *, hostile: bool = True, trouble: int | None = None) -> None:
        state = BoardState()
        if hostile:
            state.switches.dragging = state.switches.strangers = True
            state.switches.search_lag = LAG
            state.clock.offset = BEHIND
        self.begin(state, Access())
        if trouble is not None:
            self.exchange.weather = Weather(trouble)

    def begin(self, world: BoardState, access: Access) -> None:
        """Go on from this state; faults, witnesses, deliveries and the list of requests begin anew."""
        self.world, self.access = world, access
        self.exchange = BoardExchange(world, access)
        self.hooks = BoardHooks(world)
        world.heard = self.hooks.hear

    @property
    def switches(self) -> Switches:
        """How hostile it is; change it by `switch`."""
        return self.world.switches

    def config(self) -> dict[str, Any]:
        """The integration's `config` table that reaches this board."""
        return {
            "url": self.world.base,
            "token": TOKEN,
            "webhook_secret": SECRET,
            "settle_seconds": self.switches.search_lag,
        }

    def seed(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        """Make cards as people do, in the board's terms, and return their numbers."""
        with self.world.writing():
            return [str(self._plant(item).id) for item in items]

    def edit(self, id: str, values: Mapping[str, Any], by: str) -> None:
        """Change a card in the board's terms; whoever is put on it becomes a member first."""
        with self.world.writing():
            number = self._number(id)
            terms = {name: value for name, value in values.items() if name not in ("state", "at", "remarks")}
            self._join(terms.get("people", ()))
            if terms:
                self.world.change(number, terms)
            if "state" in values:
                for state in steps(self.world.card(number).state, values["state"]):
                    self.world.move(number, state)

    def comment(self, id: str, text: str, by: str) -> str:
        """Comment on a card in the board's text format."""
        with self.world.writing():
            return str(self.world.remark(self._number(id), text, by).id)

    def edit_comment(self, id: str, text: str) -> None:
        """Reword a comment, by its id."""
        with self.world.writing():
            self.world.reword(self._card_of(id).id, int(id), {"text": text})

    def delete_comment(self, id: str) -> None:
        """Take a comment away, by its id."""
        with self.world.writing():
            self.world.silence(self._card_of(id).id, int(id))

    def book(self, id: str, minutes: int, text: str, by: str) -> str:
        """Book time on a card."""
        with self.world.writing():
            number = self._number(id)
            return str(self.world.book(number, minutes, text, by, self.world.now).id)

    def edit_booking(self, id: str, minutes: int, text: str) -> None:
        """Change a time booking, by its id."""
        with self.world.writing():
            self.world.reword(self._card_of(id).id, int(id), {"minutes": minutes, "text": text})

    def delete_booking(self, id: str) -> None:
        """Take a time booking away, by its id."""
        self.delete_comment(id)

    def delete(self, id: str) -> None:
        """Remove a card for good."""
        with self.world.writing():
            self.world.delete(self._number(id))

    def read(self, id: str) -> dict[str, Any]:
        """A card as the board answers it."""
        with self.world.lock:
            return asdict(self.world.card(self._number(id)))

    def phrase(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of an entry in the board's terms."""
        return phrase(values)

    def seen(self, id: str) -> Seen:
        """One card as people see it."""
        with self.world.lock:
            return seen(self.world.card(self._number(id)))

    def _plant(self, item: Mapping[str, Any]) -> Card:
        own = ("state", "at", "remarks", "author")
        terms = {name: value for name, value in item.items() if name not in own}
        self._join(terms.get("people", ()))
        made = self.world.add(**terms)
        for state in steps("open", item.get("state", "open")):
            self.world.move(made.id, state)
        for remark in item.get("remarks", ()):
            self.world.remark(made.id, remark["text"], remark["by"])
        return self.world.card(made.id)

    def _join(self, people: Sequence[str]) -> None:
        self.world.members = tuple(dict.fromkeys((*self.world.members, *people)))

    def _card_of(self, record: str) -> Card:
        for card in self.world.cards.values():
            if any(str(one.id) == record for one in (*card.remarks, *card.bookings)):
                return card
        raise KeyError(record)

    def _number(self, id: str) -> int:
        number = int(str(id).removeprefix("card-"))
        try:
            return self.world.card(number).id
        except RefusedError:
            raise KeyError(id) from None
