"""One answer of Azure DevOps, read; without any library of its own."""

from __future__ import annotations

import re
from typing import Any

from devlog_core.plugin.answer import JsonAnswer, one_line

_CODE = re.compile(r"(TF|VS)\d{4,8}\b")


class Answer(JsonAnswer):
    """What is read of every answer."""

    @property
    def values(self) -> list[Any]:
        """The records of a list."""
        return self.listed("value") or self.listed("values")

    @property
    def kind(self) -> str:
        """The name that the provider gives to a refusal, such as RuleValidationException."""
        return str(self.told("typeKey") or "")

    @property
    def code(self) -> str:
        """The number of a refusal, such as TF401232; empty where it has none."""
        found = _CODE.search(self.message)
        return found[0] if found else ""

    @property
    def message(self) -> str:
        """What is said of a refusal, on one line."""
        return one_line(self.told("message") or "") or f"status {self.status}"
