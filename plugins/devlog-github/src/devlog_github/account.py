"""The repository and the account behind the token."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from devlog_core.model.errors import AuthError, DevlogError, RateLimitedError, TransientError
from devlog_core.model.remote import AccountInfo, Scope
from devlog_github.client import Client
from devlog_github.token import web_host
from devlog_github.vocabulary import Vocabulary

KEPT = "repository"


def scope_of(client: Client, state: MutableMapping[str, Any]) -> Scope:
    """The repository that carries the configured name now, remembered for requests that need its id."""
    record = _repository(client)
    if not _kept(client, state):
        # Never overwritten: should another repository carry the name now, the core refuses it, and
        # new issues must not go there meanwhile. `devlog integrations rescope` empties the state.
        name, api_url = client.config.repository, client.config.api_url
        state[KEPT] = {"name": name, "api_url": api_url, "id": str(record["id"])}
    return Scope(id=str(record["id"]), name=str(record["full_name"]), host=web_host(client.config.api_url))


def known_id(client: Client, state: MutableMapping[str, Any]) -> str:
    """The repository's id, asked for only where it was not before."""
    return _kept(client, state) or scope_of(client, state).id


def _kept(client: Client, state: MutableMapping[str, Any]) -> str:
    kept = state.get(KEPT) or {}
    same = (kept.get("name"), kept.get("api_url")) == (client.config.repository, client.config.api_url)
    return str(kept["id"]) if same else ""


def check(client: Client, words: Vocabulary) -> AccountInfo:
    """Who the token is, what it may do, and what that leaves out."""
    name = client.config.repository
    if client.token() is None:
        raise AuthError(
            f"no token for {name}: set `token` (for instance to ${{GITHUB_TOKEN}}), "
            "or sign in with `gh auth login`"
        )
    answer = client.get(f"/repos/{name}")
    record, granted = answer.data, answer.data.get("permissions")
    permissions = tuple(sorted(key for key, value in (granted or {}).items() if value))
    return AccountInfo(
        account=login_of(client) or "an app",
        permissions=permissions,
        missing=_missing(record, granted) | _scopes(record, answer.headers.get("x-oauth-scopes")),
        warnings=tuple(words.losses()),
    )


def _repository(client: Client) -> Mapping[str, Any]:
    record: Mapping[str, Any] = client.get(f"/repos/{client.config.repository}").data
    return record


def login_of(client: Client) -> str | None:
    """The account whose token it is; None for the token of an app's installation."""
    try:
        return str(client.get("/user").data["login"])
    except (RateLimitedError, TransientError):
        raise
    except DevlogError:
        # The token of an app's installation is nobody, and may work all the same.
        return None


def _scopes(record: Mapping[str, Any], told: str | None) -> dict[str, str]:
    """What a classic token lacks; the others do not tell."""
    scopes = {scope.strip() for scope in (told or "").split(",")}
    if told is None or "repo" in scopes or ("public_repo" in scopes and not record.get("private")):
        return {}
    return {"write": "the token has not the scope `repo`: it may read what is public, and write nothing"}


def _missing(record: Mapping[str, Any], granted: Mapping[str, bool] | None) -> dict[str, str]:
    missing = {}
    if record.get("has_issues") is False:
        missing["issues"] = "the repository keeps no issues: turn them on in its settings"
    if record.get("archived"):
        missing["write"] = "the repository is archived: unarchive it, or set `direction` to pull"
    if granted is not None and not (granted.get("push") or granted.get("triage")):
        missing["labels"] = (
            "the token may neither push nor triage: GitHub drops its labels, assignees, milestones and "
            "states in silence; give it issues=write (fine-grained) or the scope `repo` (classic)"
        )
    return missing
