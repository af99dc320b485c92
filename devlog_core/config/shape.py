"""The shape of the configuration file; its JSON Schema and the checks are made from these models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devlog_core.config.settings import Storage, Sync
from devlog_core.model.integration import Creates, Direction, Integration, Policy
from devlog_core.plugin.isolation.bounds import SIZE, SPAN, Bounds

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$"), Field(examples=["backend-repo"])]
Duration = Annotated[str, StringConstraints(pattern=r"^\s*\d+\s*[smhdw]\s*$"), Field(examples=["15m"])]
Size = Annotated[str, StringConstraints(pattern=SIZE), Field(examples=["512 MiB"])]
Span = Annotated[str, StringConstraints(pattern=SPAN), Field(examples=["5m"])]
_plain = Integration(name="", plugin="")
_bounds = Bounds()


class Table(BaseModel):
    """A table that refuses unknown keys and takes no value for another's type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class StorageTable(Table):
    """Where the entries live."""

    url: str = Field(
        Storage().url,
        min_length=1,
        description="`sqlite:///FILE` relative to .devlog/, `json:DIRECTORY`, `postgresql://...` or `mysql://...`.",
    )


class SyncTable(Table):
    """The guards and limits of a sync."""

    shrink_guard: float = Field(
        Sync().shrink_guard,
        ge=0,
        le=1,
        description="Stop when more than this share of linked items vanished.",
    )
    create_guard: int = Field(
        Sync().create_guard,
        ge=0,
        description="Stop before a run creates more remote items than this, unless --allow-create is given.",
    )
    deadline: int = Field(
        Sync().deadline, ge=1, description="Seconds that one integration may take in one run."
    )


class FilterTable(Table):
    """Which items and entries become linked; what is linked is followed regardless."""

    labels: list[str] = Field([], description="Only those with one of these labels.")
    milestones: list[str] = Field([], description="Only those of these milestones.")
    assignees: list[str] = Field([], description="Only those assigned to one of these people.")
    query: str | None = Field(None, description="A search in the provider's own language.")


class AutoTable(Table):
    """When an integration is synced without being asked."""

    on_change: bool | None = Field(None, description="Sync soon after a local change.")
    max_age: Duration | None = Field(None, description="Sync when the last one is older than this.")
    reconcile: Duration | None = Field(
        None, description="Compare all ids this often, to find deletions, moves and gaps."
    )


class LimitsTable(Table):
    """What a plugin in a process of its own may take; one that takes more is ended."""

    memory: Size = Field(_bounds.memory, description="Memory of the process, as address space.")
    cpu: Span = Field(_bounds.cpu, description="Processor time of one call.")
    time: Span = Field(_bounds.time, description="Time of one call, that of its requests left out.")


class IntegrationTable(Table):
    """One configured use of a plugin."""

    plugin: Name | None = Field(None, description="The plugin; the table's name unless said.")
    enabled: bool = Field(_plain.enabled, description="Whether it takes part at all.")
    direction: Direction = Field(_plain.direction, description="Whether changes are pulled, pushed or both.")
    create: Creates = Field(
        _plain.create, description="`local`: remote items become entries; `remote`: entries become items."
    )
    mirror: list[Name] = Field([], description="Entries born in these integrations become items here too.")
    conflict: Policy = Field(_plain.conflict, description="Who decides when both sides changed a field.")
    isolation: Literal["none", "process"] = Field(
        _plain.isolation, description="`process` runs the plugin in a process of its own."
    )
    python: str | None = Field(
        None,
        min_length=1,
        description="The interpreter of the environment that an isolated plugin is installed in.",
        examples=["~/.venvs/tracker/bin/python"],
    )
    limits: LimitsTable = Field(default_factory=LimitsTable, description="What an isolated plugin may take.")
    connection: Name | None = Field(None, description="Reserved: credentials shared by several integrations.")
    fields: dict[str, Policy | dict[str, Policy]] = Field({}, description="The word of `conflict` by field.")
    filter: FilterTable = Field(default_factory=FilterTable, description="Partial sync.")
    auto: AutoTable = Field(default_factory=AutoTable, description="Sync without being asked.")
    on_delete: Literal["keep", "cancel"] = Field(
        _plain.on_delete, description="What the entry does when its remote item is deleted."
    )
    on_archive: Literal["keep", "close"] = Field(
        _plain.on_archive, description="What the remote item does when its entry is archived."
    )
    workflows: list[dict[str, Any]] = Field([], description="Rules, as under .devlog/workflows/.")
    config: dict[str, Any] = Field({}, description="What the plugin's own schema describes.")


class PersonTable(BaseModel):
    """Somebody, with the account name per integration or plugin as further keys."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, str] = Field(init=False)

    name: str | None = Field(None, description="The name that people read; the table's name unless said.")
    email: str | None = Field(None, description="The verified e-mail address that accounts are matched by.")
    emails: list[str] = Field([], description="Further addresses.")


class ConfigurationFile(Table):
    """The configuration of devlog."""

    storage: StorageTable = Field(default_factory=StorageTable)
    sync: SyncTable = Field(default_factory=SyncTable)
    integrations: dict[Name, IntegrationTable] = Field({})
    people: dict[Name, PersonTable] = Field({})
    workflows: dict[str, Any] = Field({}, description="Settings of the workflow runner.")
    connections: dict[Name, dict[str, Any]] = Field({}, description="Reserved.")
