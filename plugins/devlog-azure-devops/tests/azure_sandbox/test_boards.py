"""Boards with fields of their own: what is written moves the card, and what nobody writes is refused."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox

from .conftest import Api, create, put, rev

COLUMNS = (
    {"name": "Backlog", "state": "New"},
    {"name": "Doing", "state": "Active", "split": True, "limit": 5},
    {"name": "Review", "state": "Active"},
    {"name": "Shipped", "state": "Closed"},
)


@pytest.fixture
def extension(api: Api, sandbox: AzureDevOpsSandbox) -> str:
    """What the fields of the board of stories begin with."""
    sandbox.lay_out("Stories", COLUMNS, lanes=("Expedite",))
    named = api("GET", "/Shop/_apis/work/boards/Stories").json()["fields"]["columnField"]["referenceName"]
    return str(named.removesuffix("Column"))


def stands(sandbox: AzureDevOpsSandbox, key: int) -> tuple[Any, ...]:
    """Where the card is seen to stand, with its state."""
    fields = sandbox.read(key)["fields"]
    names = ("BoardColumn", "BoardLane", "BoardColumnDone", "State")
    return tuple(fields.get(f"System.{name}") for name in names)


def test_a_column_moves_the_state_and_a_state_the_column(
    api: Api, sandbox: AzureDevOpsSandbox, extension: str
) -> None:
    """Of several columns for one state a card stays in its own; in another one it is not done."""
    key = create(api, kind="User Story")
    assert stands(sandbox, key) == ("Backlog", None, False, "New")
    where = f"/_apis/wit/workitems/{key}"
    body = [rev(1), put(f"{extension}Column", "Doing"), put(f"{extension}Column.Done", True)]
    told = api("PATCH", where, json=[*body, put(f"{extension}Lane", "Expedite")]).json()
    assert (told["rev"], told["fields"][f"{extension}Column"]) == (2, "Doing")
    assert stands(sandbox, key) == ("Doing", "Expedite", True, "Active")
    api("PATCH", where, json=[put(f"{extension}Column", "Review")])
    assert stands(sandbox, key) == ("Review", "Expedite", False, "Active")
    api("PATCH", where, json=[put("System.Title", "Pay now")])
    assert stands(sandbox, key)[0] == "Review"
    api("PATCH", where, json=[put("System.State", "Closed")])
    assert stands(sandbox, key) == ("Shipped", "Expedite", False, "Closed")
    # Where a patch names both, the state is the one that counts.
    api("PATCH", where, json=[put("System.State", "New"), put(f"{extension}Column", "Review")])
    assert stands(sandbox, key)[0] == "Backlog"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("{}Column", "Dong", "not in the list of supported values"),
        ("{}Lane", "Main", "not in the list of supported values"),
        ("System.BoardColumn", "Doing", "TF401326"),
        ("System.BoardLane", "Expedite", "TF401326"),
        ("System.BoardColumnDone", True, "TF401326"),
    ],
)
def test_what_a_board_does_not_take(api: Api, extension: str, name: str, value: Any, told: str) -> None:
    """Columns and lanes that are not there, and the fields that only tell of them."""
    key = create(api, kind="User Story")
    answer = api("PATCH", f"/_apis/wit/workitems/{key}", json=[put(name.format(extension), value)])
    assert answer.status_code == 400
    assert told in answer.json()["message"]


def test_teams_have_boards_of_their_own(api: Api, sandbox: AzureDevOpsSandbox, extension: str) -> None:
    """Each with its fields, for the areas that the team works in."""
    sandbox.add_team("Web")
    fields = api("GET", "/Shop/Web/_apis/work/boards/Stories").json()["fields"]
    theirs = fields["columnField"]["referenceName"]
    assert theirs != f"{extension}Column"
    values = api("GET", "/Shop/Web/_apis/work/teamsettings/teamfieldvalues").json()
    assert (values["defaultValue"], values["values"][0]["value"]) == ("Shop\\Web", "Shop\\Web")
    here = create(api, kind="User Story")
    there = create(api, kind="User Story", AreaPath="Shop\\Web")
    assert theirs not in sandbox.read(here)["fields"]
    assert sandbox.read(there)["fields"][theirs] == "New"
    assert stands(sandbox, there)[0] == "Backlog"
    sandbox.edit(there, {"area": "Shop"}, by="jane")
    marker = theirs.replace("Kanban.Column", "System.ExtensionMarker")
    assert sandbox.read(there)["fields"][marker] is False


def test_cards_by_the_library(sandbox: AzureDevOpsSandbox, tmp_path: Path, monkeypatch: Any) -> None:
    """Other people's clients find the fields at the board, and move cards by them."""
    monkeypatch.setitem(os.environ, "AZURE_DEVOPS_CACHE_DIR", str(tmp_path))
    basic = import_module("msrest.authentication").BasicAuthentication("", sandbox.config()["token"])
    connection = import_module("azure.devops.connection").Connection(sandbox.world.url, basic)
    work = connection.clients_v7_1.get_work_client()
    wit = connection.clients_v7_1.get_work_item_tracking_client()
    sandbox.lay_out("Stories", COLUMNS, lanes=("Expedite",))
    (key,) = sandbox.seed([{"title": "Pay"}])
    context = import_module("azure.devops.v7_1.work.models").TeamContext(project="Shop", team="Shop Team")
    board = work.get_board(context, "Stories")
    assert [(one.name, one.is_split) for one in board.columns][1] == ("Doing", True)
    assert [one.name for one in board.rows] == [None, "Expedite"]
    models = import_module("azure.devops.v7_1.work_item_tracking.models")
    path = f"/fields/{board.fields.column_field.reference_name}"
    body = [models.JsonPatchOperation(op="add", path=path, value="Review")]
    assert wit.update_work_item(body, int(key)).fields["System.State"] == "Active"
