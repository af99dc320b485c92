"""What simulated systems share, on a provider of ten lines: it keeps notes and says how many there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from devlog_core.testing.sandbox import (
    BaseExchange,
    BaseWorld,
    DisconnectError,
    Fault,
    Moment,
    RefusedError,
    Reply,
    Request,
    ServedSandbox,
)
from devlog_core.testing.sandbox.faults import LATER, TROUBLE, WIRE, retry_after
from devlog_core.testing.sandbox.routes import NoRouteError, find, routes
from devlog_core.testing.sandbox.steering import STEERING
from devlog_core.testing.sandbox.wire import encoded


@dataclass
class Switches:
    """What varies."""

    loud: bool = False


class World(BaseWorld):
    """Notes by id."""

    def __init__(self) -> None:
        super().__init__({"note": 0})
        self.notes: dict[int, str] = {}

    def add(self, text: str) -> int:
        with self.writing():
            id = self.new_id("note")
            self.notes[id] = text
            return id


class Exchange(BaseExchange):
    """Every POST is a note; the answer is their number."""

    def __init__(self, world: World) -> None:
        super().__init__(world, WIRE | TROUBLE | LATER)
        self.world = world

    def asks(self, request: Request) -> bool:
        return request.path.startswith("/search")

    def reply(self, request: Request, moment: Moment, fault: Fault | None) -> Reply:
        if fault is not None and fault.name in LATER:
            return self._made(429, "later", retry_after(fault, self.world.clock.now()))
        if fault is not None and fault.name in TROUBLE and not fault.applied:
            return self._made(int(fault.name), "trouble", {})
        self.tell(moment)
        if request.method == "POST" and not self.asks(request):
            self.world.add(request.body.decode())
        self.told(moment)
        return self._made(int(fault.name) if fault and fault.applied else 200, len(self.world.notes), {})

    def _made(self, status: int, body: Any, headers: dict[str, str]) -> Reply:
        data = encoded(body)
        return Reply(status, headers, data, len(data))


class Notes(ServedSandbox):
    """A sandbox with one verb of its own."""

    VERBS = ("write", "refuse", *STEERING)

    def __init__(self) -> None:
        self.world: World = World()
        self.exchange: Exchange = Exchange(self.world)
        self._switches = Switches()

    @property
    def switches(self) -> Switches:
        return self._switches

    def write(self, text: str) -> int:
        return self.world.add(text)

    def refuse(self) -> None:
        raise RefusedError(422, "no", {"text": "missing"})


@pytest.fixture
def notes() -> Iterator[Notes]:
    """A running sandbox whose time stands still."""
    running = Notes()
    running.set_time("2025-03-01T12:00:00.250Z")
    running.clock.freeze()
    running.start()
    yield running
    running.stop()


def post(notes: Notes, text: str = "t", **more: Any) -> requests.Response:
    """One note."""
    return requests.post(notes.url, data=text, timeout=more.get("timeout", 10))


@pytest.mark.parametrize(("fault", "kept"), [("lost-answer", 1), ("drop-before", 0), ("refuse", 0)])
def test_a_connection_ends_before_or_after_the_write(notes: Notes, fault: str, kept: int) -> None:
    """Otherwise no provider can have an answer lost."""
    notes.fault(fault, match="^POST")
    with pytest.raises(requests.ConnectionError):
        post(notes)
    assert len(notes.world.notes) == kept
    assert notes.requests() == [{"method": "POST", "path": "/", "status": 0}]
    notes.clear_requests()
    assert (post(notes).status_code, len(notes.requests())) == (200, 1)


def test_a_sandbox_may_have_no_switches() -> None:
    """Otherwise the contract kit, which asks for small pages, stops at a simulator that has none."""
    with pytest.raises(ValueError, match="no switch 'largest_page'"):
        ServedSandbox().switch("largest_page", 7)


def test_what_only_asks_is_told_from_what_writes(notes: Notes) -> None:
    """Otherwise a search by POST counts as a change."""
    requests.post(f"{notes.url}/search", timeout=10)
    post(notes)
    assert [entry.get("asks", False) for entry in notes.requests()] == [True, False]


def test_an_answer_is_cut_or_slow(notes: Notes) -> None:
    """Otherwise half an answer is never met."""
    notes.fault("truncated")
    for _ in range(10):
        notes.write("n")
    with pytest.raises(requests.RequestException):
        post(notes)
    notes.fault("slow:0.3")
    with pytest.raises(requests.Timeout):
        post(notes, timeout=0.05)


def test_trouble_with_and_without_the_write(notes: Notes) -> None:
    """Otherwise a create after trouble is either never or always made again."""
    notes.fault("503")
    assert (post(notes).status_code, len(notes.world.notes)) == (503, 0)
    notes.fault("503:applied")
    assert (post(notes).status_code, len(notes.world.notes)) == (503, 1)


def test_when_to_come_back_has_two_forms(notes: Notes) -> None:
    """Otherwise one of them is never read."""
    notes.fault("retry-after-seconds:7")
    assert post(notes).headers["Retry-After"] == "7"
    notes.fault("retry-after-date:90")
    told = parsedate_to_datetime(post(notes).headers["Retry-After"]).timestamp()
    assert told == notes.clock.now() + 90


def test_hooks_see_each_request_twice_and_witnesses_its_answer(notes: Notes) -> None:
    """Otherwise nothing can happen in the middle of a request."""
    phases: list[tuple[str, int]] = []
    answers: list[int] = []

    def hook(moment: Moment) -> None:
        phases.append((moment.phase, moment.number))
        if moment.number == 2:
            raise DisconnectError

    notes.on_request(hook)
    notes.on_answer(lambda _, reply: answers.append(reply.status))
    post(notes)
    with pytest.raises(requests.ConnectionError):
        post(notes)
    assert (phases, answers) == ([("before", 1), ("after", 1), ("before", 2)], [200])
    assert list(notes.world.notes) == [1]


def test_verbs_are_served_to_other_processes(notes: Notes) -> None:
    """Otherwise a sandbox can be steered from within only."""

    def tell(verb: str, **body: Any) -> tuple[int, Any]:
        answer = requests.post(f"{notes.url}/_sandbox/{verb}", data=json.dumps(body), timeout=10)
        return answer.status_code, answer.json()

    assert tell("write", text="t") == (200, {"result": 1})
    assert tell("refuse") == (422, {"error": "no", "errors": {"text": "missing"}})
    assert tell("write")[0] == 400
    assert tell("fault", name="typo")[0] == 400
    assert tell("switch", name="loud", value=True) == (200, {"result": None})
    assert tell("switch", name="typo", value=True)[0] == 400
    assert notes.switches.loud
    status, told = tell("riddle")
    assert (status, "there are advance" in told["error"]) == (404, True)
    assert notes.requests() == []


def test_time_is_the_sandbox_s_own(notes: Notes) -> None:
    """Otherwise a test waits for what it could set."""
    second = notes.clock.now()
    notes.advance(1.5)
    assert (notes.clock.now(), notes.clock.millis() % 1000) == (second + 1, 500)
    notes.set_time("2030-01-01T00:00:00")
    assert notes.clock.now() == 1_893_456_000
    notes.clock.thaw()
    notes.clock.freeze()
    assert 1_893_456_000 <= notes.clock.now() < 1_893_456_060


def test_what_was_worked_out_is_forgotten_with_a_change(notes: Notes) -> None:
    """Otherwise a list shows what was there before."""
    world = notes.world
    assert [world.memo("count", lambda: len(world.notes)) for _ in range(2)] == [0, 0]
    world.notes[9] = "behind its back"
    assert world.memo("count", lambda: len(world.notes)) == 0
    notes.write("t")
    assert world.memo("count", lambda: len(world.notes)) == 2


def test_a_copy_of_the_world_goes_its_own_way(notes: Notes) -> None:
    """Otherwise a story cannot go back to where it began."""
    notes.write("before")
    kept = deepcopy(notes.world)
    notes.write("after")
    assert (list(kept.notes.values()), kept.add("other")) == (["before"], 2)
    assert kept.lock is not notes.world.lock
    assert list(notes.world.notes.values()) == ["before", "after"]


def test_the_address_is_free_after_the_stop_and_the_state_stays(notes: Notes) -> None:
    """Otherwise a server that was away comes back empty, or not at all."""
    first = notes.url
    post(notes)
    assert notes.connections() == 1
    notes.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(first, timeout=10)
    assert notes.start(int(first.rpartition(":")[2])) == first
    assert post(notes).text == "2"


def test_addresses_are_found_as_they_are_written() -> None:
    """Otherwise a handler is asked for what another serves, or a missing method looks like no address."""
    table = routes(
        ("GET", "/notes/last", "last"),
        ("GET", "/notes/{note}", "one"),
        ("POST", "/notes", "new"),
        ("GET", "/tree/{*path}", "tree"),
        ("GET", "/days/{day}", "day"),
        parts={"day": r"\d+"},
    )

    def found(method: str, path: str) -> tuple[str, dict[str, str]]:
        route, params = find(table, method, path)
        return route.handler, params

    assert found("GET", "/notes/last") == ("last", {})
    assert found("GET", "/notes/a%2Fb%20c") == ("one", {"note": "a/b c"})
    assert found("GET", "/tree/a/b") == ("tree", {"path": "a/b"})
    assert found("GET", "/days/12") == ("day", {"day": "12"})
    for method, path, known in (("DELETE", "/notes/1", True), ("GET", "/days/x", False), ("GET", "/", False)):
        with pytest.raises(NoRouteError) as caught:
            find(table, method, path)
        assert caught.value.known is known
