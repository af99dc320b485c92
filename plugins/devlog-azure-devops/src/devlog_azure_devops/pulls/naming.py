"""Which entries and work items a pull request names; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from devlog_core.model.ids import REF_PATTERN
from devlog_core.model.remote import Target
from devlog_core.plugin.prose import prose

_KEYWORD = r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?[ \t]+"
# What stands before keeps out addresses, entities such as &#39; and what was escaped to be no link.
_ITEM = re.compile(
    rf"(?P<closes>{_KEYWORD})?(?<![\w#/&\\])(?:AB)?#(?P<number>[1-9]\d{{0,8}})\b", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"(?P<root>https?://[^\s<>()]+?)/_workitems/edit/(?P<number>[1-9]\d{0,8})\b", re.IGNORECASE
)
_CLOSED_ENTRY = re.compile(rf"{_KEYWORD}(?P<ref>{REF_PATTERN.pattern})", re.IGNORECASE)


def targets(
    title: str, body: str, branch: str, linked: Iterable[str], integration: str, url: str
) -> tuple[Target, ...]:
    """The entries and the work items that a pull request is about.

    In Azure Repos `#12` means work item 12. `linked` are the numbers of those that it is linked with, `url`
    is the organisation's address.
    """
    text = f"{title}\n{prose(body)}"
    numbers = dict(_items(text, url))
    for number in linked:
        numbers.setdefault(number, False)
    items = (Target(integration=integration, key=key, closes=closes) for key, closes in numbers.items())
    return (*items, *_entries(text, branch))


def _items(text: str, url: str) -> Iterator[tuple[str, bool]]:
    found: dict[str, bool] = {}
    for match in _ITEM.finditer(text):
        number = str(int(match["number"]))
        found[number] = found.get(number, False) or bool(match["closes"])
    for match in _ADDRESS.finditer(text):
        if f"{match['root']}/".casefold().startswith(f"{url}/".casefold()):
            found.setdefault(str(int(match["number"])), False)
    return iter(found.items())


def _entries(text: str, branch: str) -> Iterator[Target]:
    closed = {match["ref"].lower() for match in _CLOSED_ENTRY.finditer(text)}
    for ref in dict.fromkeys(REF_PATTERN.findall(f"{text}\n{branch}")):
        yield Target(entry=ref, closes=ref in closed)
