"""Worklogs: of one issue, by their ids, and which were changed or deleted since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox import booking
from devlog_jira.sandbox.answer import RefusedError, wrong
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.handlers.properties import read_properties
from devlog_jira.sandbox.model import Issue, Worklog
from devlog_jira.sandbox.pages import counted
from devlog_jira.sandbox.shapes.comments import properties_json, worklog_json

MOST = 5000
"""Worklogs in one page of an issue's list."""
PAGE = 1000
"""Worklogs in one page of the changed ones, and in one request by ids."""
UNTOLD = 60_000
"""Milliseconds before a request whose changes it leaves out."""
REFUSED = "You do not have permission to {} this worklog."


def list_worklogs(call: Call) -> Answer:
    """The worklogs of an issue, oldest first."""
    issue = call.issue()
    after, before = call.number("startedAfter", -(10**15)), call.number("startedBefore", 10**15)
    found = [one for one in issue.worklogs if after <= one.started < before]
    return counted(call, "worklogs", found, lambda one: _shape(call, issue, one), MOST, MOST)


def get_worklog(call: Call) -> Answer:
    """One worklog."""
    issue = call.issue()
    return Answer(200, _shape(call, issue, booking.worklog_of(issue, call.params["worklog"])))


def post_worklog(call: Call) -> Answer:
    """Time booked, by the one who asks and for now unless told."""
    issue = call.edited("write", "log work on this issue")
    body, now = call.fields, call.world.now()
    seconds = booking.spent(body)
    if seconds is None:
        raise wrong(timeLogged=booking.NO_TIME)
    estimate = booking.remaining(issue, call.query, seconds, "reduceBy")
    new = {"started": now} | _told(call, body)
    worklog = Worklog(
        id=call.world.new_id("worklog"),
        author=call.actor,
        seconds=seconds,
        created=now,
        updated=now,
        update_author=call.actor,
        **new,
    )
    return Answer(201, _shape(call, issue, booking.book(call.world, issue, worklog, estimate)))


def put_worklog(call: Call) -> Answer:
    """Another time, start or comment for a worklog; what is not named stays."""
    issue, old = _own(call, "edit")
    body = call.fields
    seconds = booking.spent(body)
    longer = 0 if seconds is None else seconds - old.seconds
    estimate = booking.remaining(issue, call.query, longer, "reduceBy")
    new = _told(call, body) | ({} if seconds is None else {"seconds": seconds})
    changed = booking.rebook(call.world, issue, old, call.actor, new, estimate)
    return Answer(200, _shape(call, issue, changed))


def delete_worklog(call: Call) -> Answer:
    """A worklog taken away."""
    issue, old = _own(call, "delete")
    estimate = booking.remaining(issue, call.query, -old.seconds, "increaseBy")
    booking.unbook(call.world, issue, old, call.actor, estimate)
    return Answer(204)


def list_by_ids(call: Call) -> Answer:
    """Worklogs by their ids, wherever they are; those that are gone or hidden are left out."""
    ids = call.fields.get("ids")
    if not isinstance(ids, list) or not ids or len(ids) > PAGE:
        raise RefusedError(400, f"Provide between 1 and {PAGE} worklog ids.")
    found = []
    for number in ids:
        issue = call.world.issues.get(call.world.worklogs.get(number, 0))
        if issue is not None and call.sees(issue):
            found.append(_shape(call, issue, booking.worklog_of(issue, str(number))))
    return Answer(200, found)


def updated(call: Call) -> Answer:
    """The ids of worklogs changed since a time, oldest change first; the last minute is left out."""
    known = [
        (one.updated, one.id, one.properties)
        for issue in call.world.issues.values()
        if call.sees(issue)
        for one in issue.worklogs
    ]
    return _changed(call, "updated", known)


def deleted(call: Call) -> Answer:
    """The ids of worklogs deleted since a time, likewise."""
    return _changed(call, "deleted", [(at, id, {}) for id, at in call.world.deleted_worklogs.items()])


def list_properties(call: Call) -> Answer:
    """The keys of a worklog's properties."""
    worklog = booking.worklog_of(call.issue(), call.params["worklog"])
    keys = [{"key": key, "self": f"{_address(call)}/properties/{key}"} for key in worklog.properties]
    return Answer(200, {"keys": keys})


def get_property(call: Call) -> Answer:
    """One property of a worklog."""
    key = call.params["property"]
    held = booking.worklog_of(call.issue(), call.params["worklog"]).properties
    if key not in held:
        raise RefusedError(404, f"The property {key} does not exist.")
    return Answer(200, {"key": key, "value": held[key]})


def put_property(call: Call) -> Answer:
    """A property set; whether it is new shows in the status."""
    issue, old = _own(call, "edit")
    key = call.params["property"]
    _keep(issue, old, {**old.properties, **read_properties([{"key": key, "value": call.body}])})
    return Answer(200 if key in old.properties else 201, {})


def delete_property(call: Call) -> Answer:
    """A property taken away."""
    issue, old = _own(call, "edit")
    get_property(call)
    held = {name: value for name, value in old.properties.items() if name != call.params["property"]}
    _keep(issue, old, held)
    return Answer(204)


def _keep(issue: Issue, old: Worklog, properties: Mapping[str, Any]) -> None:
    new = replace(old, properties=properties)
    issue.worklogs = tuple(new if one is old else one for one in issue.worklogs)


def _own(call: Call, what: str) -> tuple[Issue, Worklog]:
    """The issue and the worklog addressed, which must be the asker's own unless he administers."""
    issue = call.edited("write", f"{what} worklogs")
    worklog = booking.worklog_of(issue, call.params["worklog"])
    if worklog.author is not call.actor and not call.may("admin", issue.project):
        raise RefusedError(400, REFUSED.format(what))
    return issue, worklog


def _told(call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
    """What a request says of a worklog beside its time."""
    told: dict[str, Any] = {}
    if body.get("started") is not None:
        told["started"], told["zone"] = booking.started(body["started"])
    if "comment" in body:
        told["comment"] = booking.commented(body["comment"], call.version)
    if "visibility" in body:
        told["visibility"] = body["visibility"]
    if "properties" in body:
        told["properties"] = read_properties(body["properties"])
    return told


def _shape(call: Call, issue: Issue, worklog: Worklog) -> dict[str, Any]:
    return worklog_json(call.view, issue, worklog, "properties" in call.words("expand"))


def _address(call: Call) -> str:
    return f"{call.api}/issue/{call.params['issue']}/worklog/{call.params['worklog']}"


def _changed(call: Call, name: str, known: list[tuple[int, int, Mapping[str, Any]]]) -> Answer:
    since = call.number("since", 0)
    latest = call.world.now() - UNTOLD
    found = sorted((one for one in known if since <= one[0] <= latest), key=lambda one: one[:2])
    page = found[:PAGE]
    until = page[-1][0] if page else since
    address = f"{call.api}/worklog/{name}?since="
    expanded = "properties" in call.words("expand")
    body: dict[str, Any] = {
        "values": [
            {"worklogId": id, "updatedTime": at, "properties": properties_json(held) if expanded else []}
            for at, id, held in page
        ],
        "since": since,
        "until": until,
        "self": f"{address}{since}",
        "lastPage": len(found) <= PAGE,
    }
    if len(found) > PAGE:
        body["nextPage"] = f"{address}{until}"
    return Answer(200, body)
