"""Which entries and issues the text of a pull request names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devlog_core.model.ids import KEY_PATTERN, REF_PATTERN
from devlog_core.model.remote import Target
from devlog_core.plugin.prose import prose

_KEYWORD = r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?[ \t]+"
_CLOSED_ISSUE = re.compile(
    rf"{_KEYWORD}(?:(?P<repository>[\w.-]+/[\w.-]+)?\#|GH-|https?://[^/\s]+/(?P<path>[\w.-]+/[\w.-]+)/issues/)"
    r"(?P<number>\d+)\b",
    re.IGNORECASE,
)
_CLOSED_ENTRY = re.compile(rf"{_KEYWORD}(?P<ref>{REF_PATTERN.pattern})", re.IGNORECASE)
_CLOSED_KEY = re.compile(rf"{_KEYWORD}(?-i:(?P<key>{KEY_PATTERN.pattern}))", re.IGNORECASE)


def targets(
    title: str, body: str, integration: str, repository: str, tracker: str | None = None
) -> tuple[Target, ...]:
    """The entries named by ref, and the issues of this repository named with a closing keyword.

    Items of `tracker` are named by a key in the title, or by a closing keyword and a key.
    """
    text = f"{title}\n{prose(body)}"
    found = dict.fromkeys((*_issues(text, integration, repository), *_entries(text)))
    return (*found, *(_items(title, text, tracker) if tracker else ()))


def _issues(text: str, integration: str, repository: str) -> Iterator[Target]:
    for match in _CLOSED_ISSUE.finditer(text):
        elsewhere = match["repository"] or match["path"]
        if elsewhere is None or elsewhere.casefold() == repository.casefold():
            yield Target(integration=integration, key=str(int(match["number"])), closes=True)


def _items(title: str, text: str, tracker: str) -> Iterator[Target]:
    closed = [match["key"] for match in _CLOSED_KEY.finditer(text)]
    for key in dict.fromkeys((*KEY_PATTERN.findall(title), *closed)):
        yield Target(integration=tracker, key=key, closes=key in closed)


def _entries(text: str) -> Iterator[Target]:
    closed = {match["ref"].lower() for match in _CLOSED_ENTRY.finditer(text)}
    for ref in dict.fromkeys(REF_PATTERN.findall(text)):
        yield Target(entry=ref, closes=ref in closed)
