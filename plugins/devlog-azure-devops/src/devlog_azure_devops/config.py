"""What an integration with one project of Azure DevOps is told, and what it refuses to be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, field_validator, model_validator

from devlog_core.plugin.config import PluginConfig, Secret, web_root
from devlog_core.plugin.valuemap import CustomFields, NameMap, NameMaps, called, names

Names = Annotated[tuple[str, ...], names("the process", numbers=True)]
_called = partial(called, "the process")


class StatusMap(NameMap, title="What the process calls each value"):
    """State names of the work item types; without one a state goes by its category."""

    new: Names | None = _called("state", ["New", "To Do", "Approved"])
    in_progress: Names | None = _called("state", ["Active", "Doing"], alias="in-progress")
    blocked: Names | None = _called("state", "Blocked")
    in_review: Names | None = _called("state", "In Review", alias="in-review")
    testing: Names | None = _called("state", "Testing")
    done: Names | None = _called("state", ["Done", "Closed"])
    cancelled: Names | None = _called(
        "state", ["Removed", "Closed:Obsolete"], more=" STATE:REASON where only the reason tells."
    )


class PriorityMap(NameMap, title="What the process calls each value"):
    """The priorities, 1 to 4 unless the process has others."""

    low: Names | None = _called("priority", 4)
    medium: Names | None = _called("priority", 3)
    high: Names | None = _called("priority", 2)
    critical: Names | None = _called("priority", 1)


class TypeMap(NameMap, title="What the process calls each value"):
    """The work item types; those of the Agile, Scrum, CMMI and Basic processes are known without it."""

    feature: Names | None = _called("type", ["User Story", "Feature"])
    bugfix: Names | None = _called("type", "Bug")
    task: Names | None = _called("type", "Task")
    refactor: Names | None = _called("type", "Technical Debt")
    docs: Names | None = _called("type", "Documentation")


class Mapping(NameMaps):
    """What the process calls each status, priority and type."""

    status: StatusMap = StatusMap()
    priority: PriorityMap = PriorityMap()
    type: TypeMap = TypeMap()


BOARD_VALUES = ("board_column", "board_lane", "board_done")
"""The custom values of an entry that the setting `board` fills."""


def _flat(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


class AzureDevOpsConfig(PluginConfig):
    """The `config` table of an integration with plugin `azure-devops`."""

    organization_url: str = Field(
        description="The organisation at Azure DevOps Services, or the collection of a server.",
        examples=["https://dev.azure.com/acme", "https://tfs.acme.org/tfs/DefaultCollection"],
    )
    project: str = Field(description="The project's name, or its id.", examples=["Shop"])
    token: Secret | None = Field(
        default=None,
        description="A personal access token with the scope Work Items (read and write), and those of "
        "what is followed.",
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
    custom: CustomFields = Field(
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
    team: str | None = Field(
        default=None,
        min_length=1,
        description="The team whose boards and iterations are meant; the project's default team unless set.",
        examples=["Web"],
    )
    board: str | None = Field(
        default=None,
        min_length=1,
        description="The team's board on which an entry's `custom.board_column`, `custom.board_lane` and "
        "`custom.board_done` are read and set; none unless set.",
        examples=["Stories", "Backlog items"],
    )
    iteration: str | None = Field(
        default=None,
        description="The iteration path, below the project's, of new work items without a milestone.",
        examples=["Release 1\\Sprint 1"],
    )
    follow: list[Literal["pull_requests", "pipelines", "deployments"]] = Field(
        default=[],
        description="What else each sync reads, besides work items and what these are linked to: any of "
        "pull_requests, pipelines and deployments. Each costs two or three requests a sync, also when "
        "nothing is new.",
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
        root = re.sub(r"/_apis(/.*)?$", "", web_root(value, "https://dev.azure.com/acme"))
        parts = urlsplit(root)
        path = parts.path.strip("/")
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

    @field_validator("create")
    @classmethod
    def _dotted(cls, value: dict[str, Any]) -> dict[str, Any]:
        # Without quotes around it, TOML takes the dots of a reference name for those of tables.
        return dict(_flat(value))

    @model_validator(mode="after")
    def _agreeing(self) -> AzureDevOpsConfig:
        if self.token is not None and self.credential_command is not None:
            raise ValueError("`token` and `credential_command` are two ways to sign in: keep one of them")
        taken = [name for name in BOARD_VALUES if name in self.custom]
        if self.board is not None and taken:
            raise ValueError(
                f"`custom.{taken[0]}` is where the card stands on `board`: give the custom value another name"
            )
        if (self.webhook_user is None) != (self.webhook_password is None):
            raise ValueError("`webhook_user` and `webhook_password` go together")
        return self
