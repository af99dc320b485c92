"""Cards moved at random by two workspaces and by people on the board, until edits stop."""

from __future__ import annotations

import random

import pytest

from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk, quiet
from tests.integration.test_azure_boards import COLUMNS, card
from tests.integration.works import Works

NAMES = [str(one["name"]) for one in COLUMNS]
STATUSES = ("new", "in-progress", "blocked", "in-review", "testing", "done", "cancelled")
STATES = ("New", "Active", "Resolved", "Closed", "Removed")
ENDED = 12
"""More rounds than edits that have stopped may keep two workspaces busy."""


class Told:
    """One story: who does what is drawn from a seed."""

    def __init__(self, seed: int, desks: list[Desk], works: Works) -> None:
        self.draw = random.Random(seed)
        self.desks = desks
        self.works = works
        self.keys = works.seed([{"title": "a", "type": "User Story"}, {"title": "b", "type": "Bug"}])
        for desk in desks:
            desk.near()

    def edit(self) -> None:
        """Somebody edits an entry."""
        desk, key = self.draw.choice(self.desks), self.draw.choice(self.keys)
        ref = desk.of(key, "azure")
        told = [f"custom.board_column={self.draw.choice(NAMES)}", "custom.board_lane=Expedite"]
        told += ["custom.board_lane=", f"custom.board_done={self.draw.choice(('true', 'false'))}"]
        told += [f"status={self.draw.choice(STATUSES)}", f"title={self.draw.random()}"]
        for one in self.draw.sample(told, self.draw.choice((1, 1, 2))):
            desk.edit(ref, "--set", one)

    def drag(self) -> None:
        """Somebody drags a card, or gives its work item another state."""
        key = self.draw.choice(self.keys)
        if self.draw.random() < 0.3:
            kinds = STATES[:-1] if key == self.keys[1] else STATES
            self.works.edit(key, {"state": self.draw.choice(kinds)}, by="jane")
            return
        lane, done = self.draw.choice((None, "", "Expedite")), self.draw.choice((None, True, False))
        self.works.move_card(key, self.draw.choice(NAMES), "jane", lane=lane, done=done)

    def sync(self) -> None:
        """One workspace syncs, whatever comes of it."""
        self.works.advance(self.draw.choice((1, 60, 600)))
        done = self.draw.choice(self.desks).here("sync")
        assert done.code in (0, 1, 4), str(done)

    def ended(self) -> None:
        """Edits stop: what waits is decided, and both workspaces sync until nothing is left to do."""
        for _ in range(ENDED):
            still = True
            for desk in self.desks:
                for conflict in desk.do("conflicts"):
                    take = self.draw.choice(("local", "azure"))
                    desk.do("conflicts", "resolve", conflict["id"], "--take", take)
                for row in desk.do("outbox"):
                    # The half of a column that is not split any more is all that is refused for good.
                    if "not split" in (row["error"] or ""):
                        desk.edit(row["entry"], "--set", "custom.board_done=")
                self.works.advance(600)
                done = desk.here("sync")
                assert done.code in (0, 1, 4), str(done)
                (run,) = done.json["runs"]
                still = still and quiet(run) and not desk.do("conflicts") and not desk.do("outbox")
            if still:
                return
        raise AssertionError("it never ends")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_what_was_moved_at_random_ends_alike_everywhere(make_desk: MakeDesk, works: Works, seed: int) -> None:
    """Law 5: after edits stop, every place shows the same, whoever moved what and in whichever order."""
    works.lay_out("Stories", COLUMNS, lanes=("Expedite",))
    desks = [make_desk(name) for name in ("ours", "theirs")]
    for desk in desks:
        desk.connect("azure", works.settings(board="Stories"), plugin="azure-devops")
    told = Told(seed, desks, works)
    for _ in range(30):
        told.draw.choice((told.edit, told.drag, told.sync))()
    told.ended()
    for key in told.keys:
        shown = works.read(key)["fields"]
        ours, theirs = (card(desk, desk.of(key, "azure")) for desk in desks)
        assert (*ours[:2], bool(ours[2])) == (*theirs[:2], bool(theirs[2]))
        removed = shown["System.State"] == "Removed"
        assert ours[0] == (None if removed else shown["System.BoardColumn"])
        assert ours[1] == (None if removed else shown.get("System.BoardLane"))
        if ours[0] == "Doing":
            assert bool(ours[2]) == shown["System.BoardColumnDone"]
