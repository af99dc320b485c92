"""Reading a JSON Schema: which keys a place knows, what it expects in words, and what is secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from devlog_core.config.faults import KeyPath

Schema = Mapping[str, Any]

_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a table",
    "array": "a list",
}
# Compiled at its first use: most commands look at no secret.
_SECRET_NAME = (
    r"(^|_)(token|password|passwd|passphrase|secret|(api|private|access|secret)_?key|credential)s?$"
)


def keys(root: Schema, path: KeyPath) -> list[str]:
    """The keys that the table at `path` may have by name."""
    found = [key for node in _at(root, path) for key in node.get("properties", {})]
    return list(dict.fromkeys(found))


def wants_text(root: Schema, path: KeyPath) -> bool:
    """Whether nothing but text can stand at `path`."""
    kinds = {kind for node in _at(root, path) for kind in _kinds(node)} - {"null"}
    return kinds == {"string"}


def is_secret(root: Schema, path: KeyPath) -> bool:
    """Whether the value at `path` is secret, by the schema or by the look of its key."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_")
    if re.search(_SECRET_NAME, plain):
        return True
    return any(node.get("writeOnly") or node.get("format") == "password" for node in _at(root, path))


def names_integration(root: Schema, path: KeyPath) -> bool:
    """Whether the value at `path` is the name of another integration, by the schema's `format`."""
    return any(node.get("format") == "integration" for node in _at(root, path))


def expected(root: Schema, path: KeyPath) -> str:
    """What may stand at `path`, in words."""
    found = [words for node in _at(root, path) for words in _describe(node)]
    return _either(list(dict.fromkeys(found))) or "something else"


def got(value: Any, secret: bool = False) -> str:
    """What was found instead; a secret is named by its kind only."""
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if secret:
        return {bool: "a truth value", int: "a number", float: "a number", str: "another text"}.get(
            type(value), "something else"
        )
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, str) else str(value)


def _at(root: Schema, path: KeyPath) -> list[Schema]:
    nodes = list(_alternatives(root, root))
    for part in path:
        nodes = [found for node in nodes for step in _step(node, part) for found in _alternatives(root, step)]
    return nodes


def _step(node: Schema, part: str | int) -> Iterator[Schema]:
    if isinstance(part, int):
        candidates: Sequence[Any] = [node.get("items")]
    elif part in node.get("properties", {}):
        candidates = [node["properties"][part]]
    else:
        patterns = node.get("patternProperties", {})
        matching = [schema for pattern, schema in patterns.items() if re.search(pattern, part)]
        candidates = matching or [node.get("additionalProperties")]
    yield from (candidate for candidate in candidates if isinstance(candidate, Mapping))


def _alternatives(root: Schema, node: Schema, depth: int = 0) -> Iterator[Schema]:
    if depth > 50:
        return
    yield node
    reference = node.get("$ref", "")
    if reference.startswith("#/"):
        target: Any = root
        for part in reference[2:].split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            target = target.get(name, {}) if isinstance(target, Mapping) else {}
        if isinstance(target, Mapping):
            yield from _alternatives(root, target, depth + 1)
    for word in ("anyOf", "oneOf", "allOf"):
        for option in node.get(word, ()):
            if isinstance(option, Mapping):
                yield from _alternatives(root, option, depth + 1)


def _kinds(node: Schema) -> list[str]:
    kinds = node.get("type", [])
    if not kinds and all(isinstance(choice, str) for choice in node.get("enum", [0])):
        return ["string"]
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _describe(node: Schema) -> Iterator[str]:
    if "const" in node:
        yield f"`{node['const']}`"
    elif "enum" in node:
        yield from (f"`{choice}`" for choice in node["enum"] if choice is not None)
    else:
        for kind in _kinds(node):
            if kind in _WORDS:
                yield _WORDS[kind] + _bounds(node) + _shape(kind, node)


def _bounds(node: Schema) -> str:
    low, high = node.get("minimum"), node.get("maximum")
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f" from {low} up"
    if high is not None:
        return f" up to {high}"
    return ""


def _shape(kind: str, node: Schema) -> str:
    if kind == "string":
        if examples := node.get("examples"):
            return f" like {examples[0]!r}"
        if pattern := node.get("pattern"):
            return f" of the form {pattern}"
        if node.get("minLength"):
            return (
                f" of at least {node['minLength']} letters" if node["minLength"] > 1 else " that is not empty"
            )
    items = node.get("items")
    if kind == "array" and isinstance(items, Mapping):
        inner = _either(list(_describe(items)))
        return f" of {inner}" if inner else ""
    return ""


def _either(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else "".join(words)
