"""The page of the errors, from the one module that has them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from devlog_core.model import errors
from tools.reference.source import GENERATED, document, signature, text

_INTRO = """\
# Errors

Every error that devlog raises on purpose is named by its cure: the name says who does what next. The message
is one line and says what went wrong, where, and how to mend it; `-v` adds the trace. `kind` is the word in
the `errors` of `devlog sync --json`. A plugin raises these and no others: what else it raises counts as a
`PluginError` and is its author's to mend."""


def classes() -> list[type[errors.DevlogError]]:
    """Every error, in the order of the module."""
    return [
        found
        for found in vars(errors).values()
        if inspect.isclass(found) and issubclass(found, errors.DevlogError)
    ]


def page() -> str:
    """docs/reference/errors.md"""
    parts = [GENERATED, _INTRO]
    for error in classes():
        parents = [base.__name__ for base in error.__mro__[1:] if base in classes()]
        below = f" A {parents[0]}." if parents else ""
        parts += [
            f"## {error.__name__}",
            f"kind `{error.kind}`, exit code {error.exit_code}.{below}".replace(" A E", " An E"),
            *_made(error),
            text(error),
        ]
    return document(*parts)


def _made(error: type[errors.DevlogError]) -> Iterator[str]:
    if made := vars(error).get("__init__"):
        line = signature(made, owned=True).replace("__init__", error.__name__, 1).removesuffix(" -> None")
        yield f"```python\n{line}\n```"
