"""Labels of a repository and of an issue."""

from __future__ import annotations

from typing import Any

from devlog_github.sandbox import inputs
from devlog_github.sandbox.answer import Answer, RefusedError, invalid, not_found
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.changes import apply
from devlog_github.sandbox.model import Issue, Label
from devlog_github.sandbox.pages import page
from devlog_github.sandbox.people import pick_labels
from devlog_github.sandbox.shapes.issues import label_json


def list_labels(call: Call) -> Answer:
    """The repository's labels by name."""
    found = sorted(call.repository.labels.values(), key=lambda label: label.name.lower())
    return page(call, found, lambda label: label_json(call.world, call.repository, label))


def get_label(call: Call) -> Answer:
    """One label."""
    return Answer(200, label_json(call.world, call.repository, _label(call)))


def post_label(call: Call) -> Answer:
    """A new label; a name that differs in case only is taken."""
    call.need("push")
    name = inputs.label_name(call.body.get("name"))
    if name.lower() in call.repository.labels:
        raise invalid("Label", "name", "already_exists")
    color = inputs.color(call.body.get("color", "ededed"))
    label = Label(call.world.new_id("label"), name, color, call.body.get("description"))
    call.repository.labels[name.lower()] = label
    shape = label_json(call.world, call.repository, label)
    return Answer(201, shape, {"Location": shape["url"]})


def patch_label(call: Call) -> Answer:
    """Another name, colour or description; issues that carry the label are not touched by it."""
    call.need("push")
    label, labels = _label(call), call.repository.labels
    name = inputs.label_name(call.body.get("new_name", label.name))
    if labels.get(name.lower(), label) is not label:
        raise invalid("Label", "name", "already_exists")
    label.color = inputs.color(call.body.get("color", label.color))
    label.description = call.body.get("description", label.description)
    del labels[label.name.lower()]
    label.name = name
    labels[name.lower()] = label
    return Answer(200, label_json(call.world, call.repository, label))


def delete_label(call: Call) -> Answer:
    """A label taken from the repository and from all its issues."""
    call.need("push")
    label = _label(call)
    del call.repository.labels[label.name.lower()]
    for issue in call.repository.issues.values():
        if label in issue.labels:
            issue.labels = tuple(other for other in issue.labels if other is not label)
    return Answer(204)


def list_issue_labels(call: Call) -> Answer:
    """The labels of one issue."""
    return page(call, call.issue().labels, lambda label: label_json(call.world, call.repository, label))


def add_labels(call: Call) -> Answer:
    """More labels for an issue."""
    return _set(call, call.issue().labels)


def set_labels(call: Call) -> Answer:
    """These labels for an issue and no others."""
    return _set(call, ())


def remove_label(call: Call) -> Answer:
    """An issue without this label, which it must have."""
    actor, issue, name = call.need("triage"), call.issue(), call.params["name"].lower()
    rest = tuple(label for label in issue.labels if label.name.lower() != name)
    if rest == issue.labels:
        raise RefusedError(404, "Label does not exist")
    apply(call.world, issue, actor, {"labels": rest})
    return Answer(200, _shapes(call, issue))


def clear_labels(call: Call) -> Answer:
    """An issue without labels."""
    apply(call.world, call.issue(), call.need("triage"), {"labels": ()})
    return Answer(204)


def _set(call: Call, kept: tuple[Label, ...]) -> Answer:
    actor, issue = call.need("triage"), call.issue()
    named = pick_labels(call.world, call.repository, inputs.label_names(call.body.get("labels", [])))
    apply(call.world, issue, actor, {"labels": tuple(dict.fromkeys(kept + named))})
    return Answer(200, _shapes(call, issue))


def _shapes(call: Call, issue: Issue) -> list[dict[str, Any]]:
    return [label_json(call.world, call.repository, label) for label in issue.labels]


def _label(call: Call) -> Label:
    found = call.repository.labels.get(call.params["name"].lower())
    if found is None:
        raise not_found()
    return found
