"""The search language, as far as issues go: words, phrases and qualifiers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from devlog_core.testing.sandbox.clock import parse
from devlog_github.sandbox.model import Issue

PART = re.compile(r'(-?)(?:([a-z]+):)?("[^"]*"|\S+)', re.IGNORECASE)
WORD = re.compile(r"\w+")
FIELDS = ("title", "body", "comments")
Test = Callable[[Issue], bool]


@dataclass(slots=True)
class Query:
    """What an issue must fulfil, and where it may live; `repositories` empty means anywhere."""

    tests: list[Test] = field(default_factory=list)
    repositories: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    sort: str | None = None


def read(text: str) -> Query:
    """A query from its text; a qualifier that is not known is searched as a word."""
    query = Query()
    parts = PART.findall(text)
    places = [value.lower() for _, name, value in parts if name.lower() == "in"]
    where = tuple(",".join(places).split(",")) if places else FIELDS
    for minus, name, value in parts:
        name, value = name.lower(), value.strip('"')
        if name == "repo":
            query.repositories.append(value.lower())
        elif name in ("org", "user"):
            query.owners.append(value.lower())
        elif name == "sort":
            query.sort = value.lower()
        elif name not in ("in", "archived"):
            test = _test(name, value, where)
            query.tests.append(_not(test) if minus else test)
    return query


def _not(test: Test) -> Test:
    return lambda issue: not test(issue)


def _test(name: str, value: str, where: tuple[str, ...]) -> Test:
    wanted = value.lower()
    if name in ("is", "type", "state", "no"):
        return _kind(wanted)
    if name in ("created", "updated", "closed"):
        return _time(name, value)
    if name in ("author", "assignee", "label", "milestone", "reason", "mentions"):
        return _person_or_group(name, wanted)
    return _phrase(f"{name}:{value}" if name else value, where)


def _kind(wanted: str) -> Test:
    kinds: dict[str, Test] = {
        "issue": lambda issue: issue.pull is None,
        "pr": lambda issue: issue.pull is not None,
        "pull-request": lambda issue: issue.pull is not None,
        "public": lambda issue: not issue.repository.private,
        "private": lambda issue: issue.repository.private,
        "open": lambda issue: issue.state == "open",
        "closed": lambda issue: issue.state == "closed",
        "merged": lambda issue: issue.pull is not None and issue.pull.merged_at is not None,
        "locked": lambda issue: issue.locked,
        "label": lambda issue: not issue.labels,
        "assignee": lambda issue: not issue.assignees,
        "milestone": lambda issue: issue.milestone is None,
    }
    return kinds.get(wanted, lambda _: False)


def _person_or_group(name: str, wanted: str) -> Test:
    tests: dict[str, Test] = {
        "author": lambda issue: issue.user.login.lower() == wanted,
        "assignee": lambda issue: wanted in {user.login.lower() for user in issue.assignees},
        "label": lambda issue: bool(set(wanted.split(",")) & {label.name.lower() for label in issue.labels}),
        "milestone": lambda issue: issue.milestone is not None and issue.milestone.title.lower() == wanted,
        "reason": lambda issue: (issue.state_reason or "").replace("_", " ") == wanted.replace("-", " "),
        "mentions": lambda issue: f"@{wanted}" in (issue.body or "").lower(),
    }
    return tests[name]


def _time(name: str, value: str) -> Test:
    low, _, high = value.partition("..") if ".." in value else (value, "", "")
    sign = re.match(r"[<>]=?", value)
    bound = value[sign.end() :] if sign else low
    start = 0 if bound == "*" else parse(bound)
    # A bare date means the whole day.
    end = start + (0 if "T" in bound else 86_399)

    def test(issue: Issue) -> bool:
        at = {"created": issue.created_at, "updated": issue.updated_at, "closed": issue.closed_at}[name]
        if at is None:
            return False
        if sign:
            return {">": at > end, ">=": at >= start, "<": at < start, "<=": at <= end}[sign[0]]
        return start <= at and (at <= _end(high) if high else at <= end)

    return test


def _end(text: str) -> float:
    return float("inf") if text == "*" else parse(text) + (0 if "T" in text else 86_399)


def _phrase(text: str, where: tuple[str, ...]) -> Test:
    words = WORD.findall(text.lower())

    def test(issue: Issue) -> bool:
        texts = []
        if "title" in where:
            texts.append(issue.title)
        if "body" in where:
            texts.append(issue.body or "")
        if "comments" in where:
            texts += [comment.body for comment in issue.comments]
        return any(_follows(words, candidate.lower()) for candidate in texts)

    return test


def _follows(words: list[str], text: str) -> bool:
    # Cutting a text into words is dear; most texts lack the words altogether.
    if not all(word in text for word in words):
        return False
    found = WORD.findall(text)
    return any(found[start : start + len(words)] == words for start in range(len(found) - len(words) + 1))
