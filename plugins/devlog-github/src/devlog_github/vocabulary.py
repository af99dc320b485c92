"""Which labels and states stand for which values, in both directions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from devlog_core.model.fields import CLOSED_STATUSES, FIELDS
from devlog_github.config import STATES, Mapping

LABELLED = ("status", "priority", "type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a status stands on an issue."""

    closed: bool = False
    reason: str | None = None
    label: str | None = None


class Vocabulary:
    """The value maps of one integration, made once from its settings."""

    def __init__(self, mapping: Mapping) -> None:
        self._tables = {field: mapping.table(field) for field in LABELLED}
        self._labels = {field: mapping.labels(field) for field in LABELLED}
        self._values = {field: _reversed(labels) for field, labels in self._labels.items()}
        self.mapped = frozenset(name for values in self._values.values() for name in values)
        """Every label that the maps use, in lower case."""
        self._without = {field: self._bare(field) for field in LABELLED}
        self._closings: dict[str | None, str] = {}

    def labels(self, field: str) -> frozenset[str]:
        """The labels of one field, in lower case."""
        return frozenset(self._values[field])

    def label(self, field: str, value: str) -> str | None:
        """The label that shows this value, if one does."""
        return self._labels[field].get(value)

    def shown(self, status: str) -> Shown:
        """How GitHub shows this status."""
        text = self._tables["status"].get(status, "open")
        if text.startswith("closed"):
            return Shown(closed=True, reason=text.partition(":")[2] or "completed")
        return Shown(label=None if text == "open" else text)

    def read(self, field: str, labels: Iterable[str]) -> str | list[str]:
        """The value that these labels of an open issue show; several at once are all given."""
        values = self._values[field]
        found = {values[name.casefold()] for name in labels if name.casefold() in values}
        if not found:
            return self._without[field]
        return found.pop() if len(found) == 1 else sorted(found)

    def closed(self, reason: str | None) -> str:
        """The status of a closed issue, whose server may know no reasons or newer ones."""
        known = self._closings.get(reason)
        if known is None:
            known = self._closings[reason] = self._closing(reason)
        return known

    def _closing(self, reason: str | None) -> str:
        for wanted in _fallbacks(reason):
            shown = Shown(closed=True, reason=wanted)
            found = [status for status in self._tables["status"] if self.shown(status) == shown]
            if found:
                return _preferred(found, CLOSED_STATUSES)
        return "done"

    def losses(self) -> list[str]:
        """What the maps cannot tell apart, in words."""
        told = []
        for field, table in self._tables.items():
            groups: dict[str, list[str]] = {}
            for value, text in table.items():
                groups.setdefault(_same(field, text), []).append(value)
            for text, values in groups.items():
                if len(values) > 1:
                    told.append(
                        f"mapping.{field}: {', '.join(values)} all show as {text or 'no label'!r} "
                        f"and read back as {self._back(field, values[0])}"
                    )
        return told

    def _back(self, field: str, value: str) -> str | list[str]:
        if field == "status" and self.shown(value).closed:
            return self.closed(self.shown(value).reason)
        label = self.label(field, value)
        return self.read(field, [label] if label else [])

    def _bare(self, field: str) -> str:
        found = [value for value in self._tables[field] if value not in self._labels[field]]
        if field == "status":
            found = [status for status in found if not self.shown(status).closed]
        default = str(FIELDS[field].default)
        return _preferred(found or [default], {default})


def _reversed(labels: dict[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for value, name in labels.items():
        values.setdefault(name.casefold(), value)
    return values


def _preferred(found: list[str], favourites: Iterable[str]) -> str:
    return next((value for value in found if value in favourites), found[0])


def _fallbacks(reason: str | None) -> tuple[str, ...]:
    if reason == "duplicate":
        return ("duplicate", "not_planned", "completed")
    if reason == "not_planned":
        return ("not_planned", "completed")
    return ("completed", "not_planned", "duplicate")


def _same(field: str, text: str) -> str:
    if field != "status" or text not in STATES:
        return text.casefold()
    return "closed:completed" if text == "closed" else text
