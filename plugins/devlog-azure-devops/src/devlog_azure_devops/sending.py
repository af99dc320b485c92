"""The JSON Patch of the requests that create and change work items; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_azure_devops import custom as customs
from devlog_azure_devops import relations
from devlog_azure_devops.boards import card
from devlog_azure_devops.config import AzureDevOpsConfig
from devlog_azure_devops.criteria import joined
from devlog_azure_devops.express import custom_of, express, labels, path
from devlog_azure_devops.mapping import (
    AREA,
    ASSIGNED,
    CRITERIA,
    DESCRIPTION,
    DUE,
    ESTIMATE,
    ITERATION,
    KIND,
    PRIORITY,
    STATE,
    STEPS,
    TAGS,
    TITLE,
    Record,
    Source,
    description_fields,
    formats_of,
    line,
    noon,
    tags_of,
)
from devlog_azure_devops.marks import link_of, tag_of
from devlog_azure_devops.process import Kind
from devlog_azure_devops.texts import is_markdown
from devlog_core.model.errors import RejectedError
from devlog_core.model.remote import FieldChange, Mark, Patch, SetChange

Operation = dict[str, Any]
LONGEST_TITLE = 255
LONGEST_TAG = 400
MOST_TAGS = 100
REASON = "System.Reason"
_FORMAT = "/multilineFieldsFormat/"


def kind_of(value: str, source: Source) -> Kind:
    """The work item type that a type is written as; raises RejectedError where there is none."""
    names = source.words.names("type", value)
    known = source.words.process
    if not names or (known.kinds and not known.has(names[0])):
        offered = ", ".join(one.name for one in known.kinds)
        raise RejectedError(
            f"the process has no work item type for {value!r}: name one under `config.mapping.type` "
            f"(it has {offered})",
            ("type",),
        )
    return known.kind(names[0])


def creation(
    mark: Mark, values: Mapping[str, Any], kind: Kind, source: Source, config: AzureDevOpsConfig
) -> list[Operation]:
    """What creates the work item with its mark; status, parent and links come after."""
    given = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    operations = [_set(TITLE, _title(values.get("title") or ""))]
    operations.append(_set(TAGS, "; ".join(_few([tag_of(mark.uid), *_tags(given.get("labels") or ())]))))
    operations.append({"op": "add", "path": "/relations/-", "value": link_of(mark)})
    described = STEPS if kind.fields and kind.has(STEPS) else DESCRIPTION
    for name, value in given.items():
        operations += _single(name, value, kind, source, {"fields": {}}, described)
    if "milestone" not in given and config.iteration:
        operations.append(_set(ITERATION, f"{source.project}\\{config.iteration}"))
    if config.area:
        operations.append(_set(AREA, f"{source.project}\\{config.area}"))
    written = {one["path"] for one in operations}
    for name, value in config.create.items():
        if f"/fields/{name}" not in written:
            operations.append(_set(name, value))
    return operations


def change(record: Record, values: Mapping[str, Any], patch: Patch, source: Source) -> list[Operation]:
    """What brings a work item with these values to what the patch wants."""
    fields = record["fields"]
    new = {name: one.new for name, one in patch.fields.items() if _differs(name, one, values, source)}
    kind = source.kind(fields)
    told = {"status", card.COLUMN} & set(new)
    operations: list[Operation] = []
    if "type" in new:
        kind = kind_of(new["type"], source)
        operations.append(_set(KIND, kind.name))
        if not told and kind.states and kind.state(str(fields.get(STATE))) is None:
            operations += _state(values["status"], kind, source)
    if "title" in new:
        operations.append(_set(TITLE, _title(new["title"])))
    if "status" in told and card.COLUMN not in told:
        operations += _state(new["status"], kind, source)
    if source.board is not None:
        operations += card.moved(source.board, new, record, kind, source.words)
    shown, held = description_fields(fields, kind)
    # What is emptied is the text that there is; a new one goes where people look for it.
    described = shown if new.get("description") else held
    for name, value in new.items():
        operations += _single(name, value, kind, source, record, described)
    operations += _sets(fields, values, patch)
    return [*operations, *_linked(record, values, patch, new, source)]


def misformed(body: Sequence[Operation], after: Record) -> bool:
    """Whether a text was sent as HTML to a field that turns out to hold Markdown.

    A field that was emptied keeps its format, which is told only where there is a text.
    """
    said = {one["path"].rpartition("/")[2] for one in body if one["path"].startswith(_FORMAT)}
    written = {one["path"].rpartition("/")[2] for one in body if one["op"] == "add"} - said
    return any(name in written and is_markdown(form) for name, form in formats_of(after).items())


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
    if name == "status":
        # What a status is written as depends on the type, which `express` does not know.
        return bool(one.new != values.get(name))
    return name not in values or express(name, one.new, source) != values[name]


def _state(value: str, kind: Kind, source: Source) -> list[Operation]:
    goal = source.words.goal(kind, value)
    if goal is None:
        states = ", ".join(name for name, _ in kind.states)
        raise RejectedError(
            f"{kind.name} has no state for {value!r}: name one under `config.mapping.status` (it has "
            f"{states})",
            ("status",),
        )
    reason = [_set(REASON, goal.reason)] if goal.reason else []
    return [_set(STATE, goal.state), *reason]


def _single(
    name: str, value: Any, kind: Kind, source: Source, record: Record, described: str
) -> list[Operation]:
    """What sets one field that holds one value; nothing where the type has no such field."""
    if name == "description":
        return _rich(name, described, value or "", source, record)
    if name == "acceptance_criteria":
        return _rich(name, CRITERIA, joined(value or ()), source, record) if kind.has(CRITERIA) else []
    if name == "priority":
        return [_set(PRIORITY, _priority(value, source))] if kind.has(PRIORITY) else []
    if name == "assignees":
        return [_set(ASSIGNED, next(iter(express("assignees", value or (), source)), None))]
    if name == "milestone":
        below = path(value)
        return [_set(ITERATION, f"{source.project}\\{below}" if below else source.project)]
    if name == "due":
        return [_set(DUE, noon(value) if value else None)] if kind.has(DUE) else []
    if name == "estimate":
        return [_set(ESTIMATE, None if value is None else round(value / 60, 4))] if kind.has(ESTIMATE) else []
    if source.board is not None and name in card.FIELDS:
        return []
    return _custom(name, value, source, record) if name.startswith("custom.") else []


def _rich(name: str, reference: str, text: str, source: Source, record: Record) -> list[Operation]:
    form, old = formats_of(record).get(reference), record["fields"].get(reference)
    try:
        made = source.texts.write(text, form, old or "")
    except RejectedError as error:
        raise RejectedError(f"{name}: {error.reason}", (name,)) from None
    operations = [_set(reference, made or None)]
    if is_markdown(form) and made:
        # Said again with each text, so that none is taken for HTML.
        operations.append({"op": "add", "path": f"{_FORMAT}{reference}", "value": "Markdown"})
    return operations


def _custom(name: str, value: Any, source: Source, record: Record) -> list[Operation]:
    found = custom_of(name, source)
    if found is None:
        raise RejectedError(f"no field holds {name}: name one under `config.custom`", (name,))
    if found.rich:
        return _rich(name, found.id, customs.text_of(found, value), source, record)
    return [_set(found.id, customs.write(found, value))]


def _sets(fields: Record, values: Mapping[str, Any], patch: Patch) -> list[Operation]:
    operations: list[Operation] = []
    tags = set_change("labels", values, patch)
    if tags is not None:
        held = tags_of(fields)
        gone = {name.casefold() for name in labels(tags.remove)}
        left = [name for name in held if name.casefold() not in gone]
        there = {name.casefold() for name in left}
        wanted = [*left, *(name for name in _tags(tags.add) if name.casefold() not in there)]
        if wanted != held:
            # To add tags would leave those that are to go.
            operations.append({"op": "replace", "path": f"/fields/{TAGS}", "value": "; ".join(_few(wanted))})
    people = patch.sets.get("assignees")
    if people is not None and (people.add or people.remove):
        kept = [one for one in values.get("assignees") or () if one not in people.remove]
        operations.append(_set(ASSIGNED, next(iter([*sorted(people.add), *kept]), None)))
    return operations


def _linked(
    record: Record, values: Mapping[str, Any], patch: Patch, new: Mapping[str, Any], source: Source
) -> list[Operation]:
    held = record.get("relations") or ()
    removed: set[int] = set()
    added: list[dict[str, Any]] = []
    if "parent" in new:
        place = relations.place_of(held, relations.PARENT)
        removed |= set() if place is None else {place}
        if new["parent"]:
            added.append(relations.relation(relations.PARENT, str(new["parent"]), source.url))
    links = set_change("dependencies", values, patch)
    for one in links.remove if links is not None else ():
        place = relations.place_of(held, relations.rel_of(one) or "", str(one["entry"]))
        removed |= set() if place is None else {place}
    for one in links.add if links is not None else ():
        rel = relations.rel_of(one)
        if rel and relations.place_of(held, rel, str(one["entry"])) is None:
            added.append(relations.relation(rel, str(one["entry"]), source.url))
    # From the end, since what stands behind a removed one moves up.
    taken = [{"op": "remove", "path": f"/relations/{place}"} for place in sorted(removed, reverse=True)]
    return [*taken, *({"op": "add", "path": "/relations/-", "value": one} for one in added)]


def _set(reference: str, value: Any) -> Operation:
    if value is None:
        return {"op": "remove", "path": f"/fields/{reference}"}
    return {"op": "add", "path": f"/fields/{reference}", "value": value}


def _title(text: str) -> str:
    title = line(text)
    if len(title) > LONGEST_TITLE:
        raise RejectedError(
            f"a title of Azure DevOps has at most {LONGEST_TITLE} characters, this one has {len(title)}: "
            "shorten it",
            ("title",),
        )
    return title


def _tags(names: Any) -> list[str]:
    shown = labels(names)
    for name in shown:
        if len(name) > LONGEST_TAG:
            raise RejectedError(
                f"a tag of Azure DevOps has at most {LONGEST_TAG} characters: shorten {name[:40]!r}...",
                ("labels",),
            )
    return shown


def _few(tags: list[str]) -> list[str]:
    if len(tags) > MOST_TAGS:
        raise RejectedError(
            f"a work item has at most {MOST_TAGS} tags, this one would have {len(tags)}: remove labels",
            ("labels",),
        )
    return tags


def _priority(value: Any, source: Source) -> Any:
    names = source.words.names("priority", value)
    if not names:
        raise RejectedError(
            f"the settings name no priority for {value!r}: name one under `config.mapping.priority`",
            ("priority",),
        )
    return int(names[0]) if names[0].isdecimal() else names[0]
