"""What a project consists of, each part read when it is first needed and remembered for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from devlog_azure_devops.client import Client
from devlog_azure_devops.cures import NOWHERE, nobody
from devlog_azure_devops.custom import CustomField
from devlog_azure_devops.process import Kind, Process, states_of
from devlog_core.model.errors import ConfigError, TransientError
from devlog_core.model.times import parse_time, rfc3339
from devlog_core.plugin.nearest import hint

PROJECT = "project"
LIFE = timedelta(days=1)
_PARTS = ("fields", "kinds", "me", "board", "areas")


class Catalog:
    """Lookups of one project's parts; `forget` has them read anew."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._state = client.context.state
        self._read: dict[str, Any] = {}

    def forget(self) -> None:
        """Read everything anew when it is next asked for."""
        self._read.clear()
        for part in _PARTS:
            self.drop(part)

    def drop(self, part: str) -> None:
        """Read one part anew when it is next asked for."""
        self._read.pop(part, None)
        self._state.pop(part, None)

    @property
    def project(self) -> dict[str, str]:
        """The project's `id` and `name`, by its configured name when it was first met.

        Never overwritten by another project: should one carry the name now, the core refuses it, and new
        work items must not go there meanwhile. `devlog integrations rescope` empties the state.
        """
        kept = self._kept_project() or self.keep_project(self.present_project())
        return {name: str(kept.get(name) or "") for name in ("id", "name")}

    def keep_project(self, found: Mapping[str, str]) -> Mapping[str, Any]:
        """Remember the project as the one with the configured name, unless another one is remembered."""
        config, kept = self._client.config, self._kept_project()
        if not kept or kept.get("id") == found["id"]:
            kept = {"asked": config.project, "url": config.organization_url, **found}
            self._state[PROJECT] = kept
        return kept

    def present_project(self) -> dict[str, str]:
        """The project that carries the configured name now."""
        config = self._client.config
        answer = self._client.get(f"/_apis/projects/{quote(config.project, safe='')}", accept=(200, 404))
        data = answer.data
        if answer.status == 404 and data is not None and answer.kind != NOWHERE:
            raise ConfigError(
                f"there is no project {config.project!r} at {config.organization_url}, or the account may "
                f"not see it: correct `project`, or ask for access{self._like(config.project)}"
            )
        if answer.status == 404 or not isinstance(data, Mapping) or not data.get("id"):
            raise nobody(answer, config.organization_url)
        return {"id": str(data["id"]), "name": str(data.get("name") or config.project)}

    def _like(self, name: str) -> str:
        """Which project may be meant, among those that the account sees."""
        answer = self._client.get("/_apis/projects", {"$top": 1000}, accept=(400, 401, 403, 404))
        return hint(name, [str(one.get("name") or "") for one in answer.values if isinstance(one, Mapping)])

    def _kept_project(self) -> Mapping[str, Any]:
        kept: Mapping[str, Any] = self._state.get(PROJECT) or {}
        config = self._client.config
        same = (kept.get("asked"), kept.get("url")) == (config.project, config.organization_url)
        return kept if same else {}

    @property
    def me(self) -> dict[str, str]:
        """Our own identity: `id`, `account`, `name`, and `hosted` where it is Azure DevOps Services."""

        def read() -> Any:
            answer = self._client.get("/_apis/connectionData", {"api-version": self._client.preview(1)})
            user = answer.data.get("authenticatedUser") or {}
            told = (user.get("properties") or {}).get("Account")
            name = told.get("$value") if isinstance(told, Mapping) else told
            hosted = str(answer.data.get("deploymentType") or "").casefold() == "hosted"
            return {
                "id": str(user.get("id") or ""),
                "account": str(name or user.get("providerDisplayName") or ""),
                "name": str(user.get("customDisplayName") or user.get("providerDisplayName") or ""),
                "hosted": "yes" if hosted else "",
            }

        found: dict[str, str] = self.part("me", read)
        return found

    def ask_me(self) -> dict[str, str]:
        """Our own identity, asked for again: a token may have been changed for another account's."""
        self.drop("me")
        return self.me

    @property
    def areas(self) -> dict[str, str]:
        """Addresses of services by their names in lower case; a server has everything beside the rest."""

        def read() -> Any:
            params = {"api-version": self._client.preview(1)}
            answer = self._client.get("/_apis/ResourceAreas", params, accept=(404,))
            told = [one for one in answer.values if isinstance(one, Mapping) and one.get("locationUrl")]
            return {str(one.get("name")).lower(): str(one["locationUrl"]).rstrip("/") for one in told}

        found: dict[str, str] = self.part("areas", read)
        return found

    @property
    def process(self) -> Process:
        """The project's work item types."""

        def read() -> Any:
            answer = self._client.get(f"/{self.project['id']}/_apis/wit/workitemtypes")
            kinds = [Kind.of(one) for one in answer.values if isinstance(one, Mapping) and one.get("name")]
            if not kinds:
                # Every project has some, and what is kept here holds for a day.
                raise TransientError("Azure DevOps listed no work item types: the next sync tries again")
            return [self._with_states(kind).json() for kind in kinds]

        return Process(kinds=tuple(Kind.of_json(one) for one in self.part("kinds", read)))

    def _with_states(self, kind: Kind) -> Kind:
        if kind.states:
            return kind
        # Older servers list types without their states.
        where = f"/{self.project['id']}/_apis/wit/workitemtypes/{quote(kind.name, safe='')}/states"
        answer = self._client.get(where, {"api-version": self._client.preview(1)}, accept=(404,))
        return replace(kind, states=tuple(states_of(answer.values)))

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Every field: `referenceName`, `name`, `type`, `isIdentity` and `readOnly`."""

        def read() -> Any:
            names = ("referenceName", "name", "type", "isIdentity", "readOnly")
            answer = self._client.get(f"/{self.project['id']}/_apis/wit/fields")
            return [
                {name: one.get(name) for name in names}
                for one in answer.values
                if isinstance(one, Mapping) and one.get("referenceName")
            ]

        found: list[dict[str, Any]] = self.part("fields", read)
        return found

    def custom(self) -> tuple[CustomField, ...]:
        """The fields that the settings name under `custom`; raises ConfigError for one that is not there."""
        return tuple(
            CustomField.of(label, self.field(name)) for label, name in self._client.config.custom.items()
        )

    def field(self, name: str, setting: str = "custom") -> dict[str, Any]:
        """A field by its reference name or its name; ConfigError, about the setting, if there is none."""
        plain = name.casefold()
        for key in ("referenceName", "name"):
            for one in self.fields:
                if str(one[key] or "").casefold() == plain:
                    return one
        known = [str(one["name"]) for one in self.fields]
        raise ConfigError(f"{setting}: the organisation has no field {name!r}{hint(name, known)}")

    def part(self, name: str, read: Callable[[], Any]) -> Any:
        """What was read of a part lately, else what `read` gives, which is JSON."""
        if name in self._read:
            return self._read[name]
        now, config = self._client.now(), self._client.config
        whose = [config.organization_url, config.project, config.team, config.board]
        kept = self._state.get(name) or {}
        if kept.get("whose") != whose or not _fresh(kept, now):
            kept = {"whose": whose, "at": rfc3339(now), "value": read()}
            self._state[name] = kept
        self._read[name] = kept["value"]
        return kept["value"]


def _fresh(kept: Mapping[str, Any], now: datetime) -> bool:
    try:
        return timedelta() <= now - parse_time(str(kept["at"])) < LIFE
    except (KeyError, ValueError):
        return False
