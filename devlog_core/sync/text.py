"""Three-way merge of texts by lines."""

from __future__ import annotations

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


def _lines(text: str) -> list[str]:
    # Split without line ends: a text whose last line has none must not differ from one that goes on.
    return text.split("\n")
