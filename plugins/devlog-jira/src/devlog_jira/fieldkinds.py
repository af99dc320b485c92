"""How the values of each kind of field are read and written; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from devlog_core.model.fields import sorted_set
from devlog_core.model.times import parse_time, rfc3339

_OF_SPRINT = re.compile(r"[\[,](id|state|name)=([^,\]]*)")


def text_of(value: Any) -> str:
    """The value, which has to be a text; raises TypeError."""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _line(value: Any) -> str:
    text = text_of(value)
    if "\n" in text:
        raise ValueError("more than one line")
    return text


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no number")
    return int(value) if float(value).is_integer() else value


def _date(value: Any) -> str:
    return date.fromisoformat(text_of(value)).isoformat()


def _moment(value: Any) -> str:
    return rfc3339(parse_time(text_of(value)))


def _jira_moment(value: Any) -> str:
    return jira_time(parse_time(text_of(value)))


def jira_time(at: datetime) -> str:
    """A time as Jira takes it: in milliseconds, with an offset that has no colon."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}+0000"


def _option(raw: Any) -> str:
    if isinstance(raw, Mapping):
        return text_of(raw["value"])
    return text_of(raw)


def _cascade(raw: Any) -> list[str]:
    child = raw.get("child")
    return [text_of(raw["value"]), *([text_of(child["value"])] if child else [])]


def _to_cascade(value: Any, _cloud: bool) -> dict[str, Any]:
    parts = [value] if isinstance(value, str) else list(value)
    if not 1 <= len(parts) <= 2:
        raise ValueError("one or two levels")
    chosen: dict[str, Any] = {"value": text_of(parts[0])}
    if len(parts) == 2:
        chosen["child"] = {"value": text_of(parts[1])}
    return chosen


def _key_of(*keys: str) -> Callable[[Any], str]:
    def get(raw: Any) -> str:
        if isinstance(raw, Mapping):
            return text_of(next((raw[key] for key in keys if raw.get(key)), None))
        return text_of(raw)

    return get


def _sprint(raw: Any) -> str:
    told = raw if isinstance(raw, Mapping) else sprint_told(text_of(raw))
    return text_of(told["name"]) if told else text_of(raw)


def sprint_told(text: str) -> dict[str, str]:
    """A sprint as a Server of old writes it: as one text of `key=value` pairs."""
    return dict(_OF_SPRINT.findall(text))


def _to_user(value: Any, cloud: bool) -> dict[str, str]:
    return {"accountId" if cloud else "name": text_of(value)}


def _plain(check: Callable[[Any], Any]) -> Callable[[Any, bool], Any]:
    return lambda value, _cloud: check(value)


def _under(key: str) -> Callable[[Any, bool], dict[str, str]]:
    return lambda value, _cloud: {key: _line(value)}


def _each(one: Callable[[Any, bool], Any]) -> Callable[[Any, bool], list[Any]]:
    def write_all(value: Any, cloud: bool) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise TypeError("no list")
        return [one(item, cloud) for item in sorted_set(value)]

    return write_all


def _label(value: Any) -> str:
    text = _line(value)
    if not text or any(letter.isspace() for letter in text):
        raise ValueError("labels have no spaces")
    return text


RICH = ("description", "environment")
"""Fields of Jira itself whose text is rich."""
LISTS = ("option", "string", "user", "group", "version", "component", "sprint")
BY_CUSTOM = {
    "textarea": "richtext", "textfield": "line", "url": "line", "readonlyfield": "readonly",
    "select": "option", "radiobuttons": "option", "multiselect": "options", "multicheckboxes": "options",
    "labels": "strings", "cascadingselect": "cascade", "multiuserpicker": "users", "userpicker": "user",
    "multigrouppicker": "groups", "grouppicker": "group", "multiversion": "versions", "version": "version",
    "gh-sprint": "sprints", "gh-epic-link": "line", "gh-epic-label": "line",
    "gh-epic-status": "option", "gh-lexo-rank": "rank",
    "rm-teams-custom-field-team": "team", "atlassian-team": "team",
}  # fmt: skip
BY_TYPE = {
    "string": "line", "number": "number", "date": "date", "datetime": "moment", "option": "option",
    "option-with-child": "cascade", "user": "user", "group": "group", "version": "version",
    "project": "project", "team": "team", "priority": "named", "resolution": "named", "issuetype": "named",
    "securitylevel": "named",
}  # fmt: skip
READERS: Mapping[str, Callable[[Any], Any]] = {
    "line": text_of, "string": text_of, "number": _number, "date": _date, "moment": _moment,
    "option": _option, "cascade": _cascade, "user": _key_of("accountId", "name", "key"),
    "group": _key_of("name"), "version": _key_of("name"), "named": _key_of("name"),
    "component": _key_of("name"), "project": _key_of("key"), "team": _key_of("id"), "sprint": _sprint,
}  # fmt: skip
WRITERS: Mapping[str, Callable[[Any, bool], Any]] = {
    "line": _plain(_line), "richtext": _plain(text_of), "number": _plain(_number), "date": _plain(_date),
    "moment": _plain(_jira_moment), "option": _under("value"), "cascade": _to_cascade, "user": _to_user,
    "group": _under("name"), "version": _under("name"), "named": _under("name"),
    "project": _under("key"), "team": _plain(_line),
    "options": _each(_under("value")), "strings": _each(_plain(_label)), "users": _each(_to_user),
    "groups": _each(_under("name")), "versions": _each(_under("name")), "components": _each(_under("name")),
}  # fmt: skip
EXPECTED = {
    "line": "a text on one line", "richtext": "a text", "number": "a number",
    "date": "a date such as 2026-03-31", "moment": "a time such as 2026-03-31T12:00:00Z",
    "option": "the name of an option", "cascade": "an option, or a list of two",
    "user": "an account", "group": "the name of a group", "version": "the name of a version",
    "project": "the key of a project", "named": "a name",
    "team": "the id of a team", "options": "a list of options",
    "strings": "a list of words without spaces", "users": "a list of accounts",
    "groups": "a list of groups", "versions": "a list of versions", "components": "a list of components",
}  # fmt: skip
READ_ONLY = {
    "sprints": "use the actions add_to_sprint and move_to_backlog",
    "rank": "only boards rank issues",
    "readonly": "Jira lets nobody write it",
}
