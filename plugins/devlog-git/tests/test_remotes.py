"""Fetch and push, against repositories beside this one and remotes that refuse."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DeadlineError,
    RejectedError,
    StaleError,
    TransientError,
    UsageError,
)
from devlog_git.forms import Fetch, Moved, Push

REF = "dl-7c41f09a"


@pytest.fixture
def pair(make_repo: Callable[..., Any], repo: Any) -> tuple[Any, Any]:
    """A working repository and the bare one that is its remote, both with one commit."""
    bare = make_repo("remote.git", "--bare")
    repo.git("remote", "add", "origin", str(bare.path))
    repo.commit("base")
    repo.git("push", "--quiet", "origin", "main")
    return repo, bare


def test_fetch_tells_what_moved(pair: tuple[Any, Any], serve: Any, read: Any) -> None:
    """And the next reading has it."""
    repo, bare = pair
    service = serve(repo.path)
    first = read(service)
    base = repo.git("rev-parse", "main")
    new = bare.graft("new", base)
    bare.git("update-ref", "refs/heads/main", new)
    bare.git("update-ref", "refs/heads/work", new)
    found = service.fetch(Fetch())
    assert found.remote == "origin"
    assert found.updated == (Moved(branch="main", old=base, new=new), Moved(branch="work", old=None, new=new))
    assert service.fetch(Fetch()).updated == ()
    assert read(service, first.next).ids == [new]
    bare.git("update-ref", "-d", "refs/heads/work")
    assert service.fetch(Fetch()).updated == ()
    assert service.fetch(Fetch(prune=True)).updated == (Moved(branch="work", old=new, new=None),)


def test_push_sends_one_branch(pair: tuple[Any, Any], serve: Any) -> None:
    """The one checked out unless told; sent twice, it is sent once."""
    repo, bare = pair
    repo.git("switch", "--quiet", "--create", f"devlog/{REF}-x")
    sha = repo.commit("work")
    service = serve(repo.path)
    made = service.push(Push())
    assert (made.remote, made.branch, made.sha, made.updated) == ("origin", f"devlog/{REF}-x", sha, True)
    assert bare.git("rev-parse", f"devlog/{REF}-x") == sha
    assert service.push(Push(branch=f"devlog/{REF}-x")).updated is False
    assert bare.git("branch", "--format=%(refname:short)").splitlines() == [f"devlog/{REF}-x", "main"]


def test_push_never_forces(pair: tuple[Any, Any], serve: Any) -> None:
    """Not even where the settings of the remote say so."""
    repo, bare = pair
    theirs = bare.graft("theirs", repo.git("rev-parse", "main"))
    bare.git("update-ref", "refs/heads/main", theirs)
    repo.commit("mine")
    repo.git("config", "remote.origin.push", "+refs/heads/*:refs/heads/*")
    with pytest.raises(StaleError, match="fetch and merge"):
        serve(repo.path).push(Push())
    assert bare.git("rev-parse", "main") == theirs


def test_a_push_that_the_remote_refuses(pair: tuple[Any, Any], serve: Any) -> None:
    """A protected branch stays refused however often one tries."""
    repo, bare = pair
    hook = bare.path / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho protected >&2\nexit 1\n")
    hook.chmod(0o755)
    repo.commit("mine")
    with pytest.raises(RejectedError, match="pre-receive hook declined"):
        serve(repo.path).push(Push())


@pytest.mark.parametrize(
    "branch", ["nowhere", "--force", "+main", "main:other", ":main", "refs/heads/main", ""]
)
def test_only_a_local_branch_can_be_pushed(branch: str, pair: tuple[Any, Any], serve: Any) -> None:
    """Nothing else reaches git's command line."""
    repo, bare = pair
    if branch:
        with pytest.raises(UsageError, match="no local branch"):
            serve(repo.path).push(Push(branch=branch))
    repo.git("switch", "--quiet", "--detach")
    with pytest.raises(UsageError, match="detached"):
        serve(repo.path).push(Push())
    assert bare.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_a_remote_that_is_not_configured(repo: Any, serve: Any, make_repo: Any) -> None:
    """A folder of that name is no remote."""
    repo.commit("base")
    make_repo("repo/upstream")
    calls: tuple[Callable[[], Any], ...] = (
        lambda: serve(repo.path).fetch(Fetch(remote="upstream")),
        lambda: serve(repo.path).push(Push()),
    )
    for call in calls:
        with pytest.raises(ConfigError, match="git remote add"):
            call()


def test_a_remote_repository_that_is_gone(pair: tuple[Any, Any], serve: Any, tmp_path: Path) -> None:
    """The setting is named."""
    repo, bare = pair
    bare.path.rename(tmp_path / "moved")
    with pytest.raises(ConfigError, match="no such remote repository"):
        serve(repo.path).fetch(Fetch())


class Refusing(http.server.BaseHTTPRequestHandler):
    """A server that answers every request with the status in its path."""

    def do_GET(self) -> None:
        status = int(self.path.split("/")[1])
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Where the refusing server listens."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


def test_nobody_is_asked_for_a_password(
    server: str, repo: Any, serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that asks would wait for an answer for ever."""
    script = tmp_path / "ask"
    script.write_text(f"#!/bin/sh\ntouch '{tmp_path}/asked'\n")
    script.chmod(0o755)
    monkeypatch.setenv("GIT_ASKPASS", str(script))
    monkeypatch.setenv("SSH_ASKPASS", str(script))
    repo.git("remote", "add", "origin", f"http://{server}/401/x.git")
    with pytest.raises(AuthError, match="by hand"):
        serve(repo.path).fetch(Fetch())
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthError), (403, AuthError), (404, ConfigError), (503, TransientError)]
)
def test_servers_that_refuse(status: int, error: type[Exception], server: str, repo: Any, serve: Any) -> None:
    """Each by its cure, without a prompt, and without the password that stands in the address."""
    repo.commit("base")
    repo.git("remote", "add", "origin", f"http://ada:s3cret@{server}/{status}/x.git")
    with pytest.raises(error) as caught:
        serve(repo.path).fetch(Fetch())
    assert type(caught.value) is error
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_server_that_is_not_there(repo: Any, serve: Any) -> None:
    """It may be there later."""
    repo.commit("base")
    repo.git("remote", "add", "origin", "http://127.0.0.1:1/x.git")
    with pytest.raises(TransientError, match="cannot be reached"):
        serve(repo.path).fetch(Fetch())


def test_a_server_that_does_not_answer(repo: Any, serve: Any, tmp_path: Path) -> None:
    """The time is bounded, and nothing is left running behind it."""
    repo.commit("base")
    script, beat = tmp_path / "ssh", tmp_path / "beat"
    script.write_text(f"#!/bin/sh\nwhile echo x >> '{beat}'; do sleep 0.05; done\n")
    script.chmod(0o755)
    repo.git("config", "core.sshCommand", str(script))
    repo.git("remote", "add", "origin", "git@example.com:a/b.git")
    with pytest.raises(DeadlineError, match="timeout"):
        serve(repo.path, timeout=2).fetch(Fetch())
    size, until = -1, time.monotonic() + 10
    while size != beat.stat().st_size and time.monotonic() < until:
        size = beat.stat().st_size
        time.sleep(0.5)
    assert size == beat.stat().st_size > 0


def test_addresses_on_the_web(pair: tuple[Any, Any], serve: Any, read: Any) -> None:
    """Where the remote is of a known host, things can be looked at there."""
    repo, _ = pair
    repo.git("remote", "set-url", "origin", "git@github.com:acme/shop.git")
    repo.git("branch", f"devlog/{REF}-x")
    service = serve(repo.path)
    branch, commit = read(service).things
    assert branch.ref.url == f"https://github.com/acme/shop/tree/devlog/{REF}-x"
    assert commit.ref.url == f"https://github.com/acme/shop/commit/{commit.ref.id}"
    assert service.scope().name == "acme/shop"
