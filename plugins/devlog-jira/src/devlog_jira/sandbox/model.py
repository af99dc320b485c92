"""What the sandbox remembers: records that hold nothing a shape can work out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class User:
    """An account: known by its opaque id on Cloud, by its name on Server."""

    account_id: str
    name: str
    key: str
    display_name: str
    email: str
    zone: str = "Etc/UTC"
    active: bool = True
    email_visible: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A priority, a resolution, or an option of a custom field; `children` cascade below it."""

    id: int
    name: str
    children: tuple[Choice, ...] = ()


@dataclass(slots=True, eq=False)
class Status:
    """A step of a workflow; `category` is `new`, `indeterminate` or `done`."""

    id: int
    name: str
    category: str


@dataclass(slots=True, eq=False)
class Transition:
    """A way to a status, open from `sources` or from anywhere; its screen has `fields`, some required."""

    id: int
    name: str
    to: Status
    sources: tuple[Status, ...] | None = None
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Workflow:
    """The statuses of a project, the first of them new issues', and the ways between them."""

    statuses: tuple[Status, ...]
    transitions: tuple[Transition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class IssueType:
    """A type of issue; level -1 is a subtask, 1 an epic."""

    id: int
    name: str
    level: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class FieldDef:
    """A field: its id, its kind (`text`, `string`, `user`, `option`, ...) and what it allows.

    `kind` is what `fields.py` reads and shows; `many` says that it holds several values.
    """

    id: str
    name: str
    kind: str
    many: bool = False
    custom: str | None = None
    options: tuple[Choice, ...] = ()
    clauses: tuple[str, ...] = ()
    settable: bool = True


@dataclass(slots=True, eq=False)
class Version:
    """A version of a project."""

    id: int
    project: Project
    name: str
    description: str | None = None
    released: bool = False
    archived: bool = False
    start_date: str | None = None
    release_date: str | None = None


@dataclass(slots=True, eq=False)
class Component:
    """A component of a project."""

    id: int
    project: Project
    name: str


@dataclass(slots=True, eq=False)
class Text:
    """A rich text as it was sent: an ADF document from version 3, a string from version 2."""

    body: Any


@dataclass(frozen=True, slots=True, eq=False)
class Comment:
    """A comment; an edit puts another in its place, so that earlier states of the issue stay as they were."""

    id: int
    author: User
    body: Text
    created: int
    updated: int
    update_author: User
    visibility: Mapping[str, str] | None = None
    public: bool = True
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Worklog:
    """Time spent, in seconds; an edit puts another in its place."""

    id: int
    author: User
    started: int
    seconds: int
    created: int
    updated: int
    update_author: User
    comment: Text | None = None
    zone: str = "+0000"
    visibility: Mapping[str, str] | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One line of an issue's history, its items in Jira's own form."""

    id: int
    author: User
    created: int
    items: tuple[dict[str, Any], ...]


@dataclass(slots=True, eq=False)
class Issue:
    """An issue; collections are replaced, never changed, so that a shallow copy keeps an old state.

    `values` holds each field's value by the field's id, in the sandbox's own terms: a str, a number,
    a Text, User, Choice, IssueType, Version, Component, Sprint or Issue, or a tuple of them; what is
    empty has no key. Times are milliseconds since 1970.
    """

    id: int
    key: str
    project: Project
    status: Status
    creator: User
    created: int
    updated: int
    values: Mapping[str, Any] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    worklogs: tuple[Worklog, ...] = ()
    history: tuple[Change, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)
    watchers: tuple[User, ...] = ()
    remote_links: tuple[RemoteLink, ...] = ()
    status_changed: int = 0
    resolved: int | None = None
    archived: bool = False

    @property
    def type(self) -> IssueType:
        """What kind of work it is."""
        found: IssueType = self.values["issuetype"]
        return found

    @property
    def summary(self) -> str:
        """Its title."""
        return str(self.values["summary"])


@dataclass(frozen=True, slots=True, eq=False)
class LinkType:
    """A kind of link, with its words in both directions."""

    id: int
    name: str
    inward: str
    outward: str


@dataclass(slots=True, eq=False)
class Link:
    """`subject` does to `object` what the type's outward words say, such as: it blocks it.

    A request and GET issueLink call the subject inwardIssue and the object outwardIssue; in the
    subject's own list the object is the outwardIssue.
    """

    id: int
    type: LinkType
    subject: Issue
    object: Issue


@dataclass(frozen=True, slots=True, eq=False)
class RemoteLink:
    """A link to a page elsewhere."""

    id: int
    global_id: str | None
    object: Mapping[str, Any]
    relationship: str | None = None


@dataclass(slots=True, eq=False)
class Project:
    """A project; its id stays when its key does not."""

    id: int
    key: str
    name: str
    lead: User
    workflow: Workflow
    types: tuple[IssueType, ...]
    fields: tuple[str, ...]
    """Ids of the fields on its screens, beside summary and issue type."""
    required: tuple[str, ...] = ()
    """Ids of the fields that an issue cannot be created without."""
    last_number: int = 0
    versions: tuple[Version, ...] = ()
    components: tuple[Component, ...] = ()
    archived: bool = False
    kind: str = "software"
    """`service_desk` where comments may be internal."""


@dataclass(slots=True, eq=False)
class Board:
    """A board of one project."""

    id: int
    name: str
    kind: str
    project: Project


@dataclass(slots=True, eq=False)
class Sprint:
    """A sprint: `future`, `active` or `closed`; times are milliseconds."""

    id: int
    name: str
    board: Board
    state: str = "future"
    goal: str | None = None
    start: int | None = None
    end: int | None = None
    completed: int | None = None
    created: int = 0


@dataclass(slots=True, eq=False)
class Webhook:
    """A webhook registered by the interface; it runs out after thirty days."""

    id: int
    url: str
    events: tuple[str, ...]
    jql: str
    owner: User
    expires: int
    details: Mapping[str, Any] = field(default_factory=dict)
