"""What each address answers, and the table of addresses."""

from __future__ import annotations

from devlog_core.testing.sandbox import (
    Answer,
    RefusedError,  # [webhooks]
)
from devlog_core.testing.sandbox.clock import parse
from devlog_core.testing.sandbox.routes import routes

from devlog_example.sandbox import changing  # [writing]
from devlog_example.sandbox.call import Call
from devlog_example.sandbox.model import Webhook  # [webhooks]
from devlog_example.sandbox.shapes import task_json

EVENTS = ["created", "changed", "commented", "deleted"]  # [webhooks]


def get_me(call: Call) -> Answer:
    """The account of the token."""
    return Answer(200, {"login": call.by, "name": "devlog", "rights": ["read", "write"]})


def get_project(call: Call) -> Answer:
    """The project, under an id that stays when it is renamed."""
    return Answer(200, {"id": "project-7", "name": call.world.name})


def list_tasks(call: Call) -> Answer:
    """The tasks after one, by their numbers; a page at a time."""
    after = int(call.query.get("after", 0))
    since = parse(call.query.get("updated_since", "1970-01-01"))
    found = [task for number, task in sorted(call.world.tasks.items()) if number > after]
    found = [task for task in found if task.updated >= since]
    for name, value in call.query.items():
        if name.startswith("meta."):
            found = [task for task in found if task.meta.get(name.removeprefix("meta.")) == value]
    largest = call.world.switches.largest_page
    page = found[: min(int(call.query.get("limit", largest)), largest)]
    short = call.query.get("fields") == "id"
    shown = [{"id": task.id} if short else task_json(task) for task in page]
    return Answer(200, {"tasks": shown, "more": len(found) > len(page)})


def get_task(call: Call) -> Answer:
    """One task with its comments."""
    task = call.task()
    return Answer(200, task_json(task), {"ETag": f'"{task.revision}"'})


# [webhooks
def post_webhook(call: Call) -> Answer:
    """A registration; one for the same address takes its place."""
    url, secret = call.body.get("url"), call.body.get("secret")
    if not (isinstance(url, str) and isinstance(secret, str) and secret):
        raise RefusedError(422, "a webhook has a url and a secret", {"field": "url"})
    held = call.world.webhooks.get(url)
    made = Webhook(held.id if held else call.world.new_id("webhook"), url, secret)
    call.world.webhooks[url] = made
    return Answer(200 if held else 201, {"id": made.id, "url": url, "events": EVENTS})


# webhooks]
_IN = "/projects/{project}"
_TASK = f"{_IN}/tasks/{{task}}"
ROUTES = routes(
    ("GET", f"{_IN}/me", get_me),
    ("GET", _IN, get_project),
    ("GET", f"{_IN}/tasks", list_tasks),
    ("GET", _TASK, get_task),
    # [writing
    ("POST", f"{_IN}/tasks", changing.post_task),
    ("PATCH", _TASK, changing.patch_task),
    ("POST", f"{_TASK}/comments", changing.post_comment),
    ("GET", f"{_TASK}/comments/{{comment}}", changing.get_comment),
    ("PATCH", f"{_TASK}/comments/{{comment}}", changing.patch_comment),
    ("DELETE", f"{_TASK}/comments/{{comment}}", changing.delete_comment),
    # writing]
    ("POST", f"{_IN}/webhooks", post_webhook),  # [webhooks]
    parts={"task": r"\d+", "comment": r"\d+"},
)
