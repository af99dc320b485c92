"""What is told after branches grow, merge, vanish and are rewritten."""

from __future__ import annotations

from typing import Any

from devlog_core.model.remote import Target
from devlog_git.triggers import TRIGGERS

REF = "dl-7c41f09a"
OTHER = "dl-00000001"
BRANCH = f"devlog/{REF}-fix-login"


def entries(thing: Any) -> set[str]:
    """The entries that a thing attaches to."""
    return {target.entry for target in thing.targets}


def test_only_what_is_new_is_read(repo: Any, serve: Any, read: Any) -> None:
    """New is what the present tips reach and the earlier tips did not, whatever the dates say."""
    repo.commit("one")
    service = serve(repo.path)
    first = read(service)
    old = "1999-01-01T00:00:00+00:00"
    new = [repo.commit(f"older {n}", GIT_AUTHOR_DATE=old, GIT_COMMITTER_DATE=old) for n in range(3)]
    second = read(service, first.next)
    assert second.ids == new
    assert not any(thing.data["news"] for thing in first.commits)
    assert all(thing.data["news"] for thing in second.commits)
    assert service.fetch_page(second.next, "delta").next is second.next


def test_a_commit_carries_who_when_and_what(repo: Any, serve: Any, read: Any) -> None:
    """Author, times, zones, files and the first commit as the scope."""
    root = repo.commit("root", {"kept.txt": "long enough to be known again\n" * 9, "dropped.txt": "x"})
    repo.git("mv", "kept.txt", "moved ü.txt")
    repo.git("rm", "--quiet", "dropped.txt")
    sha = repo.commit(
        f"Move ({REF})\n\nWhy.",
        {"new.txt": "y"},
        GIT_AUTHOR_NAME="Grace",
        GIT_AUTHOR_EMAIL="grace@example.com",
        GIT_AUTHOR_DATE="1700000000 -0730",
        GIT_COMMITTER_DATE="1700000100 +0545",
    )
    thing = read(serve(repo.path)).named(sha)
    assert (thing.ref.id, thing.ref.key, thing.ref.scope, thing.ref.url) == (sha, sha[:10], root, "")
    assert (thing.kind, thing.title, thing.author) == ("commit", f"Move ({REF})", "Grace")
    assert thing.at is not None
    assert int(thing.at.timestamp()) == 1700000000
    assert set(thing.files) == {"moved ü.txt", "dropped.txt", "new.txt"}
    data = thing.data
    assert data["renamed"] == [["kept.txt", "moved ü.txt"]]
    assert (data["author_email"], data["zone"], data["committer_zone"]) == (
        "grace@example.com",
        "-0730",
        "+0545",
    )
    assert data["committed_at"] == "2023-11-14T22:15:00Z"
    assert (data["committer_name"], data["merge"], data["parents"], data["file_count"]) == (
        "Ada Lovelace",
        False,
        1,
        3,
    )
    assert data["message"] == f"Move ({REF})\n\nWhy."


def test_file_names_are_bounded_and_counted(repo: Any, serve: Any, read: Any) -> None:
    """A commit of many files tells how many, not all."""
    sha = repo.commit("many", {f"file {n}.txt": str(n) for n in range(12)})
    thing = read(serve(repo.path, max_files=5)).named(sha)
    assert len(thing.files) == 5
    assert thing.data["file_count"] == 12


def test_a_merge_shows_what_it_brought(repo: Any, serve: Any, read: Any) -> None:
    """Its files are those that changed for the branch merged into."""
    repo.commit("one", {"a": "1"})
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit("side", {"b": "1"})
    repo.git("switch", "--quiet", "main")
    repo.commit("two", {"c": "1"})
    repo.git("merge", "--quiet", "--no-ff", "side", "-m", "merged")
    merge = read(serve(repo.path)).named(repo.git("rev-parse", "HEAD"))
    assert (merge.files, merge.data["merge"], merge.data["parents"]) == (("b",), True, 2)


def test_commits_of_an_entrys_branch_belong_to_it(repo: Any, serve: Any, read: Any) -> None:
    """What the branch has and the default branch lacks, and nothing of the default branch."""
    base = repo.commit("base")
    repo.git("switch", "--quiet", "--create", BRANCH)
    mine = repo.commit("mine")
    result = read(serve(repo.path))
    assert result.branches == [BRANCH]
    branch = result.things[0]
    assert (branch.ref.id, branch.targets) == (f"refs/heads/{BRANCH}", (Target(entry=REF),))
    assert entries(result.named(mine)) == {REF}
    assert result.named(mine).data["on_default"] is False
    assert result.named(base).targets == ()
    assert result.named(base).data["on_default"] is True


def test_commits_of_an_items_branch_belong_to_the_item(repo: Any, serve: Any, read: Any) -> None:
    """A branch named after an item of the tracker does what one named after an entry does."""
    repo.commit("base")
    repo.git("switch", "--quiet", "--create", "feature/SHOP-12-login")
    mine = repo.commit("mine")
    item = Target(integration="hub", key="SHOP-12")
    service = serve(repo.path, tracker="hub")
    first = read(service)
    assert first.branches == ["feature/SHOP-12-login"]
    assert (first.things[0].targets, first.named(mine).targets) == ((item,), (item,))
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--ff-only", "feature/SHOP-12-login")
    repo.git("branch", "--quiet", "-D", "feature/SHOP-12-login")
    second = read(service, first.next)
    assert second.gone == ["refs/heads/feature/SHOP-12-login"]
    assert (second.named(mine).targets, second.named(mine).data["on_default"]) == ((item,), True)
    assert [event.data["branch"]["key"] for event in second.events] == ["SHOP-12"]
    assert read(serve(repo.path)).branches == []


def test_a_branch_begun_on_known_commits_adopts_them(repo: Any, serve: Any, read: Any) -> None:
    """Commits made before the branch got its name are told again with the entry."""
    repo.commit("base")
    repo.git("switch", "--quiet", "--create", "work")
    early = repo.commit("early")
    service = serve(repo.path)
    first = read(service)
    assert first.named(early).targets == ()
    repo.git("switch", "--quiet", "--create", BRANCH)
    late = repo.commit("late")
    second = read(service, first.next)
    assert entries(second.named(early)) == entries(second.named(late)) == {REF}
    assert sorted(second.ids) == sorted([early, late])


def test_a_commit_that_reaches_the_default_branch_is_told_again(repo: Any, serve: Any, read: Any) -> None:
    """Only then does its closing word take effect; it still belongs to its branch's entry."""
    repo.commit("base")
    repo.git("switch", "--quiet", "--create", BRANCH)
    closing = repo.commit(f"Work\n\nfixes {OTHER}")
    service = serve(repo.path)
    first = read(service)
    assert first.named(closing).data["on_default"] is first.named(closing).data["reachable"] is False
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", BRANCH, "-m", "merged")
    merge = repo.git("rev-parse", "HEAD")
    second = read(service, first.next)
    assert second.ids == [merge, closing]
    assert second.named(closing).data["on_default"] is second.named(closing).data["reachable"] is True
    assert second.named(closing).targets == (Target(entry=OTHER, closes=True), Target(entry=REF))
    assert [event.id for event in second.events] == [f"git:{closing}:closes:{OTHER}"]


def test_closing_words_become_events_where_they_take_effect(repo: Any, serve: Any, read: Any) -> None:
    """One event per commit and thing closed, named by both, so that a second telling is the same event."""
    repo.commit("base, fixes #1")
    service = serve(repo.path, tracker="hub")
    first = read(service)
    assert first.events == []
    sha = repo.commit(f"Work\n\nfixes #12, closes {REF}, see #13")
    events = read(service, first.next).events
    assert [event.id for event in events] == [
        f"git:{sha}:added",
        f"git:{sha}:closes:{REF}",
        f"git:{sha}:closes:12",
    ]
    assert {event.name for event in events} == {"git.commit.added", "git.commit.closes"}
    assert events[2].data["commit"]["sha"] == sha
    assert (events[2].data["integration"], events[2].data["key"]) == ("hub", "12")
    assert {event.name for event in events} <= {trigger.name for trigger in TRIGGERS}


def test_a_closing_word_waits_for_the_default_branch(repo: Any, serve: Any, read: Any) -> None:
    """Work that may yet be thrown away closes nothing."""
    repo.commit("base")
    service = serve(repo.path)
    first = read(service)
    repo.git("switch", "--quiet", "--create", "work")
    sha = repo.commit(f"fixes {REF}")
    second = read(service, first.next)
    assert [event.id for event in second.events] == [f"git:{sha}:added"]
    repo.git("branch", "--force", "main", "work")
    third = read(service, second.next)
    assert [event.id for event in third.events] == [f"git:{sha}:closes:{REF}"]


def test_deleted_branches_take_their_commits_along(repo: Any, serve: Any, read: Any) -> None:
    """What nothing reaches any longer is gone."""
    repo.commit("base")
    repo.git("switch", "--quiet", "--create", BRANCH)
    lost = repo.commit("lost")
    service = serve(repo.path)
    first = read(service)
    repo.git("switch", "--quiet", "main")
    repo.git("branch", "--quiet", "-D", BRANCH)
    second = read(service, first.next)
    assert second.things == []
    assert second.gone == [f"refs/heads/{BRANCH}", lost]
    assert [event.name for event in second.events] == ["git.branch.deleted"]
    assert service.fetch_page(second.next, "delta").next is second.next


def test_a_merged_branch_that_is_deleted_leaves_its_commits(repo: Any, serve: Any, read: Any) -> None:
    """Only the branch is gone."""
    repo.commit("base")
    repo.git("switch", "--quiet", "--create", BRANCH)
    kept = repo.commit("kept")
    service = serve(repo.path)
    first = read(service)
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--ff-only", BRANCH)
    repo.git("branch", "--quiet", "-d", BRANCH)
    second = read(service, first.next)
    assert second.gone == [f"refs/heads/{BRANCH}"]
    assert entries(second.named(kept)) == {REF}
    assert second.named(kept).data["on_default"] is True


def test_commits_that_come_while_pages_are_read(repo: Any, serve: Any, read: Any) -> None:
    """A reading ends where it was begun; what came meanwhile is the next one's."""
    shas = [repo.commit(f"{n}") for n in range(5)]
    service = serve(repo.path, page_size=2)
    page = service.fetch_page(None, "delta")
    late = repo.commit("late")
    rest = read(serve(repo.path, page_size=2), page.next)
    assert [thing.ref.id for thing in page.refs] + rest.ids == shas
    assert read(service, rest.next).ids == [late]


def test_another_tracker_gives_numbers_another_meaning(repo: Any, serve: Any, read: Any) -> None:
    """All is told again, since every message may now name something else."""
    sha = repo.commit("fixes #12")
    first = read(serve(repo.path))
    assert first.named(sha).targets == ()
    second = read(serve(repo.path, tracker="hub"), first.next)
    assert second.named(sha).targets == (Target(integration="hub", key="12", closes=True),)
    assert second.named(sha).data["news"] is False
    assert second.events == []


def test_remote_branches_are_read_too(repo: Any, serve: Any, read: Any, make_repo: Any) -> None:
    """A teammate's pushed work belongs to the entry; the same branch here and there is one branch."""
    repo.commit("base")
    clone = make_repo("clone")
    clone.git("remote", "add", "origin", str(repo.path))
    repo.git("switch", "--quiet", "--create", BRANCH)
    theirs = repo.commit("theirs")
    clone.git("fetch", "--quiet", "origin")
    service = serve(clone.path)
    first = read(service)
    assert first.branches == [BRANCH]
    assert entries(first.named(theirs)) == {REF}
    clone.git("switch", "--quiet", BRANCH)
    mine = clone.commit("mine")
    second = read(service, first.next)
    assert (second.ids, second.branches) == ([mine], [])
    other = read(serve(clone.path, remote="upstream"))
    assert other.branches == [BRANCH]


def test_a_census_lists_entries_branches_and_all_commits(repo: Any, serve: Any, read: Any) -> None:
    """So that the core can tell what is gone."""
    base = repo.commit("base")
    repo.git("branch", BRANCH)
    repo.git("branch", "plain")
    result = read(serve(repo.path), None, "census")
    assert [ref.id for ref in result.present] == [f"refs/heads/{BRANCH}", base]
