"""What a new site has: types, priorities, resolutions, kinds of links, fields and a workflow."""

from __future__ import annotations

from devlog_jira.sandbox.model import Choice, FieldDef, IssueType, LinkType

TYPES = ("Bug", "Story", "Task")
STATUSES = (
    ("To Do", "new"),
    ("In Progress", "indeterminate"),
    ("In Review", "indeterminate"),
    ("Done", "done"),
)
PRIORITIES = tuple(
    Choice(number, name) for number, name in enumerate(("Highest", "High", "Medium", "Low", "Lowest"), 1)
)
RESOLUTIONS = tuple(
    Choice(10_000 + number, name)
    for number, name in enumerate(("Done", "Won't Do", "Duplicate", "Cannot Reproduce"))
)
LINK_TYPES = (
    LinkType(10_000, "Blocks", "is blocked by", "blocks"),
    LinkType(10_001, "Cloners", "is cloned by", "clones"),
    LinkType(10_002, "Duplicate", "is duplicated by", "duplicates"),
    LinkType(10_003, "Relates", "relates to", "relates to"),
)
SPRINT, EPIC_LINK, EPIC_NAME, POINTS = (
    "customfield_10020", "customfield_10014", "customfield_10011", "customfield_10016",
)  # fmt: skip
SCREEN = (
    "description", "environment", "priority", "labels", "assignee", "reporter", "parent", "fixVersions",
    "versions", "components", "duedate", "timetracking", SPRINT, POINTS, EPIC_LINK, EPIC_NAME,
)  # fmt: skip
_GREENHOPPER = "com.pyxis.greenhopper.jira:gh-"


def types(cloud: bool) -> tuple[IssueType, ...]:
    """The types of issues; Server calls a subtask by another name."""
    return (
        IssueType(10_000, "Epic", 1),
        *(IssueType(10_001 + number, name) for number, name in enumerate(TYPES)),
        IssueType(10_004, "Subtask" if cloud else "Sub-task", -1),
    )


def fields(cloud: bool) -> tuple[FieldDef, ...]:
    """The system's fields and those of boards; Cloud has no epic link but parents."""
    return (*_EVERYWHERE, *(() if cloud else _SERVER))


def _shown(id: str, name: str, kind: str, *clauses: str, many: bool = False) -> FieldDef:
    return FieldDef(id, name, kind, many, clauses=clauses or (id,), settable=False)


_EVERYWHERE = (
    FieldDef("summary", "Summary", "string", clauses=("summary",)),
    FieldDef("issuetype", "Issue Type", "issuetype", clauses=("issuetype", "type")),
    FieldDef("description", "Description", "text", clauses=("description",)),
    FieldDef("environment", "Environment", "text", clauses=("environment",)),
    FieldDef("priority", "Priority", "priority", clauses=("priority",)),
    FieldDef("labels", "Labels", "label", many=True, clauses=("labels",)),
    FieldDef("assignee", "Assignee", "user", clauses=("assignee",)),
    FieldDef("reporter", "Reporter", "user", clauses=("reporter",)),
    FieldDef("parent", "Parent", "issuelink", clauses=("parent",)),
    FieldDef("fixVersions", "Fix versions", "version", many=True, clauses=("fixVersion",)),
    FieldDef("versions", "Affects versions", "version", many=True, clauses=("affectedVersion",)),
    FieldDef("components", "Components", "component", many=True, clauses=("component",)),
    FieldDef("duedate", "Due date", "date", clauses=("due", "duedate")),
    FieldDef("timetracking", "Time tracking", "timetracking", clauses=()),
    FieldDef("resolution", "Resolution", "resolution", clauses=("resolution",)),
    FieldDef(
        SPRINT, "Sprint", "sprint", True, f"{_GREENHOPPER}sprint", clauses=("cf[10020]", "Sprint")
    ),
    FieldDef(
        POINTS, "Story point estimate", "number", False,
        "com.atlassian.jira.plugin.system.customfieldtypes:float",
        clauses=("cf[10016]", "Story point estimate"),
    ),
    _shown("project", "Project", "project"),
    _shown("status", "Status", "status"),
    _shown("creator", "Creator", "user"),
    _shown("created", "Created", "datetime", "created", "createdDate"),
    _shown("updated", "Updated", "datetime", "updated", "updatedDate"),
    _shown("resolutiondate", "Resolved", "datetime", "resolutiondate", "resolved"),
    _shown("comment", "Comment", "comments-page"),
    _shown("worklog", "Log Work", "worklog", many=True),
    _shown("issuelinks", "Linked Issues", "issuelinks", many=True),
    _shown("subtasks", "Sub-tasks", "issuelinks", "subtasks", many=True),
    _shown("watches", "Watchers", "watches", "watchers"),
    _shown("votes", "Votes", "votes"),
    _shown("timespent", "Time Spent", "seconds"),
    _shown("timeoriginalestimate", "Original estimate", "seconds", "originalEstimate"),
    _shown("timeestimate", "Remaining Estimate", "seconds", "remainingEstimate"),
)  # fmt: skip
_SERVER = (
    FieldDef(
        EPIC_LINK, "Epic Link", "epic", False, f"{_GREENHOPPER}epic-link", clauses=("cf[10014]", "Epic Link"),
    ),
    FieldDef(
        EPIC_NAME, "Epic Name", "string", False, f"{_GREENHOPPER}epic-label",
        clauses=("cf[10011]", "Epic Name"),
    ),
)  # fmt: skip
