"""What a command ends with when it does not end well: one line, and the exit code."""

from __future__ import annotations

import traceback
from pathlib import Path

import click

from devlog_core.cli.shell import Shell, abandon_output
from devlog_core.model.errors import DevlogError

INTERRUPTED = 130
_HOME = Path(__file__).parents[1]


def report(error: BaseException, shell: Shell) -> int:
    """Say in one line what happened and return the exit code."""
    if isinstance(error, BrokenPipeError):
        abandon_output()
        return 0
    if isinstance(error, click.exceptions.Abort | KeyboardInterrupt):
        click.echo("interrupted; what was done so far is kept", err=True)
        return INTERRUPTED
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return error.exit_code
    message, code = _told(error)
    if shell.verbose:
        trace = "".join(traceback.format_exception(error)).rstrip()
        click.echo(shell.redact(trace), err=True)
    for line in shell.redact(message).splitlines():
        click.echo(f"error: {line}", err=True)
    return code


def _told(error: BaseException) -> tuple[str, int]:
    if isinstance(error, DevlogError):
        return str(error), error.exit_code
    if isinstance(error, click.ClickException):
        return _usage(error), error.exit_code
    if isinstance(error, OSError) and error.strerror:
        where = f": {error.filename}" if error.filename else ""
        return f"{error.strerror[:1].lower()}{error.strerror[1:]}{where}; see `devlog doctor`", 1
    if isinstance(error, UnicodeEncodeError):
        return f"{error.object[:60]!r} is not UTF-8 text; convert it first", 2
    return _defect(error), 1


def _usage(error: click.ClickException) -> str:
    message = " ".join(error.format_message().split())
    message = message[:1].lower() + message[1:].rstrip(".")
    context = getattr(error, "ctx", None)
    return f"{message}; see `{context.command_path} --help`" if context else message


def _defect(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {_place(frames[-1])}" if frames else ""
    text = " ".join(str(error).split())
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return f"a defect in devlog ({said}{where}); run it again with -v and report the trace"


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    known = path.relative_to(_HOME.parent) if path.is_relative_to(_HOME) else Path(path.name)
    return f"{known}:{frame.lineno}"
