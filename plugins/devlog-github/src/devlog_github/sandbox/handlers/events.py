"""Events of an issue and of a repository, and the timeline."""

from __future__ import annotations

from devlog_github.sandbox.answer import Answer, not_found
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.model import Event, Issue
from devlog_github.sandbox.pages import page
from devlog_github.sandbox.shapes.events import event_json, issue_event_json, timeline_json


def list_events(call: Call) -> Answer:
    """The events of one issue, oldest first."""
    issue = call.issue()
    return page(call, issue.events, lambda event: event_json(call.world, issue, event))


def list_timeline(call: Call) -> Answer:
    """Events and comments of one issue, oldest first."""
    return page(call, timeline_json(call.world, call.issue()), lambda line: line)


def list_all(call: Call) -> Answer:
    """The events of the whole repository, newest first."""
    return page(call, _all(call), lambda pair: issue_event_json(call.world, *pair))


def get_event(call: Call) -> Answer:
    """One event."""
    for issue, event in _all(call):
        if event.id == int(call.params["event"]):
            return Answer(200, issue_event_json(call.world, issue, event))
    raise not_found()


def _all(call: Call) -> list[tuple[Issue, Event]]:
    def gather() -> list[tuple[Issue, Event]]:
        found = [(issue, event) for issue in call.repository.issues.values() for event in issue.events]
        return sorted(found, key=lambda pair: -pair[1].id)

    return call.world.memo(("events", call.repository.id), gather)
