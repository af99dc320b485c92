"""Boards as they are laid out now: asked for seldom, renamed by people, and told of where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from devlog_azure_devops.boards.team import Team
from devlog_azure_devops.catalog import Catalog
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import ConfigError, RejectedError, StaleError, TransientError
from devlog_core.testing.stage import Answerer, Reply, Stage

from .cards import COLUMN, COLUMNS, board_field, seeded, standing
from .desk import Desk, Opener, fields, items
from .test_client import client


@pytest.mark.parametrize("told", [{"id": "1"}, {"id": "1", "fields": {"columnField": None}}, []])
def test_an_answer_that_is_no_board_is_told(perform: Callable[[Answerer], Stage], told: Any) -> None:
    """Otherwise a server that answers in another way ends the sync with a stack of calls."""
    stage = perform(lambda asked: Reply(body=told if "/work/" in asked.path else {"id": "7", "name": "Shop"}))
    with pytest.raises(TransientError, match=r"Stories.* (cannot be read|answered without)"):
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
