"""Lists cut into pages, with the links that GitHub puts in the header."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from devlog_github.sandbox.answer import Answer, RefusedError, invalid
from devlog_github.sandbox.call import Call

T = TypeVar("T")
# Where an item stands in its list: ascending, whatever the direction of the list.
Order = Callable[[T], tuple[int, int]]
TOO_FAR = (
    "In order to keep the API fast for everyone, pagination is limited for this resource. "
    "Check the rel=last link relation in the Link response header to see how far back you can traverse."
)


def page(call: Call, items: Sequence[T], shape: Callable[[T], Any], order: Order[T] | None = None) -> Answer:
    """The page asked for; with an order, links may carry a cursor instead of a number."""
    size, number = _per_page(call), max(1, _number(call, "page", 1))
    if call.page_limit is not None and number > call.page_limit:
        raise RefusedError(422, TOO_FAR)
    if order is not None and (call.world.switches.cursor_links or "after" in call.query):
        return _after(call, items, shape, order, size)
    start, last = (number - 1) * size, max(1, -(-len(items) // size))
    shown = [shape(item) for item in items[start : start + size]]
    return Answer(200, shown, _header(call, _numbered(number, last)))


def _numbered(number: int, last: int) -> dict[str, dict[str, Any]]:
    links: dict[str, dict[str, Any]] = {}
    if number > 1:
        links["prev"] = {"page": min(number - 1, last)}
    if number < last:
        links |= {"next": {"page": number + 1}, "last": {"page": last}}
    if number > 1:
        links["first"] = {"page": 1}
    return links


def _after(call: Call, items: Sequence[T], shape: Callable[[T], Any], order: Order[T], size: int) -> Answer:
    start = bisect_right(items, _read(call.query["after"]), key=order) if "after" in call.query else 0
    chunk = items[start : start + size]
    links = {"next": {"after": _write(order(chunk[-1]))}} if start + size < len(items) else {}
    return Answer(200, [shape(item) for item in chunk], _header(call, links))


def _header(call: Call, links: dict[str, dict[str, Any]]) -> dict[str, str]:
    if not links:
        return {}
    kept = {name: value for name, value in call.query.items() if name not in ("page", "after")}
    where = f"{call.world.base}{_address(call)}"
    parts = [f'<{where}?{urlencode(kept | extra)}>; rel="{rel}"' for rel, extra in links.items()]
    return {"Link": ", ".join(parts)}


def _address(call: Call) -> str:
    # Real links name the repository by its id, whatever name the request used.
    return call.path if call.target is None else f"/repositories/{call.target.id}{call.rest}"


def _per_page(call: Call) -> int:
    return min(call.world.switches.largest_page, max(1, _number(call, "per_page", 30)))


def _number(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, "")
    return int(text) if text.isdigit() and int(text) else default


def _write(place: tuple[int, int]) -> str:
    return urlsafe_b64encode(f"cursor:v2:{place[0]},{place[1]}".encode()).decode()


def _read(cursor: str) -> tuple[int, int]:
    try:
        first, second = urlsafe_b64decode(cursor).decode().removeprefix("cursor:v2:").split(",")
        return int(first), int(second)
    except ValueError:
        raise invalid("Issue", "after", value=cursor) from None
