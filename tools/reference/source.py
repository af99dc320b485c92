"""Reading what the code says of itself: signatures, sentences under fields, and Markdown made of them."""

from __future__ import annotations

import ast
import inspect
import io
import textwrap
import tokenize
from collections.abc import Iterable, Sequence
from typing import Any

GENERATED = "<!-- Written by `python -m tools.reference` from the code: change it there. -->"


def text(documented: Any) -> str:
    """The docstring, one line a paragraph."""
    paragraphs = (inspect.getdoc(documented) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def fields(cls: type) -> list[tuple[str, str, str, str]]:
    """The public fields of a class: name, type, default, and the words behind or below, as written."""
    body, behind = _parsed(cls).body, _remarks(cls)
    found = []
    for node, below in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id[0] != "_":
            default = _default(ast.unparse(node.value)) if node.value is not None else ""
            about = _sentence(below) or behind.get(node.end_lineno or 0, "")
            found.append((node.target.id, ast.unparse(node.annotation), default, about))
    return found


def constants(module: Any) -> list[tuple[str, str, str]]:
    """The public values of a module: name, value, and the words behind or below, as written."""
    body, behind = ast.parse(inspect.getsource(module)).body, _remarks(module)
    found = []
    for node, below in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if not name.startswith("_") and not ast.unparse(node.value).startswith("TypeVar("):
                about = _sentence(below) or behind.get(node.end_lineno or 0, "")
                found.append((name, ast.unparse(node.value), about))
    return found


def signature(function: Any, *, owned: bool = False) -> str:
    """A function's head as written; `owned` leaves out self."""
    node = _parsed(inspect.unwrap(function))
    assert isinstance(node, ast.FunctionDef)
    arguments = node.args
    if owned:
        arguments.posonlyargs = [one for one in arguments.posonlyargs if one.arg != "self"]
        arguments.args = [one for one in arguments.args if one.arg != "self"]
    returned = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({ast.unparse(arguments)}){returned}"


def own_methods(cls: type) -> list[Any]:
    """The public methods that the class itself defines, in order."""
    return [
        member
        for name, member in vars(cls).items()
        if inspect.isfunction(member) and not name.startswith("_")
    ]


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars and line ends in cells are made harmless."""
    lines = [_row(headers), _row(["---"] * len(headers)), *map(_row, rows)]
    return "\n".join(lines)


def document(*parts: str) -> str:
    """The parts as one page."""
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _parsed(thing: Any) -> Any:
    return ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0]


def _remarks(thing: Any) -> dict[int, str]:
    """The comments of a source by line, as `_parsed` counts them."""
    source = textwrap.dedent(inspect.getsource(thing))
    words = tokenize.generate_tokens(io.StringIO(source).readline)
    return {word.start[0]: word.string.lstrip("# ") for word in words if word.type == tokenize.COMMENT}


def _default(written: str) -> str:
    return "{}" if written == "field(default_factory=dict)" else written


def _sentence(node: ast.AST | None) -> str:
    if (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ):
        return " ".join(node.value.value.split())
    return ""
