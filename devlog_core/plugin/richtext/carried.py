"""The comments in which plugins carry, within Markdown, what Markdown cannot say."""

from __future__ import annotations

import re

CARRIED = re.compile(
    r"<!--[ \t]*/?[a-z][a-z0-9-]*"
    r"(?::[A-Za-z][\w-]*(?:[ \t]+(?:[\"{]|null\b)[^<>]*?|[ \t]*)|[ \t]+\{[^<>]*?\}[ \t]*)/?-->"
)
"""`<!-- FORM:NAME VALUE -->`, its end `<!-- /FORM:NAME -->`, or `<!-- FORM {...} -->` of a whole text.

VALUE is JSON without `<` and `>`. A place that would show a comment leaves those of other forms out: they are
kept here, by the base, and a place that hides comments carries them as they are.
"""
