"""What an edit of the Markdown took away that Markdown cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from devlog_azure_devops.richtext.atoms import is_mention
from devlog_azure_devops.richtext.markdown import TAGS
from devlog_azure_devops.richtext.nodes import BLOCKS, RAW, VOID, Element, parse, walk, words_of

_PLAIN = {
    "a": {"href", "title"}, "img": {"src", "alt"}, "code": {"class"}, "ol": {"start"},
}  # fmt: skip
_SAME = {"p": "line", "div": "line", "td": "cell", "th": "cell", "ul": "list", "ol": "list"}


@dataclass(frozen=True, kw_only=True)
class _Special:
    """Something that Markdown cannot say: what tells it apart, its name, its plain block or its words."""

    key: str
    name: str
    block: str = ""
    words: str = ""


def lost(old: str, new: str) -> list[str]:
    """Names of what the old HTML has and the new one has not, where Markdown cannot say it.

    What is special about a plain block, such as its style, goes unnamed with the block; what is special about
    words goes with the words.
    """
    after = parse(new)
    left = Counter(each.key for each in _specials(new))
    gone = _kinds(old) - _kinds(new)
    words = words_of(after)
    names: list[str] = []
    for each in _specials(old):
        if left[each.key]:
            left[each.key] -= 1
        elif each.block and gone[each.block]:
            gone[each.block] -= 1
        elif not each.words or each.words in words:
            names.append(each.name)
    return names


def _elements(html: str) -> Iterator[Element]:
    return (node for node in walk(parse(html)) if isinstance(node, Element))


def _kind(node: Element) -> str:
    return _SAME.get(node.name, node.name)


def _kinds(html: str) -> Counter[str]:
    return Counter(_kind(node) for node in _elements(html))


def _specials(html: str) -> Iterator[_Special]:
    for node in _elements(html):
        attrs = [name for name, _ in node.attrs if name not in _PLAIN.get(node.name, set())]
        words = words_of([node])
        shown = f" {words}" if words and len(words) <= 40 else ""
        if is_mention(node):
            yield _Special(key=node.start, name=f"mention{shown}")
        elif node.name == "img":
            if attrs:
                yield _Special(key=node.start, name=f"image {node.get('alt')}".strip())
        elif node.name in RAW | (VOID - {"br", "hr", "wbr"}):
            yield _Special(key=node.source, name=node.name)
        elif node.name in BLOCKS:
            if attrs:
                yield _Special(
                    key=node.start, name=f"{' and '.join(attrs)} of {node.name}", block=_kind(node)
                )
        elif attrs or node.name not in TAGS | {"a", "br", "hr", "wbr"}:
            said = f"{' and '.join(attrs)} of {node.name}" if attrs else node.name
            if words:
                yield _Special(key=node.start, name=f"{said}{shown}", words=words)
