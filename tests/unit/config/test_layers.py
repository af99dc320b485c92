"""Later layers win over earlier ones, key by key, and each key knows where it came from."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from devlog_core.config.environment import parse
from devlog_core.config.sources import user_file

from .conftest import Site

WORKSPACE = """
[sync]
create_guard = 3
[integrations.backend-repo]
plugin = "tracker"
[integrations.backend-repo.config]
repository = "acme/shop"
[integrations.backend-repo.config.mapping.in-progress]
open = "x"
"""


def test_every_layer_wins_over_the_one_before(site: Site) -> None:
    """Otherwise nobody can tell which of five places decides."""
    site.write("")
    assert site.load().settings.sync.create_guard == 20
    site.write("", user="[sync]\ncreate_guard = 2\ndeadline = 9")
    assert site.load().settings.sync.create_guard == 2
    site.write(WORKSPACE)
    assert site.load().settings.sync.create_guard == 3
    variable = {"DEVLOG_SYNC__CREATE_GUARD": "4"}
    assert site.load(**variable).settings.sync.create_guard == 4
    manager = site.load({"sync.create_guard": 5}, **variable)
    assert manager.settings.sync.create_guard == 5
    assert manager.settings.sync.deadline == 9


def test_names_in_the_environment_find_the_names_in_the_files(site: Site) -> None:
    """Otherwise a hyphen or a capital letter makes a second integration of the same place."""
    site.write(WORKSPACE)
    manager = site.load(
        DEVLOG_INTEGRATIONS__BACKEND_REPO__DIRECTION="pull",
        DEVLOG_INTEGRATIONS__BACKEND_REPO__CONFIG__APIVERSION="4",
        DEVLOG_INTEGRATIONS__BACKEND_REPO__CONFIG__MAPPING__IN_PROGRESS__OPEN="y",
    )

    assert list(manager.settings.integrations) == ["backend-repo"]
    integration = manager.settings.integrations["backend-repo"]
    assert integration.direction == "pull"
    assert integration.config == {
        "repository": "acme/shop",
        "apiVersion": 4,
        "mapping": {"in-progress": {"open": "y"}},
    }
    assert manager.problems == {}


def test_an_integration_may_live_in_the_environment_alone(site: Site) -> None:
    """Otherwise a container needs a file for what its environment says."""
    site.write("")
    manager = site.load(
        DEVLOG_INTEGRATIONS__BACKEND_REPO__PLUGIN="tracker",
        DEVLOG_INTEGRATIONS__BACKEND_REPO__CONFIG__REPOSITORY="123",
        DEVLOG_INTEGRATIONS__BACKEND_REPO__CONFIG__TOKEN="456",
        DEVLOG_INTEGRATIONS__BACKEND_REPO__CONFIG__LABELS='["a", "b"]',
    )

    assert manager.problems == {}
    assert manager.warnings == ()
    assert manager.resolved("backend-repo").config == {
        "repository": "123",
        "token": "456",
        "labels": ["a", "b"],
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("true", True),
        ('["a"]', ["a"]),
        ('"5"', "5"),
        ("plain text", "plain text"),
        ("", ""),
        ("1\nb = 2", "1\nb = 2"),
        ("[" * 5000, "[" * 5000),
    ],
)
def test_a_variable_is_toml_or_else_text(text: str, value: object) -> None:
    """Otherwise a list cannot be given, or a plain word is refused."""
    assert parse(text) == value


def test_a_number_stays_text_where_only_text_can_stand() -> None:
    """Otherwise a token of digits is refused as a number."""
    assert parse("0123", wants_text=True) == "0123"
    assert parse("12", wants_text=True) == "12"
    assert parse('"12"', wants_text=True) == "12"


def test_a_variable_that_could_mean_two_keys_is_refused(site: Site) -> None:
    """Otherwise one of the two is set by luck."""
    site.write(
        """
        [integrations.a]
        plugin = "tracker"
        [integrations.a.config.mapping.x-y]
        [integrations.a.config.mapping.x_y]
        """
    )
    manager = site.load(tolerant=True, DEVLOG_INTEGRATIONS__A__CONFIG__MAPPING__X_Y__K="v")

    assert [str(fault) for fault in manager.faults] == [
        "DEVLOG_INTEGRATIONS__A__CONFIG__MAPPING__X_Y__K: it may mean `x-y` or `x_y`; set it in a file"
    ]


def test_other_variables_are_none_of_our_business(site: Site) -> None:
    """Otherwise the workspace's own variable is taken for a setting."""
    site.write("")
    site.load(DEVLOG_WORKSPACE="/x", DEVLOG="1", DEVLOGX__Y="1")


def test_a_file_may_begin_with_a_byte_order_mark(site: Site) -> None:
    """Otherwise a file saved by a Windows editor is refused at its first letter."""
    site.file.write_bytes(b"\xef\xbb\xbf[sync]\r\ncreate_guard = 7\r\n")

    assert site.load().settings.sync.create_guard == 7


def test_the_users_file_is_where_the_platform_keeps_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Otherwise the shortcut past platformdirs reads another file than it would."""
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    expected = platformdirs.user_config_path("devlog", appauthor=False) / "config.toml"
    assert user_file({"HOME": str(tmp_path)}) == expected
    assert user_file({"XDG_CONFIG_HOME": "/x", "HOME": "/y"}) == Path("/x/devlog/config.toml")
