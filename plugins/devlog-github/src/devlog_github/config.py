"""What an integration with one GitHub repository is told, and what it refuses to be told."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from devlog_core.plugin.config import IntegrationName, PluginConfig, Secret, web_root
from devlog_core.plugin.valuemap import ValueMap

LONGEST_LABEL = 50
STATES = ("open", "closed", "closed:completed", "closed:not_planned", "closed:duplicate")


def _label(value: Any) -> Any:
    if value is False:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"expected the name of a label, or false for none, got {value!r}")
    name = value.strip()
    if len(name) > LONGEST_LABEL:
        raise ValueError(f"a label has at most {LONGEST_LABEL} characters, got {len(name)}")
    return name


def _state_or_label(value: Any) -> Any:
    name = _label(value)
    if name.startswith("closed:") and name not in STATES:
        raise ValueError(f"expected one of {', '.join(STATES)} or the name of a label, got {name!r}")
    return name or "open"


Label = Annotated[str | Literal[False], BeforeValidator(_label)]
StateOrLabel = Annotated[str | Literal[False], BeforeValidator(_state_or_label)]


class StatusMap(ValueMap, title="How GitHub shows each value"):
    """`open`, `closed`, `closed:REASON`, or a label that an open issue then carries."""

    new: StateOrLabel = "open"
    in_progress: StateOrLabel = Field(default="status: in progress", alias="in-progress")
    blocked: StateOrLabel = "status: blocked"
    in_review: StateOrLabel = Field(default="status: in review", alias="in-review")
    testing: StateOrLabel = "status: testing"
    done: StateOrLabel = "closed:completed"
    cancelled: StateOrLabel = "closed:not_planned"


class PriorityMap(ValueMap, title="How GitHub shows each value"):
    """The label of each priority; false for none."""

    low: Label = "priority: low"
    medium: Label = False
    high: Label = "priority: high"
    critical: Label = "priority: critical"


class TypeMap(ValueMap, title="How GitHub shows each value"):
    """The label of each type; false for none."""

    feature: Label = "type: feature"
    bugfix: Label = "type: bugfix"
    task: Label = False
    refactor: Label = "type: refactor"
    docs: Label = "type: docs"


class Mapping(PluginConfig):
    """How status, priority and type are shown; see docs/reference/mapping-github.md."""

    status: StatusMap = StatusMap()
    priority: PriorityMap = PriorityMap()
    type: TypeMap = TypeMap()

    @model_validator(mode="after")
    def _one_field_a_label(self) -> Mapping:
        owners: dict[str, str] = {}
        for field in ("status", "priority", "type"):
            for value, label in self.labels(field).items():
                owner = owners.setdefault(label.casefold(), field)
                if owner != field:
                    raise ValueError(
                        f"the label {label!r} of {field}.{value} is one of {owner} too: use another"
                    )
        return self

    def table(self, field: str) -> dict[str, str]:
        """How each value of a field is shown; an empty text stands for no label."""
        shown = getattr(self, field).model_dump(by_alias=True)
        return {value: name or "" for value, name in shown.items()}

    def labels(self, field: str) -> dict[str, str]:
        """Only the values that a label shows."""
        return {value: name for value, name in self.table(field).items() if name and name not in STATES}


class GitHubConfig(PluginConfig):
    """The `config` table of an integration with plugin `github`."""

    repository: str = Field(description="The repository as OWNER/NAME.", examples=["acme/shop"])
    token: Secret | None = Field(
        default=None,
        description="A personal access token; without one the gh tool is asked, where it is installed.",
    )
    api_url: str = Field(
        default="https://api.github.com",
        description="The root of the REST interface; GitHub Enterprise Server has https://HOST/api/v3.",
    )
    webhook_secret: Secret | None = Field(
        default=None, description="The secret that webhook deliveries are signed with."
    )
    tracker: IntegrationName | None = Field(
        default=None,
        description="The integration whose items a pull request names by a key such as SHOP-12.",
    )
    mapping: Mapping = Field(default=Mapping(), description="How status, priority and type are shown.")
    settle_seconds: float = Field(
        default=5,
        ge=0,
        le=600,
        description="How long after a lost answer a list that lacks the new issue is not yet believed.",
    )

    @field_validator("repository")
    @classmethod
    def _owner_and_name(cls, value: str) -> str:
        text = re.sub(r"^https?://[^/]+/|\.git$|/$", "", value)
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+", text):
            raise ValueError(f"expected OWNER/NAME such as acme/shop, got {value!r}")
        return text

    @field_validator("api_url")
    @classmethod
    def _root(cls, value: str) -> str:
        return web_root(value, "https://HOST/api/v3")
