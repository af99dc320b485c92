"""What this integration wrote itself, so that its being undone within the same second is noticed."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

KEPT = "written"


class Written:
    """Counts our writes, and tells which records were written after a reading had begun.

    Times have whole seconds: a record seen, changed by us, and changed back by a person within one
    second looks like the one that was seen. So what we wrote since is never taken for seen.
    """

    def __init__(self, state: MutableMapping[str, Any]) -> None:
        self._state = state

    @property
    def count(self) -> int:
        """How many writes there were so far."""
        return int(self._kept["count"])

    def add(self, record: Any) -> None:
        """Remember that we wrote a record, an issue or a comment."""
        kept = self._kept
        number = kept["count"] + 1
        self._state[KEPT] = {"count": number, "ids": kept["ids"] | {str(record["id"]): number}}

    def since(self, count: int) -> set[str]:
        """The ids of what was written since that count; earlier ones are forgotten."""
        kept = self._kept
        later = {name: number for name, number in kept["ids"].items() if number > count}
        if len(later) < len(kept["ids"]):
            self._state[KEPT] = {"count": kept["count"], "ids": later}
        return set(later)

    @property
    def _kept(self) -> Any:
        return self._state.get(KEPT) or {"count": 0, "ids": {}}
