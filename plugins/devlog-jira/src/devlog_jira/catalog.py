"""What a project consists of, each part read when it is first needed and remembered for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from devlog_core.model.errors import ConfigError
from devlog_core.model.times import rfc3339
from devlog_core.plugin.nearest import hint
from devlog_jira.client import Client
from devlog_jira.custom import CustomField
from devlog_jira.dialect import fresh
from devlog_jira.people import account
from devlog_jira.vocabulary import Offered

PROJECT = "project"
LIFE = timedelta(days=1)
_EPIC = "com.pyxis.greenhopper.jira:gh-epic-link"
_SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"


class Catalog:
    """Lookups by name of one project's parts; `forget` has them read anew."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._state = client.context.state
        self._read: dict[str, Any] = {}

    def forget(self) -> None:
        """Read everything anew when it is next asked for."""
        self._read.clear()
        for part in ("fields", "statuses", "types", "priorities", "links", "me", "dialect"):
            self._state.pop(part, None)

    @property
    def project(self) -> dict[str, str]:
        """The project's `id`, `key`, `name` and `type`, by its configured key when it was first met.

        Never overwritten: should another project carry the key now, the core refuses it, and new issues
        must not go there meanwhile. `devlog integrations rescope` empties the state.
        """
        kept = self._kept_project() or self.keep_project(self.present_project())
        return {name: str(kept.get(name) or "") for name in ("id", "key", "name", "type")}

    def keep_project(self, found: Mapping[str, str]) -> Mapping[str, Any]:
        """Remember the project as the one with the configured key, unless one is remembered."""
        config, kept = self._client.config, self._kept_project()
        if not kept:
            kept = {"asked": config.project, "url": config.url, **found}
            self._state[PROJECT] = kept
        return kept

    def present_project(self) -> dict[str, str]:
        """The project that carries the configured key now."""
        config = self._client.config
        answer = self._client.get(self._client.path("project", config.project), accept=(404,))
        if answer.status == 404:
            raise self._unseen(answer.message)
        found = {name: str(answer.data.get(name) or "") for name in ("id", "key", "name")}
        return {**found, "type": str(answer.data.get("projectTypeKey") or "")}

    def _unseen(self, told: str) -> ConfigError:
        """Why the project is not found; raises AuthError where nobody is signed in, who sees no project."""
        config, api = self._client.config, self._client.api
        self._client.get(f"{api}/myself")
        several = self._client.cloud
        listed = self._client.get(f"{api}/project/search" if several else f"{api}/project").data
        records = (listed.get("values") if several else listed) or ()
        close = hint(config.project, [str(one["key"]) for one in records if one.get("key")])
        return ConfigError(
            f"there is no project {config.project} at {config.url}, or the account may not see it "
            f"({told}): correct `project`, or give the account the permission Browse Projects{close}"
        )

    def _kept_project(self) -> Mapping[str, Any]:
        kept: Mapping[str, Any] = self._state.get(PROJECT) or {}
        config = self._client.config
        return kept if (kept.get("asked"), kept.get("url")) == (config.project, config.url) else {}

    @property
    def me(self) -> dict[str, str]:
        """Our own account: `account`, `name` and `zone`."""

        def read() -> Any:
            user = self._client.get(f"{self._client.api}/myself").data
            names = {"name": user.get("displayName") or "", "zone": user.get("timeZone") or ""}
            return {"account": account(user) or "", **names}

        found: dict[str, str] = self._part("me", read)
        return found

    def ask_me(self) -> str:
        """Our own account, asked for again: a token may have been changed for another account's."""
        self._read.pop("me", None)
        self._state.pop("me", None)
        return self.me["account"]

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Every field: `id`, `name` and `schema`."""

        def read() -> Any:
            records = self._client.get(f"{self._client.api}/field").data
            return [
                {"id": str(one["id"]), "name": str(one.get("name") or ""), "schema": one.get("schema") or {}}
                for one in records
                if isinstance(one, Mapping) and one.get("id")
            ]

        found: list[dict[str, Any]] = self._part("fields", read)
        return found

    @property
    def statuses(self) -> tuple[tuple[str, str], ...]:
        """The statuses of the project's workflows with the keys of their categories."""

        def read() -> Any:
            records = self._client.get(self._client.path("project", self.project["id"], "statuses")).data
            found: dict[str, str] = {}
            for one in (status for kind in records for status in kind.get("statuses") or ()):
                found.setdefault(str(one["name"]), str((one.get("statusCategory") or {}).get("key") or ""))
            return [list(pair) for pair in found.items()]

        return tuple((str(name), str(category)) for name, category in self._part("statuses", read))

    @property
    def types(self) -> list[dict[str, Any]]:
        """The project's issue types: `id`, `name`, `subtask` and `level` (1 for epics, where it is told)."""

        def read() -> Any:
            record = self._client.get(self._client.path("project", self.project["id"])).data
            return [
                {
                    "id": str(one["id"]), "name": str(one.get("name") or ""),
                    "subtask": bool(one.get("subtask")), "level": one.get("hierarchyLevel"),
                }
                for one in record.get("issueTypes") or ()
            ]  # fmt: skip

        found: list[dict[str, Any]] = self._part("types", read)
        return found

    @property
    def priorities(self) -> list[dict[str, str]]:
        """The priorities: `id` and `name`."""

        def read() -> Any:
            records = self._client.get(f"{self._client.api}/priority").data
            return [{"id": str(one["id"]), "name": str(one.get("name") or "")} for one in records]

        found: list[dict[str, str]] = self._part("priorities", read)
        return found

    @property
    def links(self) -> list[dict[str, str]]:
        """The kinds of links between issues: `id`, `name`, `inward` and `outward`."""

        def read() -> Any:
            data = self._client.get(f"{self._client.api}/issueLinkType").data
            names = ("id", "name", "inward", "outward")
            return [{name: str(one.get(name) or "") for name in names} for one in data["issueLinkTypes"]]

        found: list[dict[str, str]] = self._part("links", read)
        return found

    def offered(self) -> Offered:
        """What the project offers of statuses, priorities and types."""
        return Offered(
            statuses=self.statuses,
            priorities=tuple(one["name"] for one in self.priorities),
            types=tuple(one["name"] for one in self.types),
        )

    def epic(self) -> str:
        """The id of the field that names an issue's epic; on Cloud the parent does, and there is none."""
        return "" if self._client.cloud else self._by_kind(_EPIC)

    def sprint(self) -> str:
        """The id of the field that holds an issue's sprints; empty where there are none."""
        return self._by_kind(_SPRINT)

    def custom(self) -> tuple[CustomField, ...]:
        """The fields that the settings name under `custom`; raises ConfigError for one that is not there."""
        wanted = self._client.config.custom
        return tuple(CustomField.of(label, self.field(name)) for label, name in wanted.items())

    def field(self, name: str) -> dict[str, Any]:
        """A field by its id or its name; raises ConfigError where there is none, or more than one."""
        for one in self.fields:
            if one["id"] == name:
                return one
        found = [one for one in self.fields if one["name"].casefold() == name.casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(one["id"] for one in found)
            raise ConfigError(
                f"custom: several fields of Jira are called {name!r}: name one by its id ({ids})"
            )
        known = [one["name"] for one in self.fields] + [one["id"] for one in self.fields]
        raise ConfigError(f"custom: Jira has no field {name!r}{hint(name, known)}")

    def _by_kind(self, kind: str) -> str:
        found = (one["id"] for one in self.fields if one["schema"].get("custom") == kind)
        return next(found, "")

    def _part(self, name: str, read: Callable[[], Any]) -> Any:
        """A part, remembered in this run and for a day between runs."""
        if name not in self._read:
            config, now = self._client.config, self._client.now()
            who = [config.url, config.project, config.email or ""]
            kept = self._state.get(name) or {}
            if kept.get("of") != who or not fresh(kept, now, LIFE):
                kept = {"of": who, "at": rfc3339(now), "is": read()}
                self._state[name] = kept
            self._read[name] = kept["is"]
        return self._read[name]


def remembered(state: Mapping[str, Any]) -> Offered:
    """What an earlier run has learnt of the project, without a request."""

    def part(name: str) -> Any:
        return (state.get(name) or {}).get("is") or ()

    return Offered(
        statuses=tuple((str(name), str(category)) for name, category in part("statuses")),
        priorities=tuple(str(one["name"]) for one in part("priorities")),
        types=tuple(str(one["name"]) for one in part("types")),
    )
