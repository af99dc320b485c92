"""What the board answers to each request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from devlog_core.testing.reference.state import BoardState, Card, refused
from devlog_core.testing.sandbox.routes import routes

BOT = "bot"
"""The account of the token."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request, taken apart."""

    state: BoardState
    params: Mapping[str, int]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    revision: int | None
    """The one that the writer has read, by If-Match."""

    def number(self, name: str, default: int = 0) -> int:
        """A whole number of the query."""
        text = self.query.get(name, str(default))
        if not text.isdigit():
            raise refused(400, f"{name} is a whole number, not {text!r}", name)
        return int(text)

    def given(self, name: str, kind: type[Any]) -> Any:
        """A value of the body, which must be there."""
        value = self.body.get(name)
        if not isinstance(value, kind):
            raise refused(422, f"{name} is missing or no {kind.__name__}", name)
        return value


def board(call: Call) -> Any:
    return {"id": f"board-{call.state.name}", "name": call.state.name, "account": BOT}


def cards(call: Call) -> Any:
    return _listed(call, asdict)


def ids(call: Call) -> Any:
    return _listed(call, lambda card: card.id)


def card(call: Call) -> Any:
    return asdict(call.state.card(call.params["card"]))


def add(call: Call) -> Any:
    title = call.given("title", str)
    return asdict(call.state.add(title, **{k: v for k, v in call.body.items() if k != "title"}))


def change(call: Call) -> Any:
    return asdict(call.state.change(call.params["card"], call.body, call.revision))


def move(call: Call) -> Any:
    goal = call.given("state", str)
    return asdict(call.state.move(call.params["card"], goal, call.revision, call.body.get("props")))


def remark(call: Call) -> Any:
    text = call.given("text", str)
    return asdict(call.state.remark(call.params["card"], text, BOT, call.body.get("props")))


def book(call: Call) -> Any:
    minutes, text = call.given("minutes", int), call.given("text", str)
    day = call.body.get("day")
    at = float(day) if isinstance(day, int | float) else call.state.now
    return asdict(call.state.book(call.params["card"], minutes, text, BOT, at, call.body.get("props")))


def reword(call: Call) -> Any:
    values = {name: call.given(name, kind) for name, kind in _RECORD.items() if name in call.body}
    return asdict(call.state.reword(call.params["card"], call.params["record"], values, call.revision))


def silence(call: Call) -> Any:
    call.state.silence(call.params["card"], call.params["record"], call.revision)
    return {}


def hooks(call: Call) -> Any:
    return {"list": [{"id": number, "url": hook["url"]} for number, hook in call.state.hooks.items()]}


def hook(call: Call) -> Any:
    number = call.state.new_id("hook")
    call.state.hooks[number] = {"url": call.given("url", str), "secret": call.given("secret", str)}
    return {"id": number, "url": call.body["url"]}


_RECORD: Mapping[str, type[Any]] = {"text": str, "minutes": int}

ROUTES = routes(
    ("GET", "/board", board),
    ("GET", "/cards", cards),
    ("GET", "/ids", ids),
    ("GET", "/cards/{card}", card),
    ("POST", "/cards", add),
    ("PATCH", "/cards/{card}", change),
    ("POST", "/cards/{card}/moves", move),
    ("POST", "/cards/{card}/remarks", remark),
    ("PATCH", "/cards/{card}/remarks/{record}", reword),
    ("DELETE", "/cards/{card}/remarks/{record}", silence),
    ("POST", "/cards/{card}/bookings", book),
    ("PATCH", "/cards/{card}/bookings/{record}", reword),
    ("DELETE", "/cards/{card}/bookings/{record}", silence),
    ("GET", "/hooks", hooks),
    ("POST", "/hooks", hook),
    parts={"card": r"\d+", "record": r"\d+"},
)


def _listed(call: Call, shown: Callable[[Card], Any]) -> Any:
    """A page of the cards, in the order of their numbers, or from the top of the board to its bottom."""
    state, size = call.state, call.state.switches.largest_page
    found = _chosen(call)
    start = call.number("offset")
    page = found[start : start + size]
    since = call.number("since")
    more = len(found) > start + len(page)
    answer = {
        "list": [shown(card) for card in page],
        "gone": [number for number, end in state.gone.items() if since and end > since],
        "revision": state.revision,
        "more": more,
    }
    if more and state.switches.dragging:
        # Who reads by places instead of numbers now misses the card after these.
        state.drag(page[0].id)
    return answer


def _chosen(call: Call) -> list[Card]:
    state, since, after = call.state, call.number("since"), call.number("after")
    numbers = state.shown if call.query.get("order") == "shown" else sorted(state.cards)
    found = [state.cards[number] for number in numbers]
    found = [card for card in found if card.id > after and card.revision > since]
    if "edited_after" in call.query:
        # As many providers have it: in whole seconds.
        second = call.number("edited_after")
        found = [card for card in found if int(card.edited) > second]
    if "title" in call.query:
        found = [card for card in found if card.title == call.query["title"]]
    if "mark" in call.query:
        known = state.now - state.switches.search_lag
        found = [card for card in found if card.props.get("uid") == call.query["mark"] and card.born <= known]
    return found
