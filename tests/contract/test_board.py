"""The reference tracker by itself: hostile as it says, the same for the same seed, and kind when told."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from devlog_core.model.errors import TransientError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Draft, Mark
from devlog_core.testing.context import Context
from devlog_core.testing.receiver import Receiver
from devlog_core.testing.reference import ReferenceSandbox, ReferenceService, plugin
from devlog_core.testing.reference.access import SECRET, TOKEN
from devlog_core.testing.reference.trouble import Weather

Boards = Callable[..., ReferenceSandbox]
SEED = 11
ROUNDS = 60


@pytest.fixture
def boards() -> Iterator[Boards]:
    """Boards that serve, each with twelve cards."""
    made: list[ReferenceSandbox] = []

    def make(**how: Any) -> ReferenceSandbox:
        made.append(ReferenceSandbox(**how))
        made[-1].start()
        made[-1].seed([{"title": f"Card {number}"} for number in range(12)])
        return made[-1]

    yield make
    for board in made:
        board.stop()


def ask(board: ReferenceSandbox, path: str, token: str = TOKEN) -> requests.Response:
    """One request to the board."""
    return requests.get(board.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=10)


def service(board: ReferenceSandbox) -> ReferenceService:
    """The right plugin at the board."""
    config = board.config()
    made = plugin.devlog_initialize(
        Integration(name="board", plugin="reference", config=config), Context(config)
    )
    assert isinstance(made, ReferenceService)
    return made


def by_places(board: ReferenceSandbox) -> set[int]:
    """What a reader gets who counts places of the list."""
    found: set[int] = set()
    place, more = 0, True
    while more:
        page = ask(board, f"/cards?order=shown&offset={place}").json()
        found |= {card["id"] for card in page["list"]}
        place, more = place + len(page["list"]), page["more"]
    return found


def test_a_hostile_list_moves_under_who_counts_its_places(boards: Boards) -> None:
    """Otherwise a plugin that pages by places would pass where no test edits anything."""
    assert len(by_places(boards())) < 12
    assert len(by_places(boards(hostile=False))) == 12


def test_a_page_is_never_longer_than_the_board_likes(boards: Boards) -> None:
    """Otherwise a plugin could ask for everything at once and never be seen to page."""
    assert len(ask(boards(), "/cards?limit=100&size=100").json()["list"]) == 3


def test_the_search_does_not_know_what_is_young(boards: Boards) -> None:
    """Otherwise a plugin that believes its search would never make anything twice here."""
    board = boards()
    made = service(board)
    mark = Mark(uid="0190a8f0-0000-7000-8000-000000000001")
    made.create(Draft(mark=mark, values={"title": "Young"}))
    searched = f"/cards?mark={mark.uid}"
    assert ask(board, searched).json()["list"] == []
    assert [item.mark for item in made.find(mark, None)] == [mark.uid]
    board.advance(5)
    assert len(ask(board, searched).json()["list"]) == 1
    made.close()


@pytest.mark.parametrize(("token", "status"), [(TOKEN, 200), ("another", 401), ("", 401)])
def test_only_its_token_opens_it(boards: Boards, token: str, status: int) -> None:
    """Otherwise a plugin that sends none would pass."""
    assert ask(boards(), "/board", token).status_code == status


@pytest.mark.parametrize(("fault", "told"), [("retry-after-seconds:7", "7"), ("retry-after-date:7", "GMT")])
def test_it_says_in_both_forms_when_to_come_back(boards: Boards, fault: str, told: str) -> None:
    """Otherwise a plugin that reads only one of them would pass."""
    board = boards()
    board.fault(fault)
    answer = ask(board, "/board")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"].endswith(told)
    assert ask(board, "/board").status_code == 200


def test_deliveries_can_be_doubled_and_forged(boards: Boards) -> None:
    """Otherwise nobody could see what a server makes of those."""
    board, receiver = boards(), Receiver("event")
    made = service(board)
    first, again = made.register_webhook(receiver.url), made.register_webhook(receiver.url)
    assert first == again
    board.switch("doubled_webhooks", True)
    board.switch("forged_webhooks", True)
    board.edit("1", {"title": "Told"}, by="ann")
    assert board.settle_deliveries()
    receiver.end()
    ids = [one.headers["X-Board-Delivery"] for one in receiver.received]
    assert ids[0] == ids[1] != ids[2]
    assert [one["forged"] for one in board.deliveries()] == [False, False, True]
    assert SECRET not in json.dumps(board.deliveries())
    made.close()


def weathered(seed: int) -> list[str]:
    """What happens to so many requests."""
    weather = Weather(seed)
    faults = (weather.next() for _ in range(ROUNDS))
    return [fault.name if fault else "" for fault in faults]


def test_trouble_is_the_same_for_the_same_seed(boards: Boards) -> None:
    """Otherwise a failure in foul weather could not be looked at again."""
    assert weathered(SEED) == weathered(SEED) != weathered(SEED + 1)
    assert any(weathered(SEED))
    made = service(boards(trouble=SEED))
    failed = 0
    for _ in range(ROUNDS):
        try:
            made.check()
        except TransientError:
            failed += 1
    assert 0 < failed < ROUNDS / 4
    made.close()


def test_it_is_steered_from_another_process(boards: Boards) -> None:
    """Otherwise `devlog sandbox` could serve it and nobody could play on it."""
    board = boards()
    body = json.dumps({"id": "3", "text": "From afar.", "by": "ben"}).encode()
    with urllib.request.urlopen(f"{board.url}/_sandbox/comment", body, timeout=10) as answer:
        assert json.load(answer)["result"]
    assert board.seen("3").comments == ("From afar.",)
