"""Pull requests that are followed: all of them, each event once, and two requests while nothing is new."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_azure_devops.streams.origin import Origin
from devlog_azure_devops.streams.pull_requests import DETAILED, PAGE, PullRequests
from devlog_core.model.errors import TransientError
from devlog_core.model.remote import Cursor, Event, RemoteThing, SyncPage, Target

from .desk import Desk, Opener

QUIET = 4
"""Two for work items and two for pull requests."""


@pytest.fixture
def following(open_desk: Opener) -> Desk:
    """A service that follows pull requests."""
    return open_desk(follow=["pull_requests"])


def kept(cursor: Cursor | None) -> Cursor:
    """The cursor as the store gives it back."""
    assert cursor is not None
    return Cursor(data=json.loads(json.dumps(cursor.data)))


class Watcher:
    """Reads on from where it stands."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.cursor = kept(desk.read()[-1].next)

    def read(self) -> list[SyncPage]:
        """What is new."""
        pages = self.desk.read(self.cursor, "delta")
        self.cursor = kept(pages[-1].next)
        return pages

    def news(self) -> tuple[list[RemoteThing], list[Event]]:
        """The pull requests and the events that are new."""
        pages = self.read()
        assert [one for page in pages for one in page.rejected] == []
        return [one for page in pages for one in page.refs], [one for page in pages for one in page.events]


def names(events: list[Event]) -> list[str]:
    """What happened."""
    return [one.name.rpartition(".")[2] for one in events]


def test_the_life_of_a_pull_request(following: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Created, pushed to, merged, each told once, with what it is about and the files that it changes."""
    [item, other] = sandbox.seed([{"type": "Task", "title": "Login"}, {"type": "Task", "title": "Other"}])
    sandbox.pull_request("Old one for dl-0123456789", "old", by="jane")
    watcher = Watcher(following)
    assert watcher.news() == ([], [])
    pull = sandbox.pull_request(
        "Mend the login", "topic/dl-89abcdef-login", by="jane", items=[int(item)],
        description=f"AB#{other}, not `#77` and not <!-- #78 -->", files=["src/login.py", "README.md"],
    )  # fmt: skip
    things, events = watcher.news()
    thing = next(one for one in things if one.files)
    assert thing.ref.id == f"pull/{pull}"
    assert thing.files == ("README.md", "src/login.py")
    assert set(thing.targets) == {
        Target(integration="boards", key=item),
        Target(integration="boards", key=other),
        Target(entry="dl-89abcdef"),
    }
    assert names(events) == ["created"]
    sandbox.advance(60)
    sandbox.push_to_pull_request(pull, ["src/login.py"], by="jane")
    [thing], events = watcher.news()
    assert (thing.files, names(events)) == (("src/login.py",), ["updated"])
    sandbox.advance(3540)
    sandbox.settle_pull_request(pull, "completed", by="jane")
    [thing], events = watcher.news()
    assert (thing.data["state"], thing.data["merged"], names(events)) == ("completed", True, ["merged"])
    told = events[0].data["pull_request"]
    assert (told["number"], told["open_minutes"], told["author"]) == (pull, 60, "jane@example.com")
    assert events[0].id == f"azure-devops:pr:{sandbox.project('Shop').id}/{pull}:merged"
    assert following.requests(watcher.news) == QUIET
    assert watcher.news() == ([], [])


def test_what_came_and_went_between_two_readings_is_told(
    following: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """One that is never seen active, one that is given up, and one that is taken up again."""
    watcher = Watcher(following)
    short = sandbox.pull_request("Short for dl-89abcdef", "short", by="jane")
    sandbox.settle_pull_request(short, "completed", by="jane")
    left = sandbox.pull_request("Left", "left", by="jane")
    assert sorted(names(watcher.news()[1])) == ["created", "created", "merged"]
    sandbox.settle_pull_request(left, "abandoned", by="jane")
    first = watcher.news()[1]
    assert names(first) == ["abandoned"]
    sandbox.settle_pull_request(left, "active", by="jane")
    assert names(watcher.news()[1]) == ["updated"]
    sandbox.advance(5)
    sandbox.settle_pull_request(left, "abandoned", by="jane")
    second = watcher.news()[1]
    assert names(second) == ["abandoned"]
    assert first[0].id != second[0].id


def test_long_descriptions_are_read_whole(following: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """A list gives 400 characters; a first reading finds what stands behind them too."""
    sandbox.pull_request("Long", "long", by="jane", description="x" * 500 + " dl-89abcdef")
    [thing] = [one for page in following.read() for one in page.refs]
    assert thing.targets == (Target(entry="dl-89abcdef"),)


def test_a_first_reading_attaches_all_and_tells_no_events(
    following: Desk, sandbox: AzureDevOpsSandbox, open_desk: Opener
) -> None:
    """Over several pages of the list and of the reading, also when it is killed between them."""
    for number in range(PAGE + 5):
        about = "dl-89abcdef" if number % 3 == 0 else "nothing"
        sandbox.pull_request(f"About {about}", f"topic/{number}", by="jane")
    pages = [following.service.fetch_page(None, "snapshot")]
    assert pages[0].more
    pages += open_desk(follow=["pull_requests"]).read(kept(pages[0].next), "snapshot")
    found = [one.ref.id for page in pages for one in page.refs]
    assert len(found) == len(set(found)) == PAGE // 3 + 2 > DETAILED
    assert [one for page in pages for one in page.events] == []


def test_a_token_without_the_scope_says_so(following: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Work items are read all the same."""
    [number] = sandbox.seed([{"type": "Task", "title": "Login"}])
    sandbox.fault("401", times=9, match="/git/pullrequests")
    pages = following.read()
    [told] = [one for page in pages for one in page.rejected]
    assert (told.key, "Code (read)" in told.reason) == ("pull_requests", True)
    assert [item.ref.id for page in pages for item in page.items] == [number]


def record(number: int) -> dict[str, Any]:
    """A pull request as a list gives it, which names an entry by its number."""
    return {
        "pullRequestId": number, "title": f"For dl-{number:08x}", "status": "active", "mergeStatus": "queued",
        "creationDate": "2026-01-01T00:00:00Z", "sourceRefName": "refs/heads/a",
        "targetRefName": "refs/heads/main", "repository": {"id": "r", "name": "R"},
    }  # fmt: skip


class Shifting:
    """A list from which the first one goes away behind a page that is asked for."""

    def __init__(self, count: int, goes: Callable[[int], bool]) -> None:
        self.numbers = list(range(count, 0, -1))
        self.goes = goes
        self.pages = 0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def get(self, path: str, params: dict[str, Any] | None = None, accept: object = ()) -> Answer:
        asked = params or {}
        if "$skip" not in asked:
            number = int(path.rpartition("/")[2]) if path[-1].isdigit() else 0
            return Answer(status=200, headers={}, data=record(number) if number else {"value": []})
        if asked["searchCriteria.status"] == "all":
            return Answer(status=200, headers={}, data={"value": []})
        found = self.numbers[asked["$skip"] :][: asked["$top"]]
        self.pages += 1
        if self.goes(self.pages):
            del self.numbers[0]
        return Answer(status=200, headers={}, data={"value": [record(one) for one in found]})


def stream(listed: Any) -> PullRequests:
    """The stream that reads this list."""
    return PullRequests(
        listed, Origin(integration="boards", url="https://dev.azure.com/acme", scope="p", project="P")
    )


def test_a_list_that_moves_while_it_is_read_loses_nothing() -> None:
    """It is read again, and given up where it never holds still."""
    once = Shifting(3 * PAGE, lambda page: page == 1)
    part = stream(once).page(None)
    found = [thing.ref.id for thing in part.refs]
    while part.more:
        part = stream(once).page(part.state)
        found += [thing.ref.id for thing in part.refs]
    assert set(found) >= {f"pull/{number}" for number in once.numbers}
    with pytest.raises(TransientError, match="moving"):
        stream(Shifting(9 * PAGE, lambda page: True)).page(None)
