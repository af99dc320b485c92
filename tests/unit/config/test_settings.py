"""What the tables of a file mean."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import pytest

from devlog_core.config.check import config_schema
from devlog_core.config.settings import Settings, Storage, Sync, build, seconds
from devlog_core.config.shape import ConfigurationFile, IntegrationTable
from devlog_core.model.integration import Integration

from .conftest import Site

EVERYTHING = """
[storage]
url = "json:entries"
[sync]
shrink_guard = 1
create_guard = 0
deadline = 30
[integrations.main]
plugin = "tracker"
enabled = true
direction = "push"
create = "remote"
mirror = ["other"]
conflict = "newest"
isolation = "process"
connection = "shared"
on_delete = "cancel"
on_archive = "close"
[integrations.main.fields]
status = "remote"
custom.points = "local"
"custom.team" = "newest"
[integrations.main.filter]
labels = ["a"]
milestones = ["m"]
assignees = ["ada"]
query = "is:open"
[integrations.main.auto]
on_change = true
max_age = "15m"
reconcile = "24h"
[integrations.main.config]
repository = "acme/shop"
[[integrations.main.workflows]]
name = "w"
[integrations.other]
enabled = false
plugin = "unknown-yet"
[people.ada]
email = "ada@example.org"
emails = ["ada@example.org", "a@example.org"]
name = "Ada L"
tracker = "ada-l"
other = "ada-o"
[people.bob]
[workflows]
max_depth = 3
[connections.shared]
anything = 1
"""


def test_every_key_of_the_design_is_taken(site: Site) -> None:
    """Otherwise a documented setting is refused or forgotten."""
    site.write(EVERYTHING)
    settings = site.load().settings

    assert settings.storage == Storage(url="json:entries")
    assert settings.sync == Sync(shrink_guard=1, create_guard=0, deadline=30)
    assert settings.integrations["main"] == Integration(
        name="main",
        plugin="tracker",
        workspace=str(site.workspace.root),
        direction="push",
        create="remote",
        mirror=("other",),
        conflict="newest",
        isolation="process",
        connection="shared",
        on_delete="cancel",
        on_archive="close",
        fields={"status": "remote", "custom.points": "local", "custom.team": "newest"},
        filter={"labels": ["a"], "milestones": ["m"], "assignees": ["ada"], "query": "is:open"},
        auto={"on_change": True, "max_age": "15m", "reconcile": "24h"},
        config={"repository": "acme/shop"},
        workflows=({"name": "w"},),
    )
    assert not settings.integrations["other"].enabled
    ada, bob = settings.people["ada"], settings.people["bob"]
    assert (ada.name, ada.emails) == ("Ada L", ("ada@example.org", "a@example.org"))
    assert ada.identities == {"main": "ada-l", "tracker": "ada-l", "other": "ada-o"}
    assert (bob.id, bob.name, bob.identities) == ("bob", "bob", {})
    assert settings.workflows == {"max_depth": 3}
    assert settings.connections == {"shared": {"anything": 1}}


def test_an_empty_file_means_the_defaults(site: Site) -> None:
    """Otherwise `devlog init` has to write what nobody asked for."""
    site.write("")
    assert site.load().settings == Settings()
    site.file.unlink()
    assert site.load().settings == Settings()


def test_a_plugin_is_called_like_its_table_unless_said(site: Site) -> None:
    """Otherwise the simplest table is refused."""
    site.write("[integrations.tracker.config]\nrepository = 'a/b'")
    assert site.load().settings.integrations["tracker"].plugin == "tracker"


def test_the_models_that_check_mean_what_the_values_mean() -> None:
    """Otherwise the documented default is not the one in force."""
    checked = ConfigurationFile.model_validate({"integrations": {"x": {}}})
    plain = build({"integrations": {"x": {}}}, "").integrations["x"]

    assert checked.storage.model_dump() == asdict(Storage())
    assert checked.sync.model_dump() == asdict(Sync())
    assert set(IntegrationTable.model_fields) == {f.name for f in fields(Integration)} - {"name", "workspace"}
    for name in IntegrationTable.model_fields:
        value: Any = getattr(checked.integrations["x"], name)
        if isinstance(value, str | bool):
            assert value == getattr(plain, name)


def test_the_schema_of_the_whole_file_describes_each_key() -> None:
    """Otherwise the reference has gaps."""
    schema = config_schema()
    tables = [
        schema["$defs"][name] for name in ("StorageTable", "SyncTable", "IntegrationTable", "PersonTable")
    ]

    assert set(schema["properties"]) == {
        "storage",
        "sync",
        "integrations",
        "people",
        "workflows",
        "connections",
    }
    for table in tables:
        for key, described in table["properties"].items():
            assert described.get("description"), key


@pytest.mark.parametrize(
    ("text", "length"), [("30s", 30), ("15m", 900), ("24 h", 86400), ("2d", 172800), (" 1w ", 604800)]
)
def test_durations_are_read(text: str, length: int) -> None:
    """Otherwise `15m` is refused or means something else."""
    assert seconds(text) == length


@pytest.mark.parametrize("text", ["", "15", "m", "1.5h", "-1m", "15 minutes"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """Otherwise a slip turns into a wait of another length."""
    with pytest.raises(ValueError, match="is no duration"):
        seconds(text)
