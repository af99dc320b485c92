"""The trailers at the end of a commit message, by the rules of git-interpret-trailers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

# What git writes by itself; one of these makes a paragraph a trailer block that is three quarters prose.
_GENERATED = ("Signed-off-by: ", "(cherry picked from commit ")
_SPACE = " \t\r"
_COMMENT = "#"


def trailers(message: str, known: Collection[str] = ()) -> list[tuple[str, str]]:
    """Key and unfolded value of each trailer, in order.

    `known` are lower-case keys that count like git's own, so that one of them makes a
    last paragraph of mixed lines a trailer block.
    """
    lines = message.split("\n")
    lines = lines[: _end(lines)]
    found: list[tuple[str, str]] = []
    continues = False
    for line in lines[_start(lines, known) :]:
        if continues and line[:1] and line[0] in _SPACE:
            key, value = found[-1]
            found[-1] = key, f"{value} {line.strip()}".strip()
            continue
        at = _separator(line)
        continues = at >= 1
        if continues and not line.startswith(_COMMENT):
            found.append((line[:at].rstrip(), line[at + 1 :].strip()))
    return found


def _separator(line: str) -> int:
    """Where the colon of a trailer line stands, -1 where the line is none."""
    spaced = False
    for at, char in enumerate(line):
        if char == ":":
            return at
        if not spaced and char.isascii() and (char.isalnum() or char == "-"):
            continue
        if at and char in " \t":
            spaced = True
            continue
        return -1
    return -1


def _blank(line: str) -> bool:
    return not line.strip(_SPACE)


def _end(lines: Sequence[str]) -> int:
    """The number of lines before trailing blank lines, comments and an old-style list of conflicts."""
    end: int | None = None
    conflicts = False
    for number, line in enumerate(lines):
        if not line or line.startswith(_COMMENT):
            end = number if end is None else end
        elif line == "Conflicts:" and number + 1 < len(lines):
            conflicts = True
            end = number if end is None else end
        elif not (conflicts and line.startswith("\t")):
            end, conflicts = None, False
    return len(lines) if end is None else end


def _start(lines: Sequence[str], known: Collection[str]) -> int:
    """The first line of the trailer block, or the number of lines where there is none."""
    title = 0
    while title < len(lines) and (lines[title].startswith(_COMMENT) or not _blank(lines[title])):
        title += 1
    recognized, matching, other, folded = False, 0, 0, 0
    only_blank = True
    for number in range(len(lines) - 1, title - 1, -1):
        line = lines[number]
        if line.startswith(_COMMENT):
            other, folded = other + folded, 0
        elif _blank(line):
            if only_blank:
                continue
            other += folded
            block = matching * 3 >= other if recognized else matching and not other
            return number + 1 if block else len(lines)
        else:
            only_blank = False
            if line.startswith(_GENERATED):
                recognized, matching, folded = True, matching + 1, 0
            elif (at := _separator(line)) >= 1:
                matching, folded = matching + 1, 0
                recognized = recognized or line[:at].rstrip().lower() in known
            elif line[0] in _SPACE:
                folded += 1
            else:
                other, folded = other + folded + 1, 0
    return len(lines)
