"""What fields take: JSON of a request read into the sandbox's own values, or refused in Jira's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from devlog_jira.sandbox import texts
from devlog_jira.sandbox.answer import RefusedError, wrong
from devlog_jira.sandbox.durations import seconds_of
from devlog_jira.sandbox.model import Choice, FieldDef, Project, Text
from devlog_jira.sandbox.world import World

LONGEST_LINE = 255
TOO_LONG = "The entered text is too long. It exceeds the allowed limit of {:,} characters."
NO_DOCUMENT = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
Reader = Callable[["Reading", Any], Any]


class Reading:
    """One field of one project while its value is read."""

    def __init__(self, world: World, project: Project, definition: FieldDef, version: int) -> None:
        self.world = world
        self.project = project
        self.definition = definition
        self.version = version

    def value(self, raw: Any) -> Any:
        """The value, a tuple where the field has many; None for what is to be empty."""
        if not self.definition.many or self.definition.kind == "sprint":
            return None if raw is None or raw == "" else READERS[self.definition.kind](self, raw)
        if raw is None:
            return ()
        if not isinstance(raw, list):
            raise self.refused("data was not an array")
        return tuple(dict.fromkeys(self.one(item) for item in raw))

    def one(self, raw: Any) -> Any:
        """One of the values of a field that has many."""
        return READERS[self.definition.kind](self, raw)

    def refused(self, text: str) -> RefusedError:
        """The refusal that names this field."""
        return wrong(**{self.definition.id: text})


def _string(reading: Reading, raw: Any) -> str:
    if not isinstance(raw, str):
        raise reading.refused("Operation value must be a string")
    if len(raw) > LONGEST_LINE:
        name = reading.definition.name
        raise reading.refused(f"{name} can't exceed {LONGEST_LINE} characters.")
    if "\n" in raw:
        raise reading.refused("The summary is invalid because it contains newline characters.")
    return raw


def _text(reading: Reading, raw: Any) -> Text | None:
    if reading.version == 3 and not texts.well_formed(raw):
        raise reading.refused(NO_DOCUMENT)
    if reading.version == 2 and not isinstance(raw, str):
        raise reading.refused("Operation value must be a string")
    text, most = Text(raw), reading.world.switches.longest_text
    if texts.length(text) > most:
        raise reading.refused(TOO_LONG.format(most))
    return None if raw == {"type": "doc", "version": 1, "content": []} else text


def _label(reading: Reading, raw: Any) -> str:
    if not isinstance(raw, str):
        raise reading.refused("string expected at index 0")
    if re.search(r"\s", raw):
        raise reading.refused(f"The label '{raw}' contains spaces which is invalid.")
    if len(raw) > LONGEST_LINE:
        raise reading.refused(f"The label '{raw[:20]}...' exceeds the maximum length of {LONGEST_LINE}.")
    return raw


def _user(reading: Reading, raw: Any) -> Any:
    world = reading.world
    given = raw.get("accountId" if world.cloud else "name") if isinstance(raw, Mapping) else None
    if isinstance(raw, Mapping) and given is None:
        return None
    found = world.account(str(given)) if world.cloud else world.users.get(str(given).casefold())
    if found is None or not found.active:
        raise reading.refused(f"User '{given}' cannot be assigned issues.")
    return found


def _chosen(things: Callable[[Reading], Iterable[Any]], label: str) -> Reader:
    def read(reading: Reading, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            raise reading.refused(f"Could not find valid 'id' or 'name' in {label} object.")
        for thing in things(reading):
            if ("id" in raw and str(thing.id) == str(raw["id"])) or (
                "id" not in raw and thing.name == raw.get("name")
            ):
                return thing
        given = f"id '{raw['id']}'" if "id" in raw else f"name '{raw.get('name')}'"
        raise reading.refused(f"{label.capitalize()} {given} is not valid")

    return read


def _option(reading: Reading, raw: Any) -> Choice:
    return _picked(reading, raw, reading.definition.options)


def _picked(reading: Reading, raw: Any, options: tuple[Choice, ...]) -> Choice:
    if not isinstance(raw, Mapping):
        raise reading.refused("Specify a valid 'id' or 'name' for " + reading.definition.name)
    for option in options:
        if str(option.id) == str(raw.get("id")) or ("id" not in raw and option.name == raw.get("value")):
            return option
    given = f"id '{raw['id']}'" if "id" in raw else f"value '{raw.get('value')}'"
    raise reading.refused(f"Option {given} is not valid")


def _cascade(reading: Reading, raw: Any) -> tuple[Choice, ...]:
    parent = _option(reading, raw)
    child = raw.get("child")
    return (parent,) if child is None else (parent, _picked(reading, child, parent.children))


def _date(reading: Reading, raw: Any) -> str:
    try:
        return date.fromisoformat(raw).isoformat()
    except (TypeError, ValueError):
        raise reading.refused(
            f"Error parsing date string: {raw}. Operation value must be a string in the format yyyy-MM-dd"
        ) from None


def _datetime(reading: Reading, raw: Any) -> str:
    if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*", raw):
        raise reading.refused(f"Error parsing time: {raw}")
    return raw


def _number(reading: Reading, raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise reading.refused("Operation value must be a number")
    return float(raw)


def _timetracking(reading: Reading, raw: Any) -> dict[str, int | None]:
    if not isinstance(raw, Mapping):
        raise reading.refused("Expected an object")
    found: dict[str, int | None] = {}
    for name in ("originalEstimate", "remainingEstimate"):
        if raw.get(name) is not None:
            try:
                # An empty text takes an estimate away, as it does in the browser's form.
                found[name] = seconds_of(raw[name]) if raw[name] != "" else None
            except ValueError:
                raise reading.refused(f"'{raw[name]}' is not a valid duration") from None
    return found


def _issue(reading: Reading, raw: Any) -> Any:
    if isinstance(raw, Mapping) and raw.get("none") is True:
        return None
    given = (raw.get("id") or raw.get("key")) if isinstance(raw, Mapping) else raw
    found = reading.world.issue(str(given)) if given else None
    if found is None:
        raise reading.refused("Could not find issue by id or key.")
    return found


def _sprint(reading: Reading, raw: Any) -> tuple[Any, ...]:
    found = reading.world.sprints.get(int(raw)) if str(raw).isdigit() else None
    if found is None or found.state == "closed":
        raise reading.refused("Number value expected as the Sprint id.")
    return (found,)


READERS: Mapping[str, Reader] = {
    "string": _string,
    "text": _text,
    "label": _label,
    "user": _user,
    "priority": _chosen(lambda reading: reading.world.priorities, "priority"),
    "resolution": _chosen(lambda reading: reading.world.resolutions, "resolution"),
    "version": _chosen(lambda reading: reading.project.versions, "version"),
    "component": _chosen(lambda reading: reading.project.components, "component"),
    "issuetype": _chosen(lambda reading: reading.project.types, "issue type"),
    "option": _option,
    "cascade": _cascade,
    "date": _date,
    "datetime": _datetime,
    "number": _number,
    "timetracking": _timetracking,
    "issuelink": _issue,
    "epic": _issue,
    "sprint": _sprint,
}
