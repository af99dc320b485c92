"""A JSON Patch as the provider reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from devlog_azure_devops.sandbox import links, values, wef
from devlog_azure_devops.sandbox.answer import RefusedError, RuleError, broken, stale, unseen, wrong
from devlog_azure_devops.sandbox.changes import Draft
from devlog_azure_devops.sandbox.model import Item, Project, Relation, User
from devlog_azure_devops.sandbox.texts import cleaned
from devlog_azure_devops.sandbox.world import World

OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")
"""By the number that clients may send in place of the name."""
TARGET = re.compile(r"/_apis/wit/workitems/(\d+)/?$", re.IGNORECASE)
MOST_RELATIONS = 1000


class Patch:
    """Reads the operations for one item, new or known, and collects what they change."""

    def __init__(
        self, world: World, project: Project, kind: str, actor: User, item: Item | None, bypass: bool
    ) -> None:
        self.world, self.project, self.actor = world, project, actor
        self.type = project.types[kind.casefold()]
        self.item, self.bypass = item, bypass
        self.draft = Draft()
        self.rules: list[RuleError] = []

    def read(self, body: Any) -> Draft:
        """The draft; raises RefusedError where the patch is malformed or breaks a rule."""
        if not isinstance(body, Sequence) or isinstance(body, str) or not body:
            raise wrong(
                "You must pass a valid patch document in the body of the request.",
                "VssPropertyValidationException",
            )
        for operation in body:
            self._one(operation)
        if not self.bypass:
            values.required(self)
        if self.rules and not self.bypass:
            raise broken(self.rules)
        self._formats()
        self._clean()
        if self.item is not None:
            self.draft.fields |= wef.entered(self.item, self.draft.fields)
        return self.draft

    def _one(self, operation: Any) -> None:
        if not isinstance(operation, Mapping) or not isinstance(operation.get("path"), str):
            raise wrong("You must pass a valid patch document in the body of the request.")
        name = operation.get("op")
        name = OPERATIONS[name] if isinstance(name, int) and name < len(OPERATIONS) else str(name).lower()
        path: str = operation["path"]
        if name == "test":
            self._test(path, operation.get("value"))
        elif path.lower().startswith("/fields/"):
            self._field(name, path[8:], operation.get("value"))
        elif path.lower().startswith("/relations/"):
            self._relation(name, path[11:], operation.get("value"))
        elif path.lower().startswith("/multilinefieldsformat/"):
            self._format(path.partition("Format/")[2] or path[23:], operation.get("value"))
        elif path.lower() not in ("/id", "/rev"):
            raise wrong(f"The specified path {path} is not supported.", "PatchOperationFailedException")

    def _test(self, path: str, wanted: Any) -> None:
        is_value: Any = self.item.rev if self.item else None
        if path.lower().startswith("/fields/"):
            is_value = self.item.fields.get(path[8:]) if self.item else None
        elif path.lower() == "/id":
            is_value = self.item.id if self.item else None
        if is_value != wanted and str(is_value) != str(wanted):
            raise stale(path, is_value, wanted)

    def _field(self, name: str, reference: str, value: Any) -> None:
        known = self.world.fields.get(reference.casefold()) or self.world.field(reference)
        if known is None:
            raise RefusedError(
                400,
                f"TF51535: Cannot find field {reference}.",
                "WorkItemTrackingFieldDefinitionNotFoundException",
            )
        if name == "remove":
            value = None
        if known.reference == "System.History":
            self.draft.history = str(value or "") or None
            return
        if known.reference == "System.Tags":
            value = self._tags(value, name == "add")
        try:
            self.draft.fields[known.reference] = values.taken(self, known, value)
        except RuleError as rule:
            self.rules.append(rule)

    def _tags(self, value: Any, adds: bool) -> str | None:
        held = str(self.item.fields.get("System.Tags", "")) if self.item and adds else ""
        told: dict[str, str] = {}
        for name in (*held.split(";"), *str(value or "").split(";")):
            if name.strip():
                told.setdefault(name.strip().casefold(), name.strip())
        if len(told) > 100:
            raise wrong(
                "VS403321: The work item exceeds the limit of 100 tags.", "WorkItemTagsLimitException"
            )
        known = self.world.tags.setdefault(self.project.id, {})
        names = [known.setdefault(key, name) for key, name in told.items()]
        return "; ".join(sorted(names, key=str.casefold)) or None

    def _relation(self, name: str, place: str, value: Any) -> None:
        held = self.item.relations if self.item else ()
        if name in ("remove", "replace"):
            number = place.partition("/")[0]
            if not number.isdigit() or int(number) >= len(held):
                raise wrong(
                    f"TF401349: The relation index {number} is out of range.", "WorkItemLinkInvalidException"
                )
            old = held[int(number)]
            self.draft.removed.append(old)
            if name == "replace":
                comment = (
                    {"comment": value}
                    if place.endswith("/attributes/comment")
                    else (value or {}).get("attributes", {})
                )
                self.draft.added.append(Relation(old.rel, old.url, old.target, {**old.attributes, **comment}))
            return
        if not isinstance(value, Mapping) or not value.get("rel") or not value.get("url"):
            raise wrong("TF401349: An unexpected error has occurred: the relation is not valid.")
        self.draft.added.append(self._made(value))
        if len(held) + len(self.draft.added) > MOST_RELATIONS:
            raise wrong(
                "VS403321: The work item exceeds the limit of 1000 links.",
                "WorkItemLinkLimitExceededException",
            )

    def _made(self, value: Mapping[str, Any]) -> Relation:
        rel = links.kind(str(value["rel"]))
        if rel is None:
            raise wrong(
                f"VS402325: Unrecognized relation type {value['rel']}.", "WorkItemLinkTypeNotFoundException"
            )
        given = value.get("attributes") or {}
        if links.KINDS[rel][1] is None:
            self._once(rel, str(value["url"]), None)
            return links.made(self.world, rel, str(value["url"]), None, given)
        found = TARGET.search(str(value["url"]))
        other = self.world.item(found[1]) if found else None
        if other is None or other.deleted:
            raise unseen(found[1] if found else 0)
        self._once(rel, "", other.id)
        self._fits(rel, other)
        url = f"{self.world.url}/{other.project.id}/_apis/wit/workItems/{other.id}"
        return links.made(self.world, rel, url, other.id, given)

    def _once(self, rel: str, url: str, target: int | None) -> None:
        held = [*(self.item.relations if self.item else ()), *self.draft.added]
        held = [one for one in held if one not in self.draft.removed]
        same = any(one.rel == rel and (one.target == target if target else one.url == url) for one in held)
        if same:
            told = "Relation already exists." if target else f"VS402343: The link {url} already exists."
            raise RefusedError(400, told, "RelationAlreadyExistsException")

    def _fits(self, rel: str, other: Item) -> None:
        held = [*(self.item.relations if self.item else ()), *self.draft.added]
        held = [one for one in held if one not in self.draft.removed]
        second = rel == links.PARENT and any(one.rel == rel for one in held)
        second = second or (rel == links.CHILD and links.parent(other) is not None)
        if second:
            told = "TF201036: You cannot add a Child link because a work item can have only one Parent link."
            raise RefusedError(400, told, "WorkItemLinkInvalidException")
        own = self.item.id if self.item else 0
        if other.id == own or (own and self._circles(rel, other, own)):
            told = f"TF201035: The link from {own} to {other.id} would create a circular relationship."
            raise RefusedError(400, told, "WorkItemLinkCircularException")

    def _circles(self, rel: str, other: Item, own: int) -> bool:
        if not any(name in rel for name in links.ACYCLIC):
            return False
        seen, waiting = {other.id}, [other]
        while waiting:
            for one in waiting.pop().relations:
                if one.rel != rel or one.target is None or one.target in seen:
                    continue
                if one.target == own:
                    return True
                seen.add(one.target)
                found = self.world.item(one.target)
                waiting += [found] if found else []
        return False

    def _format(self, reference: str, value: Any) -> None:
        known = self.world.field(reference)
        if known is None or known.kind not in ("html", "history"):
            raise wrong(f"VS404303: The field {reference} does not take a format.")
        told = str(value).lower()
        if told not in ("html", "markdown") or (told == "markdown" and not self.world.switches.markdown):
            raise wrong(f"VS404303: The format {value} is not supported.")
        if known.kind == "history":
            self.draft.comment_format = told
        else:
            self.draft.formats[known.reference] = told

    def _formats(self) -> None:
        """A format comes with a text only, and Markdown does not become HTML again."""
        for reference, told in self.draft.formats.items():
            held = self.item.formats.get(reference, "html") if self.item else "html"
            if told == held:
                continue
            if held == "markdown":
                raise wrong(f"VS404304: The format of {reference} cannot be changed from Markdown to HTML.")
            if reference not in self.draft.fields:
                raise wrong("The type changed without a value")

    def _clean(self) -> None:
        """Take out of HTML what could act."""
        held = self.item.formats if self.item else {}
        for reference, value in self.draft.fields.items():
            if isinstance(value, str) and self.world.fields[reference.casefold()].kind == "html":
                told = self.draft.formats.get(reference, held.get(reference, "html"))
                self.draft.fields[reference] = cleaned(self.world, value, told)
        if self.draft.history is not None:
            self.draft.history = cleaned(self.world, self.draft.history, self.draft.comment_format)
