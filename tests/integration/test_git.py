"""A repository's history beside a tracker."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.integration.desk import Desk, key_at, quiet
from tests.integration.hub import Hub, shown
from tests.integration.repo import Repo

LONG = pytest.mark.long

# The expression of facts.json, which counts what the real history holds.
CLOSING = re.compile(r"(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? +#([0-9]+)")


@pytest.fixture
def history(shared: Path, tmp_path: Path) -> Repo:
    """The real history of pluggy."""
    source = shared / "data" / "git" / "pluggy.commits.jsonl.gz"
    if not source.is_file():
        pytest.skip(f"{source} is absent")
    build = runpy.run_path(str(shared / "tools" / "git_history.py"))["build"]
    assert build(str(source), str(tmp_path / "pluggy.git")) == 0
    return Repo(tmp_path / "pluggy.git", make=False)


@pytest.fixture
def repo(tmp_path: Path, desk: Desk) -> Repo:
    """A small repository, connected as `git` and naming `github` as its tracker."""
    made = Repo(tmp_path / "repo")
    made.commit("begin")
    desk.connect("git", {"path": str(made.path), "tracker": "github"}, plugin="git")
    return made


def commits(entry: dict[str, Any]) -> set[str]:
    """The commits that an entry is linked to."""
    return {link["remote_id"] for link in entry["links"] if link["kind"] == "commit"}


def test_a_real_history_attaches_to_the_issues_that_it_names(desk: Desk, hub: Hub, history: Repo) -> None:
    """Otherwise commits attach to the wrong entry, become entries, or are read anew each time."""
    told: dict[int, set[str]] = {}
    closed: dict[int, set[str]] = {}
    for record in history.git("log", "--format=%H%x00%B%x01", "main").split("\x01")[:-1]:
        sha, _, message = record.strip().partition("\0")
        for number in re.findall(r"(?<![\w/&#])#([0-9]+)(?!\w)", message):
            told.setdefault(int(number), set()).add(sha)
        for number in CLOSING.findall(message):
            closed.setdefault(int(number), set()).add(sha)
    assert len(closed) > 30
    hub.set_time(float(history.git("log", "-1", "--format=%ct", "main")) + 86400)
    hub.seed([{"number": number, "title": f"issue {number}"} for number in sorted(closed)])
    desk.connect("git", {"path": str(history.path), "tracker": "github"}, plugin="git")
    run = desk.sync()["git"]
    assert run["pulled"]["read"] >= 1036
    entries = {key_at(entry): entry for entry in desk.entries()}
    assert entries.keys() == {str(number) for number in closed}
    for number, shas in closed.items():
        assert shas <= commits(entries[str(number)])
        assert commits(entries[str(number)]) <= told[number]
        # Commits older than all that is known of the issue say nothing about it today.
        assert entries[str(number)]["status"] == "new"

    report = desk.sync()
    assert (report["git"]["pulled"]["read"], report["git"]["requests"]) == (0, 0)
    assert quiet(report["github"])
    one = min(closed)
    new = history.commit(*(f"more work, see #{one}" for _ in range(10)))
    report = desk.sync()
    assert (report["git"]["pulled"]["read"], report["git"]["pulled"]["attached"]) == (10, 10)
    assert set(new) <= commits(desk.show(desk.of(str(one))))
    assert len(desk.entries()) == len(closed)
    assert desk.sync()["git"]["pulled"]["read"] == 0


@pytest.mark.parametrize(
    "message",
    [
        "Mend it\n\nfixes #1",
        pytest.param("Mend it\n\ncloses {ref}\n\nDevlog: {ref}", marks=LONG),
    ],
)
def test_a_closing_commit_sets_its_entry_done_once(desk: Desk, hub: Hub, repo: Repo, message: str) -> None:
    """Otherwise what a person opens again is closed by every sync."""
    hub.seed([{"title": "broken"}])
    desk.sync()
    ref = desk.of("1")
    (sha,) = repo.commit(message.format(ref=ref))
    desk.sync()
    assert desk.show(ref)["status"] == "done"
    assert commits(desk.show(ref)) == {sha}
    assert (hub.read("1")["state"], hub.read("1")["state_reason"]) == ("closed", "completed")
    hub.advance(60)
    hub.edit("1", {"state": "open"}, by="alice")
    desk.sync()
    repo.commit(f"more, for {ref}")
    for arguments in ((), ("--full",), ()):
        desk.sync(*arguments)
        assert desk.show(ref)["status"] == "new"
        assert shown(hub.read("1"))["status"] == "new"
    assert len(commits(desk.show(ref))) == 2


def test_a_mention_attaches_and_closes_nothing(desk: Desk, hub: Hub, repo: Repo) -> None:
    """Otherwise work that goes on is taken for done."""
    hub.seed([{"title": "one"}, {"title": "two"}])
    desk.sync()
    one, two = desk.of("1"), desk.of("2")
    shas = repo.commit(f"Work\n\nDevlog: {one}", "see #2", f"{one} again", "nothing to do with #99")
    run = desk.sync()["git"]
    assert (run["pulled"]["read"], run["pulled"]["attached"]) == (4, 3)
    assert commits(desk.show(one)) == {shas[0], shas[2]}
    assert commits(desk.show(two)) == {shas[1]}
    assert {entry["status"] for entry in desk.entries()} == {"new"}
    assert len(desk.entries()) == 2


def test_a_branch_and_its_commits_attach_and_close_when_they_land(desk: Desk, hub: Hub, repo: Repo) -> None:
    """Otherwise work on a branch is unseen, or closes before it is merged."""
    ref = desk.new("Mend the login")["ref"]
    desk.sync()
    key = hub.titled("Mend the login")
    branch = f"devlog/{ref}-mend-the-login"
    first, second = repo.commit("begin the work", f"end it\n\nfixes #{key}", branch=branch)
    desk.sync()
    entry = desk.show(ref)
    kinds = [(link["kind"], link["remote_key"]) for link in entry["links"] if link["integration"] == "git"]
    assert ("branch", branch) in kinds
    assert commits(entry) == {first, second}
    assert entry["status"] == "new"
    repo.git("update-ref", "refs/heads/main", second)
    desk.sync()
    assert desk.show(ref)["status"] == "done"
    assert shown(hub.read(key))["status"] == "done"
    repo.git("update-ref", "-d", f"refs/heads/{branch}")
    desk.sync()
    assert commits(desk.show(ref)) == {first, second}
    assert desk.sync()["git"]["pulled"]["read"] == 0


def test_a_commit_may_come_before_the_issue_that_it_names(desk: Desk, hub: Hub, repo: Repo) -> None:
    """Otherwise what is pushed before the tracker is read attaches to nothing."""
    (sha,) = repo.commit("for what is to come, #1")
    desk.sync()
    hub.seed([{"title": "came later"}])
    desk.sync()
    assert commits(desk.show(desk.of("1"))) == {sha}


@pytest.mark.long
def test_a_rewritten_history_is_read_again_without_doubles(desk: Desk, hub: Hub, repo: Repo) -> None:
    """Otherwise a force-push leaves dead commits, or attaches the new ones twice."""
    hub.seed([{"title": "one"}])
    desk.sync()
    ref = desk.of("1")
    base = repo.git("rev-parse", "main")
    old = repo.commit("see #1", "see #1 again")
    desk.sync()
    assert commits(desk.show(ref)) == set(old)
    repo.git("update-ref", "refs/heads/main", base)
    new = repo.commit("see #1, reworded", "see #1 again, reworded")
    desk.sync()
    assert commits(desk.show(ref)) == set(new)
    assert desk.sync()["git"]["pulled"]["read"] == 0


def test_a_branch_that_was_deleted_is_no_link_any_more(desk: Desk, hub: Hub, repo: Repo) -> None:
    """Otherwise entries point at branches that nobody has."""
    entry = desk.new("short work")
    branch = f"devlog/{entry['ref']}-short-work"
    repo.git("branch", branch, "main")
    desk.sync()
    assert [k["kind"] for k in desk.show(entry["ref"])["links"] if k["integration"] == "git"] == ["branch"]
    repo.git("branch", "-D", branch)
    desk.sync()
    assert [k for k in desk.show(entry["ref"])["links"] if k["integration"] == "git"] == []
