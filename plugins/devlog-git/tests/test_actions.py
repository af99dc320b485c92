"""Branches and commits made for entries, and what is checked out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from devlog_core.model.errors import ConfigError, RejectedError, UsageError
from devlog_git import plugin
from devlog_git.forms import AskStatus, CreateBranch, MakeCommit

REF = "dl-7c41f09a"
BRANCH = f"devlog/{REF}-fix-the-login"


def branch(service: Any, **form: Any) -> Any:
    """The action as it would be run."""
    return service.create_branch(CreateBranch(entry=REF, title="Fix the login!", **form))


def test_a_commit_of_what_is_staged(repo: Any, serve: Any, read: Any) -> None:
    """Its message leads back to the entry; what was not staged stays as it is."""
    repo.commit("base", {"a": "1", "b": "1"})
    (repo.path / "a").write_text("2")
    (repo.path / "b").write_text("2")
    repo.git("add", "a")
    service = serve(repo.path)
    made = service.commit(MakeCommit(entry=REF, title="Fix the login", body="Because."))
    assert repo.git("log", "-1", "--format=%B") == f"Fix the login\n\nBecause.\n\nDevlog: {REF}\n".rstrip(
        "\n"
    )
    assert (made.branch, made.subject, made.created, made.key) == (
        "main",
        "Fix the login",
        True,
        made.sha[:10],
    )
    assert repo.git("status", "--porcelain") == " M b"
    thing = read(service).named(made.sha)
    assert {target.entry for target in thing.targets} == {REF}
    assert thing.files == ("a",)


def test_a_commit_of_named_files(repo: Any, serve: Any) -> None:
    """New, changed and deleted ones, and nothing else that happens to be staged."""
    repo.commit("base", {"a": "1", "gone": "1", "other": "1"})
    (repo.path / "a").write_text("2")
    (repo.path / "gone").unlink()
    for name in ("new", "-f", ":(exclude)x", "*"):
        (repo.path / name).write_text("1")
    (repo.path / "other").write_text("2")
    repo.git("add", "other")
    files = ("a", "gone", "new", "-f", ":(exclude)x", "*")
    serve(repo.path).commit(MakeCommit(entry=REF, title="Some", files=files))
    assert set(repo.git("show", "--name-only", "--no-renames", "--format=").splitlines()) == set(files)
    assert repo.git("status", "--porcelain") == "M  other"


def test_a_subject_that_looks_like_a_comment(repo: Any, serve: Any) -> None:
    """`#12` at the start of a line is text."""
    repo.commit("base", {"a": "1"})
    repo.git("config", "commit.cleanup", "strip")
    (repo.path / "a").write_text("2")
    serve(repo.path).commit(MakeCommit(entry=REF, title="#12 Größe", body="# head", files=("a",)))
    assert repo.git("log", "-1", "--format=%B") == f"#12 Größe\n\n# head\n\nDevlog: {REF}"


def test_the_first_commit_of_a_repository(repo: Any, serve: Any) -> None:
    """An empty repository can be begun with."""
    (repo.path / "a").write_text("1")
    made = serve(repo.path).commit(MakeCommit(entry=REF, title="First", files=("a",)))
    assert repo.git("rev-parse", "main") == made.sha


def test_a_commit_made_twice_is_one(repo: Any, serve: Any) -> None:
    """A step that is run again after a crash finds its work done."""
    repo.commit("base", {"a": "1"})
    (repo.path / "a").write_text("2")
    service = serve(repo.path)
    form = MakeCommit(entry=REF, title="Fix", files=("a",))
    first, second = service.commit(form), service.commit(form)
    assert (first.created, second.created, first.sha) == (True, False, second.sha)


def test_nothing_to_commit(repo: Any, serve: Any) -> None:
    """An empty commit helps nobody."""
    repo.commit("base", {"a": "1"})
    with pytest.raises(UsageError, match="nothing is staged"):
        serve(repo.path).commit(MakeCommit(entry=REF, title="Fix"))


@pytest.mark.parametrize("name", ["nowhere", "../outside", "ignored"])
def test_files_that_cannot_be_committed(name: str, repo: Any, serve: Any) -> None:
    """The file is named."""
    repo.commit("base", {".gitignore": "ignored\n"})
    (repo.path / "ignored").write_text("x")
    with pytest.raises(UsageError, match=name):
        serve(repo.path).commit(MakeCommit(entry=REF, title="Fix", files=(name,)))


def test_without_an_identity(repo: Any, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name is guessed from the machine's; the cure is named before anything is staged."""
    repo.commit("base")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    monkeypatch.delenv("EMAIL", raising=False)
    (repo.path / "a").write_text("1")
    service = serve(repo.path)
    with pytest.raises(ConfigError, match=r"user\.name"):
        service.commit(MakeCommit(entry=REF, title="Fix", files=("a",)))
    assert repo.git("status", "--porcelain") == "?? a"
    info = service.check()
    assert info.account == ""
    assert "user.email" in info.missing["commit"]
    assert "commit" not in info.permissions


def test_who_we_are(repo: Any, serve: Any) -> None:
    """The identity is the user's own, from git's settings."""
    repo.commit("base")
    info = serve(repo.path).check()
    assert info.account == "Ada Lovelace <ada@example.com>"
    assert {"read", "create_branch", "commit", "status"} <= set(info.permissions)
    assert "git remote add origin" in info.missing["fetch"]
    assert info.warnings == ()


def test_hooks_run_only_where_the_settings_say_so(repo: Any, serve: Any, tmp_path: Path) -> None:
    """A repository's code is run by nobody who did not ask for it."""
    repo.commit("base", {"a": "1"})
    for name in ("pre-commit", "commit-msg", "post-commit", "post-checkout", "reference-transaction"):
        hook = repo.path / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran-{name}'\n")
        hook.chmod(0o755)
    (repo.path / "a").write_text("2")
    service = serve(repo.path)
    service.commit(MakeCommit(entry=REF, title="Fix", files=("a",)))
    branch(service, checkout=True)
    assert not list(tmp_path.glob("ran-*"))
    (repo.path / "a").write_text("3")
    serve(repo.path, hooks=True).commit(MakeCommit(entry=REF, title="Again", files=("a",)))
    assert (tmp_path / "ran-pre-commit").exists()
    (repo.path / ".git" / "hooks" / "pre-commit").write_text("#!/bin/sh\necho 'tests are red' >&2\nexit 1\n")
    (repo.path / "a").write_text("4")
    with pytest.raises(RejectedError, match="tests are red"):
        serve(repo.path, hooks=True).commit(MakeCommit(entry=REF, title="Red", files=("a",)))


def test_the_template_is_the_users(repo: Any, serve: Any) -> None:
    """Any form that names the ref."""
    repo.commit("base", {"a": "1"})
    (repo.path / "a").write_text("2")
    service = serve(repo.path, commit_template="[{ref}] {title}")
    service.commit(MakeCommit(entry=REF, title="Fix {this}", files=("a",)))
    assert repo.git("log", "-1", "--format=%B") == f"[{REF}] Fix {{this}}"


def test_status(repo: Any, serve: Any) -> None:
    """Branch, entry and every changed file under its heading."""
    service = serve(repo.path)
    empty = service.status(AskStatus())
    assert (empty.branch, empty.sha, empty.entry, empty.clean) == ("main", None, None, True)
    repo.commit("base", {"a": "1", "b": "1", "old name": "long enough to be known again\n" * 9})
    repo.git("switch", "--quiet", "--create", BRANCH)
    (repo.path / "a").write_text("2")
    (repo.path / "b").write_text("2")
    repo.git("add", "b")
    repo.git("mv", "old name", "new name")
    (repo.path / "ü x").write_text("1")
    found = service.status(AskStatus())
    assert (found.branch, found.entry, found.clean) == (BRANCH, REF, False)
    assert found.sha == repo.git("rev-parse", "HEAD")
    assert (found.staged, found.unstaged, found.untracked) == (("b", "new name"), ("a",), ("ü x",))
    repo.git("checkout", "--quiet", "--detach")
    assert service.status(AskStatus()).branch is None


def test_status_of_a_conflict(repo: Any, serve: Any) -> None:
    """What waits for a decision is told apart, and no commit is made over it."""
    repo.commit("base", {"a": "1"})
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit("side", {"a": "2"})
    repo.git("switch", "--quiet", "main")
    repo.commit("main", {"a": "3"})
    with pytest.raises(AssertionError):
        repo.git("merge", "side")
    service = serve(repo.path)
    assert service.status(AskStatus()).conflicted == ("a",)
    with pytest.raises(UsageError, match="merge"):
        service.commit(MakeCommit(entry=REF, title="Fix"))
    with pytest.raises(UsageError, match="merge"):
        service.commit(MakeCommit(entry=REF, title="Fix", files=("a",)))


def test_a_bare_repository_has_no_working_tree(make_repo: Any, repo: Any, serve: Any) -> None:
    """Branches can be made there; nothing can be committed or checked out."""
    repo.commit("base")
    bare = make_repo("bare", "--bare")
    repo.git("push", "--quiet", str(bare.path), "main")
    service = serve(bare.path)
    assert branch(service).created
    calls: tuple[Callable[[], Any], ...] = (
        lambda: service.status(AskStatus()),
        lambda: service.commit(MakeCommit(entry=REF, title="Fix")),
        lambda: branch(service, checkout=True),
    )
    for call in calls:
        with pytest.raises(UsageError, match="bare"):
            call()
    assert {"commit", "status"} <= service.check().missing.keys()


def test_a_lock_left_behind(repo: Any, serve: Any) -> None:
    """Another git at work is no failure for good."""
    repo.commit("base", {"a": "1"})
    (repo.path / "a").write_text("2")
    (repo.path / ".git" / "index.lock").touch()
    with pytest.raises(Exception, match="holds a lock") as caught:
        serve(repo.path).commit(MakeCommit(entry=REF, title="Fix", files=("a",)))
    assert getattr(caught.value, "kind", None) == "transient"


@pytest.mark.parametrize("entry", ["12", "dl-7c41", "dl-7c41f09a; rm", "--force", ""])
def test_only_refs_name_entries(entry: str) -> None:
    """A bare number is never an entry."""
    with pytest.raises(ValidationError):
        CreateBranch(entry=entry)


def test_the_actions_offered() -> None:
    """Five, each with a description and typed both ways."""
    actions = plugin.actions
    assert set(actions) == {"create_branch", "commit", "status", "fetch", "push"}
    assert all(spec.description.endswith(".") for spec in actions.values())


def test_nothing_is_asked_at_the_terminal(
    repo: Any, serve: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An editor, a pager or a password prompt would wait for ever."""
    script = tmp_path / "ask"
    script.write_text(f"#!/bin/sh\ntouch '{tmp_path}/asked'\n")
    script.chmod(0o755)
    for name in ("GIT_EDITOR", "GIT_PAGER", "GIT_ASKPASS", "SSH_ASKPASS"):
        monkeypatch.setenv(name, str(script))
    repo.commit("base", {"a": "1"})
    repo.git("config", "core.fsmonitor", str(script))
    (repo.path / "a").write_text("2")
    service = serve(repo.path)
    service.commit(MakeCommit(entry=REF, title="Fix", files=("a",)))
    service.status(AskStatus())
    service.fetch_page(None, "delta")
    assert not (tmp_path / "asked").exists()
    assert os.environ["GIT_EDITOR"] == str(script)
