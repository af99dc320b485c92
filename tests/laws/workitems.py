"""One project of the simulated Azure DevOps, as a place of the machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from devlog_azure_devops.richtext import codec
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.testing.sandbox.exchange import Moment
from devlog_core.testing.sandbox.server import Server
from devlog_core.testing.sandbox.wire import DisconnectError
from devlog_core.testing.stories.place import Comment, Item, Place
from tests.laws import azure_words as words

LAG = 40
"""Seconds by which a stale query is behind."""
_FAULTS = {
    "limit": "429",
    "limit-seconds:5": "retry-after-seconds:5",
    "limit-date:5": "retry-after-date:5",
    "limit-seconds:90": "retry-after-seconds:90",
    "limit-primary": "blocked:60",
    "limit-secondary": "delayed:5",
    "wrong-type": "sign-in",
}
_ITEM = re.compile(r"/_apis/wit/workitems/\d+", re.IGNORECASE)
_LIST = re.compile(r"/_apis/wit/(wiql|reporting/workitemrevisions)", re.IGNORECASE)


class WorkItemPlace:
    """A project whose people write HTML here and Markdown there, and whose bin gives back what it got."""

    def __init__(self, name: str, azure: AzureDevOpsSandbox, form: str) -> None:
        self.name, self._azure, self._form = name, azure, words.FORMS[form]
        self._html = codec("html")
        self._down = False
        self._shifts: list[str] = []
        self._count = 0
        self._before_write: Callable[[str], None] | None = None
        azure.on_request(self._meddle)

    def table(self) -> dict[str, Any]:
        told = {"token": "${AZURE_DEVOPS_TOKEN}", "settle_seconds": LAG + 1}
        return {"plugin": "azure-devops", "config": self._azure.config() | told}

    @property
    def accounts(self) -> dict[str, str]:
        """By person what Azure DevOps calls them."""
        return {name: self._azure.world.user(name).unique_name for name in ("alice", "bob")}

    def keys(self) -> list[str]:
        with self._azure.world.lock:
            return [str(item.id) for item in self._azure.world.items.values() if item.deleted is None]

    def binned(self) -> list[str]:
        with self._azure.world.lock:
            return [str(item.id) for item in self._azure.world.items.values() if item.deleted is not None]

    def read(self, key: str) -> Item:
        item = self._azure.read(key)
        fields = item["fields"]
        shown = words.described(fields)
        values = {
            "title": fields[words.TITLE],
            "description": self._text(item, shown),
            "status": list(self._form["states"][fields["System.State"]]),
            "priority": words.key_of(words.PRIORITIES, fields[words.PRIORITY]),
            "type": words.key_of(self._form["types"], fields["System.WorkItemType"]),
            "labels": sorted(name for name in words.tags(item) if not words.is_mark(name)),
            "assignees": [fields["System.AssignedTo"]["uniqueName"]] if "System.AssignedTo" in fields else [],
            "milestone": fields["System.IterationPath"].partition("\\")[2] or None,
            "due": words.day_of(fields.get(words.DUE)),
            "parent": next((other for kind, other in words.links_of(item) if kind == "parent"), None),
            "dependencies": [
                {"kind": kind, "entry": other} for kind, other in words.links_of(item) if kind != "parent"
            ],
        }
        if self._covered(key, item):
            del values["description"]
        if self._has_criteria(fields["System.WorkItemType"]):
            values["acceptance_criteria"] = words.points(self._html.read(fields.get(words.CRITERIA, "")))
        comments = [self._comment(one) for one in item["comments"]]
        return Item(key=key, id=key, mark=words.mark_of(item), values=values, comments=tuple(comments))

    def express(self, field: str, value: Any) -> Any:
        match field:
            case "description":
                return self._settled(value or "")
            case "type":
                known = self._form["types"]
                return value if value in known else "feature" if value == "bugfix" else "task"
            case "assignees":
                return sorted(value)[:1]
        return value

    def add(self, values: Mapping[str, Any]) -> str:
        kind = self._kind(values.get("type", "feature"))
        (key,) = self._azure.seed([{"title": values["title"], "type": kind, "author": "alice"}])
        self.edit(key, {name: value for name, value in values.items() if name not in ("title", "type")})
        return key

    def edit(self, key: str, values: Mapping[str, Any]) -> None:
        if "type" in values:
            self._azure.retype(key, self._kind(values["type"]), by="alice")
        if "description" in values:
            self._write(key, values["description"])
        terms: dict[str, Any] = {}
        item = self._azure.read(key)
        for name, value in values.items():
            terms |= self._term(name, value, item["fields"]["System.WorkItemType"])
        gone = set(values.get("remove_labels", ()))
        wanted = [name for name in (*words.tags(item), *values.get("add_labels", ())) if name not in gone]
        if wanted != words.tags(item):
            terms["System.Tags"] = wanted
        if terms:
            self._azure.edit(key, terms, by="alice")

    def comment(self, key: str, text: str) -> str:
        form = self._next_format()
        # The website writes HTML, other people's programs write words alone.
        said = f"<div>{text}</div>" if form == "html" and self._count % 2 else text
        return self._azure.comment(key, said, by="bob", format=form)

    def reword(self, key: str, comment: str, text: str) -> None:
        _, found = self._azure.found_comment(comment)
        self._azure.edit_comment(comment, text + words.split_note(found.text)[1])

    def silence(self, key: str, comment: str) -> None:
        self._azure.delete_comment(comment)

    def relate(self, key: str, kind: str, other: str) -> None:
        held = words.links_of(self._azure.read(key))
        rel = "successor" if kind == "blocks" else kind.removesuffix("-to")
        for one, target in held:
            if (one, target) == (kind, other) or one == kind == "parent":
                self._azure.unlink(key, rel, target, by="alice")
        if (kind, other) not in held:
            self._azure.link(key, rel, other, by="alice")

    def delete(self, key: str) -> None:
        self._azure.delete(key, by="alice")

    def restore(self, key: str) -> None:
        self._azure.restore(key, by="alice")

    def transfer(self, key: str, goal: Place) -> str | None:
        return None

    def before_write(self, act: Callable[[str], None] | None) -> None:
        self._before_write = act

    def trouble(self, kind: str, times: int, match: str) -> None:
        if kind.startswith("shift:"):
            self._shifts += [kind.partition(":")[2]] * times
        elif kind == "stale":
            self._azure.switch("search_lag", LAG)
        else:
            self._azure.fault(_FAULTS.get(kind, kind), times, match)

    def heal(self) -> None:
        self._azure.clear_faults()
        self._azure.switch("search_lag", 0)
        self._shifts.clear()

    def cut_off(self, down: bool) -> None:
        self._down = down

    def advance(self, seconds: float) -> None:
        self._azure.advance(seconds)

    def asked(self) -> list[tuple[str, str]]:
        log = self._azure.requests()
        self._azure.clear_requests()
        return [("GET" if entry.get("asks") else entry["method"], entry["path"]) for entry in log]

    def reads_items(self, asked: Collection[tuple[str, str]]) -> list[str]:
        return [path for method, path in asked if method == "GET" and _ITEM.search(path)]

    def _kind(self, value: str) -> str:
        return str(self._form["types"][self.express("type", value)])

    def _settled(self, text: str) -> str:
        # What came as Markdown is compared as far as HTML could say it.
        return words.without_ending(self._html.read(self._html.write(text)))

    def _text(self, item: Mapping[str, Any], name: str) -> str:
        text = item["fields"].get(name, "")
        markdown = item.get("multilineFieldsFormat", {}).get(name) == "markdown"
        return self._settled(text if markdown else self._html.read(text))

    def _comment(self, comment: Mapping[str, Any]) -> Comment:
        text, _, mark = words.split_note(comment["text"])
        if comment.get("format", "html") == "html" and "<" in text:
            text = self._html.read(text)
        return Comment(id=str(comment["id"]), text=text, mark=mark)

    def _write(self, key: str, text: str) -> None:
        """A person gives the description anew, in the field and the format that the form shows."""
        kind = self._azure.read(key)["fields"]["System.WorkItemType"]
        form = self._next_format()
        made = text if form == "markdown" else self._spelled(text)
        self._azure.reformat(key, words.STEPS if kind == "Bug" else words.TEXT, made, form, by="alice")

    def _spelled(self, text: str) -> str:
        """HTML as one editor or another writes it."""
        said = str(self._html.write(text))
        if self._count % 2:
            said = said.replace("div>", "p>").replace("<b>", "<strong>").replace("</b>", "</strong>")
        return said

    def _covered(self, key: str, item: Mapping[str, Any]) -> bool:
        """Whether what the form shows was emptied, and another type's text stands behind it again."""
        own, held = words.shown(item["fields"]), words.described(item["fields"])
        return own != held and any(one.fields.get(own) for one in self._azure.item(key).revisions)

    def _has_criteria(self, kind: str) -> bool:
        return words.CRITERIA in self._azure.project(None).types[kind.casefold()].fields

    def _next_format(self) -> str:
        self._count += 1
        plain = self._azure.switches.markdown and self._count % 3 == 0
        return "markdown" if plain else "html"

    def _term(self, name: str, value: Any, kind: str) -> dict[str, Any]:
        match name:
            case "title":
                return {words.TITLE: value}
            case "status":
                return {"System.State": self._state(kind, value)}
            case "priority":
                return {words.PRIORITY: words.PRIORITIES[value]}
            case "assignees":
                return {"System.AssignedTo": value[0] if value else None}
            case "milestone":
                root = self._azure.project(None).name
                return {"System.IterationPath": f"{root}\\{value}" if value else root}
            case "due":
                self._count += 1
                # People move about, and the days of each begin at another time.
                return {words.DUE: value and words.midnight(value, (0, 2, -8)[self._count % 3])}
            case "acceptance_criteria" if self._has_criteria(kind):
                return {words.CRITERIA: self._html.write("\n".join(f"- {point}" for point in value))}
        return {}

    def _state(self, kind: str, value: str) -> str:
        known = [state.name for state in self._azure.project(None).types[kind.casefold()].states]
        fitting = [name for name, said in self._form["states"].items() if value in said and name in known]
        return str(fitting[-1])

    def _meddle(self, moment: Moment) -> None:
        if moment.phase == "before" and self._down:
            raise DisconnectError
        written = _ITEM.search(moment.path) if moment.method == "PATCH" else None
        if moment.phase == "before" and self._before_write and written and "/comments" not in moment.path:
            self._before_write(written[0].rpartition("/")[2])
        if moment.phase == "after" and self._shifts and _LIST.search(moment.path):
            self._shift(self._shifts.pop(0))

    def _shift(self, how: str) -> None:
        self._count += 1
        keys = self.keys()
        if how == "insert":
            self._azure.seed([{"title": f"inserted {self._count}", "author": "alice"}])
        elif keys:
            title = self._azure.read(keys[0])["fields"][words.TITLE]
            self._azure.edit(keys[0], {"title": f"t{self._count} {title}"[:200]}, by="alice")


def new_azure(form: str, now: float) -> AzureDevOpsSandbox:
    """An organisation with one empty project and small pages."""
    azure = AzureDevOpsSandbox(("Shop",), **words.FORMS[form]["sandbox"])
    azure.clock.set(now)
    azure.clock.freeze()
    azure.switch("strips_comments", form == "azure-server")
    azure.switch("reporting_page", 3)
    azure.switch("comment_page", 2)
    for name in ("m1", "m2"):
        azure.add_iteration(name)
    for person in ("alice", "bob"):
        azure.add_user(person)
    return azure


def put_in_place(server: Server, azure: AzureDevOpsSandbox) -> None:
    """Let a running server serve another organisation."""
    server.exchange = azure.exchange
    azure.world.base = f"http://127.0.0.1:{server.server_port}"
