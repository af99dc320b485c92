"""What a person chooses: which entries and issues belong together, and which way they go."""

from __future__ import annotations

import signal
import subprocess
from typing import Any

import pytest

from devlog_core.testing.sandbox import Moment
from tests.integration.agree import disagreements
from tests.integration.desk import Desk, ended, key_at, quiet
from tests.integration.hub import Hub, shown

LONG = pytest.mark.long


def set_(desk: Desk, **more: Any) -> None:
    """Change settings of the integration."""
    desk.settings["integrations"]["github"].update(more)
    desk.write()


def test_what_was_unlinked_stays_apart(desk: Desk, hub: Hub) -> None:
    """Otherwise the next sync ties again what a person has parted."""
    hub.seed([{"title": "theirs"}, {"title": "other"}])
    desk.sync()
    ours = desk.new("ours")["ref"]
    desk.sync()
    theirs = desk.of("1")
    for ref in (ours, theirs):
        desk.do("unlink", ref, "github")
        desk.edit(ref, "--description", "edited apart")
    hub.advance(60)
    hub.edit("1", {"labels": ["edited"]}, by="alice")
    hub.edit("3", {"labels": ["edited"]}, by="alice")
    hub.clear_requests()
    for arguments in ((), ("--full",), ()):
        desk.sync(*arguments)
    assert hub.writes() == []
    assert [entry["title"] for entry in desk.entries()] == ["theirs", "other", "ours"]
    for ref in (ours, theirs):
        assert desk.show(ref)["links"] == []
        assert desk.show(ref)["labels"] == []
    desk.do("link", theirs, "github", "1")
    desk.sync(code=0)
    assert key_at(desk.show(theirs)) == "1"
    assert desk.show(theirs)["labels"] == ["edited"]
    assert shown(hub.read("1"))["description"] == "edited apart"


@pytest.mark.parametrize(
    "form",
    ["URL", *(pytest.param(form, marks=LONG) for form in ("1", "#1", "URL#issuecomment-5"))],
)
def test_an_entry_is_linked_by_number_or_address(desk: Desk, hub: Hub, form: str) -> None:
    """Otherwise only one of the ways in which people name an issue is understood."""
    set_(desk, create="none")
    hub.seed([{"title": "known to both", "labels": ["theirs"], "comments": ["c"]}])
    desk.sync()
    assert desk.entries() == []
    ref = desk.new("known to both", "--label", "ours", "-d", "text")["ref"]
    desk.do("link", ref, "github", form.replace("URL", hub.read("1")["html_url"]))
    desk.sync()
    assert desk.show(ref)["labels"] == ["ours", "theirs"]
    assert disagreements(desk, hub) == []
    hub.advance(60)
    desk.sync()
    assert quiet(desk.sync()["github"])


def test_a_link_to_what_is_not_there_is_told(desk: Desk, hub: Hub) -> None:
    """Otherwise an entry is tied to nothing, or to an issue of another repository."""
    set_(desk, create="none")
    hub.seed([{"title": "of shop"}, {"title": "of api", "repository": "acme/api"}])
    desk.sync()
    ref = desk.new("of api")["ref"]
    for remote in ("77", hub.read("acme/api#1")["html_url"]):
        desk.do("link", ref, "github", remote)
        run = desk.sync(code=1)["github"]
        assert [error["entry"] for error in run["errors"]] == [ref]
        assert [link["state"] for link in desk.show(ref)["links"]] == ["gone"]
        desk.do("unlink", ref, "github")
    assert hub.read("1")["title"] == "of shop"
    assert desk.show(ref)["title"] == "of api"
    for remote in ("not a number", ""):
        assert desk.try_("link", ref, "github", remote).code == 2


def test_a_filter_decides_what_becomes_linked_and_not_what_is_followed(desk: Desk, hub: Hub) -> None:
    """Otherwise an issue that loses its label is forgotten half way."""
    set_(desk, filter={"labels": ["devlog"]})
    hub.seed([{"title": "in", "labels": ["devlog"]}, {"title": "out"}, {"title": "later"}])
    desk.new("here, in", "--label", "devlog")
    out = desk.new("here, out")["ref"]
    desk.sync()
    assert sorted(entry["title"] for entry in desk.entries()) == ["here, in", "here, out", "in"]
    assert sorted(issue["title"] for issue in hub.all()) == ["here, in", "in", "later", "out"]
    hub.advance(60)
    hub.edit("1", {"labels": [], "title": "in, edited"}, by="alice")
    hub.edit("3", {"labels": ["devlog"]}, by="alice")
    desk.edit(out, "--to", "github")
    desk.sync()
    titles = {entry["title"]: key_at(entry) for entry in desk.entries()}
    assert titles == {"here, in": "4", "here, out": "5", "in, edited": "1", "later": "3"}
    desk.edit(desk.of("1"), "--title", "in, edited here")
    desk.sync()
    assert hub.read("1")["title"] == "in, edited here"
    hub.advance(60)
    desk.sync()
    assert quiet(desk.sync()["github"])
    set_(desk, filter={})
    desk.sync("--full")
    assert len(desk.entries()) == 5
    assert disagreements(desk, hub) == []


@pytest.mark.parametrize(
    ("create", "made_here", "made_there"),
    [
        ("local", True, False),
        pytest.param("remote", False, True, marks=LONG),
        pytest.param("both", True, True, marks=LONG),
        pytest.param("none", False, False, marks=LONG),
    ],
)
def test_create_says_where_new_things_may_arise(
    desk: Desk, hub: Hub, create: str, made_here: bool, made_there: bool
) -> None:
    """Otherwise a mirror of one side writes to the other."""
    set_(desk, create=create)
    hub.seed([{"title": "there"}])
    desk.new("here")
    desk.sync()
    assert sorted(entry["title"] for entry in desk.entries()) == ["here", *["there"] * made_here]
    assert sorted(issue["title"] for issue in hub.all()) == [*["here"] * made_there, "there"]
    assert quiet(desk.sync()["github"])


@pytest.mark.parametrize(
    ("direction", "how"),
    [
        ("pull", "setting"),
        ("push", "option"),
        pytest.param("pull", "option", marks=LONG),
        pytest.param("push", "setting", marks=LONG),
    ],
)
def test_one_direction_leaves_the_other_side_alone(desk: Desk, hub: Hub, direction: str, how: str) -> None:
    """Otherwise a read-only look writes."""
    hub.seed([{"title": "t"}])
    desk.sync()
    ref = desk.of("1")
    hub.advance(60)
    hub.edit("1", {"labels": ["theirs"]}, by="alice")
    desk.edit(ref, "--title", "ours")
    desk.new("here")
    hub.seed([{"title": "there"}])
    if how == "setting":
        set_(desk, direction=direction)
    hub.clear_requests()
    desk.sync(*([f"--{direction}"] if how == "option" else []))
    sent = hub.sent()
    if direction == "pull":
        assert all(line.startswith("GET ") for line in sent)
        assert desk.show(ref)["labels"] == ["theirs"]
        assert sorted(entry["title"] for entry in desk.entries()) == ["here", "ours", "there"]
    else:
        assert not any(line.endswith("/issues") and line.startswith("GET ") for line in sent)
        assert sorted(issue["title"] for issue in hub.all()) == ["here", "ours", "there"]
        assert sorted(entry["title"] for entry in desk.entries()) == ["here", "ours"]
    set_(desk, direction="both")
    desk.sync()
    assert disagreements(desk, hub) == []
    assert len(hub.keys()) == len(desk.entries()) == 3


def test_one_entry_alone(desk: Desk, hub: Hub) -> None:
    """Otherwise a look at one entry moves the others."""
    hub.seed([{"title": "one", "comments": ["c"]}, {"title": "two"}])
    desk.sync()
    one, two = desk.of("1"), desk.of("2")
    hub.advance(60)
    for key, ref in (("1", one), ("2", two)):
        hub.edit(key, {"labels": ["theirs"]}, by="alice")
        hub.comment(key, "d", by="alice")
        desk.edit(ref, "--title", f"{key}, edited")
    desk.sync("--entry", one)
    assert (desk.show(one)["labels"], desk.show(two)["labels"]) == (["theirs"], [])
    assert sorted(note["content"] for note in desk.show(one)["notes"]) == ["c", "d"]
    assert [hub.read(key)["title"] for key in "12"] == ["1, edited", "two"]
    desk.sync()
    assert disagreements(desk, hub) == []


@pytest.mark.parametrize("step", [8, *(pytest.param(step, marks=LONG) for step in range(1, 22) if step != 8)])
def test_an_interrupted_sync_ends_with_130_and_the_next_goes_on(desk: Desk, hub: Hub, step: int) -> None:
    """Otherwise Ctrl-C loses or doubles what was under way."""
    hub.seed([{"title": f"there {n}", "comments": ["c"]} for n in range(3)])
    for n in range(3):
        desk.do("note", desk.new(f"here {n}", "--status", "done")["ref"], "n")
    process: list[subprocess.Popen[str]] = []
    left = [step]

    def hook(moment: Moment) -> None:
        left[0] -= 1
        if left[0] == 0:
            process[0].send_signal(signal.SIGINT)

    hub.on_request(hook)
    process.append(desk.start("sync"))
    done = ended(("sync",), process[0])
    assert done.code == 130, str(done)
    assert "Traceback" not in done.err
    desk.sync()
    assert len(hub.keys()) == len(desk.entries()) == 6
    assert disagreements(desk, hub) == []
    hub.advance(60)
    desk.sync()
    assert quiet(desk.sync()["github"])


def test_a_disabled_integration_rests_and_catches_up(desk: Desk, hub: Hub) -> None:
    """Otherwise edits made meanwhile are lost."""
    hub.seed([{"title": "t"}])
    desk.sync()
    ref = desk.of("1")
    set_(desk, enabled=False)
    desk.edit(ref, "--title", "edited here")
    desk.new("here")
    hub.advance(60)
    hub.edit("1", {"state": "closed"}, by="alice")
    hub.clear_requests()
    desk.sync()
    assert hub.requests() == []
    set_(desk, enabled=True)
    desk.sync()
    assert disagreements(desk, hub) == []
    assert (len(hub.keys()), desk.show(ref)["status"]) == (2, "done")
