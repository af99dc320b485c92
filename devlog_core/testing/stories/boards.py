"""The board as a place of the machine."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from devlog_core.testing.grounds import beside
from devlog_core.testing.reference.markup import to_board, to_markdown
from devlog_core.testing.reference.sandbox import ReferenceSandbox
from devlog_core.testing.reference.state import Card
from devlog_core.testing.reference.words import PRIORITIES, STATES, STATUSES, express, label, steps, written
from devlog_core.testing.sandbox import DisconnectError, Moment, Server
from devlog_core.testing.stories.place import Booking, Comment, Item, Place

_PEOPLE = {"alice": "ann", "bob": "ben"}


_FAULTS = {
    "limit": "429",
    "limit-seconds:5": "retry-after-seconds:5",
    "limit-seconds:90": "retry-after-seconds:90",
    "limit-date:5": "retry-after-date:5",
    "limit-primary": "retry-after-seconds:3600",
    "limit-secondary": "retry-after-seconds:60",
}


def new_board(now: float) -> ReferenceSandbox:
    """An empty board whose time the story moves."""
    board = beside()
    board.clock.freeze()
    board.set_time(now)
    return board


class BoardPlace:
    """A board whose people follow its workflow."""

    def __init__(self, name: str, server: Server, now: float) -> None:
        self.name = name
        self.board = new_board(now)
        self.board.exchange.shift = self._shift
        self.board.on_request(self._refuse)
        self._state = self.board.world
        server.exchange = self.board.exchange
        self._state.base = f"http://127.0.0.1:{server.server_port}"
        self._shifts = 0
        self._down = False

    def table(self) -> dict[str, Any]:
        return {"plugin": "reference", "config": self.board.config()}

    def keys(self) -> list[str]:
        return [str(number) for number in sorted(self._state.cards)]

    def read(self, key: str) -> Item:
        card = self._card(key)
        return Item(
            key=key,
            id=f"card-{key}",
            mark=card.props.get("uid"),
            values={
                "title": card.title,
                "description": to_markdown(card.text),
                "status": [STATUSES[card.state]],
                "priority": PRIORITIES[card.level],
                "labels": sorted(card.labels),
                "assignees": sorted(card.people),
                "due": card.due,
            },
            comments=tuple(
                Comment(id=str(remark.id), text=to_markdown(remark.text), mark=remark.props.get("uid"))
                for remark in card.remarks
            ),
            bookings=tuple(
                Booking(id=str(one.id), minutes=one.minutes, text=one.text, mark=one.props.get("uid"))
                for one in card.bookings
            ),
        )

    def express(self, field: str, value: Any) -> Any:
        return express(field, value)

    def add(self, values: Mapping[str, Any]) -> str:
        with self._state.lock:
            card = self._state.add(**_terms(values))
        if "status" in values:
            self.edit(str(card.id), {"status": values["status"]})
        return str(card.id)

    def edit(self, key: str, values: Mapping[str, Any]) -> None:
        with self._state.lock:
            terms = _terms(values)
            if terms:
                self._state.change(int(key), terms)
            if "status" in values:
                for state in steps(self._card(key).state, STATES[values["status"]]):
                    self._state.move(int(key), state)

    def comment(self, key: str, text: str) -> str:
        with self._state.lock:
            return str(self._state.remark(int(key), to_board(text), "ann").id)

    def reword(self, key: str, comment: str, text: str) -> None:
        with self._state.lock:
            self._state.reword(int(key), int(comment), {"text": to_board(text)})

    def silence(self, key: str, comment: str) -> None:
        with self._state.lock:
            self._state.silence(int(key), int(comment))

    def delete(self, key: str) -> None:
        with self._state.lock:
            self._state.delete(int(key))

    def book(self, key: str, minutes: int, text: str) -> str:
        return self.board.book(key, minutes, text, "ann")

    def rebook(self, booking: str, minutes: int, text: str) -> None:
        self.board.edit_booking(booking, minutes, text)

    def unbook(self, booking: str) -> None:
        self.board.delete_booking(booking)

    def transfer(self, key: str, goal: Place) -> str | None:
        return None

    def trouble(self, kind: str, times: int, match: str) -> None:
        self.board.fault(_FAULTS.get(kind, kind), times, match)

    def heal(self) -> None:
        self.board.clear_faults()

    def cut_off(self, down: bool) -> None:
        self._down = down

    def advance(self, seconds: float) -> None:
        self.board.advance(seconds)

    def asked(self) -> list[tuple[str, str]]:
        with self._state.lock:
            asked = [(one["method"], one["path"]) for one in self.board.requests()]
            self.board.clear_requests()
        return asked

    def reads_items(self, asked: Collection[tuple[str, str]]) -> list[str]:
        return [path for method, path in asked if method == "GET" and re.match(r"/cards/\d+", path)]

    def _card(self, key: str) -> Card:
        return self._state.card(int(key))

    def _refuse(self, moment: Moment) -> None:
        if self._down:
            raise DisconnectError

    def _shift(self, how: str) -> None:
        self._shifts += 1
        first = min(self._state.cards, default=None)
        if how == "insert":
            self._state.add(f"inserted {self._shifts}")
        elif first is not None:
            card = self._state.card(first)
            self._state.change(first, {"title": f"t{self._shifts} {card.title}"})


def _terms(values: Mapping[str, Any]) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("add_labels", "remove_labels"):
            terms[name] = [label(item) for item in value]
        elif name == "assignees":
            terms["people"] = [_PEOPLE.get(who, who) for who in value]
        elif name not in ("status", "type", "milestone", "acceptance_criteria"):
            terms |= written(name, value)
    return terms
