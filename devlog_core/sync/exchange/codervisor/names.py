"""Which entry a name in the source means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from devlog_core.storage.unit import Unit
from devlog_core.sync.exchange.codervisor.imported import FORMAT, ImportedEntry

OWNER = f"import:{FORMAT}"
"""Under which the store remembers what was imported last."""


@dataclass(slots=True)
class Names:
    """The ids and keys of all entries of one import."""

    _files: dict[str, str] = field(default_factory=dict)
    _uids: dict[str, dict[str, str]] = field(default_factory=dict)
    """By id or key, the file of each entry that has it, by uid."""

    def add(self, entry: ImportedEntry, file: str) -> str | None:
        """Remember an entry; returns the file that holds it already, where one does."""
        if entry.uid in self._files:
            return self._files[entry.uid]
        self._files[entry.uid] = file
        for name in {entry.name, entry.key or ""} - {""}:
            self._uids.setdefault(name, {})[entry.uid] = file
        return None

    def doubles(self) -> Iterator[tuple[str, str]]:
        """The file of each entry that shares a name with others, and what to say of it."""
        for name, holders in self._uids.items():
            first, *others = holders.values()
            for other in others:
                yield other, f"{name!r} names another entry too, that of {first}: both are taken in"

    def find(self, unit: Unit, name: str) -> str | None:
        """The uid of the one entry of that name, in this import or an earlier one."""
        plain = name.strip().removeprefix("#")
        holders = list(self._uids.get(plain, {}))
        if not holders:
            known = [*unit.entries.by_name(plain), *unit.entries.by_name(alias(plain))]
            holders = sorted({entry.uid for entry in known if unit.state.get(OWNER, entry.uid)})
        return holders[0] if len(holders) == 1 else None


def alias(name: str) -> str:
    """The name of an entry by its old id where the bare number belongs to another entry."""
    return f"codervisor-{name}"
