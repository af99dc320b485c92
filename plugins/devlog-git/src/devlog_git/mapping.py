"""What commit messages and branch names say about entries; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from devlog_core.model.remote import Target
from devlog_git.trailers import trailers

TRAILER = "devlog"

# An underscore is no part of a word here: `_fixes #12_` is emphasis.
_BEFORE = r"(?<![^\W_])"
_AFTER = r"(?![^\W_])"
_REF = r"dl-[0-9a-f]{8,32}"
_ANY_REF = re.compile(f"{_BEFORE}{_REF}{_AFTER}", re.IGNORECASE)
_NUMBER = r"#(?P<number>[0-9]{1,18})"
_CLOSES = re.compile(
    f"{_BEFORE}(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? +(?:{_NUMBER}|(?P<ref>{_REF})){_AFTER}",
    re.IGNORECASE,
)
# `owner/repository#12` is an item of another repository, `&#39;` a character, `##12` a heading.
_MENTION = re.compile(rf"{_BEFORE}(?<![/&#]){_NUMBER}{_AFTER}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The things that one message names: entry refs, and numbers of the tracker's items."""

    entries: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    closed_entries: frozenset[str] = frozenset()
    closed_numbers: frozenset[str] = frozenset()

    def targets(self, tracker: str | None, branches: Iterable[str] = ()) -> tuple[Target, ...]:
        """Where the commit attaches: once to each thing, `branches` being entries whose branch it is on."""
        entries = dict.fromkeys((*self.entries, *branches))
        found = [Target(entry=ref, closes=ref in self.closed_entries) for ref in entries]
        if tracker is not None:
            found += [
                Target(integration=tracker, key=number, closes=number in self.closed_numbers)
                for number in self.numbers
            ]
        return tuple(found)


def subject(message: str) -> str:
    """The first paragraph on one line, as git shows it."""
    lines = message.lstrip("\n").split("\n")
    title: list[str] = []
    for line in lines:
        if not line.strip():
            if title:
                break
            continue
        title.append(line.strip())
    return " ".join(title)


def refs_in(text: str) -> list[str]:
    """Every entry ref in a text, in lower case."""
    return [ref.lower() for ref in _ANY_REF.findall(text)]


def read_message(message: str) -> Named:
    """What a message names: by trailer, by ref in the subject, by number, and by closing keyword."""
    closings = list(_CLOSES.finditer(message))
    closed_entries = [match["ref"].lower() for match in closings if match["ref"]]
    closed_numbers = [_number(match["number"]) for match in closings if match["number"]]
    entries = refs_in(subject(message))
    for key, value in trailers(message, known=(TRAILER,)):
        if key.lower() == TRAILER:
            entries += refs_in(value)
    return Named(
        entries=tuple(dict.fromkeys(entries + closed_entries)),
        numbers=tuple(dict.fromkeys(_number(found) for found in _MENTION.findall(message))),
        closed_entries=frozenset(closed_entries),
        closed_numbers=frozenset(closed_numbers),
    )


def branch_entry(name: str, prefix: str) -> str | None:
    """The ref of the entry whose branch this is, by its name after the prefix."""
    match = (
        re.match(f"({_REF})(?:-|$)", name[len(prefix) :], re.IGNORECASE) if name.startswith(prefix) else None
    )
    return match[1].lower() if match else None


def branch_name(ref: str, slug: str, prefix: str) -> str:
    """The name of a new branch for an entry."""
    return f"{prefix}{ref}-{slug}"


def fill_template(template: str, *, ref: str, title: str, body: str) -> str:
    """A commit message whose trailers, the template's and the body's, stand in one last paragraph."""
    filled = template.format(ref=ref, title=" ".join(title.split()), body=body.strip())
    paragraphs = [part for part in re.split(r"\n[ \t]*\n\s*", filled.strip()) if part.strip()]
    while len(paragraphs) > 2 and all(trailers(f"title\n\n{part}") for part in paragraphs[-2:]):
        paragraphs[-2:] = ["\n".join(paragraphs[-2:])]
    return "\n\n".join(paragraphs) + "\n"


def _number(digits: str) -> str:
    return digits.lstrip("0") or "0"
