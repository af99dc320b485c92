"""A directory and an environment for the demo alone: nothing of the user's is read, nothing is left."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

AUTHOR = "ada"
_HERE = "127.0.0.1,localhost"


@contextmanager
def surroundings(name: str, *, keep: bool) -> Iterator[Path]:
    """An empty directory to work in, with an environment that fits; all is as before at the end."""
    before, start = dict(os.environ), Path.cwd()
    with _folder(keep) as folder:
        root = folder / name
        root.mkdir()
        try:
            _become(_environment(before, folder))
            os.chdir(root)
            yield root
        finally:
            os.chdir(start)
            _become(before)


@contextmanager
def _folder(keep: bool) -> Iterator[Path]:
    if keep:
        yield Path(tempfile.mkdtemp(prefix="devlog-demo-")).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="devlog-demo-") as folder:
        yield Path(folder).resolve()


def _environment(before: Mapping[str, str], folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in before.items() if not name.upper().startswith(("DEVLOG_", "GIT_"))}
    proxied = [before[name] for name in ("no_proxy", "NO_PROXY") if before.get(name)]
    direct = ",".join([*proxied[:1], _HERE])
    return kept | {
        "DEVLOG_USER": AUTHOR,
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "NO_PROXY": direct,
        "no_proxy": direct,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": AUTHOR.title(),
        "GIT_AUTHOR_EMAIL": f"{AUTHOR}@example.org",
        "GIT_COMMITTER_NAME": AUTHOR.title(),
        "GIT_COMMITTER_EMAIL": f"{AUTHOR}@example.org",
    }


def _become(environ: Mapping[str, str]) -> None:
    for name in set(os.environ) - set(environ):
        del os.environ[name]
    os.environ.update(environ)
