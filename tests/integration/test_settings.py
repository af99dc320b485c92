"""What the settings may say about real plugins, and what becomes of what they no longer say."""

from __future__ import annotations

from pathlib import Path

import pytest

from devlog_core.testing.ended import Ended
from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk
from tests.integration.hub import Hub
from tests.integration.repo import Repo


def settings(desk: Desk, *arguments: str) -> Ended:
    """A command that changes the settings."""
    return desk.here("integrations" if arguments[0] in ("add", "remove", "rescope") else "config", *arguments)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("repository", "shop", "expected OWNER/NAME"),
        ("api_url", "ftp://somewhere", "expected a URL"),
    ],
)
def test_what_only_the_plugin_knows_to_be_wrong_is_refused_when_it_is_written(
    make_desk: MakeDesk, key: str, value: str, said: str
) -> None:
    """Otherwise a slip shows only at the first sync."""
    desk = make_desk()
    before = (desk.inner / "config.toml").read_text(encoding="utf-8")
    values = {"repository": "acme/shop", key: value}
    added = settings(desk, "add", "github", *(f"--set={k}={v}" for k, v in values.items()))
    assert (added.code, (desk.inner / "config.toml").read_text(encoding="utf-8")) == (3, before)
    assert said in added.err
    assert f"integrations.github.config.{key}" in added.err
    assert settings(desk, "add", "github", "--set", "repository=acme/shop").code == 0
    changed = settings(desk, "set", f"integrations.github.config.{key}", value)
    assert changed.code == 3
    assert said in changed.err
    assert "acme/shop" in (desk.inner / "config.toml").read_text(encoding="utf-8")


def test_a_reference_is_judged_when_it_is_used(make_desk: MakeDesk) -> None:
    """Otherwise the name of a variable is taken for its value."""
    desk = make_desk()
    assert settings(desk, "add", "github", "--set", "repository=${SHOP}").code == 0
    desk.environ["SHOP"] = "no-slash"
    run = desk.near(code=3)["github"]
    assert run["errors"][0]["kind"] == "config"


def test_a_secret_that_is_refused_is_not_shown(make_desk: MakeDesk) -> None:
    """Otherwise a refusal tells a token to whoever looks over one's shoulder."""
    desk = make_desk()
    added = settings(desk, "add", "github", "--set", "repository=acme/shop", "--set", "tokn=ghp_hidden")
    assert added.code == 3
    assert "ghp_hidden" not in added.err


def test_a_tracker_that_is_not_there_is_refused(desk: Desk, tmp_path: Path) -> None:
    """Otherwise `#12` in a commit means nothing, and nobody is told."""
    repo = Repo(tmp_path / "repo")
    arguments = ("add", "git", "--set", f"path={repo.path}", "--set")
    wrong = settings(desk, *arguments, "tracker=gihub")
    assert wrong.code == 3
    assert "did you mean `github`?" in wrong.err
    several = settings(desk, *arguments, 'tracker=["github", "jra"]')
    assert (several.code, "there is no other integration `jra`" in several.err) == (3, True)
    assert settings(desk, *arguments, 'tracker=["github"]').code == 0
    # What is named cannot be taken away without a word.
    taken = settings(desk, "remove", "github")
    assert taken.code == 3
    assert "integrations.git.config.tracker" in taken.err


def test_rescoping_to_the_same_container_changes_nothing(desk: Desk, hub: Hub) -> None:
    """Otherwise a command typed too much parts every link."""
    hub.seed([{"title": "one"}])
    desk.near()
    hub.rename("acme/store", "acme/shop")
    again = settings(desk, "rescope", "github")
    assert again.code == 0
    assert "nothing changed" in again.err
    assert desk.show(desk.of("1"))["links"][0]["state"] == "linked"


def test_rescoping_unasked_parts_nothing(desk: Desk, hub: Hub) -> None:
    """Otherwise a network that is down costs every link."""
    hub.seed([{"title": "one"}])
    desk.near()
    hub.stop()
    assert settings(desk, "rescope", "github").code == 1
    assert desk.show(desk.of("1"))["links"][0]["state"] == "linked"


def test_rows_of_an_integration_that_is_no_longer_there_are_not_shown(desk: Desk, hub: Hub) -> None:
    """Otherwise what can never be sent waits on the list for ever."""
    desk.connect("api", hub.settings("acme/api"))
    desk.new("waits")
    api = desk.settings["integrations"].pop("api")
    desk.write()
    listed = desk.here("outbox", "list")
    assert [row["integration"] for row in listed.json] == ["github"]
    assert "1 rows of api" in listed.err
    assert [row["integration"] for row in desk.here("status").json["outbox"]] == ["github"]
    desk.here("outbox", "retry")
    assert set(desk.near()) >= {"github"}
    desk.settings["integrations"]["api"] = api
    desk.write()
    assert [row["integration"] for row in desk.here("outbox", "list").json] == ["api"]
    desk.near()
    assert len(hub.keys("acme/api")) == 1


def test_an_old_failure_is_not_that_of_a_new_integration(desk: Desk, hub: Hub) -> None:
    """Otherwise what was just added shows as broken."""
    desk.environ["GITHUB_TOKEN"] = "wrong"
    desk.new("waits")
    desk.near(code=1)
    assert desk.here("status").json["integrations"][0]["status"] == "error"
    assert settings(desk, "remove", "github").code == 0
    more = [f"--set={key}={value}" for key, value in hub.settings().items()]
    assert settings(desk, "add", "github", *more).code == 0
    [shown] = desk.here("status").json["integrations"]
    assert (shown["status"], shown["last_run"], shown["error"]) == ("active", None, None)
    [row] = desk.here("outbox", "list").json
    assert (row["state"], row["error"]) == ("pending", None)
