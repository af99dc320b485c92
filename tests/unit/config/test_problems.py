"""What is wrong with one integration's plugin or `config` concerns that integration alone."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import ConfigError, NotFoundError

from .conftest import Site

HEAD = "[integrations.a]\nplugin = 'tracker'\n[integrations.a.config]\n"
REPOSITORY = "repository = 'acme/shop'\n"
PROBLEMS = {
    "a missing key": (
        HEAD,
        ["FILE:3: integrations.a.config.repository: missing; expected text that is not empty"],
    ),
    "no config at all": (
        "\n[integrations.a]\nplugin = 'tracker'",
        ["FILE:2: integrations.a.config.repository: missing; expected text that is not empty"],
    ),
    "an unknown key": (
        HEAD + REPOSITORY + "tokn = 'hush'",
        ["FILE:5: integrations.a.config.tokn: unknown key; did you mean `token`?"],
    ),
    "a wrong type": (
        HEAD + "repository = 5",
        ["FILE:4: integrations.a.config.repository: expected text that is not empty, got 5"],
    ),
    "a secret of a wrong type": (
        HEAD + REPOSITORY + "token = 4711",
        ["FILE:5: integrations.a.config.token: expected text, got a number"],
    ),
    "a word that is no choice": (
        HEAD + REPOSITORY + "deployment = 'moon'",
        ["FILE:5: integrations.a.config.deployment: expected `auto` or `cloud`, got 'moon'"],
    ),
    "a number out of range": (
        HEAD + REPOSITORY + "apiVersion = 0",
        ["FILE:5: integrations.a.config.apiVersion: expected a whole number from 1 up, got 0"],
    ),
    "a nested value": (
        HEAD + REPOSITORY + "[integrations.a.config.mapping.status]\nopen = 3",
        ["FILE:6: integrations.a.config.mapping.status.open: expected text, got 3"],
    ),
    "several": (
        HEAD + "zzz = 1\ndeployment = 'moon'",
        [
            "FILE:3: integrations.a.config.repository: missing; expected text that is not empty",
            (
                "FILE:4: integrations.a.config.zzz: unknown key; known are "
                "repository, token, apiVersion, deployment, mapping, labels"
            ),
            "FILE:5: integrations.a.config.deployment: expected `auto` or `cloud`, got 'moon'",
        ],
    ),
    "an unknown plugin": (
        "[integrations.a]\nplugin = 'traker'",
        [
            (
                "FILE:2: integrations.a.plugin: no plugin `traker` is installed; did you mean `tracker`? "
                "If it exists, `pip install devlog-traker`"
            )
        ],
    ),
    "an unknown plugin that is not spelled out": (
        "[integrations.a]",
        [
            (
                "FILE:1: integrations.a.plugin: no plugin `a` is installed; installed: tracker. "
                "If it exists, `pip install devlog-a`"
            )
        ],
    ),
}


@pytest.mark.parametrize("what", PROBLEMS)
def test_a_problem_says_where_and_what_and_stays_with_its_integration(site: Site, what: str) -> None:
    """Otherwise one bad table stops the sync of every other place."""
    text, lines = PROBLEMS[what]
    text += "\n[integrations.fine]\nplugin = 'tracker'\nconfig.repository = 'a/b'\n"

    assert site.problem(text, "a") == lines
    manager = site.load()
    assert list(manager.problems) == ["a"]
    assert manager.resolved("fine").config == {"repository": "a/b"}
    with pytest.raises(ConfigError) as raised:
        manager.resolved("a")
    assert site.lines(raised.value) == lines


def test_a_problem_is_told_the_same_way_from_memory(site: Site) -> None:
    """Otherwise the second run says something else than the first."""
    text, lines = PROBLEMS["several"]
    assert site.problem(text, "a") == site.problem(text, "a") == lines


def test_a_plugin_that_does_not_load_is_a_problem(site: Site) -> None:
    """Otherwise a broken package takes the others along."""
    site.shelf.install("bad", "raise ImportError('libfoo is missing')", version="1.4")

    assert site.problem("[integrations.bad]", "bad") == [
        (
            "FILE:1: integrations.bad.plugin: plugin `bad` (devlog-bad 1.4) does not load: "
            "ImportError: libfoo is missing; try `pip install -U devlog-bad`, or tell its author"
        )
    ]


def test_a_disabled_integration_has_no_problems(site: Site) -> None:
    """Otherwise what was switched off goes on complaining."""
    site.write("[integrations.a]\nplugin = 'gone'\nenabled = false")
    assert site.load().problems == {}


def test_a_schema_that_fails_when_applied_is_the_plugins_problem(site: Site) -> None:
    """Otherwise a bad pattern in one plugin's schema ends every command in a trace."""
    site.shelf.install(
        "odd",
        """
        @hookimpl
        def devlog_plugin_info(): return PluginInfo(name="odd", version="1", description="")
        @hookimpl
        def devlog_config_schema(): return {"properties": {"x": {"$ref": "#/nowhere"}}}
        """,
    )
    (line,) = site.problem("[integrations.odd]\nconfig.x = 'a'", "odd")
    assert "its schema cannot be applied" in line


def test_only_a_plugin_that_says_so_is_no_tracker(site: Site) -> None:
    """Otherwise an entry made while a plugin is broken is never sent."""
    site.shelf.good("source")
    site.write("[integrations.source]\n[integrations.tracker]\n[integrations.unknown]\n")
    for _ in range(2):
        manager = site.load()
        assert [name for name in manager.settings.integrations if manager.is_tracker(name)] == [
            "tracker",
            "unknown",
        ]


def test_an_integration_that_is_not_there_is_named_with_the_nearest(site: Site) -> None:
    """Otherwise the user has to look it up."""
    site.write(HEAD)
    with pytest.raises(NotFoundError, match="there is no integration `b`; configured: a"):
        site.load().resolved("b")


def test_a_whole_check_lists_everything_whatever_is_remembered(site: Site) -> None:
    """Otherwise `doctor` repeats what was true yesterday."""
    site.write(PROBLEMS["several"][0])
    manager = site.load()
    assert len(manager.validate()) == 3
    site.write("[sync]\nzzz = 1\n" + PROBLEMS["a missing key"][0])
    assert len(manager.validate()) == 2
    site.write("")
    assert manager.validate() == []
