"""Commands that other packages add through the entry points `devlog.commands`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from devlog_core.model.errors import PluginError

GROUP = "devlog.commands"


def names() -> list[str]:
    """Their names, read from files alone: importlib.metadata would double the time of `--help`."""
    found: set[str] = set()
    for place in dict.fromkeys(sys.path):
        with suppress(OSError), os.scandir(place or ".") as entries:
            for entry in entries:
                if entry.name.endswith((".dist-info", ".egg-info")):
                    with suppress(OSError):
                        found.update(
                            _section(Path(entry.path, "entry_points.txt").read_text(encoding="utf-8"))
                        )
    return sorted(found)


def load(name: str) -> click.Command | None:
    """The command of that name; None where no package has it.

    Raises PluginError where it cannot be imported or is no command.
    """
    if name not in names():
        return None
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP, name=name):
        package = point.dist.name if point.dist else point.value
        try:
            command = point.load()
        except Exception as error:
            raise PluginError(
                f"command `{name}` of {package} does not load: {type(error).__name__}: {error}; "
                f"try `pip install -U {package}`, or tell its author"
            ) from error
        if isinstance(command, click.Command):
            return command
        raise PluginError(f"command `{name}` of {package} is a {type(command).__name__}, not a click command")
    return None


def _section(text: str) -> list[str]:
    found, inside = [], False
    for line in text.splitlines():
        if line.startswith("["):
            inside = line.strip() == f"[{GROUP}]"
        elif inside and "=" in line:
            found.append(line.partition("=")[0].strip())
    return found
