"""Who we are to Azure DevOps, asked anew for each request, so that a renewed token is used at once."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from azure.devops.credentials import BasicAuthentication, BasicTokenAuthentication
from requests import PreparedRequest, Session

from devlog_azure_devops.config import AzureDevOpsConfig
from devlog_core.model.errors import AuthError, ConfigError, TransientError
from devlog_core.plugin.context import PluginContext

LIFE = timedelta(minutes=10)
"""How long a printed token is used before the command is asked again; Entra's live for about an hour."""
PATIENCE_SECONDS = 60
_NAMES = ("accessToken", "access_token", "token")


class SignIn:
    """A personal access token, or an access token of Microsoft Entra that a command prints."""

    def __init__(self, config: AzureDevOpsConfig, context: PluginContext) -> None:
        self._config = config
        self._context = context
        self._printed = ""
        self._until: datetime | None = None

    def sign(self, session: Session) -> None:
        """Have the session's next request carry the credentials; raises AuthError or ConfigError."""
        if self._config.credential_command is not None:
            BasicTokenAuthentication({"access_token": self._command_token()}).signed_session(session)
            return
        token = (self._context.credentials.get("token") or "").strip()
        if not token:
            raise AuthError(
                f"no credentials for {self._config.organization_url}: set `token` or `credential_command`"
            )
        BasicAuthentication("", _fit(token, "`token`")).signed_session(session)

    def forget(self) -> None:
        """Ask the command for a new token before the next request."""
        self._until = None

    def _command_token(self) -> str:
        now = self._context.clock()
        if self._until is None or now >= self._until:
            self._printed = printed(self._config.credential_command or "")
            self._until = now + LIFE
        return self._printed


def printed(command: str) -> str:
    """The token that a command prints; raises ConfigError, AuthError or TransientError."""
    try:
        words = shlex.split(command)
        # No shell: what the settings say is one program and its arguments. What it says besides is shown to
        # nobody: it may hold what no log should.
        run = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except (ValueError, OSError, IndexError) as error:
        raise ConfigError(f"`credential_command` cannot be run: {error}: correct it") from None
    try:
        told, _ = run.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        raise TransientError(
            f"`credential_command` did not end within {PATIENCE_SECONDS:g} seconds: run it by hand and sign "
            "in anew"
        ) from None
    finally:
        _end(run)
    if run.returncode != 0:
        raise AuthError(f"`credential_command` ended with {run.returncode}: run it by hand and sign in anew")
    token = _token_of(told.strip())
    if not token:
        raise AuthError("`credential_command` printed no token: have it print the access token alone")
    return _fit(token, "what `credential_command` printed")


def credentials_of(request: PreparedRequest) -> str:
    """What was sent to sign in; the core, which hides secrets of the settings, knows no printed token."""
    return (request.headers.get("Authorization") or "").partition(" ")[2]


def _end(run: subprocess.Popen[str]) -> None:
    """End the command with all that it started, whose open output would hold us up."""
    if run.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    if run.stdout is not None:
        run.stdout.close()


def _token_of(text: str) -> str:
    if not text.startswith("{"):
        return text
    try:
        data = json.loads(text)
    except ValueError:
        return ""
    found = next((data[name] for name in _NAMES if data.get(name)), "") if isinstance(data, Mapping) else ""
    return str(found)


def _fit(token: str, what: str) -> str:
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise AuthError(f"{what} holds characters that no token of Azure DevOps has: set it again")
    return token
