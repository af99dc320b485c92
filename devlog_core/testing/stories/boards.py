"""The board as a place of the machine."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from devlog_core.testing.reference.markup import to_board, to_markdown
from devlog_core.testing.reference.server import Board, BoardServer, mark_of
from devlog_core.testing.reference.state import Card
from devlog_core.testing.reference.words import PRIORITIES, STATES, STATUSES, express, label, steps, written
from devlog_core.testing.stories.place import Comment, Item, Place

_PEOPLE = {"alice": "ann", "bob": "ben"}


class BoardPlace:
    """A board whose people follow its workflow."""

    def __init__(self, name: str, server: BoardServer, now: float) -> None:
        self.name = name
        self.board = Board(name, now)
        self.board.shift = self._shift
        server.board = self.board
        self._url = server.url
        self._shifts = 0

    def table(self) -> dict[str, Any]:
        return {"plugin": "reference", "config": {"url": self._url}}

    def keys(self) -> list[str]:
        return [str(number) for number in sorted(self.board.state.cards)]

    def read(self, key: str) -> Item:
        card = self._card(key)
        return Item(
            key=key,
            id=f"card-{key}",
            mark=mark_of(card),
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
        )

    def express(self, field: str, value: Any) -> Any:
        return express(field, value)

    def add(self, values: Mapping[str, Any]) -> str:
        with self.board.state.lock:
            card = self.board.state.add(**_terms(values))
        if "status" in values:
            self.edit(str(card.id), {"status": values["status"]})
        return str(card.id)

    def edit(self, key: str, values: Mapping[str, Any]) -> None:
        with self.board.state.lock:
            terms = _terms(values)
            if terms:
                self.board.state.change(int(key), terms)
            if "status" in values:
                for state in steps(self._card(key).state, STATES[values["status"]]):
                    self.board.state.move(int(key), state)

    def comment(self, key: str, text: str) -> str:
        with self.board.state.lock:
            return str(self.board.state.remark(int(key), to_board(text), "ann").id)

    def reword(self, key: str, comment: str, text: str) -> None:
        with self.board.state.lock:
            self.board.state.reword(int(key), int(comment), to_board(text))

    def silence(self, key: str, comment: str) -> None:
        with self.board.state.lock:
            self.board.state.silence(int(key), int(comment))

    def delete(self, key: str) -> None:
        with self.board.state.lock:
            self.board.state.delete(int(key))

    def transfer(self, key: str, goal: Place) -> str | None:
        return None

    def trouble(self, kind: str, times: int, match: str) -> None:
        kind = {"limit-secondary": "limit-seconds:60"}.get(kind, kind)
        self.board.troubles.add(kind, times, match)

    def heal(self) -> None:
        self.board.troubles.waiting.clear()

    def cut_off(self, down: bool) -> None:
        self.board.down = down

    def advance(self, seconds: float) -> None:
        self.board.state.now += seconds

    def asked(self) -> list[tuple[str, str]]:
        with self.board.state.lock:
            asked, self.board.asked = self.board.asked, []
        return asked

    def reads_items(self, asked: Collection[tuple[str, str]]) -> list[str]:
        return [path for method, path in asked if method == "GET" and re.match(r"/cards/\d+", path)]

    def _card(self, key: str) -> Card:
        return self.board.state.card(int(key))

    def _shift(self, how: str) -> None:
        self._shifts += 1
        first = min(self.board.state.cards, default=None)
        if how == "insert":
            self.board.state.add(f"inserted {self._shifts}")
        elif first is not None:
            card = self.board.state.card(first)
            self.board.state.change(first, {"title": f"t{self._shifts} {card.title}"})


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
