"""The branch on which closing takes effect."""

from __future__ import annotations

from typing import Any

import pytest

REF = "dl-7c41f09a"


@pytest.mark.parametrize(
    ("branches", "head", "config", "expected"),
    [
        (["main", "work"], "work", {}, "main"),
        (["master", "work"], "work", {}, "master"),
        (["trunk"], "trunk", {}, "trunk"),
        (["trunk", f"devlog/{REF}-x"], "trunk", {}, "trunk"),
        (["trunk", "work"], "work", {}, None),
        (["trunk", "work"], "work", {"default_branch": "trunk"}, "trunk"),
        (["main", "work"], "work", {"default_branch": "work"}, "work"),
    ],
)
def test_the_default_branch(
    branches: list[str],
    head: str,
    config: dict[str, str],
    expected: str | None,
    serve: Any,
    read: Any,
    make_repo: Any,
) -> None:
    """Never merely what is checked out; where nothing tells, nothing closes and a warning says so."""
    repo = make_repo("one")
    repo.git("symbolic-ref", "HEAD", f"refs/heads/{branches[0]}")
    base = repo.commit("base")
    tips = {name: repo.graft(name, base) for name in branches}
    for name, tip in tips.items():
        repo.git("update-ref", f"refs/heads/{name}", tip)
    repo.git("switch", "--quiet", head)
    service = serve(repo.path, **config)
    result = read(service)
    assert {name for name, tip in tips.items() if result.named(tip).data["on_default"]} == (
        {expected} - {None}
    )
    assert any("default_branch" in warning for warning in service.check().warnings) is (expected is None)


def test_the_remotes_default_branch_goes_before(repo: Any, serve: Any, read: Any, make_repo: Any) -> None:
    """A clone knows what the remote calls its default; local and remote tips both count."""
    repo.git("symbolic-ref", "HEAD", "refs/heads/develop")
    there = repo.commit("there")
    clone = make_repo("clone")
    clone.git("remote", "add", "origin", str(repo.path))
    clone.git("fetch", "--quiet", "origin")
    clone.git("remote", "set-head", "origin", "develop")
    clone.git("switch", "--quiet", "develop")
    here = clone.commit("here")
    clone.git("switch", "--quiet", "--create", "main")
    elsewhere = clone.commit("elsewhere")
    result = read(serve(clone.path))
    assert [result.named(sha).data["on_default"] for sha in (there, here, elsewhere)] == [True, True, False]


def test_the_default_branch_is_remembered(repo: Any, serve: Any, read: Any) -> None:
    """A second branch must not make the only one lose its place."""
    repo.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    repo.commit("base")
    service = serve(repo.path)
    first = read(service)
    repo.git("branch", "work")
    sha = repo.commit("more")
    assert read(service, first.next).named(sha).data["on_default"] is True
