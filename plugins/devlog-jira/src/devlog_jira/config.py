"""What an integration with one Jira project is told, and what it refuses to be told."""

from __future__ import annotations

from collections.abc import Mapping as Table
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from devlog_core.plugin.config import PluginConfig, Secret, web_root
from devlog_core.plugin.valuemap import CustomFields, NameMap, NameMaps, called, names

Deployment = Literal["auto", "cloud", "server"]


Names = Annotated[tuple[str, ...], names("Jira's")]
_called = partial(called, "the project")


class StatusMap(NameMap, title="What Jira calls each value"):
    """Status names of the project's workflow; without one a status goes by its category."""

    new: Names | None = _called("status", "To Do", ["To Do", "Open", "Reopened"])
    in_progress: Names | None = _called("status", "In Progress", alias="in-progress")
    blocked: Names | None = _called("status", "Blocked")
    in_review: Names | None = _called("status", "In Review", alias="in-review")
    testing: Names | None = _called("status", "Testing")
    done: Names | None = _called("status", ["Done", "Closed"])
    cancelled: Names | None = _called(
        "status", "Cancelled", "Done:Won't Do", more=" STATUS:RESOLUTION where only the resolution tells."
    )


class PriorityMap(NameMap, title="What Jira calls each value"):
    """The project's priorities; Jira's usual names are known without it."""

    low: Names | None = _called("priority", ["Low", "Lowest"])
    medium: Names | None = _called("priority", "Medium")
    high: Names | None = _called("priority", "High")
    critical: Names | None = _called("priority", ["Highest", "Blocker"])


class TypeMap(NameMap, title="What Jira calls each value"):
    """The project's issue types; Jira's usual names are known without it."""

    feature: Names | None = _called("type", ["Story", "Epic"])
    bugfix: Names | None = _called("type", "Bug")
    task: Names | None = _called("type", ["Task", "Sub-task"])
    refactor: Names | None = _called("type", "Refactoring")
    docs: Names | None = _called("type", "Documentation")


class Mapping(NameMaps):
    """What Jira calls each status, priority and type; see docs/reference/mapping-jira.md."""

    status: StatusMap = StatusMap()
    priority: PriorityMap = PriorityMap()
    type: TypeMap = TypeMap()


class LinkTypes(PluginConfig):
    """The types of issue links that stand for dependencies; links of other types stay as they are."""

    blocks: str | None = Field(
        default=None,
        description="From the issue that blocks to the one that waits; Jira's usual names are known without.",
        examples=["Blockiert"],
    )
    related_to: str | None = Field(
        default=None,
        alias="related-to",
        description="Between issues that have to do with each other; Jira's usual names are known without.",
        examples=["Relation"],
    )


class JiraConfig(PluginConfig):
    """The `config` table of an integration with plugin `jira`."""

    url: str = Field(
        description="Where Jira is opened in a browser, with its path if it has one.",
        examples=["https://acme.atlassian.net", "https://jira.acme.org/jira"],
    )
    project: str = Field(
        description="The project's key, which stands before the number of each issue.", examples=["SHOP"]
    )
    email: str | None = Field(
        default=None,
        description="The account that the API token belongs to (Cloud), or a user name with `token` as its "
        "password (Server); leave it out for a personal access token of Jira Data Center.",
        examples=["ada@acme.org"],
    )
    token: Secret | None = Field(
        default=None,
        description="An API token of Jira Cloud, or a personal access token of Jira Data Center.",
        examples=["${JIRA_TOKEN}"],
    )
    deployment: Deployment = Field(
        default="auto",
        description="Which Jira it is; `auto` asks the server itself, once.",
        examples=["server"],
    )
    webhook_secret: Secret | None = Field(
        default=None,
        description="The secret that webhook deliveries are signed with.",
        examples=["${JIRA_WEBHOOK_SECRET}"],
    )
    mapping: Mapping = Field(
        default=Mapping(),
        description="What Jira calls each status, priority and type.",
        examples=[{"status": {"in-review": "Code Review"}}],
    )
    custom: CustomFields = Field(
        default={},
        description="Custom values of an entry by name, and the name or id of the field that holds each.",
        examples=[{"severity": "Severity", "team": "customfield_10010"}],
    )
    transitions: dict[str, dict[str, Any]] = Field(
        default={},
        description="Fields that a transition's screen requires, by the name of the status it leads to, or "
        "of the transition, or `*` for all.",
        examples=[{"Done": {"resolution": "Done"}}],
    )
    create: dict[str, Any] = Field(
        default={},
        description="Values for fields that the project requires of a new issue and an entry does not have.",
        examples=[{"components": ["Shop"]}],
    )
    links: LinkTypes = Field(
        default=LinkTypes(),
        description="The names of the link types that stand for dependencies.",
        examples=[{"blocks": "Blockiert"}],
    )
    board: int | str | None = Field(
        default=None,
        description="The board whose sprints the actions use, by id or name, where a project has several.",
        examples=[12, "SHOP board"],
    )
    settle_seconds: float = Field(
        default=15,
        ge=0,
        le=600,
        description="How long after a lost answer a search that lacks the new issue is not yet believed.",
        examples=[15],
    )
    client_id: str | None = Field(
        default=None, description="OAuth 2.0 (3LO): the app's client id.", examples=["${JIRA_CLIENT_ID}"]
    )
    client_secret: Secret | None = Field(
        default=None, description="OAuth 2.0 (3LO): the app's secret.", examples=["${JIRA_CLIENT_SECRET}"]
    )
    refresh_token: Secret | None = Field(
        default=None,
        description="OAuth 2.0 (3LO): the refresh token of the first sign-in.",
        examples=["keyring:devlog/jira-refresh"],
    )
    refresh_token_kept_in: str | None = Field(
        default=None,
        description="OAuth 2.0 (3LO): where the refresh token that follows each refresh is kept; Atlassian "
        "makes the one before worthless. `keyring:SERVICE/USER`, or `file:PATH` with a whole path.",
        examples=["keyring:devlog/jira-refresh", "file:/var/lib/devlog/jira-refresh"],
    )
    cloud_id: str | None = Field(
        default=None,
        description="OAuth 2.0 (3LO): the site's cloud id; without it the site is found by `url`.",
        examples=["11223344-a1b2-3b33-c444-def123456789"],
    )
    token_url: str = Field(
        default="https://auth.atlassian.com/oauth/token",
        description="OAuth 2.0 (3LO): where access tokens are fetched.",
        examples=["https://auth.atlassian.com/oauth/token"],
    )
    api_url: str = Field(
        default="https://api.atlassian.com",
        description="OAuth 2.0 (3LO): the root below which sites are reached by their cloud id.",
        examples=["https://api.atlassian.com"],
    )

    @property
    def oauth(self) -> bool:
        """Whether access is by OAuth 2.0 (3LO)."""
        return self.client_id is not None

    @field_validator("url", "token_url", "api_url")
    @classmethod
    def _root(cls, value: str) -> str:
        root = web_root(value, "https://acme.atlassian.net")
        return root.removesuffix("/rest/api").removesuffix("/secure/Dashboard.jspa")

    @field_validator("project")
    @classmethod
    def _key(cls, value: str) -> str:
        text = value.upper()
        if not text.replace("_", "").isalnum() or not text[0].isalpha() or not text.isascii():
            raise ValueError(f"expected the key of a project such as SHOP, got {value!r}")
        return text

    @field_validator("refresh_token_kept_in")
    @classmethod
    def _place(cls, value: str | None) -> str | None:
        kind, _, where = (value or "").partition(":")
        whole = kind == "file" and where.startswith("/")
        if value is not None and not whole and not (kind == "keyring" and "/" in where.strip("/")):
            raise ValueError(f"expected keyring:SERVICE/USER or file:/PATH, got {value!r}")
        return value

    @model_validator(mode="after")
    def _whole_sign_in(self) -> JiraConfig:
        needed: Table[str, Any] = {
            "client_secret": self.client_secret,
            "refresh_token": self.refresh_token,
            "refresh_token_kept_in": self.refresh_token_kept_in,
        }
        given = [name for name, value in needed.items() if value is not None]
        if self.oauth and len(given) < len(needed):
            missing = ", ".join(f"`{name}`" for name in needed if name not in given)
            raise ValueError(f"OAuth 2.0 needs {missing} beside `client_id`")
        if given and not self.oauth:
            raise ValueError(f"`{given[0]}` belongs to OAuth 2.0, which needs `client_id` too")
        if self.oauth and self.token is not None:
            raise ValueError("`token` and `client_id` are two ways to sign in: keep one of them")
        return self
