"""Settings: what is taken, and what is refused with the cure."""

from __future__ import annotations

import sys
from subprocess import run
from typing import Any

import pytest
from pydantic import ValidationError

from devlog_core.model.errors import ConfigError
from devlog_core.plugin.config import secret_keys
from devlog_github import plugin
from devlog_github.config import GitHubConfig

from .desk import opened


def refusal(**table: Any) -> str:
    """What is said of a `config` table."""
    with pytest.raises(ConfigError) as caught:
        opened({"repository": "acme/shop"} | table)
    return str(caught.value)


def test_importing_the_plugin_imports_no_library_of_the_provider() -> None:
    """Otherwise `devlog list` would pay for PyGithub."""
    code = (
        "import devlog_github, sys; print([m for m in ('github', 'requests', 'urllib3') if m in sys.modules])"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_making_a_service_reaches_for_nothing() -> None:
    """`devlog_initialize` is called without network."""
    desk = opened({"repository": "acme/shop", "api_url": "http://127.0.0.1:1"})
    assert desk.context.meter.requests == 0
    assert desk.context.secrets.asked == 0


def test_the_schema_tells_secrets_from_the_rest() -> None:
    """Otherwise `devlog config` would show a token."""
    assert secret_keys(plugin.devlog_config_schema()) == {"token", "webhook_secret"}


def test_a_secret_is_not_in_what_python_shows() -> None:
    """A settings object may end up in a log."""
    config = GitHubConfig.model_validate({"repository": "acme/shop", "token": "ghp_secret"})
    assert "ghp_secret" not in f"{config!r} {config}"


@pytest.mark.parametrize(
    "given", ["acme/shop", "https://github.com/acme/shop", "https://github.com/acme/shop.git", " acme/shop "]
)
def test_a_repository_may_be_pasted(given: str) -> None:
    """People copy what their browser shows."""
    assert GitHubConfig.model_validate({"repository": given}).repository == "acme/shop"


@pytest.mark.parametrize("given", ["shop", "acme/", "acme/shop/issues", "", "acme shop"])
def test_another_repository_is_refused(given: str) -> None:
    """A mistyped name must not become a request."""
    assert "expected OWNER/NAME" in refusal(repository=given)


def test_missing_and_unknown_keys_are_refused() -> None:
    """A key with a typing mistake would otherwise have no effect, unnoticed."""
    with pytest.raises(ConfigError, match=r"config\.repository"):
        opened({})
    assert "config.tokne" in refusal(tokne="x")


@pytest.mark.parametrize("given", ["ftp://x", "api.github.com", "https://", "https://u:p@h/api"])
def test_an_address_that_is_none_is_refused(given: str) -> None:
    """The token would go nowhere, or elsewhere."""
    assert "expected a URL" in refusal(api_url=given)


def test_an_unknown_status_names_the_nearest() -> None:
    """`in_progress` is the likeliest mistake of all."""
    text = refusal(mapping={"status": {"in-progres": "doing"}})
    assert "no value 'in-progres'" in text
    assert "did you mean `in-progress`?" in text


@pytest.mark.parametrize(
    ("mapping", "word"),
    [
        ({"status": {"done": "closed:wontfix"}}, "closed:not_planned"),
        ({"status": {"done": True}}, "name of a label"),
        ({"priority": {"high": "x" * 51}}, "at most 50"),
        ({"priority": {"high": "urgent"}, "type": {"bugfix": "Urgent"}}, "one of priority too"),
        ({"colour": {}}, "colour"),
    ],
)
def test_a_map_that_cannot_work_is_refused(mapping: dict[str, Any], word: str) -> None:
    """GitHub would refuse it much later, or labels would undo each other."""
    assert word in refusal(mapping=mapping)


def test_a_table_overrides_key_by_key() -> None:
    """Changing one label must not lose the others."""
    given = {"repository": "a/b", "mapping": {"status": {"blocked": "stuck", "testing": False}}}
    table = GitHubConfig.model_validate(given).mapping.table("status")
    assert table["blocked"] == "stuck"
    assert table["testing"] == "open"
    assert table["in-progress"] == "status: in progress"


def test_settings_cannot_be_changed_afterwards() -> None:
    """Rule 8: frozen values."""
    config = GitHubConfig.model_validate({"repository": "acme/shop"})
    with pytest.raises(ValidationError):
        config.repository = "other/one"  # type: ignore[misc]
