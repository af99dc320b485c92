"""Who we are to Jira, asked anew for each request, so that a renewed token is used at once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import requests
from jira.client import TokenAuth
from requests import PreparedRequest
from requests.auth import AuthBase, HTTPBasicAuth

from devlog_core.model.errors import AuthError, TransientError
from devlog_core.plugin.context import PluginContext
from devlog_jira.config import JiraConfig
from devlog_jira.refreshtoken import keeper

_CODE = re.compile(r"[a-z_]{1,40}")
"""The codes of OAuth 2.0; whatever else stands there may be what was sent."""
_EARLIER = timedelta(seconds=60)
_SHORTEST = timedelta(minutes=2)
_HOUR, _DAY = 3600, 86400


class SignIn(AuthBase):
    """An API token with its e-mail, a personal access token, or an access token of OAuth 2.0."""

    def __init__(self, config: JiraConfig, context: PluginContext) -> None:
        self._config = config
        self._context = context
        self._oauth = AccessToken(config, context) if config.oauth else None

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        if self._oauth is not None:
            return _bearer(request, self._oauth.get())
        token = secret(self._context, "token")
        if not token:
            raise AuthError(f"no credentials for {self._config.url}: set `token`, on Cloud with `email`")
        if self._config.email is None:
            return _bearer(request, token)
        signed: PreparedRequest = HTTPBasicAuth(self._config.email.encode(), token.encode())(request)
        return signed

    def forget(self) -> None:
        """Fetch a new access token before the next request."""
        if self._oauth is not None:
            self._oauth.forget()


class AccessToken:
    """The access token of OAuth 2.0, fetched when there is none and before it expires.

    Atlassian makes each refresh token worthless as soon as it was used and gives the next one with the
    answer. That one is kept where `refresh_token_kept_in` says, before any request is made with what it
    brought, and the place is tried before the first refresh, so that none is spent in vain.
    """

    def __init__(self, config: JiraConfig, context: PluginContext) -> None:
        self._config = config
        self._context = context
        self._keeper = keeper(config.refresh_token_kept_in or "")
        self._token = ""
        self._until: datetime | None = None

    def get(self) -> str:
        """A token that is good for the next request; raises AuthError, ConfigError or TransientError."""
        if self._until is None or self._context.clock() >= self._until:
            self._refresh()
        return self._token

    def forget(self) -> None:
        """Take the present one for expired."""
        self._until = None

    def _refresh(self) -> None:
        first = secret(self._context, "refresh_token")
        kept = self._keeper.read()
        if kept is None and first:
            self._keeper.write(first)
        refused = ""
        tried: set[str] = set()
        # Another process may have refreshed meanwhile, and somebody may have signed in anew.
        for candidate in (kept or first, None, first):
            token = candidate or self._keeper.read()
            if not token or token in tried:
                continue
            tried.add(token)
            refused = self._try(token)
            if not refused:
                return
        raise AuthError(
            f"Atlassian refused the refresh token for {self._config.url} ({refused or 'there is none'}): "
            "sign in anew with the scope offline_access and set `refresh_token`"
        )

    def _try(self, token: str) -> str:
        body = {
            "grant_type": "refresh_token",
            "client_id": self._config.client_id,
            "client_secret": secret(self._context, "client_secret"),
            "refresh_token": token,
        }
        asked_at = self._context.clock()
        status, data = self._ask(body)
        if status != 200 or not data.get("access_token"):
            code = str(data.get("error"))
            return code if _CODE.fullmatch(code) else f"status {status}"
        following, access = str(data.get("refresh_token") or token), str(data["access_token"])
        if not (_fits(following) and _fits(access)):
            raise TransientError(
                f"{self._config.token_url} gave a token that fits no header: check `token_url`"
            )
        if following != token:
            self._keeper.write(following)
        self._token = access
        lives = data.get("expires_in")
        seconds = lives if isinstance(lives, int | float) and 0 < lives < _DAY else _HOUR
        self._until = asked_at + max(timedelta(seconds=seconds) - _EARLIER, _SHORTEST)
        return ""

    def _ask(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        where = self._config.token_url
        try:
            answer = self._context.session().post(where, json=body, allow_redirects=False)
            data = answer.json()
        except (requests.exceptions.JSONDecodeError, RecursionError):
            raise TransientError(f"{where} answered with no JSON: check `token_url`") from None
        except (requests.RequestException, ValueError):
            # Without its cause: the request that it names holds the secret.
            raise TransientError(f"no answer from {where}: no access token could be fetched") from None
        if answer.status_code == 429 or answer.status_code >= 500:
            raise TransientError(f"{where} answered {answer.status_code}: no access token could be fetched")
        return answer.status_code, data if isinstance(data, dict) else {}


def secret(context: PluginContext, name: str) -> str | None:
    """A secret of the settings, fit for a header; raises AuthError where it cannot be one."""
    value = (context.credentials.get(name) or "").strip()
    if not _fits(value):
        raise AuthError(f"`{name}` holds characters that no token of Jira has: copy it again")
    return value or None


def credentials_of(request: PreparedRequest) -> str:
    """What was sent to sign in; the core, which hides secrets of the settings, knows no access token."""
    return (request.headers.get("Authorization") or "").partition(" ")[2]


def _fits(value: str) -> bool:
    return value.isascii() and value.isprintable()


def _bearer(request: PreparedRequest, token: str) -> PreparedRequest:
    signed: PreparedRequest = TokenAuth(token)(request)
    return signed
