"""Issues as boards hold them: lists, moves, order and estimates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox import jql, sprints
from devlog_jira.sandbox.answer import RefusedError, wrong
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.changes import apply
from devlog_jira.sandbox.defaults import EPIC_LINK, POINTS
from devlog_jira.sandbox.handlers.agile import NO_BOARD, board_of, paged, sprint_of
from devlog_jira.sandbox.jql_fields import asked_by
from devlog_jira.sandbox.model import Board, Issue
from devlog_jira.sandbox.pages import counted
from devlog_jira.sandbox.shapes.agile import epic_json, sprint_json
from devlog_jira.sandbox.shapes.issues import issue_json

MOST = 50
"""Issues that one request may move."""
NO_RANK = "One of rankBeforeIssue and rankAfterIssue is needed."


def list_board_issues(call: Call) -> Answer:
    """The issues of a board."""
    return _issues(call, _on(call, board_of(call)))


def list_backlog(call: Call) -> Answer:
    """The open issues of a board that are in no sprint that runs or will."""
    found = _on(call, board_of(call))
    return _issues(call, [one for one in found if not _done(one) and sprints.current(one) is None])


def list_sprint_issues(call: Call) -> Answer:
    """The issues of a sprint; with a board those that it shows."""
    found = sprints.members(call.world, sprint_of(call))
    if "board" in call.params:
        board = board_of(call)
        found = [one for one in found if one.project is board.project]
    return _issues(call, found)


def list_epics(call: Call) -> Answer:
    """The epics of a board."""
    found = [one for one in _on(call, board_of(call)) if one.type.level == 1]
    if call.query.get("done"):
        found = [one for one in found if _done(one) is (call.query["done"] == "true")]
    return paged(call, found, lambda one: epic_json(call.view, one))


def list_epic_issues(call: Call) -> Answer:
    """The issues of an epic."""
    epic = _epic(call)
    children = [one for one in call.world.issues.values() if _parent(one) is epic]
    return _issues(call, sprints.ranked(call.world, children))


def move_to_sprint(call: Call) -> Answer:
    """Issues put into a sprint, and where it is told into their place there."""
    sprint, issues = sprint_of(call), _named(call)
    sprints.move(call.world, issues, sprint, call.actor)
    _rank(call, issues)
    return Answer(204)


def move_to_backlog(call: Call) -> Answer:
    """Issues taken out of sprints that run or will."""
    sprints.move(call.world, _named(call), None, call.actor)
    return Answer(204)


def move_to_epic(call: Call) -> Answer:
    """Issues put into an epic, or with `none` out of theirs."""
    epic = None if call.params["epic"] == "none" else _epic(call)
    for issue in _named(call):
        apply(call.world, issue, call.actor, {"parent" if call.world.cloud else EPIC_LINK: epic})
    return Answer(204)


def put_rank(call: Call) -> Answer:
    """Issues put before or after another in the order of the backlog."""
    if not _rank(call, _named(call)):
        raise RefusedError(400, NO_RANK)
    return Answer(204)


def get_estimation(call: Call) -> Answer:
    """The estimate of an issue by the field that a board uses."""
    value = _estimated(call).values.get(POINTS)
    return Answer(200, {"fieldId": POINTS} | ({} if value is None else {"value": str(value)}))


def put_estimation(call: Call) -> Answer:
    """Another estimate."""
    issue = _estimated(call)
    call.need("write", issue.project, "edit this issue")
    raw = call.fields.get("value")
    try:
        value = None if raw in (None, "") else float(str(raw))
    except ValueError:
        raise wrong(**{POINTS: f"'{raw}' is not a number"}) from None
    apply(call.world, issue, call.actor, {POINTS: value})
    return get_estimation(call)


def _epic(call: Call) -> Issue:
    found = call.issue(call.params["epic"])
    if found.type.level != 1:
        raise RefusedError(404, f"The requested epic {found.key} does not exist.")
    return found


def _parent(issue: Issue) -> Issue | None:
    found: Issue | None = issue.values.get("parent") or issue.values.get(EPIC_LINK)
    return found


def _done(issue: Issue) -> bool:
    return issue.status.category == "done"


def _on(call: Call, board: Board) -> list[Issue]:
    mine = (one for one in call.world.issues.values() if one.project is board.project and not one.archived)
    return sprints.ranked(call.world, mine)


def _named(call: Call) -> list[Issue]:
    """The issues that a request names, all of which the asker must be allowed to edit."""
    names = call.fields.get("issues")
    if not isinstance(names, list) or not names or len(names) > MOST:
        raise RefusedError(400, f"Between 1 and {MOST} issues can be moved at once.")
    found = [call.issue(str(name)) for name in names]
    for issue in found:
        call.need("write", issue.project, "schedule issues")
    return found


def _rank(call: Call, issues: list[Issue]) -> bool:
    before, after = call.fields.get("rankBeforeIssue"), call.fields.get("rankAfterIssue")
    if before is None and after is None:
        return False
    sprints.rank(call.world, issues, call.issue(str(before or after)), before is not None)
    return True


def _estimated(call: Call) -> Issue:
    number = call.query.get("boardId", "")
    if not number.isdigit():
        raise RefusedError(400, "The boardId parameter is needed.")
    board, issue = call.world.boards.get(int(number)), call.issue()
    if board is None or board.project is not issue.project:
        raise RefusedError(404, NO_BOARD)
    return issue


def _issues(call: Call, found: Iterable[Issue]) -> Answer:
    """A page of issues in the form of the older search, with what boards add to the fields."""
    chosen = _filtered(call, [one for one in found if call.sees(one)])
    fields = call.words("fields") or ("*navigable",)

    def shape(issue: Issue) -> dict[str, Any]:
        return _with_agile(call, issue, issue_json(call.view, issue, fields))

    answer = counted(call, "issues", chosen, shape)
    return Answer(200, {"expand": "schema,names", **answer.body})


def _filtered(call: Call, found: list[Issue]) -> list[Issue]:
    text = call.query.get("jql")
    if not text:
        return found
    try:
        query = jql.parse(text, call.world.cloud)
        chosen = jql.select(found, query, asked_by(call), lambda issue: issue.id)
    except jql.JqlError as error:
        raise RefusedError(400, *error.messages) from None
    if query.order:
        return chosen
    kept = {issue.id for issue in chosen}
    return [issue for issue in found if issue.id in kept]


def _with_agile(call: Call, issue: Issue, shape: dict[str, Any]) -> dict[str, Any]:
    asked = {name.casefold() for name in call.words("fields")}
    everything = not asked or bool(asked & {"*all", "*navigable"})
    now, parent = sprints.current(issue), _parent(issue)
    closed = [sprint_json(call.view, one) for one in sprints.held(issue) if one.state == "closed"]
    more = {
        "sprint": sprint_json(call.view, now) if now else None,
        "closedSprints": closed or None,
        "epic": epic_json(call.view, parent) if parent is not None and parent.type.level == 1 else None,
        "flagged": False,
    }
    wanted = {name: value for name, value in more.items() if everything or name.casefold() in asked}
    if not wanted and "fields" not in shape:
        return shape
    return {**shape, "fields": {**shape.get("fields", {}), **wanted}}
