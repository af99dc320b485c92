"""Accounts of Azure DevOps, by the name that they sign in with; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from devlog_core.model.remote import RemoteAccount

_COMBINED = re.compile(r"(?P<name>.*?)\s*<(?P<account>[^<>]+)>\s*")


def account(identity: Any) -> str | None:
    """What names an account in requests; None for nobody.

    Work items give an object; webhooks, and what is deleted, `Jane Doe <jane@acme.org>`.
    """
    found = _split(identity)
    return found[0] if found else None


def introduced(identities: Iterable[Any]) -> tuple[RemoteAccount, ...]:
    """The accounts once each, with the names and e-mails that Azure DevOps shows."""
    found: dict[str, RemoteAccount] = {}
    for identity in identities:
        split = _split(identity)
        if split:
            name = split[0]
            email = name if "@" in name and "\\" not in name else None
            found.setdefault(name, RemoteAccount(account=name, name=split[1], email=email))
    return tuple(found[name] for name in sorted(found))


def _split(identity: Any) -> tuple[str, str] | None:
    """An account and the name that people see."""
    if isinstance(identity, Mapping):
        unique = str(identity.get("uniqueName") or "")
        combined = _COMBINED.fullmatch(unique)
        if combined:
            return combined["account"], combined["name"]
        shown = str(identity.get("displayName") or "")
        # Service accounts and groups may lack the one or the other.
        return (unique or shown, shown) if unique or shown else None
    if not isinstance(identity, str) or not identity.strip():
        return None
    combined = _COMBINED.fullmatch(identity)
    return (combined["account"], combined["name"]) if combined else (identity.strip(), identity.strip())
