"""Branches made for entries."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_core.model.errors import UsageError
from devlog_git.forms import CreateBranch

REF = "dl-7c41f09a"
BRANCH = f"devlog/{REF}-fix-the-login"


def branch(service: Any, **form: Any) -> Any:
    """The action as it would be run."""
    return service.create_branch(CreateBranch(entry=REF, title="Fix the login!", **form))


def test_a_branch_for_an_entry(repo: Any, serve: Any, read: Any) -> None:
    """It starts from the default branch, whatever is checked out, and is found again by the reading."""
    base = repo.commit("base")
    repo.git("switch", "--quiet", "--create", "work")
    repo.commit("work")
    service = serve(repo.path)
    made = branch(service)
    assert (made.name, made.sha, made.created, made.checked_out) == (BRANCH, base, True, False)
    assert repo.git("symbolic-ref", "--short", "HEAD") == "work"
    assert read(service).branches == [BRANCH]


def test_a_branch_that_exists_is_returned(repo: Any, serve: Any) -> None:
    """Also under an earlier title, so that an entry has one branch."""
    repo.commit("base")
    service = serve(repo.path)
    first = branch(service)
    again = service.create_branch(CreateBranch(entry=REF.upper(), title="Another title", checkout=True))
    assert (again.name, again.created, again.checked_out) == (first.name, False, True)
    assert len(repo.git("branch", "--list", "devlog/*").splitlines()) == 1


def test_a_teammates_branch_is_taken_up(repo: Any, serve: Any, make_repo: Any) -> None:
    """The remote's branch is followed, not begun a second time."""
    repo.commit("base")
    repo.git("switch", "--quiet", "--create", f"devlog/{REF}-theirs")
    theirs = repo.commit("theirs")
    repo.git("switch", "--quiet", "main")
    clone = make_repo("clone")
    clone.git("remote", "add", "origin", str(repo.path))
    clone.git("fetch", "--quiet", "origin")
    made = branch(serve(clone.path), checkout=True)
    assert (made.name, made.sha, made.created, made.checked_out) == (
        f"devlog/{REF}-theirs",
        theirs,
        False,
        True,
    )
    assert clone.git("rev-parse", "--abbrev-ref", "@{upstream}") == f"origin/devlog/{REF}-theirs"


def test_a_base_by_name_tag_or_sha(repo: Any, serve: Any) -> None:
    """Anything that names a commit."""
    first = repo.commit("first")
    repo.git("tag", "-m", "v1", "v1")
    repo.commit("second")
    for number, base in enumerate(["v1", first[:12], "main~1"]):
        made = serve(repo.path).create_branch(CreateBranch(entry=f"dl-0000000{number}", base=base))
        assert made.sha == first
        assert made.name == f"devlog/dl-0000000{number}-entry"


@pytest.mark.parametrize(
    "base", ["nowhere", "--force", "-D", "--upload-pack=touch x", "main..main", "main:a"]
)
def test_a_base_that_is_none(base: str, repo: Any, serve: Any) -> None:
    """Whatever it looks like, it is read as a revision and refused as one."""
    repo.commit("base")
    with pytest.raises(UsageError, match="no branch or commit"):
        branch(serve(repo.path), base=base)
    assert repo.git("branch", "--list", "devlog/*") == ""


def test_a_repository_without_commits_has_nothing_to_branch_from(repo: Any, serve: Any) -> None:
    """The cure is named."""
    with pytest.raises(UsageError, match="make a first one"):
        branch(serve(repo.path))


def test_switching_over_changed_files(repo: Any, serve: Any) -> None:
    """Nobody's work is overwritten."""
    repo.commit("base", {"a": "1"})
    repo.git("branch", BRANCH)
    repo.commit("more", {"a": "2"})
    (repo.path / "a").write_text("3")
    with pytest.raises(UsageError, match="commit or stash"):
        branch(serve(repo.path), checkout=True)
    assert (repo.path / "a").read_text() == "3"
