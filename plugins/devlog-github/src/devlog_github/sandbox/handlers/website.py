"""The page that an item's `html_url` opens in a browser."""

from __future__ import annotations

from html import escape

from devlog_github.sandbox.answer import Answer, not_found
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.model import Issue


def show_issue(call: Call) -> Answer:
    """An issue to look at, not to parse."""
    found = call.world.named(f"{call.params['owner']}/{call.params['repo']}")
    issue = found.issues.get(int(call.params["number"])) if found and not found.private else None
    if issue is None:
        raise not_found()
    return Answer(200, _page(issue), {"Content-Type": "text/html; charset=utf-8"})


def _page(issue: Issue) -> str:
    labels = " ".join(f"<code>{escape(label.name)}</code>" for label in issue.labels)
    parts = [f"<h1>{escape(issue.title)} #{issue.number}</h1>", f"<p>{issue.state} {labels}</p>"]
    parts.append(f"<pre>{escape(issue.body or '')}</pre>")
    parts += [
        f"<hr><b>{escape(comment.user.login)}</b><pre>{escape(comment.body)}</pre>"
        for comment in issue.comments
    ]
    return f"<!doctype html><title>{escape(issue.title)}</title>{''.join(parts)}"
