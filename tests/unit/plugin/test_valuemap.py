"""The parts that plugins' settings models are made of: what they take, and how they refuse."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError

from devlog_core.plugin.config import PluginConfig, web_root
from devlog_core.plugin.valuemap import CustomFields, NameMap, NameMaps, called, names

Names = Annotated[tuple[str, ...], names("the shop")]
Numbers = Annotated[tuple[str, ...], names("the shop", numbers=True)]


class Colours(NameMap, title="What the shop calls each value"):
    red: Names | None = called("the shop", "colour", "Crimson")
    dark_blue: Names | None = called("the shop", "colour", "Navy", alias="dark-blue")
    grade: Numbers | None = called("the shop", "grade", 4)


class Maps(NameMaps):
    colour: Colours = Colours()


class Config(PluginConfig):
    mapping: Maps = Maps()
    custom: CustomFields = Field(default={})


def refusal(**given: Any) -> str:
    """What is said of settings."""
    with pytest.raises(ValidationError) as caught:
        Config.model_validate(given)
    return str(caught.value)


def test_names_are_given_one_or_several_or_none() -> None:
    """Of several the first is written; what was not named is not in the table."""
    given = {"red": ["Crimson ", "Old   rose"], "dark-blue": False, "grade": 4}
    maps = Config.model_validate({"mapping": {"colour": given}}).mapping
    assert maps.table("colour") == {"red": ("Crimson", "Old rose"), "dark-blue": (), "grade": ("4",)}
    assert Config().mapping.table("colour") == {}


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ({"redd": "x"}, "no value 'redd': there are red, dark-blue, grade; did you mean `red`?"),
        ({"dark_blue": "x"}, "no value 'dark_blue'"),
        ({"red": 4}, "expected a name of the shop or a list of them, or false for none, got 4"),
        ({"red": True}, "or false for none, got True"),
        ({"grade": [3, False]}, "or false for none, got [3, False]"),
        ({"red": ["Rose", " "]}, "a name of the shop is never empty"),
        ({"red": ["Rose", "rose"]}, "a name stands twice"),
        ({"red": "Rose", "dark-blue": "ROSE"}, "'ROSE' stands for red and for dark-blue"),
    ],
)
def test_a_map_that_could_mislead_is_refused(colour: dict[str, Any], said: str) -> None:
    """Otherwise what is read could be either value, or none in silence."""
    assert said in refusal(mapping={"colour": colour})


def test_a_field_holds_one_custom_value() -> None:
    """Two values in one field would overwrite each other with every sync."""
    assert "the field 'team' is 'a' already: it cannot be 'b' too" in refusal(
        custom={"a": "Team", "b": "team"}
    )
    assert "both have a name" in refusal(custom={"a": " "})
    assert Config.model_validate({"custom": {" a ": " Team"}}).custom == {"a": "Team"}


@pytest.mark.parametrize("given", ["ftp://x", "shop", "https://x/?q=1", "https://ada:secret@x"])
def test_an_address_is_one_that_can_be_asked(given: str) -> None:
    """A sign-in within an address would stand in logs; anything else would fail only when it is used."""
    with pytest.raises(ValueError, match="expected a URL such as") as refused:
        web_root(given, "https://shop.example")
    assert "secret" not in str(refused.value)
    assert web_root("https://x/y/", "") == "https://x/y"
