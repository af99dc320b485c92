"""Changes through the manager are refused whole where the result would be wrong."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import ConfigError, NotFoundError, UsageError

from .conftest import Site

TEXT = """\
[integrations.a]
plugin = "tracker"  # the first
[integrations.a.config]
repository = "acme/shop"
"""


def test_a_text_becomes_what_the_key_can_hold(site: Site) -> None:
    """Otherwise a token of digits is written as a number, or a number as text."""
    site.write(TEXT)
    manager = site.load()
    manager.set("sync.create_guard", "50")
    manager.set("integrations.a.config.token", "12345")
    manager.set("integrations.a.config.apiVersion", "4")
    manager.set("integrations.a.config.labels", '["x"]')
    manager.set("people.ada.a", "42")

    assert manager.settings.sync.create_guard == 50
    assert manager.resolved("a").config == {
        "repository": "acme/shop",
        "token": "12345",
        "apiVersion": 4,
        "labels": ["x"],
    }
    assert manager.settings.people["ada"].identities == {"a": "42"}
    assert 'plugin = "tracker"  # the first' in site.file.read_text()
    assert site.load().settings == manager.settings


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("sync.create_guard", "many", "sync.create_guard: expected a whole number"),
        ("sync.create_gard", "3", "unknown key; did you mean `create_guard`"),
        ("integrations.a.config.tokn", "x", "unknown key; did you mean `token`"),
        ("integrations.a.config.deployment", "moon", "expected `auto` or `cloud`, got 'moon'"),
        ("integrations.a.plugin", "traker", "no plugin `traker` is installed"),
        ("integrations.a.mirror", '["b"]', "there is no other integration `b`"),
        ("integrations.B.plugin", "tracker", "a name is lower-case"),
    ],
)
def test_a_change_that_would_be_refused_is_not_written(site: Site, key: str, value: str, said: str) -> None:
    """Otherwise a command breaks the next one."""
    site.write(TEXT)
    manager = site.load()
    with pytest.raises(ConfigError, match=said):
        manager.set(key, value)

    assert site.file.read_text() == TEXT
    assert manager.settings == site.load().settings


def test_one_fault_of_two_can_be_mended(site: Site) -> None:
    """Otherwise a file with two faults cannot be repaired by command."""
    site.write("[sync]\ncreate_guard = 'x'\ndeadline = 'y'\n")
    manager = site.load(tolerant=True)
    manager.set("sync.create_guard", "5")
    assert [fault.path for fault in manager.faults] == [("sync", "deadline")]
    manager.unset("sync.deadline")
    assert site.load().settings.sync.create_guard == 5


def test_a_file_that_is_not_toml_is_left_to_its_writer(site: Site) -> None:
    """Otherwise a command guesses what a broken file meant."""
    site.write("[sync\n")
    with pytest.raises(ConfigError, match=r"config.toml:1:6: this is not TOML"):
        site.load(tolerant=True).set("sync.create_guard", "5")
    assert site.file.read_text() == "[sync\n"


def test_an_integration_is_added_checked_and_removed(site: Site) -> None:
    """Otherwise `integrations add` writes what `sync` refuses."""
    site.write(TEXT)
    manager = site.load()
    manager.add_integration("back-end", "tracker", {"repository": "123", "mapping.status.open": "new"})
    assert manager.resolved("back-end").config == {
        "repository": "123",
        "mapping": {"status": {"open": "new"}},
    }
    before = site.file.read_text()

    for name, plugin, values, said in [
        ("c", "tracker", {}, "repository: missing"),
        ("c", "traker", {}, "did you mean `tracker`"),
        ("Bad", "tracker", {"repository": "x"}, "a name is lower-case"),
        ("a.b", "tracker", {"repository": "x"}, "a name is lower-case"),
        ("local", "tracker", {"repository": "x"}, "`local` means the entry itself"),
        ("import", "tracker", {"repository": "x"}, "`import` means what an import brought"),
    ]:
        with pytest.raises(ConfigError, match=said):
            manager.add_integration(name, plugin, values)
    with pytest.raises(UsageError, match="there is an integration `a` already"):
        manager.add_integration("a", "tracker", {"repository": "x"})
    assert site.file.read_text() == before

    manager.set_enabled("back-end", False)
    assert not site.load().settings.integrations["back-end"].enabled
    manager.remove_integration("back-end")
    assert site.file.read_text().rstrip() == TEXT.rstrip()
    with pytest.raises(NotFoundError, match="there is no integration `back-end`"):
        manager.remove_integration("back-end")


def test_an_integration_that_is_mirrored_is_not_removed(site: Site) -> None:
    """Otherwise the file that is left is refused by the next command."""
    site.write(TEXT + "[integrations.b]\nplugin = 'tracker'\nconfig.repository = 'x/y'\nmirror = ['a']\n")
    with pytest.raises(ConfigError, match=r"config.toml:4: integrations.b.mirror\[0\]: there is no other"):
        site.load().remove_integration("a")


def test_what_another_layer_says_is_not_taken_out_here(site: Site) -> None:
    """Otherwise the command says done and nothing changes."""
    site.write("", user="[sync]\ndeadline = 5\n")
    manager = site.load(DEVLOG_SYNC__CREATE_GUARD="4")
    with pytest.raises(UsageError, match=r"sync.deadline comes from .*config.toml:2, not from"):
        manager.unset("sync.deadline")
    with pytest.raises(UsageError, match=r"sync.create_guard comes from DEVLOG_SYNC__CREATE_GUARD, not from"):
        manager.unset("sync.create_guard")
    with pytest.raises(NotFoundError, match=r"sync.shrink_guard is not set in this file"):
        manager.unset("sync.shrink_guard")
    manager.unset("sync.deadline", file="user")
    assert manager.settings.sync.deadline == 600


def test_the_users_file_is_made_where_it_is_missing(site: Site) -> None:
    """Otherwise the first setting for all workspaces has to be written by hand."""
    site.write("")
    site.load().set("sync.deadline", "7", file="user")
    assert site.user_file.read_text() == "[sync]\ndeadline = 7\n"
    assert site.load().settings.sync.deadline == 7
