"""A token goes to its server, and nowhere else."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from devlog_core.testing.sandbox import Moment
from devlog_github.sandbox.answer import RefusedError
from tests.integration.desk import Desk
from tests.integration.hub import Hub
from tests.integration.repo import Repo

LONG = pytest.mark.long

SECRET = "ghp_0123456789abcdefABCDEF0123456789abcd"
FORMS = tuple(
    form
    for told in (SECRET, f"devlog-bot@example.com:{SECRET}")
    for form in (told, base64.b64encode(told.encode()).decode().rstrip("="))
)
LOOKS = (
    ("status",),
    ("list", "--all"),
    ("config",),
    ("integrations",),
    ("integrations", "check", "github"),
    ("doctor",),
    ("export", "devlog"),
)


def revealed(desk: Desk, *arguments: str, forms: tuple[bool, ...] = (False,)) -> list[str]:
    """Run a command at -v, in its forms with or without --json, and tell where the token shows."""
    found = []
    for json_ in forms:
        out, err = desk.start(*arguments, "-v", json_=json_).communicate(timeout=60)
        said = {"standard output": out, "standard error": err}
        found += [f"{arguments} says it on {where}" for where, text in said.items() if shows(text.encode())]
    return found


def shows(data: bytes) -> bool:
    """Whether the token is in there, in one of its forms."""
    return any(form.encode() in data for form in FORMS)


def kept(desk: Desk) -> list[str]:
    """The files that hold the token, in the workspace and in the home beside it."""
    files = [path for path in desk.folder.parent.rglob("*") if path.is_file() and path.name != "token.txt"]
    assert files
    return [path.name for path in files if shows(path.read_bytes())]


@pytest.fixture
def secret_hub(hub: Hub) -> Hub:
    """GitHub with the secret token, and things to read and to write."""
    hub.add_token(SECRET, "devlog-bot")
    hub.seed([{"title": "one", "comments": ["c"]}])
    return hub


@pytest.mark.parametrize(
    "reference",
    [
        "file:token.txt",
        *(pytest.param(form, marks=LONG) for form in ("${SECRET}", "env:SECRET", SECRET)),
    ],
)
def test_no_way_to_name_a_token_lets_it_out(desk: Desk, secret_hub: Hub, reference: str) -> None:
    """Otherwise a log, an export or the store gives it to whoever reads them."""
    desk.settings["integrations"]["github"]["config"]["token"] = reference
    desk.write()
    for folder in (desk.folder, desk.inner):
        (folder / "token.txt").write_text(SECRET + "\n")
    desk.environ["SECRET"] = SECRET
    assert desk.sync()["github"]["pulled"]["created"] == 1
    ref = desk.of("1")
    desk.edit(ref, "--title", "edited")
    desk.do("note", ref, "a note")
    found = revealed(desk, "sync", forms=(True, False))
    for arguments in (*LOOKS, ("show", ref), ("history", ref)):
        found += revealed(desk, *arguments)
    assert found == []
    assert secret_hub.read("1")["title"] == "edited"
    assert kept(desk) == (["config.toml"] if reference == SECRET else [])


def test_no_failure_lets_it_out(desk: Desk, secret_hub: Hub) -> None:
    """Otherwise an error message, which people paste into reports, carries it."""
    hub = secret_hub
    desk.settings["integrations"]["github"]["config"]["token"] = "${SECRET}"
    desk.write()
    desk.environ["SECRET"] = SECRET
    desk.sync()
    ref = desk.of("1")
    number = 0
    found: list[str] = []

    def fail(*arguments: str) -> None:
        nonlocal number
        number += 1
        desk.edit(ref, "--title", f"edited {number}")
        found.extend(revealed(desk, "sync", *arguments, forms=(bool(number % 2),)))

    def echo(moment: Moment) -> None:
        # A server, or a proxy, may say what it was told.
        if moment.phase == "before" and moment.method == "PATCH":
            raise RefusedError(422, f"cannot take this from token {SECRET}")

    for fault in ("lost-answer", "503", "wrong-type", "truncated"):
        hub.fault(fault, times=1, match="PATCH ")
        fail("--push")
    hub.on_request(echo)
    fail("--push")
    hub.exchange.hooks.clear()
    hub.revoke(SECRET)
    fail()
    hub.stop()
    fail("--entry", ref)
    for arguments in (("status",), ("outbox",), ("integrations",), ("integrations", "check", "github")):
        found += revealed(desk, *arguments, forms=(True, False))
    assert found == []
    assert kept(desk) == []


def test_a_password_in_the_address_of_a_git_remote_stays_there(desk: Desk, hub: Hub, tmp_path: Path) -> None:
    """Otherwise every link to a commit carries it."""
    repo = Repo(tmp_path / "repo")
    repo.git("remote", "add", "origin", f"https://ada:{SECRET}@github.com/acme/shop.git")
    hub.seed([{"title": "one"}])
    repo.commit("see #1")
    desk.connect("git", {"path": str(repo.path), "tracker": "github"}, plugin="git")
    found = revealed(desk, "sync")
    ref = desk.of("1")
    assert any(link["kind"] == "commit" for link in desk.show(ref)["links"])
    for arguments in (("show", ref), ("export", "devlog"), ("integrations", "check", "git")):
        found += revealed(desk, *arguments)
    assert found == []
    assert kept(desk) == []
