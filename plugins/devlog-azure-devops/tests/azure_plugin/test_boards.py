"""Where cards stand: columns, lanes and halves of columns, read from the board's own fields and set there."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import RejectedError, StaleError

from .cards import COLUMN, COLUMNS, DONE, LANE, board_field, seeded, standing
from .desk import Desk, Opener, draft, fields, items


def test_cards_are_read_where_they_stand(stories: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The half of a column that is not split, a lane without a name, and cards of no board are absent."""
    item = seeded(stories, sandbox)
    assert standing(item) == ("Backlog", None, None, "new")
    sandbox.move_card(item.ref.id, "Doing", "jane", lane="Expedite", done=True)
    assert standing(stories.fetch(item)) == ("Doing", "Expedite", True, "in-progress")
    sandbox.move_card(item.ref.id, "Review", "jane")
    assert standing(stories.fetch(item)) == ("Review", "Expedite", None, "in-progress")
    (task,) = sandbox.seed([{"title": "Sweep", "type": "Task"}])
    assert standing(items(stories.read())[task]) == (None, None, None, "new")


def test_without_the_setting_nothing_of_a_board_is_read(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Entries of those who do not ask for it would fill with columns."""
    assert not [name for name in seeded(desk, sandbox).values if name.startswith("custom.")]
    assert COLUMN not in desk.service.capabilities.fields
    assert not [entry for entry in sandbox.requests() if "/work/" in entry["path"]]


def test_a_column_takes_its_state_along_and_a_state_its_column(
    stories: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """Of two columns for one state the card keeps the one in which it was put."""
    item = seeded(stories, sandbox)
    item = stories.service.update(item.ref, fields(item, custom__board_column="review"), item.version)
    assert standing(item) == ("Review", None, None, "in-progress")
    assert sandbox.read(item.ref.id)["fields"]["System.BoardColumn"] == "Review"
    item = stories.service.update(item.ref, fields(item, title="Pay now"), item.version)
    assert standing(item) == ("Review", None, None, "in-progress")
    item = stories.service.update(item.ref, fields(item, status="done"), item.version)
    assert standing(item) == ("Shipped", None, None, "done")
    item = stories.service.update(
        item.ref,
        fields(item, custom__board_column="Doing", custom__board_lane="expedite", custom__board_done=True),
        item.version,
    )
    assert standing(item) == ("Doing", "Expedite", True, "in-progress")
    item = stories.service.update(
        item.ref, fields(item, custom__board_lane=None, custom__board_done=False), item.version
    )
    assert standing(item) == ("Doing", None, False, "in-progress")
    item = stories.service.update(item.ref, fields(item, custom__board_done=True), item.version)
    item = stories.service.update(item.ref, fields(item, custom__board_done=None), item.version)
    assert standing(item) == ("Doing", None, False, "in-progress")
    assert board_field(sandbox, item.ref.id, "Lane") is None


def test_a_status_and_a_column_in_one_patch_agree_or_the_column_is_refused(
    stories: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """The service would let one of them win, and nobody would be asked which."""
    item = seeded(stories, sandbox)
    wanted = fields(item, status="in-review", custom__board_column="Testing")
    item = stories.service.update(item.ref, wanted, item.version)
    assert standing(item) == ("Testing", None, None, "in-review")
    with pytest.raises(
        RejectedError, match=r"Review .* stands for in-progress, and the status .* done"
    ) as no:
        wanted = fields(item, status="done", custom__board_column="Review")
        stories.service.update(item.ref, wanted, item.version)
    assert no.value.fields == (COLUMN,)
    assert standing(stories.fetch(item)) == ("Testing", None, None, "in-review")
    # A status that the process has no state of its own for may stand in any column of its state.
    wanted = fields(item, status="blocked", custom__board_column="Review")
    item = stories.service.update(item.ref, wanted, item.version)
    assert standing(item) == ("Review", None, None, "in-progress")


@pytest.mark.parametrize(
    ("values", "about", "told"),
    [
        ({"custom__board_column": "Dong"}, COLUMN, "no column 'Dong'.*did you mean `Doing`"),
        ({"custom__board_column": None}, COLUMN, "always in a column: name one of Backlog, Doing"),
        ({"custom__board_column": True}, COLUMN, "always in a column"),
        ({"custom__board_lane": "Expedit"}, LANE, "no lane 'Expedit'.*did you mean `Expedite`"),
        ({"custom__board_done": True}, DONE, "column Backlog of the board Stories is not split"),
        ({"custom__board_column": "Doing", "custom__board_done": "maybe"}, DONE, "not 'maybe'"),
    ],
)
def test_what_the_board_does_not_have_is_refused_by_name(
    stories: Desk, sandbox: AzureDevOpsSandbox, values: dict[str, Any], about: str, told: str
) -> None:
    """Otherwise the whole entry is set aside for a word that is misspelled."""
    item = seeded(stories, sandbox)
    sandbox.clear_requests()
    with pytest.raises(RejectedError, match=told) as no:
        stories.service.update(item.ref, fields(item, **values), item.version)
    assert no.value.fields == (about,)
    assert not [entry for entry in sandbox.requests() if entry["method"] == "PATCH"]


def test_what_no_board_shows_is_refused_by_name(stories: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """A task stands on no board of stories, and a story of another area on that of another team."""
    (task,) = sandbox.seed([{"title": "Sweep", "type": "Task"}])
    item = items(stories.read())[task]
    with pytest.raises(RejectedError, match="Stories shows no Task, only User Story, Bug") as no:
        stories.service.update(item.ref, fields(item, custom__board_column="Doing"), item.version)
    assert no.value.fields == (COLUMN,)


def test_each_team_has_its_own_board_with_its_own_fields(
    sandbox: AzureDevOpsSandbox, open_desk: Opener
) -> None:
    """A card of two boards stands in a column of each; one that leaves a team's area leaves its board."""
    sandbox.add_team("Web")
    sandbox.lay_out("Stories", COLUMNS, team="Web")
    ours, web = open_desk(board="Stories"), open_desk(team="web", board="stories")
    item = seeded(web, sandbox, area="Shop\\Web")
    assert standing(item) == ("Backlog", None, None, "new")
    assert standing(ours.fetch(item)) == ("New", None, None, "new")
    item = web.service.update(item.ref, fields(item, custom__board_column="Review"), item.version)
    assert standing(item) == ("Review", None, None, "in-progress")
    assert standing(ours.fetch(item)) == ("Active", None, None, "in-progress")
    sandbox.edit(item.ref.id, {"area": "Shop"}, by="jane")
    item = web.fetch(item)
    assert standing(item) == (None, None, None, "in-progress")
    with pytest.raises(RejectedError, match="does not show work item 1: its area is none of the team's"):
        web.service.update(item.ref, fields(item, custom__board_column="Doing"), item.version)
    assert standing(ours.fetch(item)) == ("Active", None, None, "in-progress")


def test_a_new_item_is_put_into_its_column_when_it_is_there(
    stories: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """The board's fields come with the work item, and a type begins in its first state."""
    made = stories.service.create(draft(**{COLUMN: "Doing", LANE: "Expedite", DONE: True}))
    assert made.values[COLUMN] == "Backlog"
    assert made.pending == (COLUMN, LANE, DONE)
    wanted = fields(made, custom__board_column="Doing", custom__board_lane="Expedite")
    assert standing(stories.service.update(made.ref, wanted, made.version)) == (
        "Doing", "Expedite", False, "in-progress",
    )  # fmt: skip


def test_what_was_given_up_stands_nowhere_until_it_is_put_back(
    stories: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """No column stands for its state, though the fields still name the one in which it was."""
    item = seeded(stories, sandbox)
    item = stories.service.update(item.ref, fields(item, custom__board_column="Review"), item.version)
    item = stories.service.update(item.ref, fields(item, status="cancelled"), item.version)
    assert board_field(sandbox, item.ref.id, "Column") == "Review"
    assert standing(item) == (None, None, None, "cancelled")
    item = stories.service.update(item.ref, fields(item, custom__board_column="Doing"), item.version)
    assert standing(item) == ("Doing", None, False, "in-progress")


def test_a_state_that_may_not_follow_sets_the_column_aside(
    stories: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """The state was never asked for; the card is what must wait."""
    sandbox.restrict("User Story", "New", ["Active"])
    item = seeded(stories, sandbox)
    with pytest.raises(RejectedError, match="State") as no:
        stories.service.update(item.ref, fields(item, custom__board_column="Shipped"), item.version)
    assert no.value.fields == (COLUMN,)


def test_a_card_that_was_dragged_meanwhile_is_stale(stories: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Otherwise the one who drags second wins without having looked."""
    item = seeded(stories, sandbox)
    sandbox.move_card(item.ref.id, "Testing", "jane")
    with pytest.raises(StaleError):
        stories.service.update(item.ref, fields(item, custom__board_column="Doing"), item.version)


def test_our_writes_leave_the_rank_alone(stories: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The order of a backlog is people's."""
    item = seeded(stories, sandbox, **{"Microsoft.VSTS.Common.StackRank": 1500.5})
    wanted = fields(item, title="Pay now", custom__board_column="Testing", milestone="Iteration 2")
    stories.service.update(item.ref, wanted, item.version)
    assert sandbox.read(item.ref.id)["fields"]["Microsoft.VSTS.Common.StackRank"] == 1500.5
