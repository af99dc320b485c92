"""Settings that the documents show are settings that devlog takes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devlog_core.config.shape import ConfigurationFile
from devlog_core.plugin.registry import Plugins
from tests.docs.conftest import DOCUMENTS, ROOT, blocks

# What a block leaves to the reader, since another one on the page shows it.
REST: dict[str, dict[str, Any]] = {
    "azure-devops": {"organization_url": "https://dev.azure.com/acme", "project": "Shop"},
    "github": {"repository": "acme/shop"},
    "jira": {"url": "https://acme.atlassian.net", "project": "SHOP"},
    "git": {},
}


def _shown() -> Iterator[Any]:
    for path in DOCUMENTS:
        plugins: dict[str, str] = {}
        for block in blocks(path):
            if block.info == "toml" and ("[integrations." in block.text or "[people." in block.text):
                table = tomllib.loads(block.text)
                for name, integration in table.get("integrations", {}).items():
                    # The first block of a page says it for those that follow.
                    plugins[name] = integration.get("plugin") or plugins.get(name, name)
                yield pytest.param(path, table, dict(plugins), id=f"{path.relative_to(ROOT)}:{block.line}")


@pytest.mark.parametrize(("path", "table", "plugins"), list(_shown()))
def test_settings_are_taken_as_they_stand(path: Path, table: dict[str, Any], plugins: dict[str, str]) -> None:
    """Otherwise a copied line is refused by the next command."""
    for name, integration in table.get("integrations", {}).items():
        plugin = plugins[name]
        refused = Plugins().refusals(plugin, REST[plugin] | integration.get("config", {}))
        assert refused == [], f"{path.name}: {refused}"
    ConfigurationFile.model_validate(table)
