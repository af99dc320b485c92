"""Content of HTML that would run."""

from __future__ import annotations

import re
from collections import Counter

from devlog_azure_devops.richtext.nodes import Element, Other, Text, parse, walk

_ELEMENTS = frozenset({
    "applet", "base", "embed", "form", "frame", "frameset", "iframe", "link", "math", "meta", "noscript",
    "object", "script", "style", "svg", "template",
})  # fmt: skip
_ADDRESSES = frozenset(
    {"action", "background", "formaction", "href", "poster", "src", "srcdoc", "xlink:href"}
)
_RUNS = re.compile(r"(?:javascript|vbscript|livescript|data):(?!image/(?:png|gif|jpe?g|webp|bmp)[;,])")
_STYLE = re.compile(r"expression\(|javascript:|vbscript:|behavior:|-moz-binding|@import")
_BEGUN = re.compile(r"<[A-Za-z/!?]")


def active(html: str) -> Counter[str]:
    """Names of what would run in a browser that shows this HTML, and how often each stands in it."""
    found: Counter[str] = Counter()
    for node in walk(parse(html)):
        if isinstance(node, Text):
            found["unfinished tag"] += len(_BEGUN.findall(node.source))
        elif isinstance(node, Other):
            found["odd comment"] += not _is_quiet(node.source)
        else:
            found += _of(node)
    return +found


def _of(node: Element) -> Counter[str]:
    found: Counter[str] = Counter()
    found[node.name] += node.name in _ELEMENTS
    for name, value in node.attrs:
        text = re.sub(r"[\s\x00-\x20]", "", value or "").lower()
        found[f"{name} of {node.name}"] += name.startswith("on") or name == "srcdoc"
        found[f"script in {name} of {node.name}"] += (
            name in _ADDRESSES and _RUNS.match(text) is not None
        ) or (name == "style" and _STYLE.search(text) is not None)
    if "<" in node.start[1:]:
        found["odd tag"] += 1
    return +found


def _is_quiet(source: str) -> bool:
    """Whether every browser takes this for an end tag, or for a comment that ends where it ends here."""
    if source.startswith("</"):
        return True
    body = source[4:-3]
    return source.startswith("<!--") and not body.startswith((">", "->")) and "--!>" not in body
