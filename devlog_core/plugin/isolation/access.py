"""Which hosts and files an isolated plugin may reach: those that its settings declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOSTS, NETWORK = "x-hosts", "x-network"
"""Keys of a settings schema: further hosts, `*` for a part; whether it opens connections of its own."""
_FILES = frozenset({"path", "file-path", "directory-path"})
_ADDRESSES = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What one isolated plugin may reach."""

    hosts: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    network: bool = False
    """Whether it may open connections of its own, which nobody can hold to hosts."""

    @classmethod
    def of(cls, schema: Mapping[str, Any], config: Mapping[str, Any], workspace: str) -> Access:
        """What the schema and the values of a `config` table declare.

        An address is declared by being a setting's value or default, a file by the setting's `format`:
        `path`, `file-path` or `directory-path`.
        """
        found = list(_values(schema, schema, config))
        hosts = {host_of(value) for _, value in found if value.startswith(_ADDRESSES)}
        hosts |= {value.lower() for format, value in found if format == "hostname"}
        more = schema.get(HOSTS)
        hosts |= {str(host).lower() for host in (more if isinstance(more, list) else ())}
        files = {Path(workspace, at_home(value)) for format, value in found if format in _FILES}
        return cls(
            hosts=tuple(sorted(hosts - {""})),
            files=tuple(sorted(files)),
            network=schema.get(NETWORK) is True,
        )

    def allows(self, url: str) -> bool:
        """Whether a request to this address may be sent."""
        return url.startswith(_ADDRESSES) and any(fnmatchcase(host_of(url), host) for host in self.hosts)


def at_home(path: str) -> str:
    """The path with `~` followed, where there is such a home."""
    try:
        return str(Path(path).expanduser())
    except RuntimeError:
        return path


def host_of(url: str) -> str:
    """The host that an address names, in small letters; empty where it names none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _values(root: Mapping[str, Any], node: Any, value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text among the values and defaults, with the `format` that the schema gives it."""
    if depth > 20 or not isinstance(node, Mapping):
        return
    node = _followed(root, node)
    formats = [node.get("format"), *(_followed(root, n).get("format") for n in _options(node))]
    if isinstance(value, str) and value:
        yield next((str(format) for format in formats if format), ""), value
    elif isinstance(value, Mapping):
        nodes = (node, *_options(node, root))
        known: Mapping[str, Any] = next((n["properties"] for n in nodes if "properties" in n), {})
        for key in {*known, *value}:
            inner = known.get(key, {})
            default = inner.get("default") if isinstance(inner, Mapping) else None
            yield from _values(root, inner, value.get(key, default), depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _values(root, node.get("items") or {}, item, depth + 1)


def _followed(root: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = str(node.get("$ref", ""))
    target: Any = root
    for part in reference[2:].split("/") if reference.startswith("#/") else ():
        target = target.get(part, {}) if isinstance(target, Mapping) else {}
    return {**target, **node} if isinstance(target, Mapping) and target is not root else node


def _options(node: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> list[Mapping[str, Any]]:
    found = [n for word in ("anyOf", "oneOf", "allOf") for n in node.get(word, ()) if isinstance(n, Mapping)]
    return found if root is None else [_followed(root, n) for n in found]
