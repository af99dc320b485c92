"""The right plugin for the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import ConfigError, GoneError, RejectedError, StaleError, TransientError
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
    RemoteWorklog,
    Scope,
    SyncPage,
    Version,
    WorklogDraft,
)
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult
from devlog_core.plugin.actions import action
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.service import Headers, TrackerService
from devlog_core.testing.reference import webhook
from devlog_core.testing.reference.client import Client
from devlog_core.testing.reference.config import ReferenceConfig
from devlog_core.testing.reference.markup import to_board, to_markdown
from devlog_core.testing.reference.records import Record, item_of, note_of, worklog_of
from devlog_core.testing.reference.walking import begun, in_making, rested, walking
from devlog_core.testing.reference.words import STATES, changed, express, steps, written

CAPABILITIES = Capabilities(
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
    worklogs=True,
    precondition=True,
)


class Which(BaseModel):
    """A card by its number."""

    card: str = Field(description="The number that people see.")


class Voted(BaseModel):
    """How people have voted."""

    votes: int = Field(description="Votes for the card.")


class ReferenceService(TrackerService[ReferenceConfig]):
    """Cards both ways, with the board's preconditions."""

    capabilities = CAPABILITIES

    def __init__(self, integration: Integration, config: ReferenceConfig, context: PluginContext) -> None:
        super().__init__(integration, config, context)
        self.client = Client(config, context)

    def check(self) -> AccountInfo:
        found = self.client.get("/board")
        secret = self.context.credentials.get("webhook_secret")
        missing = {} if secret else {"webhooks": "set `webhook_secret`, here and at the board"}
        return AccountInfo(account=found["account"], missing=missing)

    def scope(self) -> Scope | None:
        found = self.client.get("/board")
        return Scope(id=found["id"], name=found["name"], host="board.example")

    def close(self) -> None:
        self.client.close()

    def express(self, field: str, value: Any) -> Any:
        return express(field, value)

    @action("count_votes", input=Which, output=Voted)
    def count_votes(self, wanted: Which) -> Voted:
        """How many people have voted for a card."""
        card = self.client.get(f"/cards/{wanted.card}")
        return Voted(votes=card["extra"].get("votes", 0))

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        data = dict(cursor.data) if cursor else {"after": 0, "since": 0}
        found = self.listed(data, mode)
        records = found.get("list")
        if not isinstance(records, list):
            raise TransientError("the board's list is no list")
        upto = data.get("upto", found["revision"])
        last = records[-1] if mode == "census" and records else records[-1]["id"] if records else 0
        following = {"after": last, "since": data["since"], "upto": upto}
        quiet = mode == "delta" and not found["more"] and upto == data["since"]
        ended = data if quiet else {"after": 0, "since": upto}
        cards = () if mode == "census" else {card["id"]: card for card in records}.values()
        return SyncPage(
            mode=mode,
            items=tuple(self.item(card) for card in cards if not in_making(card, self.client.now)),
            present=tuple(self.ref(number) for number in records) if mode == "census" else (),
            gone=tuple(self.ref(number) for number in found["gone"]) if mode == "delta" else (),
            next=Cursor(data=following if found["more"] else ended),
            more=found["more"],
            as_of=self.client.now,
        )

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        try:
            return self.item(self.card(ref))
        except GoneError:
            return None

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        found = self.client.get(f"/cards?mark={mark.uid}")["list"] or self.young(mark)
        return [self.item(self.finished(card)) for card in found]

    def create(self, draft: Draft) -> RemoteItem:
        return self.item(self.finished(self.client.ask("POST", "/cards", self.drafted(draft))))

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        body = changed(patch)
        card = self.card(ref)
        if expected is not None and card["revision"] != expected.order:
            raise StaleError(f"card {ref.key} was changed: read it again")
        goal = STATES[patch.fields["status"].new] if "status" in patch.fields else card["props"].get("goal")
        if goal and goal != card["state"]:
            body["props"] = begun(card, goal)
        elif card["props"].get("goal"):
            body["props"] = rested(card["props"])
        if body:
            card = self.client.ask("PATCH", f"/cards/{ref.key}", body, card["revision"])
        return self.item(self.finished(card))

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        body = {"text": to_board(note.content)}
        if note.ref is None:
            where = f"/cards/{ref.key}/remarks"
            return note_of(self.client.ask("POST", where, {**body, "props": {"uid": note.mark.uid}}))
        held = self.record(ref, "remarks", note.ref)
        if held is None or to_markdown(held["text"]) != (note.old or ""):
            raise StaleError(f"the comment {note.ref.id} was changed or deleted: read it again")
        return note_of(self.rewrite(ref, "remarks", held, body))

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        return [note_of(one) for one in self.card(ref)["remarks"] if one["props"].get("uid") == mark.uid]

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        self.remove(ref, "remarks", note)

    def put_worklog(self, ref: RemoteRef, worklog: WorklogDraft) -> RemoteWorklog:
        body: dict[str, Any] = {"minutes": worklog.minutes, "text": worklog.text}
        if worklog.ref is None:
            day = {"day": worklog.at.timestamp()} if worklog.at else {}
            marked = {**body, **day, "props": {"uid": worklog.mark.uid}}
            return worklog_of(self.client.ask("POST", f"/cards/{ref.key}/bookings", marked))
        held = self.record(ref, "bookings", worklog.ref)
        if held is None or (held["minutes"], held["text"]) != (worklog.old_minutes, worklog.old_text or ""):
            raise StaleError(f"the booking {worklog.ref.id} was changed or deleted: read it again")
        return worklog_of(self.rewrite(ref, "bookings", held, body))

    def find_worklog(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteWorklog]:
        found = self.card(ref)["bookings"]
        return [worklog_of(one) for one in found if one["props"].get("uid") == mark.uid]

    def delete_worklog(self, ref: RemoteRef, worklog: RemoteRef) -> None:
        self.remove(ref, "bookings", worklog)

    def verify(self, headers: Headers, body: bytes) -> Verified:
        return webhook.verify(headers, body, self.context.credentials.get("webhook_secret"))

    def parse(self, delivery: Delivery) -> WebhookResult:
        return webhook.parse(delivery, self.config.url, self.context.log)

    def register_webhook(self, url: str) -> WebhookRegistration:
        secret = self.context.credentials.get("webhook_secret")
        if not secret:
            raise ConfigError("no webhook_secret is configured: without one no delivery could be believed")
        held = [hook for hook in self.client.get("/hooks")["list"] if hook["url"] == url]
        hook = held[0] if held else self.client.ask("POST", "/hooks", {"url": url, "secret": secret})
        return WebhookRegistration(id=str(hook["id"]), url=hook["url"], events=tuple(webhook.EVENTS))

    def young(self, mark: Mark) -> list[Record]:
        """Those with the mark of which the board's search may not know yet; its list knows them."""
        lag = timedelta(seconds=self.config.settle_seconds)
        if not lag or self.client.now is None:
            return []
        # The board tells and compares whole seconds.
        second, after = int((self.client.now - lag).timestamp()) - 2, 0
        found: list[Record] = []
        while True:
            page = self.client.get(f"/cards?edited_after={second}&after={after}")
            found += [card for card in page["list"] if card["props"].get("uid") == mark.uid]
            if not page["more"]:
                return found
            after = page["list"][-1]["id"]

    def listed(self, data: Mapping[str, Any], mode: Mode) -> Record:
        """A page of the board's list, as it answers it; by numbers, which no drag moves."""
        since, what = data["since"] if mode == "delta" else 0, "ids" if mode == "census" else "cards"
        found: Record = self.client.get(f"/{what}?after={data['after']}&since={since}")
        return found

    def drafted(self, draft: Draft) -> dict[str, Any]:
        """A new card with its mark, as the board takes it."""
        state = STATES[draft.values.get("status", "new")]
        walk = {"goal": state, "from": None, "at": "open"} if state != "open" else {}
        body: dict[str, Any] = {"props": {"uid": draft.mark.uid, **walk}}
        for name, value in draft.values.items():
            body |= written(name, value)
        return body

    def card(self, ref: RemoteRef) -> Record:
        """The card as the board answers it; raises GoneError."""
        number = ref.id.removeprefix("card-") or ref.key
        if not number.isdigit():
            raise RejectedError(f"{number!r} is no card: name one by its number")
        found: Record = self.client.get(f"/cards/{number}")
        return found

    def record(self, ref: RemoteRef, kind: str, wanted: RemoteRef) -> Record | None:
        """A comment or a booking of a card; None where it is gone."""
        return next((one for one in self.card(ref)[kind] if str(one["id"]) == wanted.id), None)

    def rewrite(self, ref: RemoteRef, kind: str, held: Record, body: Mapping[str, Any]) -> Record:
        """Change a comment or a booking of ours that is still as it was read."""
        self._own(held)
        where = f"/cards/{ref.key}/{kind}/{held['id']}"
        made: Record = self.client.ask("PATCH", where, body, held["revision"])
        return made

    def remove(self, ref: RemoteRef, kind: str, wanted: RemoteRef) -> None:
        """Take a comment or a booking of ours away, where it is still there."""
        try:
            held = self.record(ref, kind, wanted)
            if held is not None:
                self._own(held)
                self.client.ask("DELETE", f"/cards/{ref.key}/{kind}/{held['id']}", None, held["revision"])
        except GoneError:
            return

    def finished(self, card: Record) -> Record:
        """The card at the end of the walk that was begun with it, each step noted with it."""
        props = card["props"]
        if not walking(card):
            return card
        for state in steps(card["state"], props["goal"]):
            props = rested(props) if state == props["goal"] else {**props, "at": state}
            body = {"state": state, "props": props}
            card = self.client.ask("POST", f"/cards/{card['id']}/moves", body, card["revision"])
        return card

    def item(self, card: Record) -> RemoteItem:
        """The card in the entry's terms."""
        return item_of(card, self.ref(card["id"]), self.client.now)

    def ref(self, number: int) -> RemoteRef:
        """How the card is addressed."""
        return webhook.card_ref(number, self.config.url)

    def _own(self, held: Record) -> None:
        if not held["props"].get("uid"):
            raise RejectedError(f"{held['id']} was written by {held['by']}, not by devlog: it stays")
