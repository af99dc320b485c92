"""All HTML in the recorded exchanges and webhooks comes back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devlog_azure_devops.richtext import codec

CODEC = codec("html")
DATA = Path(os.environ.get("DEVLOG_SHARED", Path(__file__).resolve().parents[5] / "shared")) / "data"


def strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value, and in the JSON that a text is."""
    if isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value
        if value.startswith(("{", "[")):
            try:
                yield from strings(json.loads(value))
            except ValueError:
                return


@pytest.mark.skipif(not DATA.exists(), reason="the recorded data is not beside the project")
@pytest.mark.parametrize("folder", ["replay/azure-devops", "webhooks/azure-devops"])
def test_recorded_texts_come_back(folder: str) -> None:
    found = {
        text
        for path in (DATA / folder).glob("*.json")
        for text in strings(json.loads(path.read_text(encoding="utf-8")))
        if 0 < len(text) < 3_000 and (" " in text or "<" in text)
    }
    tagged = sorted(text for text in found if "<" in text and ">" in text)
    plain = sorted(found - set(tagged))[:60]
    assert tagged
    assert plain
    for html in [*tagged, *plain]:
        assert CODEC.write(CODEC.read(html)) == html
