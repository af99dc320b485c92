"""Creating and changing issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.errors import DevlogError, GoneError, RejectedError, StaleError, TransientError
from devlog_core.model.fields import STATUSES
from devlog_core.model.remote import Draft, Patch, RemoteItem, RemoteRef, Version
from devlog_jira import forms, sending
from devlog_jira.answer import Answer
from devlog_jira.catalog import Catalog
from devlog_jira.client import Client
from devlog_jira.completing import Completer
from devlog_jira.createmeta import CreateMeta, Wanted, options, with_defaults
from devlog_jira.cures import FIELDS, rejected
from devlog_jira.fetching import issue
from devlog_jira.linking import Linker
from devlog_jira.lookups import IdLookups
from devlog_jira.mapping import Records, Source, item_of
from devlog_jira.marks import property_of
from devlog_jira.reading import Reader
from devlog_jira.transitions import EXPAND, Walker
from devlog_jira.untold import AFTER
from devlog_jira.versions import Versions
from devlog_jira.vocabulary import NAMED, Vocabulary
from devlog_jira.walks import Walks

Record = Mapping[str, Any]
REFUSED = (400, 413, 422)


class Writer:
    """Writes to the issues of one project."""

    def __init__(self, client: Client, catalog: Catalog, source: Source, reader: Reader) -> None:
        self._client = client
        self._catalog = catalog
        self._source = source
        self._reader = reader
        self._walks = Walks(client.context.state)
        self._walker = Walker(client, self._walks, source.text)
        self._linker = Linker(client, catalog)
        self._meta = CreateMeta(client)
        self._versions = Versions(client)
        self._lookups = IdLookups(client, catalog, lambda: self._source.words, self._versions)
        self._told = False

    def create(self, draft: Draft) -> RemoteItem:
        """A new issue with its mark; what a create request cannot say is named as pending.

        Raises RejectedError, before anything is asked of Jira, where something is missing that it requires.
        """
        self._learn({name: value for name, value in draft.values.items() if name not in AFTER})
        body = sending.creation(draft.mark, draft.values, self._source, self._lookups)
        kind = body.fields["issuetype"]["id"]
        name = next(one["name"] for one in self._catalog.types if one["id"] == kind)
        wanted = self._meta.wanted(self._source.scope, kind, name)
        late = _off_screen(wanted, body.fields)
        given = {key: value for key, value in body.fields.items() if key not in late}
        sent = {
            "fields": with_defaults(
                wanted, given, self._client.config.create, self._source.text, self._client.cloud
            ),
            "properties": [property_of(draft.mark)],
        }
        answer = self._client.send("POST", f"{self._client.api}/issue", sent, accept=REFUSED)
        if answer.status >= 400:
            self._meta.forget()
            raise self._refused(answer, sent, set(draft.values), wanted.fields)
        names = self._names()
        made = self._made(RemoteRef(id=str(answer.data["id"]), key=str(answer.data["key"])))
        return replace(made, pending=(*AFTER, *(names[key] for key in late if key in names)))

    def _made(self, ref: RemoteRef) -> RemoteItem:
        """The new issue as it is read back; that it was made must not be forgotten, whatever fails here."""
        try:
            return self._item(self._fresh(ref))
        except (GoneError, RejectedError) as error:
            raise TransientError(f"{ref.key} was made, but cannot be read back: {error}") from None

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        """The issue changed, unless it is no longer the one expected."""
        self._learn({name: change.new for name, change in patch.fields.items()})
        status = patch.fields["status"].new if "status" in patch.fields else None
        record = self._fresh(ref, moving=status is not None)
        item = self._item(record)
        if expected is not None and item.version is not None and item.version.hash != expected.hash:
            raise StaleError(f"{record['key']} was changed since it was read")
        kind = record["fields"].get("issuetype") or {}
        body = sending.change(
            item.values, patch, self._source, self._lookups, subtask=bool(kind.get("subtask"))
        )
        words = self._source.words
        steps = self._walker.plan(record, status, words) if status is not None else None
        # A closed issue may take no edits, so it is reopened before them, and closed after them.
        if status is not None and steps is not None and _closed(record):
            self._walker.walk(record, steps, status, words)
        answer = self._put(record, body, patch) if body else None
        links = sending.set_change("dependencies", item.values, patch)
        linked = links is not None and self._linker.change(record, links)
        if status is not None and steps is not None and not _closed(record):
            self._walker.walk(record, steps, status, words)
        elif status is not None and steps is None:
            self._walks.arrived(str(record["id"]))
        if answer is None and steps is None and not linked:
            return item
        whole = _whole(answer, record) if answer is not None and steps is None and not linked else None
        return self._item(whole or self._fresh(ref))

    def move(self, form: forms.Move) -> forms.Moved:
        """An issue brought to a status of an entry's, or by a transition or to a status of Jira's."""
        record = self._fresh(_ref(form.item), moving=True)
        self._learn({"status": form.status if form.status in STATUSES else None})
        words = self._source.words
        if form.status in STATUSES:
            steps = self._walker.plan(record, form.status, words)
            changed = steps is not None
            if steps is not None:
                self._walker.walk(record, steps, form.status, words)
        else:
            changed = self._walker.step(record, form.status)
        after = self._fresh(_ref(form.item)) if changed else record
        name = after["fields"]["status"]["name"]
        return forms.Moved(item=str(after["id"]), key=after["key"], status=name, changed=changed)

    def _learn(self, values: Mapping[str, Any]) -> None:
        """Ask once what the project offers, before something is called by its name.

        Raises RejectedError for the fields whose values the settings call by names that it does not have.
        """
        named = {field: values[field] for field in NAMED if values.get(field) is not None}
        if not self._told and not values.keys().isdisjoint(NAMED):
            self._ask_words()
        if any(self._source.words.unwritable(field, value) for field, value in named.items()):
            # What was learnt may be a day old.
            self._catalog.forget()
            self._ask_words()
        wrong = {field: self._source.words.unwritable(field, value) for field, value in named.items()}
        if any(wrong.values()):
            raise RejectedError(
                "; ".join(filter(None, wrong.values())), [field for field, why in wrong.items() if why]
            )

    def _ask_words(self) -> None:
        words = Vocabulary(self._client.config.mapping, self._catalog.offered())
        self._source, self._told = replace(self._source, words=words), True

    def _put(self, record: Record, body: sending.Body, patch: Patch) -> Answer:
        where = self._client.path("issue", str(record["id"]))
        # Cloud gives the issue back with the answer, which spares a request.
        params = {"returnIssue": "true"} if self._client.cloud else None
        answer = self._client.send("PUT", where, body.json(), params, accept=(*REFUSED, 404, 409))
        if answer.status < 400:
            return answer
        if answer.status == 404:
            raise GoneError(f"{record['key']} was deleted, or the account may not see it any more")
        if answer.status == 409:
            raise StaleError(f"{record['key']} is being changed by somebody else: {answer.message}")
        asked = {**body.fields, **body.update}
        screen = self._editable(record) if any(name in asked for name in answer.errors) else {}
        raise self._refused(answer, body.json(), {*patch.fields, *patch.sets}, screen)

    def _editable(self, record: Record) -> Mapping[str, Record]:
        answer = self._client.get(
            self._client.path("issue", str(record["id"]), "editmeta"), accept=(403, 404)
        )
        found = answer.data.get("fields") if answer.status == 200 else None
        return found if isinstance(found, Mapping) else {}

    def _refused(
        self, answer: Answer, body: Mapping[str, Any], fields: set[str], screen: Mapping[str, Record]
    ) -> DevlogError:
        """Why Jira did not take it, with the values that it would take for the fields at fault."""
        self._versions.forget()
        error = rejected(answer, self._names(), body)
        named = [name for name in error.fields if name in fields]
        if not named and not answer.errors and len(fields) == 1:
            named = sorted(fields)
        told = [options(screen[name]) for name in answer.errors if name in screen]
        return RejectedError("; ".join([error.reason, *filter(None, told)]), named)

    def _names(self) -> dict[str, str]:
        """The entry's fields by the ids of Jira's."""
        own = {one.id: one.field for one in self._source.custom}
        return {**FIELDS, "parentId": "parent", self._source.epic: "parent", **own}

    def _fresh(self, ref: RemoteRef, *, moving: bool = False) -> Record:
        record = issue(self._client, self._source, ref, expand=EXPAND if moving else "")
        if record is None:
            raise GoneError(f"{ref.key or ref.id} was deleted, or the account may not see it any more")
        return record

    def _item(self, record: Record) -> RemoteItem:
        """The issue without its notes and bookings, which are not asked for their marks here."""
        fields = record["fields"]
        lists = (Records.of(fields.get("comment"), "comments"), Records.of(fields.get("worklog"), "worklogs"))
        if all(some.whole for some in lists):
            veiled = self._walks.veil(self._client.now()).over(record)
            item = item_of(veiled, self._with_epic(veiled))
        else:
            item = self._reader.item(record)
        return replace(
            item, notes=(), notes_complete=False, note_count=None, worklogs=(), worklogs_complete=False,
            pending=(),
        )  # fmt: skip

    def _with_epic(self, record: Record) -> Source:
        if not self._source.epic:
            return self._source
        ids = Completer(self._client, "").epics([record], self._source.epic)
        return replace(self._source, ids=ids)


def _ref(item: str) -> RemoteRef:
    return RemoteRef(id=item if item.isdigit() else "", key=item)


def _closed(record: Record) -> bool:
    status = record["fields"].get("status") or {}
    return bool((status.get("statusCategory") or {}).get("key") == "done")


def _whole(answer: Answer, record: Record) -> Record | None:
    """The issue that came with the answer to an edit; None where it is not there as a whole."""
    data = answer.data if isinstance(answer.data, Mapping) else {}
    fields = data.get("fields")
    if not isinstance(fields, Mapping) or not record["fields"].keys() <= fields.keys():
        return None
    return {**data, "properties": record.get("properties") or {}}


def _off_screen(wanted: Wanted, fields: Mapping[str, Any]) -> list[str]:
    """What the create screen does not have: it follows by an edit, whose screen may have it.

    Raises RejectedError where it lacks the labels, without which the issue would carry no mark.
    """
    if not wanted.fields:
        return []
    if "labels" not in wanted.fields:
        raise RejectedError(
            f"the screen on which a {wanted.type_name} is created has no field Labels, which devlog's mark "
            "needs: add it to the screen"
        )
    return [name for name in fields if name not in wanted.fields and name not in ("project", "issuetype")]
