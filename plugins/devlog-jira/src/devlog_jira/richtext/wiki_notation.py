"""The signs of Jira's wiki text and where they count, as its own renderer reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]

# Node types of our own: a block with the source that it was written as, and what stands between two blocks
# where that is not one blank line.
FORM, GAP = "wikiForm", "wikiGap"

# Where a macro's body stands while the lines around it are read: no text holds these two characters,
# Unicode keeps them for such use, and a text that does hold them is kept as it is.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
TOKEN = re.compile(f"{OPEN}(\\d+){CLOSE}")

ESCAPABLE = "-#*_+?^~|%{}[]()!@"
SIGN = re.compile(r"[-#*_+?^~|%{}\[\]()!@\\&:\ufdd0\ufdd1]")  # without one of these, words are words
PHRASES = {"*": "strong", "_": "em", "-": "strike", "+": "underline", "^": "sup", "~": "sub"}
WORD = r"[^\W_]"  # a letter or a digit

HEADING = re.compile(r"[^\S\n]*h([1-6])\.[^\S\n]*(.*)")
QUOTE_LINE = re.compile(r"[^\S\n]*bq\.[^\S\n]*(.*)")
RULE = re.compile(r"[^\S\n]*-{4,5}[^\S\n]*")
LIST_ITEM = re.compile(r"([^\S\n]*)([*\-#]+)([^\S\n]+)(.*)")
DASHES = re.compile(r"[^\S\n]*-{2,3}(?!-)")
TABLE_LINE = re.compile(r"[^\S\n]*\|")
TABLE_END = re.compile(r"\|[^\S\n]*$")

URL = re.compile(
    r"(?<![A-Za-z0-9\"\[|'!])(?:https?://|ftps?://|nntp://|news://|irc://|mailto:|file:)"
    r"[-_.!~*';/?:@#&=%+$,A-Za-z0-9\[\]()\\]*[-_~*/?:@#&=%+$A-Za-z0-9(\[\\]"
)
LINK = re.compile(r"\[(?![\s\]])((?:[^\[\]\n\\]|\\[^\n])++)\]")
# What Jira makes a link of without a text beside it; other words in brackets stay words.
TARGET = re.compile(
    r"(?:https?://|ftps?://|nntp://|news://|irc://|mailto:|file:)\S|#\S|\^\S|~\S|/\S|[A-Z][A-Z0-9_]+-[0-9]+\Z"
)
MACRO = re.compile(r"\{(?![{*?^_\-+~}\s$])([^{}\n:\\]+)(?::((?:[^{}\n\\]|\\.)*))?\}")
BREAK = re.compile(r"(?<!\\)\\\\(?!\S*\\)")
ESCAPE = re.compile(r"\\[\-#*_+?^~|%{}\[\]()!@]")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# Signs that Jira shows as pictures and a reader of Markdown would not know: (sign, name, picture).
ICONS = (
    ("(y)", ":thumbs_up:", "👍"),
    ("(n)", ":thumbs_down:", "👎"),
    ("(i)", ":info:", "ℹ️"),
    ("(/)", ":check_mark:", "✅"),
    ("(x)", ":cross_mark:", "❌"),
    ("(!)", ":warning:", "⚠️"),
    ("(+)", ":plus:", "➕"),
    ("(-)", ":minus:", "➖"),
    ("(?)", ":question_mark:", "❓"),
    ("(on)", ":light_bulb_on:", "💡"),
    ("(off)", ":light_bulb_off:", "🔅"),
    ("(*)", ":yellow_star:", "⭐"),
    ("(*y)", ":yellow_star:", "⭐"),
    ("(*r)", ":red_star:", "🔴"),
    ("(*g)", ":green_star:", "🟢"),
    ("(*b)", ":blue_star:", "🔵"),
)
ICON = re.compile("(?:" + "|".join(re.escape(sign) for sign, _, _ in ICONS) + f")(?!{WORD})")
PICTURE_OF = {sign: (name, picture) for sign, name, picture in ICONS if sign != "(*y)"}
SIGN_OF = {name: sign for sign, name, _ in reversed(ICONS) if sign != "(*y)"}

# The colours in which Jira Cloud itself writes its panels as wiki text.
PANEL_COLOURS = {
    "info": "#deebff",
    "note": "#eae6ff",
    "success": "#e3fcef",
    "warning": "#fffae6",
    "error": "#ffebe6",
}


@dataclass(frozen=True, kw_only=True)
class Style:
    """Which of several forms of the same meaning a text uses."""

    indent: str = ""  # before a list's signs
    bullet: str = "*"
    quote: str = "bq"  # or "block", or "inline": {quote} on lines of its own, or around the text
    pad: str = ""  # inside a table's cells
    url: str = "bare"  # or "bracket": [https://...]


def text(value: str, *marks: Node) -> Node:
    """A text node with its marks, the outermost first."""
    return {"type": "text", "text": value, "marks": list(marks)} if marks else {"type": "text", "text": value}


def raw(source: str) -> Node:
    """A block of wiki text that the tree cannot say, kept as it is."""
    return {"type": "wiki", "attrs": {"text": source}}


def inline_raw(source: str) -> Node:
    """Wiki text within a line that the tree cannot say."""
    return {"type": "wikiInline", "attrs": {"text": source}}


def break_() -> Node:
    """A line break."""
    return {"type": "hardBreak"}
