"""What is told when history is rewritten, thrown away or cleaned up."""

from __future__ import annotations

from typing import Any

from devlog_core.model.remote import Cursor

REF = "dl-7c41f09a"
BRANCH = f"devlog/{REF}-fix-login"


def entries(thing: Any) -> set[str]:
    """The entries that a thing attaches to."""
    return {target.entry for target in thing.targets}


def test_rewritten_history(repo: Any, serve: Any, read: Any) -> None:
    """After a force-push new commits are read and old ones are gone; what they share is left alone."""
    repo.commit("base")
    old = [repo.commit(f"old {n}") for n in range(3)]
    service = serve(repo.path)
    first = read(service)
    repo.git("reset", "--quiet", "--hard", "HEAD~3")
    new = [repo.commit(f"new {n}") for n in range(2)]
    second = read(service, first.next)
    assert second.ids == new
    assert set(second.gone) == set(old)


def test_commits_that_leave_the_default_branch_are_told_again(repo: Any, serve: Any, read: Any) -> None:
    """They are on another branch still, and no longer where closing takes effect."""
    repo.commit("base")
    moved = repo.commit("moved")
    service = serve(repo.path)
    first = read(service)
    repo.git("branch", BRANCH)
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    second = read(service, first.next)
    assert second.ids == [moved]
    assert second.named(moved).data["on_default"] is False
    assert entries(second.named(moved)) == {REF}
    assert second.gone == []


def test_commits_left_to_a_plain_branch_are_told_again(repo: Any, serve: Any, read: Any) -> None:
    """No entry's branch is needed for it."""
    repo.commit("base")
    moved = repo.commit("moved")
    service = serve(repo.path)
    first = read(service)
    repo.git("branch", "work")
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    second = read(service, first.next)
    assert [(thing.ref.id, thing.data["on_default"]) for thing in second.things] == [(moved, False)]


def test_old_tips_that_were_collected_as_garbage(repo: Any, serve: Any, read: Any) -> None:
    """What cannot be compared is read again; the core knows it by its ids."""
    first_root = repo.commit("base")
    repo.commit("old")
    service = serve(repo.path)
    first = read(service)
    repo.git("switch", "--quiet", "--orphan", "fresh")
    fresh = [repo.commit("fresh 1"), repo.commit("fresh 2")]
    repo.git("branch", "--force", "main", "fresh")
    repo.git("switch", "--quiet", "main")
    repo.git("branch", "-D", "fresh")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "--quiet", "--prune=now")
    assert first_root not in repo.shas("--all")
    second = read(service, first.next)
    assert second.ids == fresh
    assert [event for event, _ in service.context.log.records] == ["git.read_again"]


def test_old_tips_whose_ancestors_were_collected(repo: Any, serve: Any, read: Any) -> None:
    """A tip that is left over without its past must not stop the reading for ever."""
    repo.commit("base")
    lost = repo.commit("lost")
    repo.commit("old tip")
    service = serve(repo.path)
    first = read(service)
    repo.git("reset", "--quiet", "--hard", "HEAD~2")
    new = repo.commit("new")
    repo.git("reflog", "expire", "--expire=now", "--all")
    (repo.path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    assert new in read(service, first.next).ids


def test_a_place_in_a_reading_whose_tips_are_gone(repo: Any, serve: Any, read: Any) -> None:
    """A force-push and a clean-up between two pages: the reading begins again from what was seen before."""
    base = repo.commit("base")
    service = serve(repo.path, page_size=2)
    first = read(service)
    for n in range(5):
        repo.commit(f"old {n}")
    page = service.fetch_page(first.next, "delta")
    assert page.more
    repo.git("reset", "--quiet", "--hard", base)
    new = [repo.commit(f"new {n}") for n in range(3)]
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "--quiet", "--prune=now")
    assert read(serve(repo.path, page_size=2), page.next).ids == new


def test_a_place_that_another_git_numbers_differently(repo: Any, serve: Any, read: Any) -> None:
    """Where the step before is not the one remembered, the reading begins again rather than skip a commit."""
    shas = [repo.commit(f"{n}") for n in range(5)]
    page = serve(repo.path, page_size=2).fetch_page(None, "delta")
    for change in ({"last": "0" * 40}, {"at": 99}):
        cursor = Cursor(data={**page.next.data, **change})
        assert read(serve(repo.path, page_size=2), cursor).ids == shas


def test_a_cursor_of_nobody_begins_again(repo: Any, serve: Any, read: Any) -> None:
    """What was written by another version is no reason to stop."""
    sha = repo.commit("one")
    strange: list[dict[str, Any]] = [
        {},
        {"new": 1},
        {"new": {}, "old": None},
        {"tips": 3, "default": None, "shallow": "", "meaning": ""},
    ]
    for data in strange:
        assert read(serve(repo.path), Cursor(data=data)).ids == [sha]
