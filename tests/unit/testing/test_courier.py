"""Webhooks from a simulator on their way: tried again, held back, given up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devlog_core.testing.receiver import Receiver
from devlog_core.testing.sandbox import Courier, Delivery, Manners


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that takes posts."""
    made = Receiver("name")
    yield made
    made.end()


def delivery(url: str, name: str) -> Delivery:
    """One event."""
    return Delivery(
        name, 1, name, url, f'{{"name": "{name}"}}'.encode(), {"Content-Type": "application/json"}
    )


def test_a_refusal_is_tried_again_as_the_provider_does(receiver: Receiver) -> None:
    """Otherwise a receiver that was in trouble never hears of it, or one that refuses hears it for ever."""
    lost: list[Delivery] = []
    manners = Manners(tries=3, again=lambda status: status >= 500, retries="X-Retry")
    courier = Courier(manners, lost.append)
    receiver.statuses = [503, 200, 401, 500, 500, 500]
    for name in ("late", "refused", "lost"):
        courier.post(delivery(receiver.url, name))
    assert courier.settle()
    courier.end()
    assert [one["statuses"] for one in courier.sent()] == [[503, 200], [401], [500, 500, 500]]
    assert [one.headers.get("X-Retry") for one in receiver.received] == [None, "1", None, None, "1", "2"]
    assert [one.event for one in lost] == ["lost"]


def test_what_is_held_back_may_come_in_another_order(receiver: Receiver) -> None:
    """Otherwise nothing shows what a late delivery does."""
    courier = Courier(Manners(tries=1))
    courier.holds = True
    for name in ("first", "second"):
        courier.post(delivery(receiver.url, name))
    assert (courier.settle(), receiver.names()) == (True, [])
    assert courier.release(backwards=True) == 2
    assert courier.settle()
    assert receiver.names() == ["second", "first"]
    courier.end()
    courier.post(delivery(receiver.url, "after the end"))
    assert [one["event"] for one in courier.sent()] == ["first", "second"]
