"""Adding, listing, showing and changing entries."""

from __future__ import annotations

from tests.cli.conftest import Devlog

ENTRY_KEYS = {
    *("id", "uid", "ref", "key", "aliases", "title", "description", "type", "status", "priority", "labels"),
    *("assignees", "milestone", "parent", "dependencies", "estimate", "spent", "due", "files"),
    *("acceptance_criteria", "decisions", "risks", "context", "agent_context", "custom", "archived"),
    *("created_at", "updated_at", "closed_at", "notes", "worklogs", "links", "conflicts"),
}


def test_new_entry_is_complete_and_canonical(devlog: Devlog) -> None:
    """A new entry has every key of the contract, with what was given and defaults for the rest."""
    devlog.json("new", "Parent")
    entry = devlog.json(
        *("new", "  Fix   the login ", "-d", "It *fails*.", "--type", "bugfix", "--priority", "high"),
        *(
            "--status",
            "in-progress",
            "--label",
            "b",
            "--label",
            "a",
            "--assignee",
            "Grace Hopper",
            "--parent",
            "1",
        ),
    )
    assert set(entry) == ENTRY_KEYS
    assert entry["id"] == 2
    assert entry["ref"] == f"dl-{entry['uid'][-8:]}"
    assert (entry["title"], entry["key"], entry["description"]) == (
        "Fix the login",
        "fix-the-login",
        "It *fails*.",
    )
    assert (entry["type"], entry["priority"], entry["status"]) == ("bugfix", "high", "in-progress")
    assert entry["labels"] == ["a", "b"]
    assert entry["assignees"] == [{"id": "grace-hopper", "name": "Grace Hopper"}]
    assert entry["parent"] == devlog.json("show", "1")["ref"]
    assert (entry["milestone"], entry["closed_at"], entry["custom"], entry["notes"]) == (None, None, {}, [])
    assert entry["created_at"].endswith("Z")
    assert devlog.json("show", entry["ref"]) == entry


def test_new_prints_ref_and_title(devlog: Devlog) -> None:
    """Without --json one line says what to call the entry."""
    assert devlog.ok("new", "Fix the login").strip().endswith("#1  Fix the login")


def test_description_from_a_file_and_from_standard_input(devlog: Devlog) -> None:
    """Long texts need not go through the shell."""
    (devlog.cwd / "text.md").write_text("# Why\n\nÜber.\n", encoding="utf-8")
    assert devlog.json("new", "A", "--description-file", "text.md")["description"] == "# Why\n\nÜber.\n"
    assert devlog.json("new", "B", "-d", "-", stdin="from a pipe\n")["description"] == "from a pipe"
    assert "give one of them" in devlog.refused(
        "new", "C", "-d", "x", "--description-file", "text.md", code=2
    )
    (devlog.cwd / "text.md").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in devlog.refused("new", "C", "--description-file", "text.md", code=2)


def test_new_refused_adds_nothing(devlog: Devlog) -> None:
    """A new entry is all or nothing, and its number is not used up."""
    devlog.refused("new", "   ", code=2)
    devlog.refused("new", "A", "--parent", "99", code=2)
    devlog.refused("new", "A", "--to", "nowhere", code=2)
    devlog.refused("new", "A", "--status", "finished", code=2)
    assert devlog.json("list", "--all") == []
    assert devlog.json("new", "A")["id"] == 1


def test_new_takes_what_edit_takes(devlog: Devlog) -> None:
    """Otherwise an estimate wants a second command, and its place hears of the entry twice."""
    first = devlog.json("new", "First")
    entry = devlog.json(
        *("new", "Second", "--due", "2026-03-31", "--set", "estimate=2h30m", "--set", "custom.points=3"),
        *("--set", "dependencies=blocked-by:1", "--set", "context.business=Money"),
    )
    assert (entry["due"], entry["estimate"], entry["custom"]) == ("2026-03-31", 150, {"points": 3})
    assert entry["dependencies"] == [{"kind": "blocked-by", "entry": first["ref"]}]
    assert entry["context"]["business"] == "Money"
    for wrong, said in (
        (("--due", "soon"), "due"),
        (("--due", "2026-03-31", "--set", "due=2026-04-01"), "due is given twice"),
        (("--set", "title=Third"), "title is given twice"),
        (("--set", "wish=granted"), "wish"),
    ):
        refused = devlog("new", "Third", *wrong)
        assert (refused.returncode, said in refused.stderr) == (2, True)
    assert len(devlog.json("list")) == 2


def test_list_filters_and_limits(devlog: Devlog) -> None:
    """Open entries come newest first, and every filter narrows them."""
    devlog.ok("new", "One", "--label", "x", "--assignee", "ada@example.org")
    devlog.ok("new", "Two", "--label", "x", "--label", "y", "--type", "bugfix", "--priority", "high")
    devlog.ok("new", "Three", "--status", "blocked", "-d", "about 100% of_it")
    devlog.ok("new", "Four")
    devlog.ok("close", "4")

    def titles(*args: str) -> list[str]:
        return [entry["title"] for entry in devlog.json("list", *args)]

    assert titles() == ["Three", "Two", "One"]
    assert titles("--all") == ["Four", "Three", "Two", "One"]
    assert titles("--status", "done") == ["Four"]
    assert titles("--status", "blocked", "--status", "new") == ["Three", "Two", "One"]
    assert titles("--label", "x") == ["Two", "One"]
    assert titles("--label", "x", "--label", "y") == ["Two"]
    assert titles("--type", "bugfix") == titles("--priority", "high") == ["Two"]
    assert titles("--assignee", "ada") == titles("--assignee", "ada@example.org") == ["One"]
    assert titles("--search", "100% of_") == ["Three"]
    assert titles("--limit", "1") == ["Three"]
    assert "notes" not in devlog.json("list")[0]


def test_list_stops_at_fifty_and_says_so(devlog: Devlog) -> None:
    """A cut listing is known to be cut."""
    many = "\n".join(f'recorder.create({{"title": "Entry {n}"}})' for n in range(51))
    script = "from devlog_core.app import App\nwith App().change('test') as recorder:\n" + "\n".join(
        f"    {line}" for line in many.splitlines()
    )
    import subprocess
    import sys

    subprocess.run([sys.executable, "-c", script], cwd=devlog.cwd, env=devlog.environ, check=True)
    assert len(devlog.json("list")) == 50
    assert len(devlog.json("list", "--limit", "100")) == 51
    assert "--limit shows more" in devlog("list").stderr
    assert devlog("list", "-q").stderr == ""


def test_show_for_people(devlog: Devlog) -> None:
    """The card of an entry has what people look for, and nothing that steers their terminal."""
    devlog.ok("new", "Log\x1b[31min", "-d", "Broken\x1b]0;evil\x07", "--label", "web")
    devlog.ok("edit", "1", "--set", "acceptance_criteria=it works", "--set", "estimate=90")
    devlog.ok("note", "1", "Seen it", "--category", "issue")
    card = devlog.ok("show", "1")
    for text in ("labels:       web", "estimate:     1h30m", "  - it works", "Seen it", "Ada", "issue"):
        assert text in card
    assert "\x1b" not in card


def test_close_archive_and_reopen(devlog: Devlog) -> None:
    """Closing sets the time, reopening takes it away, archiving hides."""
    devlog.ok("new", "A")
    closed = devlog.json("close", "1")
    assert (closed["status"], closed["closed_at"] is not None) == ("done", True)
    assert devlog.json("close", "1", "--as", "cancelled")["status"] == "cancelled"
    assert devlog.json("edit", "1", "--status", "new")["closed_at"] is None
    archived = devlog.json("archive", "1")
    assert archived["archived"] is True
    assert devlog.json("list") == []
    assert len(devlog.json("list", "--all")) == 1
    assert devlog.ok("archive", "1").startswith("Unchanged")
    assert devlog.json("edit", "1", "--set", "archived=false")["archived"] is False


def test_note_has_author_category_and_text(devlog: Devlog) -> None:
    """A note knows who wrote it and of what kind it is."""
    devlog.ok("new", "A")
    entry = devlog.json("note", "1", "First", "--category", "idea")
    entry = devlog.json("note", "1", "-", stdin="two\nlines\n")
    first, second = entry["notes"]
    assert (first["category"], first["content"], first["origin"]) == ("idea", "First", "local")
    assert first["author"] == {"id": "ada", "name": "Ada"}
    assert (second["content"], second["category"], second["edited_at"]) == ("two\nlines", "progress", None)
    devlog.refused("note", "1", "  ", code=2)


def test_history_tells_every_change(devlog: Devlog) -> None:
    """The journal says who changed what, from what, to what, and why."""
    devlog.ok("new", "A")
    devlog.ok("edit", "1", "--status", "blocked", "--title", "B", env={"DEVLOG_USER": "Bob"})
    devlog.ok("edit", "1", "--status", "blocked")
    changes = devlog.json("history", "1")
    assert [change["field"] for change in changes] == ["entry", "status", "title"]
    assert set(changes[0]) == {
        *("replica", "seq", "field", "old", "new", "at", "actor", "origin", "cause", "run", "place")
    }
    status = devlog.json("history", "1", "--field", "status")[0]
    assert (status["old"], status["new"], status["actor"], status["cause"]) == (
        "new",
        "blocked",
        "Bob",
        "edit",
    )
    assert "new → blocked" in devlog.ok("history", "1")


def test_somebody_new_is_told_of(devlog: Devlog) -> None:
    """A slip of the pen that makes a person is seen at once, with whom it was perhaps meant for."""
    first = devlog("new", "A", "--assignee", "Grace Hopper")
    assert "new person grace-hopper" in first.stderr
    again = devlog("new", "B", "--assignee", "Grace Hoper", "--json")
    assert "did you mean `Grace Hopper`?" in again.stderr
    assert devlog("edit", "1", "--add-assignee", "Grace Hopper").stderr == ""
    assert "new person alan" in devlog("edit", "1", "--add-assignee", "Alan").stderr
