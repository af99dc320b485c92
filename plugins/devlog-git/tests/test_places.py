"""Repositories of every kind, and what is said where there is none."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

REF = "dl-7c41f09a"


def test_an_empty_repository(repo: Any, serve: Any, read: Any) -> None:
    """Nothing is read, nothing fails, and the first commit is news."""
    service = serve(repo.path)
    first = read(service)
    assert (first.things, service.scope()) == ([], None)
    assert "there is no commit yet" in service.check().warnings
    assert service.fetch_page(first.next, "delta").next is first.next
    sha = repo.commit(f"fixes {REF}")
    second = read(service, first.next)
    assert second.ids == [sha]
    assert [event.name for event in second.events] == ["git.commit.added", "git.commit.closes"]
    assert service.scope().id == sha


def test_a_detached_head(repo: Any, serve: Any, read: Any) -> None:
    """What only the head reaches is read as well, and is on no default branch."""
    repo.commit("base")
    repo.git("switch", "--quiet", "--detach")
    loose = repo.commit("loose")
    result = read(serve(repo.path))
    assert result.named(loose).data["on_default"] is False


def test_a_bare_repository_and_its_scope(repo: Any, serve: Any, read: Any, tmp_path: Path) -> None:
    """Every clone is known by the same first commit."""
    root = repo.commit("root")
    repo.commit("two")
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    service = serve(tmp_path / "bare.git")
    assert len(read(service).ids) == 2
    scope = service.scope()
    assert (scope.id, scope.host) == (root, "git")
    assert serve(repo.path).scope().id == root


def test_the_scope_outlives_orphan_branches_and_merged_histories(repo: Any, serve: Any) -> None:
    """A second first commit must not make it another repository."""
    root = repo.commit("root")
    for number in range(8):
        repo.git("update-ref", f"refs/heads/pages{number}", repo.graft(f"pages {number}"))
    repo.git("merge", "--quiet", "--allow-unrelated-histories", "pages0", "-m", "merged")
    assert serve(repo.path).scope().id == root


def test_the_lowest_first_commit_where_no_branch_is_the_default(repo: Any, serve: Any) -> None:
    """Several histories side by side are known by one of them, whatever their order."""
    roots = [repo.graft(f"root {number}") for number in range(3)]
    for number, root in enumerate(roots):
        repo.git("update-ref", f"refs/heads/history{number}", root)
    assert serve(repo.path).scope().id == min(roots)


def test_a_linked_worktree(repo: Any, serve: Any, read: Any, tmp_path: Path) -> None:
    """It shows the branches of the whole repository."""
    repo.commit("base")
    repo.git("worktree", "add", "--quiet", "-b", f"devlog/{REF}-x", str(tmp_path / "tree"))
    assert read(serve(tmp_path / "tree")).branches == [f"devlog/{REF}-x"]


def test_a_directory_below_the_top(
    repo: Any, serve: Any, read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The repository is found upwards, and `path` is relative to the workspace, wherever devlog runs."""
    repo.commit("base", {"deep/er/file": "x"})
    assert len(read(serve(repo.path / "deep" / "er")).ids) == 1
    elsewhere = tmp_path / "elsewhere"
    subprocess.run(["git", "init", "--quiet", str(elsewhere)], check=True)
    monkeypatch.chdir(elsewhere)
    assert len(read(serve("deep", repo.path)).ids) == 1
    assert len(read(serve(".", repo.path)).ids) == 1
    monkeypatch.setenv("HOME", str(repo.path))
    assert len(read(serve("~/deep", elsewhere)).ids) == 1


def test_a_shallow_clone(repo: Any, serve: Any, read: Any, tmp_path: Path) -> None:
    """What is there is read; when the cut moves all is read again, and nothing outside is called gone."""
    shas = [repo.commit(f"{n}", {f"{n}": "x"}) for n in range(6)]
    repo.git("clone", "--quiet", "--depth=2", f"file://{repo.path}", str(tmp_path / "clone"))
    service = serve(tmp_path / "clone")
    first = read(service)
    assert first.ids == shas[4:]
    assert service.scope() is None
    assert any("shallow" in warning for warning in service.check().warnings)
    assert (first.named(shas[4]).files, first.named(shas[4]).data["file_count"]) == ((), None)
    assert first.named(shas[5]).files == ("5",)

    def fetch(*options: str) -> None:
        subprocess.run(["git", "fetch", "--quiet", *options], cwd=tmp_path / "clone", check=True)

    shas.append(repo.commit("6"))
    fetch("--depth=1")
    second = read(service, first.next)
    assert shas[6] in second.ids
    assert second.gone == []
    fetch("--unshallow")
    third = read(service, second.next)
    assert third.ids[: len(shas)] == shas
    assert service.scope().id == shas[0]


def test_a_partial_clone_fetches_nothing(repo: Any, serve: Any, read: Any, tmp_path: Path) -> None:
    """Reading stays offline; renames are found where contents are equal."""
    repo.git("config", "uploadpack.allowFilter", "true")
    lines = [f"line {n}\n" for n in range(99)]
    repo.commit("one", {"a": "x" * 99, "c": "".join(lines)})
    repo.git("mv", "a", "b")
    repo.git("mv", "c", "d")
    sha = repo.commit("two", {"d": "".join(lines[1:])})
    command = [
        "git",
        "clone",
        "--quiet",
        "--bare",
        "--filter=blob:none",
        f"file://{repo.path}",
        str(tmp_path / "part"),
    ]
    subprocess.run(command, check=True)
    repo.path.rename(tmp_path / "away")
    result = read(serve(tmp_path / "part"))
    assert result.named(sha).data["renamed"] == [["a", "b"]]
    assert result.named(sha).files == ("b", "c", "d")


def test_messages_and_names_that_are_no_utf8(repo: Any, serve: Any, read: Any) -> None:
    """They are read as git reads them, and every store can keep them."""
    repo.commit("base")
    tree = repo.git(
        "mktree", stdin=b"100644 blob " + repo.git("hash-object", "-w", "--stdin").encode() + b"\tf\xfc.txt\n"
    )
    raw = f"tree {tree}\nparent {repo.git('rev-parse', 'HEAD')}\n".encode()
    raw += b"author J\xfcrgen <j@x> 1700000000 +51800\n"
    raw += b"committer J\xfcrgen <j@x> 1700000000 -0730\n\nGr\xfc\xdfe\n"
    sha = repo.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw)
    repo.git("update-ref", "refs/heads/main", sha)
    packed = repo.path / ".git" / "packed-refs"
    packed.write_bytes(
        b"# pack-refs with: peeled fully-peeled sorted \n" + sha.encode() + b" refs/heads/f\xfc\n"
    )
    thing = read(serve(repo.path)).named(sha)
    assert (thing.author, thing.title, thing.files) == ("Jürgen", "Grüße", ("f\\xfc.txt",))
    assert (thing.data["zone"], thing.data["committer_zone"]) == ("+51800", "-0730")
    assert thing.at is not None
    assert int(thing.at.timestamp()) == 1700000000


def test_nothing_is_left_running(repo: Any, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading that is given up ends the git process that waited for its next page."""
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    for n in range(5):
        repo.commit(f"{n}")
    monkeypatch.setattr(subprocess, "Popen", Watched)
    service = serve(repo.path, page_size=2)
    assert service.fetch_page(None, "delta").more
    assert any(process.returncode is None for process in started)
    service.close()
    assert started
    assert all(process.returncode is not None for process in started)


def test_inside_a_hook_of_another_repository(
    repo: Any, serve: Any, read: Any, make_repo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook that runs devlog has told git where it is; the configured path counts."""
    sha = repo.commit("mine")
    other = make_repo("other")
    other.commit("not mine")
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git" / "index"))
    assert read(serve(repo.path)).ids == [sha]


def test_settings_of_the_user_change_nothing(repo: Any, serve: Any, read: Any) -> None:
    """Signatures, colours, quoting, encodings, pagers and replaced objects are the user's own affair."""
    repo.commit("one", {"ü": "x"})
    sha = repo.commit("zwölf", {"ä": "x"})
    before = read(serve(repo.path))
    for name, value in {
        "log.showSignature": "true",
        "color.ui": "always",
        "core.quotePath": "true",
        "core.pager": "false",
        "i18n.logOutputEncoding": "latin1",
        "diff.renames": "copies",
        "diff.noprefix": "true",
        "core.hooksPath": "/nowhere",
        "log.date": "relative",
    }.items():
        repo.git("config", name, value)
    repo.git("replace", sha, repo.git("rev-parse", "HEAD~1"))
    assert read(serve(repo.path)).things == before.things
