"""References are resolved when used; a secret is named by its key and never shown."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from devlog_core.config.secrets import MASK, Secrets, is_reference, mask, mask_url
from devlog_core.model.errors import ConfigError

from .conftest import Site

TABLE = "[integrations.a]\nplugin = 'tracker'\n[integrations.a.config]\nrepository = 'acme/shop'\n"


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("${T}", "from-env"),
        ("env:T", "from-env"),
        ("file:secret.txt", "from-file"),
        ("Bearer ${T}", "Bearer from-env"),
        ("literal", "literal"),
        ("$${T}", "${T}"),
        ("env:not a name", "env:not a name"),
    ],
)
def test_each_form_is_resolved(site: Site, reference: str, value: str) -> None:
    """Otherwise a secret has to stand in a file that is shared."""
    (site.workspace.root / "secret.txt").write_text("from-file\n")
    site.write(TABLE + f"token = '{reference}'")
    manager = site.load(T="from-env")

    assert manager.resolved("a").config["token"] == value
    assert manager.secret("a", "token") == value
    assert value in manager.secret_values()


def test_a_secret_is_read_anew_each_time(site: Site) -> None:
    """Otherwise a renewed token needs a restart."""
    path = site.workspace.root / "secret.txt"
    path.write_text("old")
    site.write(TABLE + f"token = 'file:{path}'")
    manager = site.load()
    assert manager.secret("a", "token") == "old"
    path.write_text("new")

    assert manager.secret("a", "token") == "new"
    assert manager.secret("a", "webhook_secret") is None
    assert manager.secret_values() == {"old", "new"}


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("${T}", "the environment variable T is not set; set it, or change the key"),
        ("env:T", "the environment variable T is not set; set it, or change the key"),
        ("${EMPTY}", "the environment variable EMPTY is empty; set it, or change the key"),
        ("file:/nowhere/at/all", "/nowhere/at/all cannot be read: No such file or directory"),
        ("keyring:only", "expected keyring:SERVICE/USER"),
    ],
)
def test_a_missing_secret_concerns_its_integration_alone(site: Site, reference: str, said: str) -> None:
    """Otherwise one unset variable stops the sync of every place."""
    site.write(
        TABLE + f"token = '{reference}'\n[integrations.b]\nplugin = 'tracker'\nconfig.repository = 'a/b'"
    )
    manager = site.load(EMPTY="")

    assert manager.resolved("b").config == {"repository": "a/b"}
    for ask in (lambda: manager.resolved("a"), lambda: manager.secret("a", "token")):
        with pytest.raises(ConfigError) as raised:
            ask()
        assert site.lines(raised.value) == [f"FILE:5: integrations.a.config.token: {said}"]


def test_the_keyring_is_asked_where_it_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Otherwise tokens have to stand in files or environments."""
    secrets = Secrets({}, tmp_path)
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"keyring is not installed; `pip install devlog-core\[keyring\]`"):
        secrets.resolve("keyring:forge/ada", "key")

    class KeyringError(Exception):
        pass

    ring = types.ModuleType("keyring")
    ring.errors = types.SimpleNamespace(KeyringError=KeyringError)  # type: ignore[attr-defined]
    held = {("https://forge/x", "ada"): "pass"}
    ring.get_password = lambda service, user: held.get((service, user))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert secrets.resolve("keyring:https://forge/x/ada") == "pass"
    with pytest.raises(ConfigError, match="the keyring holds nothing there; `keyring set forge bob`"):
        secrets.resolve("keyring:forge/bob", "key")


def test_other_texts_hold_variables_but_no_other_references(site: Site) -> None:
    """Otherwise a path that begins with `file:` is opened and read."""
    site.write(
        """
        [integrations.a]
        plugin = "tracker"
        [integrations.a.config]
        repository = "file:///srv/${TEAM}/x"
        labels = ["${TEAM}", "env:TEAM", "$${TEAM}"]
        """
    )
    config = site.load(TEAM="shop").resolved("a").config

    assert config == {"repository": "file:///srv/shop/x", "labels": ["shop", "env:TEAM", "${TEAM}"]}
    with pytest.raises(
        ConfigError, match=r"integrations.a.config.repository: the environment variable TEAM is not set"
    ):
        site.load().resolved("a")


def test_a_reference_passes_where_its_value_would_have_to_fit(site: Site) -> None:
    """Otherwise a choice or a number could not come from the environment."""
    site.write(TABLE + "deployment = '${WHERE}'\napiVersion = '${VERSION}'")
    assert site.load().problems == {}


def test_a_literal_secret_works_and_is_warned_about(site: Site) -> None:
    """Otherwise it is committed without anyone noticing."""
    site.write(TABLE + "token = 'hush'\n[storage]\nurl = 'postgresql://ada:hush@db/x'")
    expected = (
        (
            f"{site.file}:5: integrations.a.config.token holds a secret in plain text; "
            "write ${A_TOKEN} and set that variable"
        ),
        (
            f"{site.file}:7: storage.url holds a secret in plain text; "
            "write ${STORAGE_PASSWORD} and set that variable"
        ),
    )
    assert site.load().warnings == site.load().warnings == expected
    site.write(TABLE)
    assert site.load(DEVLOG_INTEGRATIONS__A__CONFIG__TOKEN="hush").warnings == ()


def test_nothing_that_is_kept_holds_a_secret(site: Site) -> None:
    """Otherwise a cache leaks what the environment kept safe."""
    site.write(TABLE + "token = 'hush-1'\nzzz = 'hush-2'\n")
    manager = site.load(T="hush-3", DEVLOG_INTEGRATIONS__A__CONFIG__WEBHOOK_SECRET="hush-4")
    kept = "".join(path.read_text() for path in site.workspace.cache.iterdir())

    assert "hush" not in kept
    assert "hush" not in str(manager.problems["a"])
    assert "hush" not in repr(manager.settings)


def test_the_storages_url_is_resolved(site: Site) -> None:
    """Otherwise a server's password has to stand in the file."""
    site.write("[storage]\nurl = 'postgresql://ada:${PW}@db/x'")
    manager = site.load(PW="hush")
    assert manager.storage_url() == "postgresql://ada:hush@db/x"
    assert manager.secret_values() == {"hush"}
    with pytest.raises(
        ConfigError, match=r"config.toml:2: storage.url: the environment variable PW is not set"
    ):
        site.load().storage_url()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hush", MASK),
        ("${T}", "${T}"),
        ("env:T", "env:T"),
        ("keyring:a/b", "keyring:a/b"),
        ("x${T}", MASK),
        ("$${T}", MASK),
        ("", MASK),
    ],
)
def test_only_a_bare_reference_is_shown(text: str, shown: str) -> None:
    """Otherwise masking hides what is harmless, or shows what is not."""
    assert mask(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://u:p@h/db", f"postgresql://u:{MASK}@h/db"),
        ("postgresql://u:${PW}@h/db", "postgresql://u:${PW}@h/db"),
        ("https://ghp_0123456789012345678901@h/x.git", f"https://{MASK}@h/x.git"),
        ("ssh://git@host/x.git", "ssh://git@host/x.git"),
        ("https://host:8080/a@b", "https://host:8080/a@b"),
        ("plain", "plain"),
    ],
)
def test_passwords_in_urls_are_masked(text: str, shown: str) -> None:
    """Otherwise a connection string gives the database away."""
    assert mask_url(text) == shown


def test_a_reference_is_told_from_a_literal() -> None:
    """Otherwise literals are not warned about."""
    assert is_reference("${T}")
    assert is_reference("a${T}")
    assert not is_reference("$${T}")
    assert not is_reference("env:")
