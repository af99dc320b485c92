"""Plugins that drive themselves, or tell their failures and their secrets wrongly."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import requests

from devlog_core.model.errors import AuthError, TransientError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import AccountInfo, Cursor, Mode, SyncPage
from devlog_core.plugin.context import PluginContext
from devlog_core.testing.reference import ReferenceConfig, ReferenceService
from devlog_core.testing.reference.client import Client
from tests.contract.zoo.animal import caught


class Clumsy(ReferenceService):
    """A service with a client of its own."""

    kind: type[Client] = Client

    def __init__(self, integration: Integration, config: ReferenceConfig, context: PluginContext) -> None:
        super().__init__(integration, config, context)
        self.client = self.kind(config, context)


class Leaking(Client):
    def ask(self, method: str, path: str, body: Any = None, revision: int | None = None) -> Any:
        try:
            return super().ask(method, path, body, revision)
        except TransientError as error:
            if "no answer" in str(error):
                raise requests.ConnectionError(str(error)) from None
            raise


class Endless(Client):
    def _limited(self, answer: requests.Response, message: str) -> Any:
        return TransientError(message)


class Dateless(Client):
    def _limited(self, answer: requests.Response, message: str) -> Any:
        if not answer.headers.get("Retry-After", "0").isdigit():
            answer.headers["Retry-After"] = "0"
        return super()._limited(answer, message)


class Hopeful(Client):
    def ask(self, method: str, path: str, body: Any = None, revision: int | None = None) -> Any:
        try:
            return super().ask(method, path, body, revision)
        except AuthError as error:
            raise TransientError(str(error)) from None


class Chatty(Client):
    def ask(self, method: str, path: str, body: Any = None, revision: int | None = None) -> Any:
        try:
            return super().ask(method, path, body, revision)
        except AuthError as error:
            raise AuthError(f"{error}: it is {self._context.credentials.get('token')}") from None


class Logging(Client):
    def ask(self, method: str, path: str, body: Any = None, revision: int | None = None) -> Any:
        self._context.log.debug("asked", path=path, token=self._context.credentials.get("token"))
        return super().ask(method, path, body, revision)


class Stubborn(Client):
    def ask(self, method: str, path: str, body: Any = None, revision: int | None = None) -> Any:
        try:
            return super().ask(method, path, body, revision)
        except TransientError:
            return super().ask(method, path, body, revision)


class Sleepy(Client):
    def ask(self, method: str, path: str, body: Any = None, revision: int | None = None) -> Any:
        try:
            return super().ask(method, path, body, revision)
        except TransientError:
            time.sleep(0.01)
            raise


class Uncounted(Client):
    def __init__(self, config: ReferenceConfig, context: PluginContext) -> None:
        super().__init__(config, context)
        self._session = requests.Session()


@caught("test_errors_are_named_by_their_cure", "ConnectionError")
class RequestsErrorLeaks(Clumsy):
    """Lets an error of the HTTP library out."""

    kind = Leaking


@caught("test_errors_are_named_by_their_cure", "`401` makes a reading raise TransientError")
class UnknownIsTransient(Clumsy):
    """Has a wrong token tried again and again."""

    kind = Hopeful


@caught("test_limits_are_told_with_their_end", "makes a reading raise TransientError")
class LimitWithoutEnd(Clumsy):
    """Says of a used-up budget only that something failed."""

    kind = Endless


@caught("test_limits_are_told_with_their_end", "`retry-after-date` asked for")
class LimitInSecondsOnly(Clumsy):
    """Understands how long to wait only where it is told in seconds."""

    kind = Dateless


@caught("test_nothing_is_tried_twice", "the plugin asks again")
class TriesAgain(Clumsy):
    """Sends each failed request a second time by itself."""

    kind = Stubborn


@caught("test_nothing_is_tried_twice", "the plugin sleeps")
class Waits(Clumsy):
    """Rests after a failed request before it says so."""

    kind = Sleepy


@caught("test_every_request_is_counted", "requests and 0 were counted")
class OwnSession(Clumsy):
    """Asks by a session of its own, past the meter, the budget and the deadline."""

    kind = Uncounted


@caught("test_secrets_are_never_told", "`token` stands in the errors")
class TokenInTheError(Clumsy):
    """Shows the token in the message that calls it wrong."""

    kind = Chatty


@caught("test_secrets_are_never_told", "`token` stands in the records of the log")
class TokenInTheLog(Clumsy):
    """Logs the token with every request."""

    kind = Logging


@caught("test_secrets_are_never_told", "`token` stands in the pages")
class TokenInTheCursor(ReferenceService):
    """Keeps in the cursor with what token it was reading."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        data = {**page.next.data, "as": self.context.credentials.get("token")} if page.next else {}
        return replace(page, next=Cursor(data=data))


@caught("test_nothing_is_printed", "prints")
class Prints(ReferenceService):
    """Tells on standard output what it reads."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        print("reading", mode)  # noqa: T201
        return super().fetch_page(cursor, mode)


@caught("test_initialize_asks_nothing", "sends 1 requests")
class AsksWhenMade(ReferenceService):
    """Asks the place who it is before anybody wants to know."""

    def __init__(self, integration: Integration, config: ReferenceConfig, context: PluginContext) -> None:
        super().__init__(integration, config, context)
        self.account = self.client.get("/board")["account"]


@caught("test_check_says_who_we_are", "names no account")
class Nobody(ReferenceService):
    """Does not say as whom it works."""

    def check(self) -> AccountInfo:
        return replace(super().check(), account="")


@caught("test_check_says_who_we_are", "401 did not keep")
class ChecksNothing(ReferenceService):
    """Calls every token good."""

    def check(self) -> AccountInfo:
        try:
            return super().check()
        except AuthError:
            return AccountInfo(account="bot")


@caught("test_shut_down_twice", "raises RuntimeError")
class EndsOnce(ReferenceService):
    """Cannot be ended after its end."""

    _over = False

    def close(self) -> None:
        if self._over:
            raise RuntimeError("closed already")
        self._over = True
        super().close()
