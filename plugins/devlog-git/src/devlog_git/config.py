"""What `[integrations.NAME.config]` may say about a repository."""

from __future__ import annotations

import string
from typing import Annotated

from pydantic import Field, field_validator

from devlog_core.plugin.config import IntegrationName, PluginConfig

DEFAULT_TEMPLATE = "{title}\n\n{body}\n\nDevlog: {ref}"
_TEMPLATE_FIELDS = frozenset({"ref", "title", "body"})

# What may reach git's command line starts with a letter or digit and so is never read as an option.
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"


class GitConfig(PluginConfig):
    """Where the repository lies and how its commits and branches name entries."""

    path: str = Field(
        ".",
        min_length=1,
        description="The repository: absolute, or relative to the workspace.",
        # What a process of its own may reach.
        json_schema_extra={"format": "path"},
    )
    remote: Annotated[str, Field(pattern=_NAME)] = Field(
        "origin", description="The remote that is fetched from and pushed to."
    )
    branch_prefix: Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9._/-]*)?$")] = Field(
        "devlog/", description="What stands before the entry's ref in the name of its branch."
    )
    commit_template: str = Field(
        DEFAULT_TEMPLATE,
        description="The message of `git.commit`, from {ref}, {title} and {body}; it must hold {ref}.",
    )
    tracker: IntegrationName | tuple[IntegrationName, ...] | None = Field(
        None,
        description="The integration whose items `#12` and `SHOP-12` mean, or a list of several; without "
        "it they mean nothing.",
        examples=["github", ["github", "jira"]],
    )
    default_branch: Annotated[str, Field(pattern=_NAME)] | None = Field(
        None, description="The branch on which a closing commit takes effect; found by itself where left out."
    )
    commit_url: str = Field(
        "", description="Web address of a commit with {sha} in it, for hosts whose form is not known."
    )
    page_size: int = Field(500, ge=1, le=5000, description="Commits read at a time.")
    max_files: int = Field(
        200, ge=0, le=10_000, description="File names kept per commit; the count is always kept."
    )
    hooks: bool = Field(False, description="Whether actions run the repository's own hooks.")
    timeout: float = Field(120.0, gt=0, description="Seconds that one fetch or push may take.")

    @property
    def trackers(self) -> tuple[str, ...]:
        """The integrations whose items a message may name, each once."""
        given = (self.tracker,) if isinstance(self.tracker, str) else self.tracker or ()
        return tuple(dict.fromkeys(given))

    @field_validator("commit_template")
    @classmethod
    def _known_fields(cls, template: str) -> str:
        try:
            named = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
        except ValueError as error:
            raise ValueError(f"not a template: {error}; write {{{{ for a brace") from None
        unknown = sorted(named - _TEMPLATE_FIELDS)
        if unknown:
            raise ValueError(f"unknown field {{{unknown[0]}}}; known are {{ref}}, {{title}} and {{body}}")
        if "ref" not in named:
            raise ValueError("{ref} is missing, so that no commit could be found again")
        return template

    @field_validator("commit_url")
    @classmethod
    def _names_sha(cls, url: str) -> str:
        if url and ("{sha}" not in url or not url.startswith(("https://", "http://"))):
            raise ValueError("expected an http or https address with {sha} in it")
        return url

    @field_validator("remote", "branch_prefix", "default_branch")
    @classmethod
    def _ref_name(cls, name: str | None) -> str | None:
        parts = (name or "").rstrip("/").split("/") if name else []
        if any(
            not part or part.startswith(".") or part.endswith((".", ".lock")) or ".." in part
            for part in parts
        ):
            raise ValueError("not a name that git allows")
        return name
