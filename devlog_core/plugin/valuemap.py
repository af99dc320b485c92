"""Parts of a settings model: what a plugin's system calls the values of an entry's fields."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from devlog_core.plugin.config import PluginConfig
from devlog_core.plugin.nearest import hint

AnyName = str | int | list[str | int] | Literal[False]  # As settings write names or numbers.
TextName = str | list[str] | Literal[False]  # As settings write names.


def names(whose: str, *, numbers: bool = False) -> BeforeValidator:
    """Makes a `tuple[str, ...]` of one name, of several of which the first is written, or of false for none.

    `whose` completes "a name of"; with `numbers` a name may be given as a number.
    """
    kinds = (str, int) if numbers else (str,)

    def read(value: Any) -> Any:
        if value is False:
            return ()
        given = [value] if isinstance(value, kinds) else value
        if not isinstance(given, list | tuple) or not all(
            isinstance(name, kinds) and not isinstance(name, bool) for name in given
        ):
            raise ValueError(
                f"expected a name of {whose} or a list of them, or false for none, got {value!r}"
            )
        spelt = [" ".join(str(name).split()) for name in given]
        if not all(spelt):
            raise ValueError(f"a name of {whose} is never empty")
        if len({name.casefold() for name in spelt}) < len(spelt):
            raise ValueError(f"a name stands twice in {spelt!r}")
        return tuple(spelt)

    return BeforeValidator(read, json_schema_input_type=AnyName if numbers else TextName)


def called(by: str, what: str, *examples: Any, alias: str | None = None, more: str = "") -> Any:
    """The pydantic field of one value of a `NameMap`, alike for all; None when not given."""
    about = f"What {by} calls it, the name to write first; false for no {what}.{more}"
    return Field(default=None, alias=alias, description=about, examples=list(examples))


class ValueMap(PluginConfig):
    """One field's values, each a field of the model; a key that is none is refused, with those there are."""

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, given: Any) -> Any:
        if isinstance(given, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for key in given:
                if key not in known:
                    raise ValueError(f"no value {key!r}: there are {', '.join(known)}{hint(str(key), known)}")
        return given


class NameMap(ValueMap):
    """One field's values and the names of each; the table in the settings gives those that differ."""

    @model_validator(mode="after")
    def _one_value_a_name(self) -> Self:
        owners: dict[str, str] = {}
        for value, given in self.table().items():
            for name in given:
                owner = owners.setdefault(name.casefold(), value)
                if owner != value:
                    raise ValueError(
                        f"{name!r} stands for {owner} and for {value}: what is read could be either; "
                        "give it to one of them"
                    )
        return self

    def table(self) -> dict[str, tuple[str, ...]]:
        """The names by value, the one that is written first; only those that were given."""
        shown = self.model_dump(by_alias=True)
        return {value: given for value, given in shown.items() if given is not None}


class NameMaps(PluginConfig):
    """A `NameMap` for each field of an entry that has names, under the field's name."""

    def table(self, field: str) -> dict[str, tuple[str, ...]]:
        """The names of a field by value, the one that is written first."""
        found: NameMap = getattr(self, field)
        return found.table()


def _each_once(value: dict[str, str]) -> dict[str, str]:
    owners: dict[str, str] = {}
    for name, field in value.items():
        if not name.strip() or not field.strip():
            raise ValueError("a custom value and its field both have a name")
        owner = owners.setdefault(field.strip().casefold(), name)
        if owner != name:
            raise ValueError(f"the field {field!r} is {owner!r} already: it cannot be {name!r} too")
    return {name.strip(): field.strip() for name, field in value.items()}


CustomFields = Annotated[dict[str, str], AfterValidator(_each_once)]
"""Custom values of an entry by name, and the field that holds each; a field holds one value."""
