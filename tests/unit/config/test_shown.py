"""What is in force is shown with where it came from, and nothing secret with it."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import NotFoundError

from .conftest import Site

TEXT = """
[storage]
url = "postgresql://ada:hush@db/x"
[integrations.a]
plugin = "tracker"
[integrations.a.filter]
labels = ["x"]
[integrations.a.config]
repository = "https://ada:hush@host/acme"
token = "hush"
[integrations.b]
plugin = "tracker"
config.token = "${T}"
config.repository = "a/b"
[integrations.gone.config]
pat = "hush"
port = 8080
[connections.shared]
api_key = "hush"
user = "ada"
[people.ada]
email = "ada@example.org"
"""


def test_each_setting_has_its_origin_and_no_secret(site: Site) -> None:
    """Otherwise the output that a user pastes into a ticket gives secrets away."""
    site.write(TEXT, user="[sync]\ndeadline = 5")
    manager = site.load({"sync.create_guard": 1}, DEVLOG_INTEGRATIONS__A__DIRECTION="pull", T="hush")
    shown = {setting.key: (setting.value, setting.origin) for setting in manager.show()}

    assert "hush" not in repr(shown)
    assert shown["storage.url"] == ("postgresql://ada:********@db/x", f"{site.file}:3")
    assert shown["sync.create_guard"] == (1, "the command line")
    assert shown["sync.deadline"] == (5, f"{site.user_file}:2")
    assert shown["sync.shrink_guard"] == (0.5, "default")
    assert shown["integrations.a.direction"] == ("pull", "DEVLOG_INTEGRATIONS__A__DIRECTION")
    assert shown["integrations.a.conflict"] == ("manual", "default")
    assert shown["integrations.a.filter.labels"] == (["x"], f"{site.file}:7")
    assert shown["integrations.a.config.token"] == ("********", f"{site.file}:10")
    assert shown["integrations.a.config.repository"][0] == "https://ada:********@host/acme"
    assert shown["integrations.b.config.token"] == ("${T}", f"{site.file}:13")
    assert shown["integrations.gone.config.pat"] == ("********", f"{site.file}:16")
    assert shown["connections.shared.api_key"][0] == "********"
    assert shown["connections.shared.user"][0] == "ada"
    assert shown["people.ada.email"][0] == "ada@example.org"


def test_one_setting_or_a_table_is_answered(site: Site) -> None:
    """Otherwise a script has to read the files itself."""
    site.write(TEXT)
    manager = site.load()

    assert manager.get("sync.create_guard") == 20
    assert manager.get("integrations.a.config") == {
        "repository": "https://ada:********@host/acme",
        "token": "********",
    }
    assert manager.get("integrations.a")["enabled"] is True
    with pytest.raises(NotFoundError, match=r"sync.create_gard is not set; did you mean `create_guard`\?"):
        manager.get("sync.create_gard")
    with pytest.raises(NotFoundError, match=r"sync.create_guard.x is not set"):
        manager.get("sync.create_guard.x")
