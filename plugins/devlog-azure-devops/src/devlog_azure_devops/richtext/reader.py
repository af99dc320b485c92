"""HTML as Markdown, checked by converting it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from devlog_azure_devops.richtext.atoms import literally
from devlog_azure_devops.richtext.block_reader import (
    LISTS,
    BlockReader,
    Piece,
    has_blocks,
    is_blank,
    is_line,
    joined,
)
from devlog_azure_devops.richtext.comments import START, comment
from devlog_azure_devops.richtext.line_reader import Care, UnsayableError, said_tag
from devlog_azure_devops.richtext.nodes import (
    BLOCKS,
    Element,
    Node,
    Other,
    depth_of,
    parse,
    source_of,
    words_of,
)
from devlog_azure_devops.richtext.spelling import Spelling, spelling_of
from devlog_azure_devops.richtext.writer import write
from devlog_core.model.errors import RejectedError

_DEPTH = 24
"""How deep elements may stand in each other and still be said one by one."""

_CONTAINERS = frozenset({"div", "section", "article", "center", "details", "main", "header", "footer"})


def read(html: str) -> str:
    """A text that says this HTML and is written back as the same, to the last character."""
    if not html:
        return ""
    nodes = parse(html)
    spelled = spelling_of(html, nodes)
    more = spelled.more()
    last = [comment("", "open", more)] if more else []
    inner = nodes[:-1] if spelled.end else nodes
    if depth_of(nodes) <= _DEPTH:
        said = "\n\n".join([*filter(None, [_blocks(inner, spelled)]), *last])
        if _written(said) == html:
            return said
    said = "\n\n".join([_embedded(source_of(inner), spelled), *last])
    return said if _written(said) == html else comment("gap", "single", html)


def rendition(source: str, spelled: Spelling) -> str:
    """What a reader sees of this HTML, as Markdown without comments."""
    nodes = parse(source)
    try:
        if depth_of(nodes) > _DEPTH:
            raise UnsayableError
        said = BlockReader(spelled, Care.WORDS).blocks(nodes)
    except UnsayableError:
        said = literally(words_of(nodes))
    return said


def _written(said: str, spelled: Spelling | None = None) -> str | None:
    try:
        return write(said, spelled)
    except RejectedError:
        return None


def _blocks(nodes: Sequence[Node], spelled: Spelling) -> str:
    """Blocks one after the other, each said as plainly as reads back."""
    pieces: list[Piece] = []
    before, again, gaps = "", False, 0
    for unit in _units(nodes, spelled):
        source = source_of(unit)
        if source == spelled.gap and pieces and spelled.line:
            gaps += 1
            continue
        name = unit[0].name if isinstance(unit[0], Element) else ""
        again = name in LISTS and name == before and not again
        before = name
        said = _block(unit, source, spelled, again)
        pieces.append(Piece(said=said[0], worded=said[1], gaps=gaps))
        gaps = 0
    pieces += [Piece(said=comment("gap", "single", spelled.gap)) for _ in range(gaps)]
    return joined(pieces, spelled)


def _units(nodes: Sequence[Node], spelled: Spelling) -> Iterator[list[Node]]:
    """The blocks, and what stands between them as lines of their own."""
    run: list[Node] = []
    begun = False
    for node in nodes:
        block = isinstance(node, Element) and node.name in BLOCKS
        if not block:
            run.append(node)
            continue
        if run and not (begun and source_of(run) == spelled.between):
            yield run
        begun, run = True, []
        yield [node]
    if run:
        yield run


def _block(unit: list[Node], source: str, spelled: Spelling, other: bool) -> tuple[str, bool]:
    """A block's Markdown, and whether it is a line of words."""
    node = unit[0]
    bare = replace(spelled, end="")
    if len(unit) == 1 and isinstance(node, Other) and _is_foreign(source):
        return source, False
    if all(is_blank(each) for each in unit) or all(isinstance(each, Other) for each in unit):
        return comment("gap", "single", source), False
    worded = is_line(node) or not (isinstance(node, Element) and node.name in BLOCKS)
    for care in (Care.LIGHT, Care.TAGS, Care.HEAVY):
        reader = BlockReader(spelled, care)
        try:
            said = reader.line(unit) if worded else reader.block(node, other)  # type: ignore[arg-type]
        except UnsayableError:
            continue
        if _written(said, bare) == source:
            return said, worded
    if isinstance(node, Element) and node.name in _CONTAINERS and has_blocks(node):
        said = _contained(node, spelled)
        if _written(said, bare) == source:
            return said, False
    return _embedded(source, spelled), False


def _contained(node: Element, spelled: Spelling) -> str:
    """An element with its blocks between two comments."""
    inner = _blocks(node.children, spelled)
    return "\n".join([said_tag(node, spelled, "open"), *filter(None, [inner]), comment(node.name, "close")])


def _embedded(source: str, spelled: Spelling) -> str:
    """A block in a comment, with what a reader sees of it."""
    said = rendition(source, spelled)
    whole = "\n".join([comment("block", "open", source), *filter(None, [said]), comment("block", "close")])
    return (
        whole
        if said and _written(whole, replace(spelled, end="")) == source
        else comment("gap", "single", source)
    )


def _is_foreign(source: str) -> bool:
    return source.startswith("<!--") and "\n" not in source and not START.match(source)
