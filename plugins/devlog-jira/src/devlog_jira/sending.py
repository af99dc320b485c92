"""The JSON of the requests that create and change issues; pure but for the ids that are looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from devlog_core.model.errors import RejectedError
from devlog_core.model.remote import FieldChange, Mark, Patch, SetChange
from devlog_jira import custom as customs
from devlog_jira.express import custom_of, express, labels
from devlog_jira.mapping import Source, line
from devlog_jira.marks import label_of
from devlog_jira.richtext import dropped

LONGEST_TITLE = 255
LONGEST_LABEL = 255


class Lookups(Protocol):
    """What Jira wants to be named by id."""

    def type(self, value: str, parent: str | None) -> dict[str, Any]:
        """The issue type for a value; raises RejectedError where there is none."""

    def version(self, name: str) -> str:
        """The id of a fix version, made where there is none."""

    def parent(self, parent: str | None, subtask: bool) -> Body:
        """What sets the issue above; raises RejectedError."""


@dataclass(kw_only=True)
class Body:
    """The two halves of a request: values to set, and operations on those that hold more than ours."""

    fields: dict[str, Any] = field(default_factory=dict)
    update: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The request's body."""
        return {name: part for name, part in (("fields", self.fields), ("update", self.update)) if part}

    def add(self, other: Body) -> None:
        """Take over what another one says."""
        self.fields |= other.fields
        self.update |= other.update

    def __bool__(self) -> bool:
        return bool(self.fields or self.update)


def creation(mark: Mark, values: Mapping[str, Any], source: Source, lookups: Lookups) -> Body:
    """What creates the issue with its mark; status and links come after."""
    kind = lookups.type(values.get("type") or "task", values.get("parent"))
    body = Body(fields={"project": {"id": source.scope}, "issuetype": {"id": kind["id"]}})
    given = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    body.fields["summary"] = _title(values.get("title") or "")
    body.fields["labels"] = [label_of(mark.uid), *_labels(given.get("labels") or ())]
    for name, value in given.items():
        if name in _SIMPLE:
            body.fields |= _SIMPLE[name](value, source)
        elif name.startswith("custom."):
            body.fields |= _custom(name, value, source)
    if given.get("milestone"):
        body.fields["fixVersions"] = [{"id": lookups.version(line(given["milestone"]))}]
    if given.get("parent"):
        body.add(lookups.parent(given["parent"], bool(kind.get("subtask"))))
    return body


def change(
    values: Mapping[str, Any],
    patch: Patch,
    source: Source,
    lookups: Lookups,
    *,
    subtask: bool = False,
) -> Body:
    """What brings an issue with these values to what the patch wants, but for its status and links."""
    body = Body()
    new = {name: one.new for name, one in patch.fields.items() if _differs(name, one, values, source)}
    for name, value in new.items():
        if name == "title":
            body.fields["summary"] = _title(value)
        elif name == "milestone":
            body.update |= _versions(values.get("milestone"), line(value or ""), lookups)
        elif name == "parent":
            body.add(lookups.parent(value, subtask))
        elif name == "type":
            body.fields["issuetype"] = {"id": lookups.type(value, values.get("parent"))["id"]}
        elif name in _SIMPLE:
            _keeps(name, values.get(name), value, source)
            body.fields |= _SIMPLE[name](value, source)
        elif name.startswith("custom."):
            _keeps(name, values.get(name), value, source)
            body.fields |= _custom(name, value, source)
    _sets(body, values, patch, source)
    return body


def set_change(name: str, values: Mapping[str, Any], patch: Patch) -> SetChange | None:
    """What is to come to a set and to go from it, however the patch says so."""
    if name in patch.sets:
        return patch.sets[name]
    if name not in patch.fields:
        return None
    held, wanted = list(values.get(name) or ()), list(patch.fields[name].new or ())
    return SetChange(
        add=tuple(one for one in wanted if one not in held),
        remove=tuple(one for one in held if one not in wanted),
    )


def _differs(name: str, one: FieldChange, values: Mapping[str, Any], source: Source) -> bool:
    return name not in values or express(name, one.new, source) != values[name]


def _sets(body: Body, values: Mapping[str, Any], patch: Patch, source: Source) -> None:
    tags = set_change("labels", values, patch)
    if tags:
        added = [{"add": name} for name in _labels(tags.add)]
        operations = [*added, *({"remove": name} for name in labels(tags.remove))]
        if operations:
            body.update["labels"] = operations
    people = set_change("assignees", values, patch)
    if people and (people.add or people.remove):
        kept = [one for one in values.get("assignees") or () if one not in people.remove]
        body.fields |= _assignee([*sorted(people.add), *kept], source)


def _title(text: str) -> str:
    title = line(text)
    if len(title) > LONGEST_TITLE:
        raise RejectedError(
            f"a summary of Jira has at most {LONGEST_TITLE} characters, this title has {len(title)}: "
            "shorten it",
            ("title",),
        )
    return title


def _labels(names: Any) -> list[str]:
    shown = labels(names)
    for name in shown:
        if len(name) > LONGEST_LABEL:
            raise RejectedError(
                f"a label of Jira has at most {LONGEST_LABEL} characters: shorten {name[:40]!r}...",
                ("labels",),
            )
    return shown


def _description(text: Any, source: Source) -> dict[str, Any]:
    return {"description": _rich("description", text, source) if text else None}


def _rich(name: str, text: str, source: Source) -> Any:
    """A rich text as Jira takes it; raises RejectedError for the field where its comments were broken."""
    try:
        return source.text.write(text)
    except RejectedError as error:
        raise RejectedError(error.reason, (name,)) from None


def _priority(value: Any, source: Source) -> dict[str, Any]:
    names = source.words.names("priority", value)
    if not names:
        raise RejectedError(
            f"the project has no priority for {value!r}: name one under `config.mapping.priority`",
            ("priority",),
        )
    return {"priority": {"name": names[0]}}


def _assignee(accounts: Any, source: Source) -> dict[str, Any]:
    if not accounts:
        return {"assignee": None}
    return {"assignee": {"accountId" if source.cloud else "name": accounts[0]}}


def _due(day: Any, _source: Source) -> dict[str, Any]:
    return {"duedate": day}


def _estimate(minutes: Any, _source: Source) -> dict[str, Any]:
    # An empty text takes the estimate away.
    return {"timetracking": {"originalEstimate": "" if minutes is None else f"{minutes}m"}}


def _custom(name: str, value: Any, source: Source) -> dict[str, Any]:
    found = custom_of(name, source)
    if found is None:
        raise RejectedError(f"no field of Jira holds {name}: name one under `config.custom`", (name,))
    try:
        return {found.id: customs.write(found, value, source.text, source.cloud)}
    except RejectedError as error:
        raise RejectedError(error.reason, (name,)) from None


def _versions(old: Any, new: str, lookups: Lookups) -> dict[str, list[dict[str, Any]]]:
    """Other fix versions of the issue stay."""
    removed = [{"remove": {"name": old}}] if old else []
    return {"fixVersions": [*removed, *([{"add": {"id": lookups.version(new)}}] if new else [])]}


def _keeps(name: str, old: Any, new: Any, source: Source) -> None:
    """Raises RejectedError where the new text would take away what Markdown cannot say."""
    custom = custom_of(name, source)
    if name != "description" and (custom is None or custom.kind != "richtext"):
        return
    try:
        # In Jira's own words: what comes from another place may say the same thing otherwise.
        lost = dropped(old or "", source.text.read(source.text.write(new or "")))
    except RejectedError as error:
        raise RejectedError(error.reason, (name,)) from None
    if lost:
        raise RejectedError(
            f"{name} would lose {', '.join(lost)} of Jira's, which Markdown cannot say: keep its comment "
            f"`<!-- adf:... -->` in the text, or take it away in Jira first",
            (name,),
        )


_SIMPLE: Mapping[str, Callable[[Any, Source], dict[str, Any]]] = {
    "description": _description,
    "priority": _priority,
    "assignees": lambda value, source: _assignee(express("assignees", value, source), source),
    "due": _due,
    "estimate": _estimate,
}
