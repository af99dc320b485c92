"""Where cards stand: columns, lanes and halves of columns, read from the board's own fields and set there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from devlog_azure_devops.boards.team import Team
from devlog_azure_devops.catalog import Catalog
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import ConfigError, RejectedError, StaleError, TransientError
from devlog_core.model.remote import RemoteItem
from devlog_core.testing.stage import Answerer, Reply, Stage

from .desk import Desk, Opener, draft, fields, items
from .test_client import client

COLUMNS = (
    {"name": "Backlog", "state": "New"},
    {"name": "Doing", "state": "Active", "split": True, "limit": 5},
    {"name": "Review", "state": "Active"},
    {"name": "Testing", "state": "Resolved"},
    {"name": "Shipped", "state": "Closed"},
)
COLUMN, LANE, DONE = "custom.board_column", "custom.board_lane", "custom.board_done"


@pytest.fixture
def stories(sandbox: AzureDevOpsSandbox, open_desk: Opener) -> Desk:
    """A service for Shop with the board of its stories, laid out anew."""
    sandbox.lay_out("Stories", COLUMNS, lanes=("Expedite",))
    return open_desk(board="Stories")


def standing(item: RemoteItem) -> tuple[Any, Any, Any, Any]:
    """Column, lane, half and status."""
    return (*(item.values[name] for name in (COLUMN, LANE, DONE)), item.values["status"])


def seeded(desk: Desk, sandbox: AzureDevOpsSandbox, **values: Any) -> RemoteItem:
    """A story made by somebody."""
    (key,) = sandbox.seed([{"title": "Pay", "type": "User Story", **values}])
    return items(desk.read())[key]


def board_field(sandbox: AzureDevOpsSandbox, key: str, name: str) -> Any:
    """What the only team's board of stories keeps of an item."""
    fields = sandbox.read(key)["fields"]
    board = next(one for one in next(iter(sandbox.project("Shop").teams.values())).boards.values())
    return fields.get(f"{board.extension}{name}")


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


@pytest.mark.parametrize("told", [{"id": "1"}, {"id": "1", "fields": {"columnField": None}}, []])
def test_an_answer_that_is_no_board_is_told(perform: Callable[[Answerer], Stage], told: Any) -> None:
    """Otherwise a server that answers in another way ends the sync with a stack of calls."""
    stage = perform(lambda asked: Reply(body=told if "/work/" in asked.path else {"id": "7", "name": "Shop"}))
    with pytest.raises(TransientError, match="the board 'Stories' cannot be read"):
        Team(client(stage, board="Stories"), Catalog(client(stage))).board()


def test_renamed_columns_are_read_and_set_at_once(stories: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """What was kept of the board's layout is a day old at most, and a sync must not wait for it."""
    item = seeded(stories, sandbox)
    sandbox.move_card(item.ref.id, "Review", "jane")
    sandbox.rename_column("Stories", "Review", "Checking")
    sandbox.rename_column("Stories", "Testing", "Trying")
    item = stories.fetch(item)
    assert standing(item) == ("Checking", None, None, "in-progress")
    assert stories.service.express(COLUMN, "Trying") == "Trying"
    item = stories.service.update(item.ref, fields(item, custom__board_column="Trying"), item.version)
    assert standing(item) == ("Trying", None, None, "in-review")
    with pytest.raises(RejectedError, match="no column 'Testing'"):
        stories.service.update(item.ref, fields(item, custom__board_column="Testing"), item.version)


def test_a_column_that_is_split_meanwhile_makes_no_item_stale(
    stories: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """Otherwise reading and writing see another item each, and the write is put off for ever."""
    item = seeded(stories, sandbox)
    sandbox.move_card(item.ref.id, "Review", "jane")
    item = stories.fetch(item)
    split = [{**one, "split": True} if one["name"] == "Review" else one for one in COLUMNS]
    sandbox.lay_out("Stories", split, lanes=("Expedite",))
    for lane in ("Expedite", None):
        wanted = fields(item, custom__board_lane=lane, custom__board_done=True)
        item = stories.service.update(item.ref, wanted, stories.fetch(item).version)
    assert board_field(sandbox, item.ref.id, "Column.Done") is True


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


def test_the_layout_is_asked_once_for_reading_and_once_for_what_is_written_together(
    stories: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """A quiet reading costs two requests with a board as without."""
    both = [seeded(stories, sandbox), seeded(stories, sandbox, title="Ship")]
    cursor = stories.read()[-1].next
    cursor = stories.read(cursor, "delta")[-1].next
    sandbox.clear_requests()
    assert stories.requests(lambda: stories.read(cursor, "delta")) == 2
    for item in both:
        stories.service.update(item.ref, fields(item, custom__board_column="Doing"), item.version)
    assert len([entry for entry in sandbox.requests() if "/work/" in entry["path"]]) == 1


def test_a_board_that_is_set_later_is_read_at_once(
    stories: Desk, sandbox: AzureDevOpsSandbox, open_desk: Opener
) -> None:
    """Otherwise cards show nowhere until somebody touches them, and what is set here is never sent."""
    item, bare = seeded(stories, sandbox), open_desk()
    cursor = bare.read()[-1].next
    cursor = bare.read(cursor, "delta")[-1].next
    pages = stories.read(cursor, "delta")
    assert standing(items(pages)[item.ref.id]) == ("Backlog", None, None, "new")
    cursor = stories.read(pages[-1].next, "delta")[-1].next
    assert stories.requests(lambda: stories.read(cursor, "delta")) == 2
    # What was read without it meanwhile may have moved.
    sandbox.move_card(item.ref.id, "Review", "jane")
    cursor = bare.read(cursor, "delta")[-1].next
    (moved,) = items(stories.read(cursor, "delta")).values()
    assert standing(moved) == ("Review", None, None, "in-progress")
    points = open_desk(board="Stories", custom={"points": "Story Points"})
    assert items(points.read(cursor, "delta"))[item.ref.id].values["custom.points"] is None


def test_a_board_that_is_not_there_is_told_with_the_nearest(
    sandbox: AzureDevOpsSandbox, open_desk: Opener
) -> None:
    """By the check, and by a sync that finds it gone."""
    sandbox.add_team("Web")
    for settings, told in (
        ({"board": "Storys"}, "the default team has no board 'Storys'; did you mean `Stories`"),
        ({"team": "Wep", "board": "Stories"}, "Shop has no team 'Wep'; did you mean `Web`"),
        ({"team": "Wep"}, "Shop has no team 'Wep'; did you mean `Web`"),
        ({"iteration": "Iteration 11"}, "no iteration path 'Iteration 11'; did you mean `Iteration 1`"),
    ):
        with pytest.raises(ConfigError, match=told):
            open_desk(**settings).service.check()
    with pytest.raises(ConfigError, match="did you mean `Stories`"):
        open_desk(board="Storys").read()
    assert open_desk(team="Web", board="Stories", iteration="Iteration 1").service.check().account


def test_a_name_that_the_board_fills_is_no_custom_value(open_desk: Opener) -> None:
    """Two fields would take turns to fill it."""
    with pytest.raises(ConfigError, match=r"`custom\.board_lane` is where the card stands"):
        open_desk(board="Stories", custom={"board_lane": "Severity"})


def test_a_renamed_iteration_is_no_edit_of_ours(stories: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Its items change without a revision: what is written beside it finds them changed, and reads first."""
    sandbox.add_iteration("Release 1\\Sprint 4", start="2026-01-01T00:00:00Z", finish="2026-01-14T00:00:00Z")
    item = seeded(stories, sandbox, iteration="Shop\\Release 1\\Sprint 4")
    assert item.values["milestone"] == "Release 1\\Sprint 4"
    sandbox.rename_iteration("Release 1", "Spring")
    with pytest.raises(StaleError):
        stories.service.update(item.ref, fields(item, title="Pay now"), item.version)
    item = stories.fetch(item)
    assert item.values["milestone"] == "Spring\\Sprint 4"
    item = stories.service.update(item.ref, fields(item, title="Pay now"), item.version)
    assert item.values["milestone"] == "Spring\\Sprint 4"
    with pytest.raises(RejectedError, match="Invalid tree name") as no:
        wanted = fields(replace(item), milestone="Release 1\\Sprint 4")
        stories.service.update(item.ref, wanted, item.version)
    assert no.value.fields == ("milestone",)
