"""Azure DevOps Server: an address with a path, older versions of the interface, and what these lack."""

from __future__ import annotations

import pytest

from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk, quiet
from tests.integration.works import Works

LONG = pytest.mark.long
SERVER = pytest.mark.parametrize("works", [("Agile", "server")], indirect=True)


def versions(works: Works) -> set[str]:
    """The versions that were asked for, and answered, since the last time."""
    asked = {
        entry["path"].partition("api-version=")[2].partition("&")[0]
        for entry in works.requests()
        if entry["status"] == 200
    }
    works.clear_requests()
    return asked


@SERVER
@pytest.mark.parametrize(
    ("newest", "used", "reporting"),
    [
        ("6.0", {"6.0", "6.0-preview"}, False),
        pytest.param("7.1", {"7.0", "7.1-preview", "7.1-preview.1"}, True, marks=LONG),
        pytest.param("5.1", {"5.0", "5.1-preview"}, False, marks=LONG),
        pytest.param("6.1", {"6.0", "6.1-preview"}, True, marks=LONG),
    ],
)
def test_a_server_is_spoken_to_in_its_own_version(
    azure_desk: Desk, works: Works, newest: str, used: set[str], reporting: bool
) -> None:
    """Otherwise the first request of a check, or a comment, is refused for its version for ever."""
    desk = azure_desk
    works.switch("newest_version", newest)
    works.switch("reporting", reporting)
    assert works.settings()["organization_url"].endswith("/tfs/DefaultCollection")
    check = desk.here("integrations", "check", "azure")
    assert check.code == 0, str(check)
    assert ("deleted work items are seen by full readings alone" in check.err + check.out) is not reporting
    (first,) = works.seed([{"title": "there", "comments": ["<div>said <b>here</b></div>"]}])
    assert desk.sync()["azure"]["errors"] == []
    ref = desk.of(first, "azure")
    assert [note["content"] for note in desk.show(ref)["notes"]] == ["said **here**"]
    desk.do("note", ref, "from *here*")
    desk.edit(ref, "--description", "some **bold** words", "--status", "in-progress")
    desk.do("note", desk.new("made here")["ref"], "with a note")
    assert desk.near()["azure"]["errors"] == []
    assert works.shown(first)["notes"] == ["from *here*", "said **here**"]
    assert (works.shown(first)["description"], works.shown(first)["status"]) == (
        "some **bold** words", "in-progress",
    )  # fmt: skip
    assert works.shown(works.titled("made here"))["notes"] == ["with a note"]
    assert versions(works) == used
    works.advance(600)
    works.edit(first, {"title": "renamed"}, by="jane")
    desk.near()
    assert desk.show(ref)["title"] == "renamed"
    works.advance(600)
    desk.near()
    works.advance(600)
    assert quiet(desk.near()["azure"])
    assert works.doubles() == []


@SERVER
def test_a_server_without_comments_of_their_own_is_told(azure_desk: Desk, works: Works) -> None:
    """Before 5.1 comments have no ids: to write them blind would double them, to guess would lose them."""
    desk = azure_desk
    works.switch("newest_version", "5.0")
    (first,) = works.seed([{"title": "there", "comments": ["<div>said</div>"]}])
    assert "comments" in desk.here("integrations", "check", "azure").out
    desk.sync()
    ref = desk.of(first, "azure")
    assert desk.show(ref)["notes"] == []
    desk.do("note", ref, "from here")
    desk.edit(ref, "--title", "renamed")
    (error,) = desk.near(code=1)["azure"]["errors"]
    assert (error["kind"], "Server 2019 Update 1 or later" in error["message"]) == ("rejected", True)
    assert works.shown(first)["title"] == "renamed"
    works.switch("newest_version", "6.0")
    assert desk.here("integrations", "check", "azure").code == 0
    for row in desk.do("outbox", "list"):
        desk.do("outbox", "retry", str(row["row"]))
    assert desk.near("--full")["azure"]["errors"] == []
    assert works.shown(first)["notes"] == ["from here", "said"]
    assert sorted(note["content"] for note in desk.show(ref)["notes"]) == ["from here", "said"]


@SERVER
def test_a_check_meets_a_server_anew(make_desk: MakeDesk, works: Works) -> None:
    """Otherwise a workspace speaks the old version for ever."""
    desk = make_desk()
    desk.connect("azure", works.settings(), plugin="azure-devops")
    desk.near()
    works.switch("newest_version", "7.2")
    works.clear_requests()
    desk.near()
    assert versions(works) == {"6.0"}
    desk.here("integrations", "check", "azure")
    desk.near()
    assert "7.1" in versions(works)
