"""The checks of `devlog doctor`, one function each."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from devlog_core.cli.finding import ERROR, OK, WARNING, Finding
from devlog_core.cli.making import IGNORED
from devlog_core.files import write_whole
from devlog_core.model.errors import ConfigError, DevlogError

if TYPE_CHECKING:
    from devlog_core.app import App

_PYTHON = (3, 11)
_SQLITE = (3, 24)
"""The first with ON CONFLICT DO UPDATE."""


def checkup(app: App, *, fix: bool) -> Iterator[Finding]:
    """Every finding, in the order in which they should be seen to."""
    yield _python()
    yield _sqlite()
    try:
        place = app.workspace
    except DevlogError as error:
        yield Finding("workspace", ERROR, str(error), "devlog init")
        return
    yield Finding("workspace", OK, str(place.root))
    yield from _permissions(app, fix)
    yield from _ignored(app, fix)
    yield from _guarded("configuration", lambda: _configuration(app))
    yield from _guarded("secrets", lambda: _secrets(app, fix))
    yield from _guarded("plugins", lambda: _plugins(app))
    yield from _guarded("store", lambda: _store(app, fix))


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= _PYTHON:
        return Finding("python", OK, version)
    return Finding("python", ERROR, f"{version} is too old", "install Python 3.11 or later")


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info >= _SQLITE:
        return Finding("sqlite", OK, sqlite3.sqlite_version)
    return Finding("sqlite", ERROR, f"{sqlite3.sqlite_version} is too old", "install SQLite 3.24 or later")


def _permissions(app: App, fix: bool) -> Iterator[Finding]:
    directory = app.workspace.directory
    paths = [directory, *(path for path in directory.glob("*.db*") if path.is_file())]
    shut = [path for path in paths if not os.access(path, os.W_OK)]
    if fix:
        for path in shut:
            with suppress(OSError):
                path.chmod(path.stat().st_mode | stat.S_IWUSR)
        shut = [path for path in shut if not os.access(path, os.W_OK)]
    for path in shut:
        yield Finding(
            "permissions", ERROR, f"{path} cannot be written", f"chmod u+w {path}, or ask its owner"
        )
    if not shut:
        yield Finding("permissions", OK, f"{directory} can be written")


def _ignored(app: App, fix: bool) -> Iterator[Finding]:
    """Whether the store is kept out of version control."""
    path = app.workspace.directory / ".gitignore"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    missing = [
        rule for rule in IGNORED.splitlines() if rule and rule[0] != "#" and rule not in text.splitlines()
    ]
    if missing and fix:
        lines = "\n".join(missing) + "\n"
        write_whole(path, text + lines if not text or text.endswith("\n") else f"{text}\n{lines}")
        yield Finding("version control", OK, f"{path} now leaves out {', '.join(missing)}")
    elif missing:
        yield Finding(
            "version control",
            WARNING,
            f"{path} does not leave out {', '.join(missing)}",
            "devlog doctor --fix",
        )
    else:
        yield Finding("version control", OK, "the store and the cache are left out")


def _configuration(app: App) -> Iterator[Finding]:
    wrong = app.configuration.validate()
    for line in wrong:
        yield Finding("configuration", ERROR, line, "correct it there, or by `devlog config set`")
    if not wrong:
        yield Finding("configuration", OK, f"integrations: {len(app.configuration.settings.integrations)}")


def _secrets(app: App, fix: bool) -> Iterator[Finding]:
    configuration = app.configuration
    for warning in configuration.warnings:
        yield Finding("secrets", WARNING, warning, "keep it in the environment")
    path = app.workspace.config_file
    if configuration.warnings and os.name == "posix" and path.stat().st_mode & 0o077:
        if fix:
            path.chmod(0o600)
        else:
            yield Finding("secrets", WARNING, f"others can read {path}", f"chmod 600 {path}")
    unresolved = 0
    for name, integration in configuration.settings.integrations.items():
        if integration.enabled and name not in configuration.problems:
            try:
                configuration.resolved(name)
            except ConfigError as error:
                unresolved += 1
                yield Finding("secrets", ERROR, str(error), "set it before the next sync")
    if not unresolved:
        yield Finding("secrets", OK, "all that are named can be read")


def _plugins(app: App) -> Iterator[Finding]:
    manifests = app.installed.manifests()
    for manifest in manifests:
        if manifest.status == "failed":
            yield Finding("plugins", ERROR, f"{manifest.name}: {manifest.error}", "see `devlog plugins`")
        else:
            yield Finding("plugins", OK, f"{manifest.name} {manifest.version}")
    if not manifests:
        yield Finding("plugins", WARNING, "none is installed", "pip install a distribution devlog-...")


def _store(app: App, fix: bool) -> Iterator[Finding]:
    from devlog_core.cli.checkup_store import check_store

    yield from check_store(app, fix)


def _guarded(check: str, find: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A check that cannot be carried out is a finding too."""
    try:
        yield from find()
    except DevlogError as error:
        yield Finding(check, ERROR, str(error), "")
