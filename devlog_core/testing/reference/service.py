"""The plugin `reference`, which reaches the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import requests

from devlog_core.model.errors import GoneError, RateLimitedError, RejectedError, StaleError, TransientError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Draft,
    Mark,
    Mode,
    NoteDraft,
    Patch,
    RemoteItem,
    RemoteNote,
    RemoteRef,
    Scope,
    SyncPage,
    Version,
)
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.config import PluginConfig
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.ratelimit import retry_after
from devlog_core.plugin.service import TrackerService
from devlog_core.testing.reference.markup import to_board, to_markdown
from devlog_core.testing.reference.words import PRIORITIES, STATES, STATUSES, express, label, steps, written

Record = Mapping[str, Any]
FIELDS = ("title", "description", "status", "priority", "labels", "assignees", "due")
_NAMES = {"state": "status", "level": "priority", "people": "assignees", "text": "description"}
MAKING = 3600
"""How many seconds a walk through the workflow may rest before it counts as somebody's wish."""


class BoardConfig(PluginConfig):
    """The `config` table of an integration with plugin `reference`."""

    url: str


class BoardService(TrackerService[BoardConfig]):
    """Cards both ways, with the board's preconditions."""

    capabilities = Capabilities(
        fields={
            "title": FieldCapability(lossy="at most 60 characters"),
            "description": FieldCapability(lossy="ends of lines and of the text"),
            "status": FieldCapability(lossy="three states"),
            "priority": FieldCapability(lossy="three levels"),
            "labels": FieldCapability(lossy="no spaces"),
            "assignees": FieldCapability(),
            "due": FieldCapability(),
        },
        notes=True,
        precondition=True,
    )

    def __init__(self, integration: Integration, config: BoardConfig, context: PluginContext) -> None:
        super().__init__(integration, config, context)
        self._session = context.session()
        self._now: datetime | None = None

    def check(self) -> AccountInfo:
        return AccountInfo(account="bot")

    def scope(self) -> Scope | None:
        found = self._ask("GET", "/board")
        return Scope(id=found["id"], name=found["name"], host="board.example")

    def close(self) -> None:
        self._session.close()

    def express(self, field: str, value: Any) -> Any:
        return express(field, value)

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        data = dict(cursor.data) if cursor else {"after": 0, "since": 0}
        since, what = data["since"] if mode == "delta" else 0, "ids" if mode == "census" else "cards"
        found = self._ask("GET", f"/{what}?after={data['after']}&since={since}")
        records = found["list"]
        if not isinstance(records, list):
            raise TransientError("the board's list is no list")
        upto = data.get("upto", found["revision"])
        last = records[-1] if mode == "census" and records else records[-1]["id"] if records else 0
        following = {"after": last, "since": data["since"], "upto": upto}
        quiet = mode == "delta" and not found["more"] and upto == data["since"]
        ended = data if quiet else {"after": 0, "since": upto}
        refs = tuple(self._ref(number) for number in records) if mode == "census" else ()
        cards = () if mode == "census" else {card["id"]: card for card in records}.values()
        items = tuple(self._item(card) for card in cards if not self._in_making(card))
        return SyncPage(
            mode=mode,
            items=items,
            present=refs,
            gone=tuple(self._ref(number) for number in found["gone"]) if mode == "delta" else (),
            next=Cursor(data=following if found["more"] else ended),
            more=found["more"],
            as_of=self._now,
        )

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        if not ref.key.isdigit():
            raise RejectedError(f"{ref.key!r} is no card")
        try:
            return self._item(self._ask("GET", f"/cards/{ref.key}"))
        except GoneError:
            return None

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        found = self._ask("GET", f"/cards?mark={mark.uid}")["list"]
        return [self._item(self._finished(card)) for card in found]

    def create(self, draft: Draft) -> RemoteItem:
        state = STATES[draft.values["status"]]
        walk = {"goal": state, "from": None, "at": "open"} if state != "open" else {}
        body: dict[str, Any] = {"props": {"uid": draft.mark.uid, **walk}}
        for name, value in draft.values.items():
            if name != "status":
                body |= written(name, value)
        return self._item(self._finished(self._ask("POST", "/cards", body)))

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        body: dict[str, Any] = {}
        for name, change in patch.fields.items():
            if name != "status":
                body |= written(name, change.new)
        for name, sets in patch.sets.items():
            word = "people" if name == "assignees" else name
            body[f"add_{word}"] = [label(item) if name == "labels" else item for item in sets.add]
            body[f"remove_{word}"] = list(sets.remove)
        card = self._ask("GET", f"/cards/{ref.key}")
        if expected is not None and card["revision"] != expected.order:
            raise StaleError(f"card {ref.key} was changed")
        goal = STATES[patch.fields["status"].new] if "status" in patch.fields else card["props"].get("goal")
        if goal and goal != card["state"]:
            held = card["props"].get("from") if self._walking(card) else card["state"]
            body["props"] = {**card["props"], "goal": goal, "from": held, "at": card["state"]}
        elif card["props"].get("goal"):
            body["props"] = _rested(card["props"])
        if body:
            card = self._ask("PATCH", f"/cards/{ref.key}", body, card["revision"])
        return self._item(self._finished(card))

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        where, body = f"/cards/{ref.key}/remarks", {"text": to_board(note.content)}
        if note.ref is None:
            return _note(self._ask("POST", where, {**body, "props": {"uid": note.mark.uid}}))
        held = self._remark(ref, note.ref.id)
        if held is None:
            raise StaleError(f"the comment {note.ref.id} was deleted")
        if to_markdown(held["text"]) != (note.old or ""):
            raise StaleError(f"the comment {note.ref.id} was changed")
        return _note(self._ask("PATCH", f"{where}/{note.ref.id}", body, held["revision"]))

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        card = self._ask("GET", f"/cards/{ref.key}")
        return [_note(remark) for remark in card["remarks"] if remark["props"].get("uid") == mark.uid]

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        held = self._remark(ref, note.id)
        if held is not None:
            self._ask("DELETE", f"/cards/{ref.key}/remarks/{note.id}", None, held["revision"])

    def _remark(self, ref: RemoteRef, number: str) -> Record | None:
        card = self._ask("GET", f"/cards/{ref.key}")
        return next((remark for remark in card["remarks"] if str(remark["id"]) == number), None)

    def _finished(self, card: Record) -> Record:
        """The card at the end of the walk that was begun with it, each step noted with it."""
        props = card["props"]
        if not self._walking(card):
            return card
        for state in steps(card["state"], props["goal"]):
            props = _rested(props) if state == props["goal"] else {**props, "at": state}
            body = {"state": state, "props": props}
            card = self._ask("POST", f"/cards/{card['id']}/moves", body, card["revision"])
        return card

    def _walking(self, card: Record) -> bool:
        """Whether the card stands where we have left it on a walk."""
        props = card["props"]
        return props.get("goal") is not None and props.get("at") == card["state"]

    def _fresh(self, card: Record) -> bool:
        now = self._now.timestamp() if self._now else 0.0
        return self._walking(card) and bool(card["edited"] > now - MAKING)

    def _in_making(self, card: Record) -> bool:
        return self._fresh(card) and card["props"]["from"] is None

    def _item(self, card: Record) -> RemoteItem:
        state = card["state"]
        if self._fresh(card) and card["props"]["from"] is not None:
            # Half-way on a walk of ours: nobody has wished it there.
            state = card["props"]["from"]
        values = {
            "title": card["title"],
            "description": to_markdown(card["text"]),
            "status": STATUSES[state],
            "priority": PRIORITIES[card["level"]],
            "labels": sorted(card["labels"]),
            "assignees": sorted(card["people"]),
            "due": card["due"],
        }
        return RemoteItem(
            ref=self._ref(card["id"]),
            version=Version.of(card["revision"], values),
            values=values,
            notes=tuple(_note(remark) for remark in card["remarks"]),
            notes_complete=True,
            mark=card["props"].get("uid"),
            created_at=_time(card["born"]),
            edited_at=_time(card["edited"]),
        )

    def _ref(self, number: int) -> RemoteRef:
        return RemoteRef(id=f"card-{number}", key=str(number), url=f"{self.config.url}/cards/{number}")

    def _ask(self, method: str, path: str, body: Any = None, revision: int | None = None) -> Any:
        headers = {} if revision is None else {"If-Match": f'"{revision}"'}
        try:
            answer = self._session.request(method, self.config.url + path, json=body, headers=headers)
            data = answer.json() if "json" in answer.headers.get("Content-Type", "") else None
        except (requests.RequestException, ValueError) as error:
            raise TransientError(f"no answer from the board: {type(error).__name__}") from error
        if data is None:
            raise TransientError("the board answered with something else than JSON")
        return self._checked(answer, data)

    def _checked(self, answer: requests.Response, data: Any) -> Any:
        now = self.context.clock()
        told = retry_after(answer.headers.get("Date"), now)
        self._now = told or self._now
        match answer.status_code:
            case 200 | 201:
                return data
            case 404:
                raise GoneError(f"the board: {data['message']}")
            case 412:
                raise StaleError(f"the board: {data['message']}")
            case 409 | 422:
                raise RejectedError(
                    f"the board: {data['message']}", (_NAMES.get(data["field"], data["field"]),)
                )
            case 429:
                theirs = self._now or now
                until = retry_after(answer.headers.get("Retry-After"), theirs)
                wait = until - theirs if until else None
                if wait is None:
                    raise TransientError("the board asks to wait")
                raise RateLimitedError(now + wait)
        raise TransientError(f"the board answered {answer.status_code}")


def _rested(props: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in props.items() if name not in ("goal", "from", "at")}


def _note(remark: Record) -> RemoteNote:
    edited = remark["edited"] if remark["revision"] > 1 else None
    return RemoteNote(
        ref=RemoteRef(id=str(remark["id"])),
        content=to_markdown(remark["text"]),
        author=remark["by"],
        at=_time(remark["born"]),
        edited_at=None if edited is None else _time(edited),
        mark=remark["props"].get("uid"),
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


plugin = Plugin(
    BoardService,
    BoardConfig,
    name="reference",
    description="A tracker for tests.",
    distribution="devlog-reference",
)
