"""What a project's process offers: its work item types, their states and fields; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One work item type."""

    name: str
    states: tuple[tuple[str, str], ...] = ()
    """Names with their categories, in the order of the workflow."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The names that people see, by reference name; empty where it is not known."""
    required: tuple[str, ...] = ()
    """The reference names of fields that must be given because nothing fills them."""

    def has(self, reference: str) -> bool:
        """Whether work items of this type have the field, as far as is known."""
        return not self.fields or reference in self.fields

    def state(self, name: str) -> str | None:
        """The state as the process spells it; None where the type has no such state."""
        return next((one for one, _ in self.states if one.casefold() == name.casefold()), None)

    def category(self, state: str) -> str:
        """The category of a state; empty where it is not known."""
        return next((kind for name, kind in self.states if name.casefold() == state.casefold()), "")

    def json(self) -> dict[str, Any]:
        """What `of_json` makes the type from again."""
        return {
            "name": self.name, "states": [list(one) for one in self.states], "fields": dict(self.fields),
            "required": list(self.required),
        }  # fmt: skip

    @staticmethod
    def of_json(kept: Record) -> Kind:
        """The type that `json` gave."""
        return Kind(
            name=kept["name"],
            states=tuple((str(name), str(category)) for name, category in kept["states"]),
            fields=dict(kept["fields"]),
            required=tuple(kept["required"]),
        )

    @staticmethod
    def of(record: Record) -> Kind:
        """The type of a record of the provider's list."""
        fields = [
            one
            for one in record.get("fieldInstances") or record.get("fields") or ()
            if isinstance(one, Mapping) and one.get("referenceName")
        ]
        return Kind(
            name=str(record["name"]),
            states=tuple(states_of(record.get("states") or ())),
            fields={str(one["referenceName"]): str(one.get("name") or "") for one in fields},
            required=tuple(
                str(one["referenceName"])
                for one in fields
                if one.get("alwaysRequired") and one.get("defaultValue") in (None, "")
            ),
        )


def states_of(records: Iterable[Any]) -> list[tuple[str, str]]:
    """States with their categories."""
    return [(str(one["name"]), str(one.get("category") or "")) for one in records if isinstance(one, Mapping)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The types that a project offers; none where nobody has looked yet."""

    kinds: tuple[Kind, ...] = ()

    def kind(self, name: str) -> Kind:
        """The type by its name; one of which nothing is known where the project has no such type."""
        found = next((one for one in self.kinds if one.name.casefold() == name.casefold()), None)
        return found or Kind(name=name)

    def has(self, name: str) -> bool:
        """Whether the project has the type."""
        return any(one.name.casefold() == name.casefold() for one in self.kinds)

    @property
    def states(self) -> tuple[str, ...]:
        """The names of all states, once each."""
        return tuple(dict.fromkeys(name for kind in self.kinds for name, _ in kind.states))
