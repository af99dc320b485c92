"""What an integration with one project of Azure DevOps is told, and what it refuses to be told."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BeforeValidator, ConfigDict, Field, field_validator, model_validator

from devlog_core.plugin.config import PluginConfig, Secret
from devlog_core.plugin.nearest import hint


def _names(value: Any) -> Any:
    """One name, or several of which the first is written; false for none."""
    if value is False:
        return ()
    given = [value] if isinstance(value, str | int) else value
    if not isinstance(given, list | tuple) or not all(
        isinstance(name, str | int) and name is not True for name in given
    ):
        raise ValueError(
            f"expected a name of the process or a list of them, or false for none, got {value!r}"
        )
    names = [" ".join(str(name).split()) for name in given]
    if not all(names):
        raise ValueError("a name of the process is never empty")
    if len({name.casefold() for name in names}) < len(names):
        raise ValueError(f"a name stands twice in {names!r}")
    return tuple(names)


Names = Annotated[
    tuple[str, ...],
    BeforeValidator(_names, json_schema_input_type=str | int | list[str | int] | Literal[False]),
]


class ValueMap(PluginConfig):
    """One field's values and what the process calls each; a table in the settings names those that differ."""

    model_config = ConfigDict(title="What the process calls each value", populate_by_name=False)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, given: Any) -> Any:
        if isinstance(given, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for key in given:
                if key not in known:
                    raise ValueError(f"no value {key!r}: there are {', '.join(known)}{hint(str(key), known)}")
        return given

    @model_validator(mode="after")
    def _one_value_a_name(self) -> ValueMap:
        owners: dict[str, str] = {}
        for value, names in self.table().items():
            for name in names:
                owner = owners.setdefault(name.casefold(), value)
                if owner != value:
                    raise ValueError(
                        f"{name!r} stands for {owner} and for {value}: what is read could be either; "
                        "give it to one of them"
                    )
        return self

    def table(self) -> dict[str, tuple[str, ...]]:
        """The process's names by value, the one that is written first; only those that were given."""
        shown = self.model_dump(by_alias=True)
        return {value: names for value, names in shown.items() if names is not None}


def _shown(what: str, *examples: Any, alias: str | None = None, more: str = "") -> Any:
    about = f"What the process calls it, the name to write first; false for no {what}.{more}"
    return Field(default=None, alias=alias, description=about, examples=list(examples))


class StatusMap(ValueMap):
    """State names of the work item types; without one a state goes by its category."""

    new: Names | None = _shown("state", ["New", "To Do", "Approved"])
    in_progress: Names | None = _shown("state", ["Active", "Doing"], alias="in-progress")
    blocked: Names | None = _shown("state", "Blocked")
    in_review: Names | None = _shown("state", "In Review", alias="in-review")
    testing: Names | None = _shown("state", "Testing")
    done: Names | None = _shown("state", ["Done", "Closed"])
    cancelled: Names | None = _shown(
        "state", ["Removed", "Closed:Obsolete"], more=" STATE:REASON where only the reason tells."
    )


class PriorityMap(ValueMap):
    """The priorities, 1 to 4 unless the process has others."""

    low: Names | None = _shown("priority", 4)
    medium: Names | None = _shown("priority", 3)
    high: Names | None = _shown("priority", 2)
    critical: Names | None = _shown("priority", 1)


class TypeMap(ValueMap):
    """The work item types; those of the Agile, Scrum, CMMI and Basic processes are known without it."""

    feature: Names | None = _shown("type", ["User Story", "Feature"])
    bugfix: Names | None = _shown("type", "Bug")
    task: Names | None = _shown("type", "Task")
    refactor: Names | None = _shown("type", "Technical Debt")
    docs: Names | None = _shown("type", "Documentation")


class Mapping(PluginConfig):
    """What the process calls each status, priority and type."""

    status: StatusMap = StatusMap()
    priority: PriorityMap = PriorityMap()
    type: TypeMap = TypeMap()

    def table(self, field: str) -> dict[str, tuple[str, ...]]:
        """The process's names of a field by value, the one that is written first."""
        found: ValueMap = getattr(self, field)
        return found.table()


class AzureDevOpsConfig(PluginConfig):
    """The `config` table of an integration with plugin `azure-devops`."""

    organization_url: str = Field(
        description="The organisation at Azure DevOps Services, or the collection of a server.",
        examples=["https://dev.azure.com/acme", "https://tfs.acme.org/tfs/DefaultCollection"],
    )
    project: str = Field(description="The project's name, or its id.", examples=["Shop"])
    token: Secret | None = Field(
        default=None,
        description="A personal access token with the scope Work Items (read and write).",
        examples=["${AZURE_DEVOPS_TOKEN}"],
    )
    credential_command: str | None = Field(
        default=None,
        description="A command that prints an access token of Microsoft Entra, instead of `token`; its "
        "output may be the token alone or JSON that holds it.",
        examples=[
            "az account get-access-token --scope 499b84ac-1321-427f-aa17-267ca6975798/.default -o json"
        ],
    )
    webhook_user: str | None = Field(
        default=None, description="The user name that service hooks sign in with.", examples=["devlog"]
    )
    webhook_password: Secret | None = Field(
        default=None,
        description="The password that service hooks sign in with.",
        examples=["${AZURE_DEVOPS_WEBHOOK_PASSWORD}"],
    )
    mapping: Mapping = Field(
        default=Mapping(),
        description="What the process calls each status, priority and type.",
        examples=[{"status": {"in-review": "Code Review"}}],
    )
    custom: dict[str, str] = Field(
        default={},
        description="Custom values of an entry by name, and the name or reference name of the field that "
        "holds each.",
        examples=[{"points": "Story Points", "severity": "Microsoft.VSTS.Common.Severity"}],
    )
    create: dict[str, Any] = Field(
        default={},
        description="Values for fields that the process requires of a new work item and an entry does not "
        "have, by reference name.",
        examples=[{"Custom.Team": "Blue"}],
    )
    area: str | None = Field(
        default=None,
        description="The area path, below the project's, where new work items are put.",
        examples=["Web\\Checkout"],
    )
    iteration: str | None = Field(
        default=None,
        description="The iteration path, below the project's, of new work items without a milestone.",
        examples=["Release 1\\Sprint 1"],
    )
    follow: list[Literal["pull_requests", "pipelines", "deployments"]] = Field(
        default=[],
        description="What else each sync reads, besides work items and what these are linked to: any of "
        "pull_requests, pipelines and deployments. Each costs one or two requests a sync, also when nothing "
        "is new.",
        examples=[["pipelines", "deployments"]],
    )
    settle_seconds: float = Field(
        default=15,
        ge=0,
        le=600,
        description="How long after a lost answer a query that lacks the new work item is not yet believed.",
        examples=[15],
    )

    @field_validator("organization_url")
    @classmethod
    def _root(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise ValueError(f"expected a URL such as https://dev.azure.com/acme, got {value!r}")
        root = re.sub(r"/_apis(/.*)?$", "", value.rstrip("/"))
        path = urlsplit(root).path.strip("/")
        if parts.hostname == "dev.azure.com" and path.count("/") > 0:
            raise ValueError(f"expected the organisation alone, without the project, got {value!r}")
        if parts.hostname == "dev.azure.com" and not path:
            raise ValueError("expected an organisation after dev.azure.com, as in https://dev.azure.com/acme")
        return root

    @field_validator("project")
    @classmethod
    def _project(cls, value: str) -> str:
        text = unquote(value)
        if not text or re.search(r"[\\/:*?\"<>|;#$&{},+=\[\]]", text):
            raise ValueError(f"expected the name of a project such as Shop, got {value!r}")
        return text

    @field_validator("area", "iteration")
    @classmethod
    def _path(cls, value: str | None) -> str | None:
        return None if value is None else value.replace("/", "\\").strip("\\ ") or None

    @field_validator("custom")
    @classmethod
    def _each_field_once(cls, value: dict[str, str]) -> dict[str, str]:
        owners: dict[str, str] = {}
        for name, field in value.items():
            if not name.strip() or not field.strip():
                raise ValueError("a custom value and its field both have a name")
            owner = owners.setdefault(field.strip().casefold(), name)
            if owner != name:
                raise ValueError(f"the field {field!r} is {owner!r} already: it cannot be {name!r} too")
        return {name.strip(): field.strip() for name, field in value.items()}

    @model_validator(mode="after")
    def _one_sign_in(self) -> AzureDevOpsConfig:
        if self.token is not None and self.credential_command is not None:
            raise ValueError("`token` and `credential_command` are two ways to sign in: keep one of them")
        if (self.webhook_user is None) != (self.webhook_password is None):
            raise ValueError("`webhook_user` and `webhook_password` go together")
        return self
