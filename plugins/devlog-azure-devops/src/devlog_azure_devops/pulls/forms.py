"""What the actions of pull requests take and give."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Item = Annotated[
    str,
    Field(
        pattern=r"^#?[1-9]\d*$",
        description="The work item's number, such as 12; that of the entry where one is named.",
    ),
    AfterValidator(lambda text: text.lstrip("#")),
]


class Form(BaseModel):
    """A strict, frozen model; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CreatePullRequest(Form):
    """A pull request for an entry, linked with its work item."""

    item: Item
    entry: str = Field(
        "",
        pattern=r"^([Dd][Ll]-[0-9A-Fa-f]{8,32})?$",
        description="The entry's ref, like dl-7c41f09a; it ends the description and finds the branch.",
    )
    title: str = Field(min_length=1, max_length=400, description="Its title; the entry's unless told.")
    description: str = Field("", max_length=3900, description="What it is about, as Markdown.")
    repository: str | None = Field(
        None,
        min_length=1,
        description="The repository's name or id; the only one of the project unless told.",
    )
    branch: str | None = Field(
        None,
        min_length=1,
        description="The branch to merge; the entry's unless told, which is the one that names its ref.",
    )
    target: str | None = Field(
        None, min_length=1, description="The branch to merge into; the repository's default unless told."
    )
    draft: bool = Field(False, description="Whether it is not ready to be reviewed.")
    reviewers: tuple[str, ...] = Field(
        (), description="Accounts of the project's teams by e-mail or name, or any account by its id."
    )


class LinkPullRequest(Form):
    """A pull request, and the work item that is to be linked with it."""

    item: Item
    pull_request: Annotated[
        str,
        Field(
            pattern=r"^(!?|https?://\S+/pullrequest/)[1-9]\d*$",
            description="Its number, such as 57 or !57, or its address.",
        ),
    ]


class PullRequest(Form):
    """A pull request as it stands now."""

    number: int
    url: str
    repository: str
    source: str
    target: str
    title: str
    status: str
    draft: bool
    created: bool = False
    """False where it was open already."""
    linked: bool = False
    """Whether it was linked with the work item just now; False where it was linked already."""
