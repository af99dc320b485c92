"""What commit messages and branch names say about entries; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from devlog_core.model.ids import KEY_IN_NAME, KEY_PATTERN
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
    f"{_BEFORE}(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? +"
    f"(?:{_NUMBER}|(?P<ref>{_REF})|(?-i:(?P<key>{KEY_PATTERN.pattern}))){_AFTER}",
    re.IGNORECASE,
)
# `owner/repository#12` is an item of another repository, `&#39;` a character, `##12` a heading.
_MENTION = re.compile(rf"{_BEFORE}(?<![/&#]){_NUMBER}{_AFTER}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The things that one message names: entry refs, and items of trackers by number or by key."""

    entries: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    closed_entries: frozenset[str] = frozenset()
    closed_keys: frozenset[str] = frozenset()

    def targets(self, trackers: Iterable[str] = (), branches: Iterable[Target] = ()) -> tuple[Target, ...]:
        """Where the commit attaches: once to each thing; `branches` are what its branches are named after.

        What no item of a tracker is called, such as a number at one with keys, attaches to nothing there.
        """
        said = [Target(entry=ref) for ref in self.entries]
        said += [Target(integration=name, key=key) for name in trackers for key in self.keys]
        return tuple(
            replace(target, closes=target.entry in self.closed_entries or target.key in self.closed_keys)
            for target in dict.fromkeys((*said, *branches))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchNames:
    """What the name of a branch says."""

    prefix: str
    trackers: tuple[str, ...] = ()

    def targets(self, name: str) -> tuple[Target, ...]:
        """The entry whose branch this is, else the items whose key stands first in its name."""
        if entry := branch_entry(name, self.prefix):
            return (Target(entry=entry),)
        key = KEY_IN_NAME.search(name)
        return tuple(Target(integration=tracker, key=key[0]) for tracker in self.trackers) if key else ()


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
    """What a message names: by trailer, by ref in the subject, by number or key, and by closing keyword."""
    closings = list(_CLOSES.finditer(message))
    closed_entries = [match["ref"].lower() for match in closings if match["ref"]]
    closed_keys = [_number(match["number"]) if match["number"] else match["key"] for match in closings]
    numbers = map(_number, _MENTION.findall(message))
    entries = refs_in(subject(message))
    for key, value in trailers(message, known=(TRAILER,)):
        if key.lower() == TRAILER:
            entries += refs_in(value)
    return Named(
        entries=tuple(dict.fromkeys(entries + closed_entries)),
        keys=tuple(dict.fromkeys((*numbers, *KEY_PATTERN.findall(message)))),
        closed_entries=frozenset(closed_entries),
        closed_keys=frozenset(filter(None, closed_keys)),
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
