"""Three-way merge of texts by lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import merge3


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedText:
    """The outcome of a merge; with `conflict` both sides changed the same lines and `text` is ours."""

    text: str
    conflict: bool


def merge_text(base: str, ours: str, theirs: str) -> MergedText:
    """Both sides' edits of `base` in one text, unless they changed the same lines differently."""
    if ours == theirs or theirs == base:
        return MergedText(text=ours, conflict=False)
    if ours == base:
        return MergedText(text=theirs, conflict=False)
    merge = merge3.Merge3(_lines(base), _lines(ours), _lines(theirs))
    lines: list[str] = []
    for group in merge.merge_groups():
        if group[0] == "conflict":
            return MergedText(text=ours, conflict=True)
        lines.extend(group[1])
    return MergedText(text="\n".join(lines), conflict=False)


def carried(shown: str, held: str, edited: str) -> str:
    """The edit of what a place shows, made to the text that is held and that it cannot show in full.

    Lines that the edit left alone stay as they are held; where it did not, its own stand. Empty lines at
    the end go.
    """
    from difflib import SequenceMatcher

    old, own, new = _lines(shown), _lines(held.rstrip()), _lines(edited)
    kept: dict[int, int] = {}
    for start, there, size in SequenceMatcher(None, old, new).get_matching_blocks():
        kept |= {start + step: there + step for step in range(size)}
    instead: dict[int, list[str]] = {}
    for start, end, lines in _counterparts(SequenceMatcher(None, old, own).get_opcodes(), own):
        at = [kept.get(line, -1) for line in range(start, end)]
        if at[0] >= 0 and at == list(range(at[0], at[0] + len(at))):
            instead |= {at[0]: lines} | {line: [] for line in at[1:]}
    return "\n".join(line for at, one in enumerate(new) for line in instead.get(at, [one]))


def _counterparts(
    steps: Sequence[tuple[str, int, int, int, int]], own: Sequence[str]
) -> list[tuple[int, int, list[str]]]:
    """By lines that are shown, in order and as few at a time as can be told, the lines that are held."""
    found: list[tuple[int, int, list[str]]] = []
    before: list[str] = []
    for _, start, end, first, last in steps:
        if start == end:
            # What is not shown at all goes with the line above it, or below where there is none.
            (found[-1][2] if found else before).extend(own[first:last])
        elif end - start == last - first:
            found += [(start + step, start + step + 1, [own[first + step]]) for step in range(end - start)]
        else:
            found.append((start, end, list(own[first:last])))
    if found and before:
        found[0][2][:0] = before
    return found


def _lines(text: str) -> list[str]:
    # Split without line ends: a text whose last line has none must not differ from one that goes on.
    return text.split("\n")
