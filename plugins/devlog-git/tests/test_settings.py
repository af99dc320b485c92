"""What the settings accept, what the plugin says of itself, and addresses on the web."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest

from devlog_core.model.errors import ConfigError, DevlogError, UnsupportedError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import RemoteRef, RemoteThing, Target
from devlog_git import plugin
from devlog_git.config import GitConfig
from devlog_git.failures import failure
from devlog_git.triggers import TRIGGERS, branch_event, commit_events
from devlog_git.web import web_of

NOW = datetime(2030, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pth", "."),
        ("path", ""),
        ("remote", "--upload-pack=x"),
        ("remote", "a b"),
        ("remote", "a/../b"),
        ("branch_prefix", "-x/"),
        ("branch_prefix", "a//b/"),
        ("branch_prefix", "a.lock/"),
        ("default_branch", "-f"),
        ("default_branch", "a..b"),
        ("tracker", "My Hub"),
        ("commit_template", "{title}"),
        ("commit_template", "{title} {ref.__class__}"),
        ("commit_template", "{title} {number} {ref}"),
        ("commit_template", "{title} {ref"),
        ("commit_url", "https://example.com/commit"),
        ("commit_url", "javascript:{sha}"),
        ("page_size", 0),
        ("page_size", "many"),
        ("max_files", -1),
        ("timeout", 0),
    ],
)
def test_a_wrong_setting_is_refused(key: str, value: Any) -> None:
    """With the key's path, before anything is opened."""
    integration = Integration(name="code", plugin="git", config={key: value})
    with pytest.raises(ConfigError, match=rf"integrations\.code\.config\.{key}") as caught:
        plugin.devlog_initialize(integration, None)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_the_settings_have_a_schema_with_words() -> None:
    """Every key is described, and the defaults pass their own schema."""
    schema = plugin.devlog_config_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert all(prop.get("description") for prop in schema["properties"].values())
    assert {"path", "remote", "branch_prefix", "commit_template", "tracker"} <= schema["properties"].keys()
    assert schema["additionalProperties"] is False
    jsonschema.validate(GitConfig().model_dump(exclude_none=True), schema)


def test_making_a_service_opens_nothing(serve: Any) -> None:
    """Only its first use may fail."""
    service = serve("/nowhere")
    service.close()
    service.close()


def test_there_are_no_webhooks(serve: Any) -> None:
    """A repository on disk calls nobody."""
    with pytest.raises(UnsupportedError):
        serve("/nowhere").verify({}, b"")


def test_every_event_fits_its_declared_schema() -> None:
    """Workflows are checked against these before anything happens."""
    schemas = {trigger.name: trigger.schema for trigger in plugin.devlog_supported_triggers()}
    thing = RemoteThing(
        ref=RemoteRef(id="1" * 40, key="1" * 10),
        kind="commit",
        targets=(Target(entry="dl-7c41f09a", closes=True), Target(integration="hub", key="12", closes=True)),
        data={"author_name": "A", "author_email": "a@b", "merge": False, "on_default": True},
    )
    events = [*commit_events(thing, NOW, fresh=True)]
    target = Target(entry="dl-7c41f09a")
    events += [branch_event("b", target, "", NOW, gone=gone, tip="1") for gone in (True, False)]
    for event in events:
        jsonschema.validate(event.data, schemas[event.name])
    assert {event.name for event in events} == schemas.keys() == {trigger.name for trigger in TRIGGERS}
    assert len({event.id for event in events}) == len(events) == 5


@pytest.mark.parametrize(
    ("remote", "commit", "name"),
    [
        ("https://github.com/acme/shop.git", "https://github.com/acme/shop/commit/1", "acme/shop"),
        ("https://ada:token@GitHub.com/acme/shop", "https://github.com/acme/shop/commit/1", "acme/shop"),
        ("git@github.com:acme/shop.git", "https://github.com/acme/shop/commit/1", "acme/shop"),
        ("ssh://git@github.com:22/acme/shop.git/", "https://github.com/acme/shop/commit/1", "acme/shop"),
        ("git@gitlab.com:a/b/c.git", "https://gitlab.com/a/b/c/-/commit/1", "a/b/c"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/commits/1", "a/b"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/commit/1", "a/b"),
        ("https://git.example.com/a/b.git", "", "a/b"),
        ("https://github.com.evil.example/a/b", "", "a/b"),
        ("/srv/git/shop.git", "", ""),
        ("file:///srv/git/shop.git", "", "srv/git/shop"),
        ("C:\\shop", "", "\\shop"),
        ("https://[bad/a", "", ""),
        (None, "", ""),
    ],
)
def test_web_addresses(remote: str | None, commit: str, name: str) -> None:
    """Known hosts only, and never with a password in it."""
    web = web_of(remote)
    assert web.commit("1") == commit
    assert web.name == name


def test_a_web_address_may_be_configured() -> None:
    """For hosts of one's own."""
    web = web_of("git@git.example.com:a/b.git", "https://git.example.com/a/b/-/commit/{sha}")
    assert web.commit("1") == "https://git.example.com/a/b/-/commit/1"
    assert web.branch("x") == ""


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("fatal: unable to access 'https://x/': Could not resolve host: x", "transient"),
        ("git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.", "auth"),
        ("Host key verification failed.\nfatal: Could not read from remote repository.", "auth"),
        ("ERROR: Repository not found.\nfatal: Could not read from remote repository.", "config"),
        ("fatal: cannot use bare repository '/x' (safe.bareRepository is 'explicit')", "config"),
        ("fatal: unsafe repository ('/x' is owned by someone else)", "config"),
        ("fatal: could not open '/x/.git/HEAD' for reading: Permission denied", "config"),
        ("error: gpg failed to sign the data\nfatal: failed to write commit object", "config"),
        ("fatal: something new", "transient"),
        ("", "transient"),
    ],
)
def test_what_git_says_is_named_by_its_cure(said: str, kind: str) -> None:
    """One line, with the place."""
    error = failure(said, "integrations.git: /x", "fetch")
    assert isinstance(error, DevlogError)
    assert error.kind == kind
    assert str(error).startswith("integrations.git: /x")
    assert "\n" not in str(error)


def test_a_password_in_an_address_is_never_repeated() -> None:
    """Not even where git does so."""
    said = (
        "fatal: unable to access 'https://ada:s3cret@example.com/a.git/': Could not resolve host: example.com"
    )
    assert "s3cret" not in str(failure(said, "integrations.git: /x", "fetch"))
    assert "https://example.com/a.git" in str(failure(said, "integrations.git: /x", "fetch"))
