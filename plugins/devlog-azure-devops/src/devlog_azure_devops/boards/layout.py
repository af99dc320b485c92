"""How a team's board is laid out: its columns with their states, its lanes, its own fields; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Record = Mapping[str, Any]
DEFAULT_LANE = "00000000-0000-0000-0000-000000000000"
_EXTENSION = "_Kanban."


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a board."""

    name: str
    kind: str = "inProgress"
    """`incoming`, `inProgress` or `outgoing`."""
    split: bool = False
    """Whether it is parted into Doing and Done."""
    limit: int = 0
    """How many cards it should hold at most; 0 for no limit."""
    states: Mapping[str, str] = field(default_factory=dict)
    """The state that it stands for, by work item type."""

    def state(self, kind: str) -> str | None:
        """The state that work items of a type have here; None where the type is not on the board."""
        return next((state for name, state in self.states.items() if same(name, kind)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One board of one team, with the reference names of the fields that say where its cards stand."""

    id: str
    name: str
    column_field: str
    lane_field: str = ""
    done_field: str = ""
    columns: tuple[Column, ...] = ()
    lanes: tuple[str, ...] = ()
    """The names of the lanes; the usual one has none unless somebody gave it one."""
    usual: str | None = None
    """The name of the lane in which cards stand that were put into none."""

    def column(self, name: str) -> Column | None:
        """The column by its name, in whatever case."""
        return next((one for one in self.columns if same(one.name, name)), None)

    def lane(self, name: str) -> str | None:
        """The lane as the board spells it."""
        return next((one for one in self.lanes if same(one, name)), None)

    def states(self, kind: str) -> frozenset[str]:
        """The states in which work items of a type are shown."""
        found = (column.state(kind) for column in self.columns)
        return frozenset(state for state in found if state is not None)

    @property
    def types(self) -> tuple[str, ...]:
        """The work item types that the board shows."""
        return tuple(dict.fromkeys(kind for column in self.columns for kind in column.states))

    @property
    def marker(self) -> str:
        """The field that says whether the board shows a work item at all, where the provider tells."""
        return f"{self.column_field.partition(_EXTENSION)[0]}_System.ExtensionMarker"

    @staticmethod
    def of(record: Record) -> Layout:
        """The board of a record of the provider's.

        Raises KeyError, TypeError or ValueError where the record is no board.
        """
        fields = record["fields"]
        rows = [one for one in record.get("rows") or () if isinstance(one, Mapping)]
        usual = next((one.get("name") for one in rows if one.get("id") == DEFAULT_LANE), None)
        return Layout(
            id=str(record["id"]),
            name=str(record.get("name") or ""),
            column_field=str(fields["columnField"]["referenceName"]),
            lane_field=_named(fields.get("rowField")),
            done_field=_named(fields.get("doneField")),
            columns=tuple(
                _column(one) for one in record.get("columns") or () if isinstance(one, Mapping)
            ),
            lanes=tuple(str(one["name"]) for one in rows if one.get("name")),
            usual=usual or None,
        )  # fmt: skip

    def json(self) -> dict[str, Any]:
        """What `of_json` makes the board from again."""
        return asdict(self)

    @staticmethod
    def of_json(kept: Record) -> Layout:
        """The board that `json` gave."""
        columns = tuple(Column(**one) for one in kept["columns"])
        return Layout(**{**kept, "columns": columns, "lanes": tuple(kept["lanes"])})


def same(one: str, other: str) -> bool:
    """Whether two names are one to people; doubled spaces and cases do not part them."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _column(record: Record) -> Column:
    return Column(
        name=str(record.get("name") or ""),
        kind=str(record.get("columnType") or "inProgress"),
        split=bool(record.get("isSplit")),
        limit=int(record.get("itemLimit") or 0),
        states={str(kind): str(state) for kind, state in (record.get("stateMappings") or {}).items()},
    )


def _named(reference: Any) -> str:
    return str(reference.get("referenceName") or "") if isinstance(reference, Mapping) else ""
