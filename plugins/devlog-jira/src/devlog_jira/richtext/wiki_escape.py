"""Plain words written so that Jira reads no notation in them."""

from __future__ import annotations

import re

from devlog_jira.richtext.wiki_notation import (
    DASHES,
    ENTITY,
    ESCAPABLE,
    HEADING,
    ICON,
    LIST_ITEM,
    PHRASES,
    QUOTE_LINE,
    RULE,
    TABLE_LINE,
    URL,
    WORD,
)

_KEPT = rf"{URL.pattern}|{ICON.pattern}|{ENTITY.pattern}"
_EDGE = "|".join(
    rf"(?<!{WORD}){sign}(?=[^\s{sign}])|(?<=[^\s{sign}]){sign}(?!{WORD})" for sign in map(re.escape, PHRASES)
)
_LIKELY = re.compile(rf"{_KEPT}|\?\?|{_EDGE}|(?<!{WORD})!(?=[^\s!])|[{{\\]|\[(?![\s\]])")
_EVERY = re.compile(rf"{_KEPT}|[{re.escape(ESCAPABLE)}\\]")
_IN_LINK = re.compile(r"(?<!\\)[|\[\]]")


def escaped(words: str, *, every: bool = False) -> str:
    """The words with the signs taken back that look like notation, or `every` one."""
    done, parts = 0, []
    for found in (_EVERY if every else _LIKELY).finditer(words):
        parts += [words[done : found.start()], _escape(found[0], words[found.end() : found.end() + 1], every)]
        done = found.end()
    return "".join([*parts, words[done:]])


def _escape(sign: str, follows: str, every: bool) -> str:
    if sign == "\\":
        return "&#92;" if every or not follows or follows in ESCAPABLE + "\\" else sign
    if sign[0] == "&":
        return f"&amp;{sign[1:]}"
    if sign[0] == "(":
        return f"\\{sign}"
    return _address(sign, follows) if len(sign) > 2 else "".join(f"\\{char}" for char in sign)


def _address(url: str, follows: str) -> str:
    """An address among words that takes in nothing of what follows; with brackets in it, it is no link."""
    if follows.isspace():
        return url
    return unlinked(url) if re.search(r"[\[\]\\]", url) else f"[{url}]"


def unlinked(url: str) -> str:
    """An address as mere words."""
    scheme, _, rest = url.partition(":")
    return f"{scheme}&#58;" + "&#38;".join(escaped(part, every=True) for part in rest.split("&"))


def in_link(words: str) -> str:
    """The written words of a link with bars and brackets taken back."""
    return _IN_LINK.sub(lambda found: f"\\{found[0]}", words)


def barless(words: str) -> str:
    """The words with their bars taken back, for a table's cell."""
    return words.replace("|", "\\|")


def item_line(line: str) -> str:
    """A further line of a list's item or of a cell, written so that it begins no item of its own."""
    body = line.lstrip()
    return f"{line[: len(line) - len(body)]}\\{body}" if LIST_ITEM.fullmatch(line) else line


def line_start(line: str) -> str:
    """A line of a paragraph, written so that it begins no list, table, heading, quotation or rule."""
    body = line.lstrip()
    lead = line[: len(line) - len(body)]
    if RULE.fullmatch(line) or TABLE_LINE.match(line) or _is_list(line):
        return f"{lead}\\{body}"
    if HEADING.fullmatch(line):
        return f"{lead}{body[:2]}&#46;{body[3:]}"
    if QUOTE_LINE.fullmatch(line):
        return f"{lead}bq&#46;{body[3:]}"
    return line


def _is_list(line: str) -> bool:
    found = LIST_ITEM.fullmatch(line)
    return found is not None and not DASHES.match(line)
