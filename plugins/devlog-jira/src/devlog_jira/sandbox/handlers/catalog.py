"""What a site is made of: fields, statuses, priorities, types, labels, kinds of links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call, Handler
from devlog_jira.sandbox.model import Project
from devlog_jira.sandbox.pages import page_bean
from devlog_jira.sandbox.shapes import catalog
from devlog_jira.sandbox.shapes.view import View


def _everything(things: Callable[[Call], Iterable[Any]], shape: Callable[[View, Any], Any]) -> Handler:
    def handler(call: Call) -> Answer:
        call.known()
        return Answer(200, [shape(call.view, thing) for thing in things(call)])

    return handler


def _seen(call: Call) -> list[Project]:
    return [project for project in call.world.projects.values() if call.may("browse", project)]


def _statuses(call: Call) -> list[Any]:
    return list(call.world.statuses.values())


list_fields = _everything(lambda call: call.world.fields.values(), catalog.field_json)
list_types = _everything(lambda call: call.world.types.values(), catalog.type_json)
list_priorities = _everything(lambda call: call.world.priorities, catalog.priority_json)
list_resolutions = _everything(lambda call: call.world.resolutions, catalog.resolution_json)
list_statuses = _everything(_statuses, catalog.status_json)
list_categories = _everything(lambda _: catalog.CATEGORIES, catalog.category_json)
list_projects = _everything(_seen, catalog.project_brief)


def list_link_types(call: Call) -> Answer:
    """Every kind of link."""
    call.known()
    shown = [catalog.link_type_json(call.view, kind) for kind in call.world.link_types]
    return Answer(200, {"issueLinkTypes": shown})


def list_labels(call: Call) -> Answer:
    """Every label in use."""
    found = {label for issue in call.world.issues.values() for label in issue.values.get("labels", ())}
    return page_bean(call, sorted(found), lambda label: label, 1000)


def search_projects(call: Call) -> Answer:
    """Projects that the account sees, a page at a time."""
    keys = {key.upper() for key in call.words("keys")}
    found = [project for project in _seen(call) if not keys or project.key in keys]
    return page_bean(call, found, lambda project: catalog.project_brief(call.view, project))


def get_project(call: Call) -> Answer:
    """One project."""
    return Answer(200, catalog.project_json(call.view, call.project()))


def list_project_statuses(call: Call) -> Answer:
    """The statuses that issues of each type can have in a project."""
    project, view = call.project(), call.view
    statuses = [catalog.status_json(view, status) for status in project.workflow.statuses]
    kept = ("self", "id", "name", "subtask")
    shapes = [catalog.type_json(view, kind) for kind in project.types]
    return Answer(200, [{name: shape[name] for name in kept} | {"statuses": statuses} for shape in shapes])


def list_versions(call: Call) -> Answer:
    """All versions of a project."""
    return Answer(200, [catalog.version_json(call.view, one) for one in call.project().versions])


def page_versions(call: Call) -> Answer:
    """The versions of a project, a page at a time."""
    return page_bean(call, call.project().versions, lambda one: catalog.version_json(call.view, one))


def list_components(call: Call) -> Answer:
    """All components of a project."""
    return Answer(200, [catalog.component_json(call.view, one) for one in call.project().components])


def get_version(call: Call) -> Answer:
    """One version."""
    for project in _seen(call):
        for version in project.versions:
            if str(version.id) == call.params["version"]:
                return Answer(200, catalog.version_json(call.view, version))
    raise RefusedError(404, f"Could not find version for id '{call.params['version']}'")
