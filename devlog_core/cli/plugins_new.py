"""`devlog plugins new`: a plugin of one's own, which works at once."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.model.errors import UsageError

RESERVED = frozenset({"core", "devlog", "local", "none", "plugin", "plugins"})
"""What would be taken for devlog's own: `core.update_entry`, the origin `local`, devlog-core itself."""
LONGEST = 30
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@click.command(
    "new",
    cls=Command,
    examples=(
        "devlog plugins new my-tracker",
        "devlog plugins new my-tracker --out ~/src/devlog-my-tracker",
        "devlog plugins new my-tracker --read-only --no-webhooks",
    ),
)
@click.argument("name")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The new distribution's folder; devlog-NAME in this directory unless told.",
)
@click.option("--read-only", is_flag=True, help="For a place that is read and never written.")
@click.option("--no-webhooks", is_flag=True, help="For a place that delivers no webhooks.")
@pass_shell
def command(shell: Shell, name: str, out: Path | None, read_only: bool, no_webhooks: bool) -> None:
    """Make a plugin of one's own: a distribution with a simulated system and tests, which works at once."""
    from devlog_core.plugin.template import Chosen, rendered

    _require_free(name, shell)
    chosen = Chosen(name=name, writing=not read_only, webhooks=not no_webhooks)
    target = (shell.directory or Path.cwd()) / (out or Path(chosen.distribution)).expanduser()
    _require_empty(target)
    files = rendered(chosen)
    _write(target, files)
    path = str(target.resolve())
    document = {"name": name, "distribution": chosen.distribution, "path": path, "files": sorted(files)}
    shell.emit(document, lambda: _text(path, len(files), name))


def _require_free(name: str, shell: Shell) -> None:
    """Raise UsageError where a plugin cannot be called so."""
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        raise UsageError(
            f"a plugin cannot be called {name!r}: take small letters, digits and single dashes, such as "
            f"`my-tracker`, at most {LONGEST} characters"
        )
    if name in RESERVED:
        raise UsageError(
            f"`{name}` is a word of devlog's own: take the name of the system, such as `my-tracker`"
        )
    if name in shell.tolerant_app.installed.names():
        raise UsageError(f"a plugin `{name}` is installed already: take another name, or uninstall it first")


def _require_empty(target: Path) -> None:
    """Raise UsageError where something is there already."""
    if target.is_dir() and not any(target.iterdir()):
        return
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} is there already: name another folder by --out, or move it away")


def _write(target: Path, files: Mapping[str, str]) -> None:
    """All the files or, where one cannot be written, none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for path, text in files.items():
            place = made / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
            if text.startswith("#!"):
                place.chmod(0o755)
        made.chmod(0o755)
        made.rename(target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _text(path: str, count: int, name: str) -> str:
    return "\n".join(
        [
            f"Made {path} with {count} files. It works as it stands; next, where devlog is installed:",
            f"  cd {shlex.quote(path)}",
            "  pip install -e '.[test]'",
            "  pytest",
            f"  devlog plugins check {name}",
            f"  devlog sandbox {name}",
            "Then make the client, the mapping and the sandbox those of your tracker; README.md says where.",
        ]
    )
