"""From wiki text to blocks: what each block is, what it was written as, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from devlog_jira.richtext.wiki_inline import inline, paragraph
from devlog_jira.richtext.wiki_lists import list_node
from devlog_jira.richtext.wiki_macros import Macro, Shielded, shield
from devlog_jira.richtext.wiki_notation import (
    DASHES,
    GAP,
    HEADING,
    LIST_ITEM,
    PANEL_COLOURS,
    QUOTE_LINE,
    RULE,
    TABLE_LINE,
    TOKEN,
    Node,
    raw,
)
from devlog_jira.richtext.wiki_tables import table_end, table_node

_LANGUAGE = re.compile(r"[A-Za-z0-9+#._-]+")
_BLANK = re.compile(r"\s*")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One block with the blanks before it."""

    gap: str
    source: str
    node: Node


def pieces(source: str) -> tuple[list[Piece], str]:
    """The blocks of a text in order, and the blanks behind the last; joined they are the text again."""
    shielded = shield(source)
    found: list[Piece] = []
    done = 0
    for start, end, node in _blocks(shielded):
        gap = shielded.text[done:start]
        found.append(Piece(gap=gap, source=shielded.source(shielded.text[start:end]), node=node))
        done = end
    return found, shielded.text[done:]


def spaced(found: Iterable[Piece]) -> list[Node]:
    """The blocks with a gap node before each that stands otherwise than behind one blank line."""
    nodes: list[Node] = []
    for number, piece in enumerate(found):
        if number and piece.gap != "\n\n":
            nodes.append({"type": GAP, "attrs": {"text": piece.gap}})
        nodes.append(piece.node)
    return nodes


def blocks(source: str) -> list[Node]:
    """The blocks of a text without what stands between them."""
    return [piece.node for piece in pieces(source)[0]]


def _blocks(shielded: Shielded) -> Iterator[tuple[int, int, Node]]:
    """Where each block stands in the shielded text, and its node."""
    text = shielded.text
    at = _after_blanks(text, 0)
    while at < len(text):
        line_start = text.rfind("\n", 0, at) + 1
        end = _line_end(text, at)
        line = text[line_start:end] if not text[line_start:at].strip() else text[at:end]
        if token := TOKEN.match(text, at):
            yield at, token.end(), macro_node(shielded.macro(token[0]))
            at = _after_blanks(text, token.end())
            continue
        start, end, node = _lines(shielded, at, line_start, line)
        yield start, end, node
        at = _after_blanks(text, end)


def _lines(shielded: Shielded, at: int, line_start: int, line: str) -> tuple[int, int, Node]:
    """The block that begins at a line: where it starts and ends, and its node."""
    text, end = shielded.text, _line_end(shielded.text, at)
    whole = not text[line_start:at].strip()
    start = line_start if whole else at
    if whole and LIST_ITEM.fullmatch(line) and not DASHES.match(line):
        end = _list_end(text, at, line)
        empty_last = LIST_ITEM.fullmatch(text, text.rfind("\n", start, end) + 1 or start, end)
        if not empty_last or empty_last[4].strip():
            end = _trimmed(text, start, end)
        return start, end, list_node(shielded, text[start:end], macro_node)
    if whole and TABLE_LINE.match(line):
        end = table_end(text, at)
        return at, _trimmed(text, at, end), table_node(shielded, text[at:end], macro_node)
    end = _trimmed(text, at, end)
    if TOKEN.search(line):
        return at, *_paragraph(text, at)
    if found := HEADING.fullmatch(line):
        return at, end, _heading(int(found[1]), inline(found[2].rstrip()))
    if found := QUOTE_LINE.fullmatch(line):
        return at, end, {"type": "blockquote", "content": [paragraph(found[1].rstrip())]}
    if RULE.fullmatch(line):
        return at, end, {"type": "rule"}
    return at, *_paragraph(text, at)


def _paragraph(text: str, at: int) -> tuple[int, Node]:
    """The lines up to a blank one, a macro with a body or another block, as a paragraph."""
    end = _line_end(text, at)
    while end < len(text):
        if token := TOKEN.search(text, at, end):
            end = token.start()
            break
        following = text[end + 1 : _line_end(text, end + 1)]
        if not following.strip() or starts_block(following):
            break
        end = end + 1 + len(following)
    if token := TOKEN.search(text, at, end):
        end = token.start()
    end = _trimmed(text, at, end)
    return end, paragraph(text[at:end])


def starts_block(line: str) -> bool:
    """Whether a line behind a paragraph's is not one of its own."""
    if LIST_ITEM.fullmatch(line):
        return not DASHES.match(line)
    return any(form.fullmatch(line) for form in (HEADING, QUOTE_LINE, RULE)) or bool(TABLE_LINE.match(line))


def macro_node(macro: Macro) -> Node:
    """The node of a macro with a body; raw where no node says it."""
    if macro.name in ("code", "noformat"):
        language = "noformat" if macro.name == "noformat" else macro.params.split("|")[0]
        body = unframed(macro.body).replace(f"\\{{{macro.name}", f"{{{macro.name}")
        attrs = {"language": language} if _LANGUAGE.fullmatch(language) else {}
        words = [{"type": "text", "text": body}] if body else []
        return {"type": "codeBlock", "attrs": attrs, "content": words}
    if macro.name == "quote":
        content = blocks(macro.body)
        return {"type": "blockquote", "content": content} if content else raw(macro.source)
    content = spaced(pieces(macro.body)[0])
    if not content:
        return raw(macro.source)
    return {"type": "panel", "attrs": panel_attrs(macro.params), "content": content}


def _heading(level: int, content: list[Node]) -> Node:
    node: Node = {"type": "heading", "attrs": {"level": level}}
    return {**node, "content": content} if content else node


def unframed(body: str) -> str:
    """A macro's body without the line ends behind its first tag and before its last."""
    if body == "\n":
        return ""
    return body[1:-1] if body[:1] == "\n" and body[-1:] == "\n" else body


def panel_attrs(params: str) -> Node:
    """What a panel's parameters say: one of the known kinds by its colour, or one of its own."""
    for kind, colour in PANEL_COLOURS.items():
        if params == f"bgColor={colour}":
            return {"panelType": kind}
    return {"panelType": "custom", "params": params} if params else {"panelType": "custom"}


def _after_blanks(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _list_end(text: str, at: int, line: str) -> int:
    """Where the next blank line begins, or a list with other signs."""
    first = line.lstrip()[0]
    end = _line_end(text, at)
    while end < len(text):
        following = text[end + 1 : _line_end(text, end + 1)]
        if not following.strip():
            break
        item = LIST_ITEM.fullmatch(following)
        if item and item[2][0] != first and not DASHES.match(following):
            break
        end += 1 + len(following)
    return end


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())
