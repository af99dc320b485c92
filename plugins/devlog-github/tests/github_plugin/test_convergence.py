"""Whatever people do and whenever it is read, what was told adds up to what is there."""

from __future__ import annotations

import random
from typing import Any

import pytest

from devlog_core.model.remote import Cursor, RemoteItem, RemoteRef, SyncPage
from devlog_core.testing.sandbox import Moment
from devlog_github.config import Mapping
from devlog_github.mapping import values_of
from devlog_github.sandbox import GitHubSandbox
from devlog_github.vocabulary import Vocabulary

from .desk import Desk
from .drafts import draft, fields

WORDS = Vocabulary(Mapping())
TITLES = ("a", "b", "c")


class View:
    """What a core would know, having been told only what pages and answers bring."""

    def __init__(self, sandbox: GitHubSandbox, desk: Desk, chance: random.Random) -> None:
        self.sandbox, self.desk, self.chance = sandbox, desk, chance
        self.values: dict[str, Any] = {}
        self.notes: dict[str, str] = {}
        self.cursor: Cursor | None = None

    def told(self, item: RemoteItem) -> None:
        """Take in one item, whole or partial."""
        if item.version is not None:
            self.values[item.ref.key] = item.values
        self.notes |= {note.ref.id: note.content for note in item.notes}

    def read(self) -> None:
        """A reading to its end, which may be killed on the way and begun again from what was stored."""
        while True:
            page: SyncPage = self.desk.service.fetch_page(self.cursor, "delta" if self.cursor else "snapshot")
            if self.chance.random() < 0.2:
                continue
            for item in page.items:
                self.told(item)
            self.cursor = page.next
            if not page.more:
                return

    def truth(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What is really there."""
        issues = [self.sandbox.read(str(number)) for number in self.sandbox.first.issues]
        notes = {str(note["id"]): note["body"] for issue in issues for note in issue["comments"]}
        return {str(issue["number"]): values_of(issue, WORDS) for issue in issues}, notes

    def act(self) -> None:
        """Something that happens."""
        number = str(self.chance.choice(list(self.sandbox.first.issues)))
        title = self.chance.choice(TITLES)
        what = self.chance.randrange(9)
        if what < 3:
            self.sandbox.edit(number, {"title": title}, by="alice")
        elif what == 3:
            self.sandbox.comment(number, title, by="bob")
        elif what == 4 and self.notes:
            self.sandbox.edit_comment(self.chance.choice(list(self.notes)), title)
        elif what == 5:
            self.sandbox.seed([{"title": title}])
        elif what == 6:
            self.told(self.desk.service.create(draft(title=title, milestone=None)))
        elif what == 7:
            known = self.values.get(number)
            if known is not None:
                item = self.desk.service.fetch(RemoteRef(id="", key=number))
                assert item is not None
                self.told(self.desk.service.update(item.ref, fields(title=title), None))
        else:
            self.sandbox.advance(self.chance.choice((0, 1, 30, 100)))


@pytest.mark.parametrize("count", [3, 130])
@pytest.mark.parametrize("seed", range(6))
def test_readings_add_up(sandbox: GitHubSandbox, desk: Desk, seed: int, count: int) -> None:
    """Edits come before, between and within readings, many of them in one second."""
    chance = random.Random(seed)
    sandbox.clock.freeze()
    sandbox.seed([{"title": "a", "comments": ["x"]} for _ in range(count)])
    view = View(sandbox, desk, chance)
    within = False

    def meanwhile(moment: Moment) -> None:
        nonlocal within
        if moment.phase == "after" and moment.method == "GET" and "/issues?" in moment.path and not within:
            within = True
            if chance.random() < 0.3:
                number = str(chance.choice(list(sandbox.first.issues)))
                sandbox.edit(number, {"title": chance.choice(TITLES)}, by="carol")
            within = False

    for _ in range(8):
        sandbox.exchange.hooks[:] = [meanwhile]
        view.read()
        for _ in range(chance.randrange(6)):
            view.act()
        sandbox.exchange.hooks.clear()
        view.read()
        assert (view.values, view.notes) == view.truth()
