"""The three real histories are read completely, once, and further by exactly what is new."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.remote import RemoteThing, Target
from devlog_git.objects import read_commits


def numbered(thing: RemoteThing) -> set[Target]:
    """The tracker's items that a commit names."""
    return {target for target in thing.targets if target.integration}


def original(shared: Path, name: str) -> Iterator[dict[str, Any]]:
    """What the real repository said, commit by commit."""
    with gzip.open(shared / "data" / "git" / f"{name}.commits.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def test_a_real_history_is_read_completely(history_name: str, told: Any, facts: dict[str, Any]) -> None:
    """Commits, merges and closing words are those counted in the original, each told once, parents first."""
    known = facts[history_name]
    result = told(history_name)
    commits = result.commits
    assert len(commits) == len(result.things) == len(set(result.ids)) == known["commits"]
    assert sum(thing.data["merge"] for thing in commits) == known["merges"]
    assert sum(thing.data["parents"] == 0 for thing in commits) == known["roots"]
    assert all(thing.data["on_default"] for thing in commits)
    closing = re.compile(facts["closing_regex"])
    by_word = {thing.ref.id for thing in commits if closing.search(thing.data["message"])}
    by_target = {thing.ref.id for thing in commits if any(target.closes for target in thing.targets)}
    assert len(by_word) == known["commits_with_closing_keyword"]
    assert by_target == by_word
    mentioned = {thing.ref.id for thing in commits if re.search("#[0-9]+", thing.data["message"])}
    assert len(mentioned) == known["commits_mentioning_#N"]
    # The others name another repository's number, as in `pytest-dev/pytest#4727`.
    foreign = [thing for thing in commits if thing.ref.id in mentioned and not numbered(thing)]
    assert all(re.search(r"[/#\w]#[0-9]", thing.data["message"]) for thing in foreign)
    assert not any(page.items or page.rejected or page.events for page in result.pages)


def test_messages_dates_and_people_are_those_of_the_original(
    history_name: str, told: Any, shared: Path
) -> None:
    """Odd time zones included: seconds and zone come as they were written."""

    def said(thing: RemoteThing) -> tuple[Any, ...]:
        data = thing.data
        when = f"{data['author_seconds']} {data['zone']}"
        return data["author_email"], when, data["message"].rstrip("\n"), data["parents"]

    result = told(history_name)
    expected = [
        (row["author"][1], row["at"], row["message"].replace("\0", "").rstrip("\n"), len(row["parents"]))
        for row in original(shared, history_name)
    ]
    assert sorted(said(thing) for thing in result.commits) == sorted(expected)


def test_a_zone_that_no_calendar_knows(told: Any) -> None:
    """The commit of psf/requests with +51800 keeps its moment and its zone."""
    odd = [thing for thing in told("requests").commits if thing.data["zone"] == "+51800"]
    assert len(odd) == 1
    assert odd[0].at is not None
    assert odd[0].at.timestamp() == odd[0].data["author_seconds"]


def test_a_second_sync_reads_nothing_and_ten_commits_are_ten(
    history_name: str, history: Any, serve: Any, read: Any, make_repo: Any, tmp_path: Path
) -> None:
    """What was read is never read again, in another process as in the same."""
    copy = tmp_path / "copy.git"
    shutil.copytree(history(history_name), copy)
    service = serve(copy)
    first = read(service)
    for again in (service, serve(copy)):
        quiet = again.fetch_page(first.next, "delta")
        assert quiet.next is first.next
        assert (quiet.refs, quiet.gone, quiet.events, quiet.more) == ((), (), (), False)
    repo = make_repo("copy.git", "--bare")
    tip = repo.git("rev-parse", "main")
    for number in range(10):
        tip = repo.graft(f"further {number}", tip)
    repo.git("update-ref", "refs/heads/main", tip)
    second = read(serve(copy), first.next)
    assert [thing.title for thing in second.things] == [f"further {number}" for number in range(10)]
    assert second.gone == []


def test_commits_are_read_a_page_at_a_time(history: Any, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: never more commits are held than one page has."""
    held: list[int] = []

    def counting(repository: Any, shas: Any) -> Iterator[Any]:
        held.append(len(shas))
        return read_commits(repository, shas)

    monkeypatch.setattr("devlog_git.telling.read_commits", counting)
    service = serve(history("requests"), page_size=400)
    cursor, total = None, 0
    while True:
        page = service.fetch_page(cursor, "delta")
        total += len(page.refs)
        assert len(page.refs) <= 400
        assert page.total == 6489
        cursor = page.next
        if not page.more:
            break
    assert total == sum(held) == 6489
    assert max(held) == 400
    assert len(held) == 17


def test_a_kill_between_any_two_pages_loses_nothing(history: Any, serve: Any, read: Any) -> None:
    """A new process goes on from the cursor alone, with the very same steps."""
    whole = read(serve(history("pluggy")))
    ids: list[str] = []
    cursor = None
    while True:
        page = serve(history("pluggy"), page_size=100).fetch_page(cursor, "delta")
        ids += [thing.ref.id for thing in page.refs]
        cursor = page.next
        if not page.more:
            break
    assert ids == whole.ids
    assert cursor == whole.next


def test_parents_come_before_children(history_name: str, history: Any, told: Any, make_repo: Any) -> None:
    """An order by the graph, which no date can shift."""
    path = history(history_name)
    parents = dict(
        line.split(" ", 1) if " " in line else (line, "")
        for line in make_repo("any").git("--git-dir", str(path), "rev-list", "--parents", "main").splitlines()
    )
    seen: set[str] = set()
    for sha in told(history_name).ids:
        assert seen >= set(parents[sha].split())
        seen.add(sha)


def test_a_census_names_everything_and_nothing_else(
    history_name: str, history: Any, serve: Any, read: Any, facts: dict[str, Any]
) -> None:
    """Only ids, all of them, so that a deletion shows; the delta cursor stays as it is."""
    result = read(serve(history(history_name), page_size=100), None, "census")
    assert len({ref.id for ref in result.present}) == len(result.present) == facts[history_name]["commits"]
    assert result.things == []
    assert result.next is None
    assert len(result.pages) == -(-len(result.present) // 2000)


def test_a_snapshot_reads_all_and_ends_in_a_delta_cursor(
    history: Any, serve: Any, read: Any, facts: dict[str, Any]
) -> None:
    """`sync --full` begins again, whatever was read before."""
    service = serve(history("pluggy"))
    first = read(service)
    full = read(service, None, "snapshot")
    assert full.ids == first.ids
    assert full.next == first.next
    assert {page.mode for page in full.pages} == {"snapshot"}
    assert service.fetch_page(full.next, "delta").refs == ()
