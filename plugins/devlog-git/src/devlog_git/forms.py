"""What the actions take and give."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

EntryRef = Annotated[
    str,
    Field(pattern=r"^[Dd][Ll]-[0-9A-Fa-f]{8,32}$", description="The entry's ref, like dl-7c41f09a."),
    AfterValidator(str.lower),
]


class Form(BaseModel):
    """A strict, frozen model; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CreateBranch(Form):
    """A branch for an entry."""

    entry: EntryRef
    title: str = Field("", description="The entry's title; its slug ends the branch's name.")
    base: str | None = Field(
        None, min_length=1, description="Where it starts; the default branch unless told."
    )
    checkout: bool = Field(False, description="Whether to switch to it.")


class Branch(Form):
    """A branch as it stands now."""

    name: str
    sha: str
    created: bool
    """False where the entry had a branch already."""
    checked_out: bool
    url: str = ""


class MakeCommit(Form):
    """A commit for an entry, of the files named or of all that is staged."""

    entry: EntryRef
    title: str = Field(min_length=1, description="The subject, usually the entry's title.")
    body: str = Field("", description="More words, below the subject.")
    files: tuple[str, ...] = Field(
        (), description="Paths from the configured path on; all that is staged where empty."
    )


class Committed(Form):
    """The commit that was made."""

    sha: str
    key: str
    branch: str | None
    subject: str
    created: bool
    """False where the very same commit had been made just before."""
    url: str = ""


class AskStatus(Form):
    """Nothing to say."""


class Status(Form):
    """Where the working tree stands."""

    branch: str | None
    """None while the head is detached."""
    sha: str | None
    """None while nothing is committed."""
    entry: str | None
    """The entry whose branch this is."""
    upstream: str | None = None
    ahead: int = 0
    behind: int = 0
    staged: tuple[str, ...] = ()
    unstaged: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()
    conflicted: tuple[str, ...] = ()
    clean: bool


class Fetch(Form):
    """Bring news from a remote; nothing local moves."""

    remote: str | None = Field(
        None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", description="The setting `remote` unless told."
    )
    prune: bool = Field(False, description="Whether to forget branches that the remote no longer has.")


class Moved(Form):
    """One remote branch before and after."""

    branch: str
    old: str | None
    new: str | None


class Fetched(Form):
    """What the fetch moved."""

    remote: str
    updated: tuple[Moved, ...]


class Push(Form):
    """Send one branch; never by force."""

    branch: str | None = Field(None, description="The branch checked out unless told.")
    remote: str | None = Field(
        None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", description="The setting `remote` unless told."
    )


class Pushed(Form):
    """Where the remote's branch stands now."""

    remote: str
    branch: str
    sha: str
    updated: bool
    """False where the remote had it all already."""
    url: str = ""
