"""Services whose work is done in a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from devlog_core.model.change import Change
from devlog_core.model.codec import from_json, to_json
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import DevlogError, PluginError
from devlog_core.model.fields import canonical
from devlog_core.model.integration import Integration
from devlog_core.model.overwritten import Overwritten, Write
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
from devlog_core.model.run import Run
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult
from devlog_core.plugin.actions import offered
from devlog_core.plugin.capability import Capabilities
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.isolation.forms import action_spec
from devlog_core.plugin.isolation.hooks import Elsewhere
from devlog_core.plugin.isolation.host import Host
from devlog_core.plugin.isolation.lending import Lender
from devlog_core.plugin.isolation.methods import fitting, plain
from devlog_core.plugin.service import (
    Headers,
    IntegrationService,
    ObserverService,
    SourceService,
    TrackerService,
)

_REMEMBERED = 20_000
"""Answers of `express` that are kept."""


class Connection:
    """One service at work in its process."""

    def __init__(self, host: Host, lender: Lender, context: PluginContext) -> None:
        self.host = host
        self.kind = "other"
        self.told: Callable[[Capabilities], None] = _ignore
        """Hears what the service says anew of what it can do."""
        self._lender = lender
        self._context = context

    def call(self, name: str, /, **given: Any) -> Any:
        """What a method of the service gives."""
        frame = self.send(name, {key: plain(value) for key, value in given.items()})
        try:
            if "capabilities" in frame:
                self.told(from_json(Capabilities, frame["capabilities"]))
            return fitting(self.kind, name, frame.get("answer"))
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            said = f"{self.host.name}: {name} gave what does not fit the contract ({error}); tell its author"
            raise PluginError(said) from None

    def send(self, name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """The frame that answers a call; what was printed meanwhile goes to the log."""
        level = self._context.log.debug
        try:
            return self.host.call(name, given, self._lender.answer)
        except DevlogError:
            if self.host.mishap:
                level = self._context.log.warning
            raise
        finally:
            for line in self.host.output.take():
                level("printed", line=line)

    def close(self) -> None:
        """Shut the service down and end its process; calling it again does nothing."""
        try:
            self.host.end()
        finally:
            self._lender.close()


class _Elsewhere:
    """Stands for the settings, which the plugin's own process reads."""


class Isolated(Elsewhere, IntegrationService[Any]):
    """A service in a process of its own."""

    def __init__(self, integration: Integration, context: PluginContext, connection: Connection) -> None:
        super().__init__(integration, _Elsewhere(), context)
        self.connection = connection
        connection.told = self._take

    def _take(self, capabilities: Capabilities) -> None:
        self.capabilities = capabilities

    def check(self) -> AccountInfo:
        found: AccountInfo = self.connection.call("check")
        return found

    def scope(self) -> Scope | None:
        found: Scope | None = self.connection.call("scope")
        return found

    def close(self) -> None:
        self.connection.close()

    def act(self, action: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """What an action of the service gives for this input."""
        given = self.connection.send("act", {"action": action, "input": values}).get("answer")
        if not isinstance(given, Mapping):
            raise PluginError(f"{self.connection.host.name}: {action} gave no table; tell its author")
        return given


class IsolatedSource(Isolated, SourceService[Any]):
    """A source in a process of its own."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page: SyncPage = self.connection.call("fetch_page", cursor=cursor, mode=mode)
        return page

    def verify(self, headers: Headers, body: bytes) -> Verified:
        found: Verified = self.connection.call("verify", headers=dict(headers), body=body)
        return found

    def parse(self, delivery: Delivery) -> WebhookResult:
        found: WebhookResult = self.connection.call("parse", delivery=delivery)
        return found

    def register_webhook(self, url: str) -> WebhookRegistration:
        made: WebhookRegistration = self.connection.call("register_webhook", url=url)
        return made


class IsolatedObserver(Isolated, ObserverService[Any]):
    """An observer in a process of its own."""

    def entry_changed(self, change: Change) -> None:
        self.connection.call("entry_changed", change=change)

    def run_finished(self, run: Run) -> None:
        self.connection.call("run_finished", run=run)


class IsolatedTracker(IsolatedSource, TrackerService[Any]):
    """A tracker in a process of its own."""

    def __init__(self, integration: Integration, context: PluginContext, connection: Connection) -> None:
        super().__init__(integration, context, connection)
        self._expressed: dict[tuple[str, str], Any] = {}

    def express(self, field: str, value: Any) -> Any:
        key = field, canonical(to_json(value))
        if key not in self._expressed:
            if len(self._expressed) >= _REMEMBERED:
                self._expressed.clear()
            self._expressed[key] = self.connection.call("express", field=field, value=value)
        return self._expressed[key]

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        found: RemoteItem | None = self.connection.call("fetch", ref=ref)
        return found

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        found: Sequence[RemoteItem] = self.connection.call("find", mark=mark, tried_at=tried_at)
        return found

    def create(self, draft: Draft) -> RemoteItem:
        made: RemoteItem = self.connection.call("create", draft=draft)
        return made

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        made: RemoteItem = self.connection.call("update", ref=ref, patch=patch, expected=expected)
        return made

    def overwritten(self, writes: Sequence[Write]) -> Sequence[Overwritten]:
        found: Sequence[Overwritten] = self.connection.call("overwritten", writes=writes)
        return found

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        made: RemoteNote = self.connection.call("put_note", ref=ref, note=note)
        return made

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        found: Sequence[RemoteNote] = self.connection.call("find_note", ref=ref, mark=mark, tried_at=tried_at)
        return found

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        self.connection.call("delete_note", ref=ref, note=note)

    def put_worklog(self, ref: RemoteRef, worklog: WorklogDraft) -> RemoteWorklog:
        made: RemoteWorklog = self.connection.call("put_worklog", ref=ref, worklog=worklog)
        return made

    def find_worklog(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteWorklog]:
        found: Sequence[RemoteWorklog] = self.connection.call(
            "find_worklog", ref=ref, mark=mark, tried_at=tried_at
        )
        return found

    def delete_worklog(self, ref: RemoteRef, worklog: RemoteRef) -> None:
        self.connection.call("delete_worklog", ref=ref, worklog=worklog)


def _ignore(_: Capabilities) -> None:
    return


PROXIES: Mapping[str, type[Isolated]] = {
    "other": Isolated,
    "source": IsolatedSource,
    "tracker": IsolatedTracker,
    "observer": IsolatedObserver,
}


def proxy_class(
    kind: str, actions: Sequence[Mapping[str, Any]], capabilities: Mapping[str, Any]
) -> type[Isolated]:
    """The class of the proxies for services of this kind, with a method for each of their actions."""
    base = PROXIES[kind]
    methods = {action_spec(told).method: _acting(told) for told in actions}
    return type(base.__name__, (base,), {**methods, "capabilities": from_json(Capabilities, capabilities)})


def _acting(told: Mapping[str, Any]) -> Callable[[Isolated, Any], Any]:
    spec = action_spec(told)

    def run(service: Isolated, form: Any) -> Any:
        return spec.output.model_validate(service.act(spec.name, form.model_dump(mode="json")))

    return offered(run, spec)
