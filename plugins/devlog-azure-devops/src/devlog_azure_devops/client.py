"""Requests to Azure DevOps, each answered by data or by an error that names its cure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import requests

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.auth import SignIn, credentials_of
from devlog_azure_devops.config import AzureDevOpsConfig
from devlog_azure_devops.connection import Connection
from devlog_azure_devops.cures import SIGN_IN, cure
from devlog_azure_devops.limits import AzureDevOpsLimits
from devlog_core.model.errors import AuthError, ConfigError, RejectedError, TransientError
from devlog_core.plugin.context import PluginContext

BATCH = 200
"""How many work items one request brings at most."""
NEWEST = "7.1"
JSON = "application/json"
PATCH = "application/json-patch+json"
_VERSION = "api"
_COMMENTS = (5, 1)
_OUT_OF_RANGE = "VssVersionOutOfRangeException"
_IN_PREVIEW = "VssInvalidPreviewVersionException"
_LATEST = re.compile(r"(\d+\.\d+)\D*$")
_ASKS = ("/wiql", "/workitemsbatch", "/reporting/workitemrevisions")


class Client:
    """One organisation, one project's settings; used by one thread at a time."""

    def __init__(self, config: AzureDevOpsConfig, context: PluginContext) -> None:
        self.config = config
        self.context = context
        self._sign_in = SignIn(config, context)
        self._connection = Connection(
            config.organization_url, context.adapter(AzureDevOpsLimits()), self._sign_in
        )

    @property
    def server(self) -> str | None:
        """The newest version that an older server said it speaks; None for Azure DevOps Services."""
        kept = self.context.state.get(_VERSION) or {}
        return str(kept["version"]) if kept.get("url") == self.config.organization_url else None

    @property
    def api(self) -> str:
        """The api-version: 7.1, or that of an older server; its own minor version was still a preview."""
        return f"{self.server.partition('.')[0]}.0" if self.server else NEWEST

    def preview(self, number: int) -> str:
        """The api-version of a resource that has only previews; an older server gives its latest."""
        return f"{self.server}-preview" if self.server else f"{NEWEST}-preview.{number}"

    @property
    def has_comments(self) -> bool:
        """Whether comments can be told apart: before 5.1 they were parts of revisions, without an id."""
        return self.server is None or tuple(map(int, self.server.split("."))) >= _COMMENTS

    def forget_version(self) -> None:
        """Ask in the newest version again: a server may have been brought up to date."""
        self.context.state.pop(_VERSION, None)

    def now(self) -> datetime:
        """Our own clock."""
        return self.context.clock()

    def get(self, path: str, params: Mapping[str, Any] | None = None, accept: tuple[int, ...] = ()) -> Answer:
        """Read below the organisation's URL, or a whole one; `params` may name another api-version."""
        return self._checked("GET", path, None, params, JSON, accept)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        content_type: str = JSON,
        accept: tuple[int, ...] = (),
    ) -> Answer:
        """Write, or ask by POST."""
        return self._checked(method, path, body, params, content_type, accept)

    def batch(self, ids: Sequence[int], fields: Sequence[str] | None = None) -> Answer:
        """At most 200 work items, None in the place of one that is not there.

        Without `fields` it brings all of them with the relations; both at once are refused.
        """
        body: dict[str, Any] = {"ids": list(ids), "errorPolicy": "omit"}
        body |= {"$expand": "relations"} if fields is None else {"fields": list(fields)}
        answer = self.send("POST", "/_apis/wit/workitemsbatch", body)
        if len(answer.values) != len(ids):
            raise TransientError(
                f"{self.config.organization_url} gave {len(answer.values)} of {len(ids)} work items: the "
                "next sync tries again"
            )
        others = {one.get("id") for one in answer.values if isinstance(one, Mapping)} - {None, *ids}
        if others:
            raise TransientError(
                f"{self.config.organization_url} gave work items that nobody asked for "
                f"({min(map(str, others))}): the next sync tries again"
            )
        return answer

    def close(self) -> None:
        """Release the connection."""
        self._connection.close()

    def _checked(
        self,
        method: str,
        path: str,
        body: Any,
        params: Mapping[str, Any] | None,
        content_type: str,
        accept: tuple[int, ...],
    ) -> Answer:
        answer = self._once(method, path, body, params, content_type)
        if answer.status in (400, 404) and self._step_down(answer, params or {}):
            told = {"api-version": self.preview(1)} if "api-version" in (params or {}) else {}
            answer = self._once(method, path, body, {**(params or {}), **told}, content_type)
        if answer.status in accept:
            return answer
        if 200 <= answer.status < 300 and answer.status != 203:
            if method == "DELETE" or isinstance(answer.data, Mapping):
                return answer
            # Lists are objects too here; anything else was cut, or somebody between us answered.
            raise TransientError(f"{self._at(path)} answered without a record: the next sync tries again")
        if answer.status in (401, 203):
            self._sign_in.forget()
        reads = method == "GET" or path.partition("?")[0].lower().endswith(_ASKS)
        raise cure(answer, self._at(path), self.now(), writing=not reads)

    def _step_down(self, answer: Answer, params: Mapping[str, Any]) -> bool:
        """Remember the newest version that an older server speaks."""
        found = _LATEST.search(answer.message) if answer.kind == _OUT_OF_RANGE else None
        version = found[1] if found else ""
        if answer.kind == _IN_PREVIEW and "api-version" not in params:
            # A server of the time when our version was a preview.
            version = NEWEST
        if not version or version == self.server:
            return False
        self.context.state[_VERSION] = {"url": self.config.organization_url, "version": version}
        return True

    def _once(
        self, method: str, path: str, body: Any, params: Mapping[str, Any] | None, content_type: str
    ) -> Answer:
        where = f"{self.config.organization_url}{path}" if path.startswith("/") else path
        versioned = {"api-version": self.api, **(params or {})}
        sent: dict[str, Any] = {"params": versioned}
        if body is not None:
            sent["data"] = json.dumps(body).encode()
            sent["headers"] = {"Content-Type": content_type}
        try:
            response = self._connection.request(method, where, **sent)
            return self._read(response)
        except requests.exceptions.SSLError as error:
            raise ConfigError(
                f"the certificate of {self.config.organization_url} was refused: check `organization_url`, "
                "or name your own authority in REQUESTS_CA_BUNDLE"
            ) from error
        except requests.exceptions.InvalidURL as error:
            raise RejectedError(f"{where} is no address: {error}") from None
        except requests.RequestException as error:
            raise TransientError(
                f"no answer from {self.config.organization_url}: {_plain(error)}; check `organization_url`, "
                "or try again later"
            ) from error

    def _read(self, response: requests.Response) -> Answer:
        status, data = response.status_code, None
        hidden = credentials_of(response.request) if status >= 300 else ""
        headers = {name.lower(): _without(hidden, value) for name, value in response.headers.items()}
        text = _without(hidden, response.content.decode("utf-8-sig", "replace"))
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if text.strip() and (not kind or kind.endswith("json")):
            try:
                data = json.loads(text)
            except (ValueError, RecursionError):
                if status < 300:
                    raise TransientError(
                        f"{self.config.organization_url} answered with JSON that breaks off or has no end"
                    ) from None
        elif text.strip() and status < 300:
            raise self._page(kind, status)
        return Answer(status=status, headers=headers, data=data, text="" if data is not None else text)

    def _page(self, kind: str, status: int) -> AuthError | ConfigError:
        if status == 203 or kind == "text/html":
            self._sign_in.forget()
            return AuthError(
                f"{self.config.organization_url} answered {status} with a page to sign in at: {SIGN_IN}"
            )
        return ConfigError(
            f"{self.config.organization_url} answered with {kind or 'no JSON'}: correct `organization_url`"
        )

    def _at(self, path: str) -> str:
        about = path.partition("/_apis/")[2]
        return f"{self.config.organization_url} ({about})" if about else self.config.organization_url


def _plain(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "it took too long"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy failed"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return "the answer broke off"
    return "the connection failed"


def _without(hidden: str, text: str) -> str:
    # A server, or a proxy, may say in a refusal what it was told, and refusals are shown to people.
    return text.replace(hidden, "********") if hidden else text
