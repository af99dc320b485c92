"""Areas and iterations by their paths."""

from __future__ import annotations

from collections.abc import Iterator

from devlog_azure_devops.sandbox.model import Node


def find(root: Node, path: str) -> Node | None:
    """The node at a path such as `Project\\Release 1`; the first name is the root's."""
    names = [name for name in path.strip("\\").split("\\") if name]
    if not names or names[0].casefold() != root.name.casefold():
        return None
    node: Node | None = root
    for name in names[1:]:
        node = child(node, name) if node else None
    return node


def child(node: Node, name: str) -> Node | None:
    """The child of that name, in whatever case."""
    return next((one for one in node.children if one.name.casefold() == name.casefold()), None)


def paths(node: Node, above: str = "") -> Iterator[tuple[str, Node]]:
    """Every node below and including this one, with its path."""
    here = f"{above}\\{node.name}" if above else node.name
    yield here, node
    for one in node.children:
        yield from paths(one, here)


def path_of(root: Node, node: Node) -> str:
    """The path of a node that stands somewhere below a root."""
    return next(path for path, one in paths(root) if one is node)


def under(path: str, above: str) -> bool:
    """Whether a path is another one or below it."""
    mine, other = path.casefold(), above.strip("\\").casefold()
    return mine == other or mine.startswith(other + "\\")
