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
        for block in blocks(path):
            if block.info == "toml" and ("[integrations." in block.text or "[people." in block.text):
                yield pytest.param(path, block.text, id=f"{path.relative_to(ROOT)}:{block.line}")


@pytest.mark.parametrize(("path", "text"), list(_shown()))
def test_settings_are_taken_as_they_stand(path: Path, text: str) -> None:
    """Otherwise a copied line is refused by the next command."""
    table = tomllib.loads(text)
    for name, integration in table.get("integrations", {}).items():
        plugin = integration.get("plugin") or (name if name in REST else "git")
        refused = Plugins().refusals(plugin, REST[plugin] | integration.get("config", {}))
        assert refused == [], f"{path.name}: {refused}"
    ConfigurationFile.model_validate(table)
