"""Where there is no repository, or none that may or can be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.errors import ConfigError
from devlog_git.objects import read_files
from devlog_git.repository import Repository


@pytest.mark.parametrize(
    ("kind", "words"), [("missing", "does not exist"), ("file", "no directory"), ("plain", "not a git")]
)
def test_where_there_is_no_repository(kind: str, words: str, serve: Any, tmp_path: Path) -> None:
    """One line says what, where and the cure."""
    path = tmp_path / kind
    if kind == "file":
        path.write_text("x")
    elif kind == "plain":
        path.mkdir()
    with pytest.raises(ConfigError, match=words) as caught:
        serve(path).fetch_page(None, "delta")
    assert str(path) in str(caught.value)
    assert "path" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_repository_of_another_user(repo: Any, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's own guard is kept, and its cure is named."""
    repo.commit("base")
    service = serve(repo.path)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for call in (service.check, service.scope, lambda: service.fetch_page(None, "delta")):
        with pytest.raises(ConfigError, match=r"another user.*safe\.directory") as caught:
            call()
        assert "\n" not in str(caught.value)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give a folder away"
)
def test_a_repository_that_really_is_another_users(repo: Any, serve: Any) -> None:
    """The same without git's switch for tests."""
    repo.commit("base")
    os.chown(repo.path, 12345, 12345)
    os.chown(repo.path / ".git", 12345, 12345)
    with pytest.raises(ConfigError, match=r"safe\.directory"):
        serve(repo.path).fetch_page(None, "delta")


def test_a_damaged_repository(repo: Any, serve: Any) -> None:
    """A history that cannot be read to its end is an error, never a short one."""
    lost = repo.commit("one")
    repo.commit("two")
    (repo.path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(ConfigError, match="git fsck"):
        serve(repo.path).fetch_page(None, "delta")


def test_git_that_fails_half_way(repo: Any, serve: Any) -> None:
    """Output that ends too early is told from output that ends."""
    lost = repo.commit("one", {"a": "1"})
    tip = repo.commit("two", {"a": "2"})
    service = serve(repo.path)
    (repo.path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(ConfigError, match="git fsck"):
        list(service.history.walk([tip]))
    tree = repo.git("rev-parse", "HEAD^{tree}")
    (repo.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(ConfigError, match="git fsck"):
        read_files(service.repository, [tip], 10)


def test_a_branch_that_names_a_missing_commit(repo: Any, serve: Any) -> None:
    """The same for a tip."""
    repo.commit("one")
    (repo.path / ".git" / "refs" / "heads" / "broken").write_text("1" * 40 + "\n")
    with pytest.raises(ConfigError, match=r"a branch names 1111.*git fsck"):
        serve(repo.path).fetch_page(None, "delta")


def test_without_git(repo: Any, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is asked for by name."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigError, match="needs the program `git`"):
        serve(repo.path).check()


def test_git_that_is_too_old(repo: Any, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version that is needed is named."""
    run = Repository.run

    def old(self: Repository, *arguments: str, **options: Any) -> bytes:
        return b"git version 2.30.9\n" if arguments == ("version",) else run(self, *arguments, **options)

    monkeypatch.setattr(Repository, "run", old)
    with pytest.raises(ConfigError, match=r"install git 2\.31"):
        serve(repo.path).check()
