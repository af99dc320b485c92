"""An environment like a user's: what is installed in it is what a release holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Room:
    """An environment of its own that has the libraries of this one, but nothing of devlog."""

    def __init__(self, folder: Path) -> None:
        self.cwd = folder / "work"
        self.cwd.mkdir(parents=True)
        self._env = folder / "env"
        run(sys.executable, "-m", "venv", "--without-pip", str(self._env))
        libraries = folder / "libraries"
        libraries.mkdir()
        for found in Path(sysconfig.get_path("purelib")).iterdir():
            if "devlog" not in found.name and found.suffix != ".pth":
                (libraries / found.name).symlink_to(found)
        site = next(self._env.glob("lib/python*/site-packages"))
        (site / "libraries.pth").write_text(f"{libraries}\n", "utf-8")
        self.python = str(self._env / "bin/python")
        home = {name: str(folder / name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        self.environ = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **home}

    def install(self, *wheels: Path) -> None:
        """Put wheels in, as pip does."""
        pip = [sys.executable, "-m", "pip", "--python", self.python, "install", "--quiet", "--isolated"]
        run(*pip, "--no-index", "--no-deps", "--no-compile", *map(str, wheels))

    def ok(self, *args: str) -> str:
        """What `devlog` prints, ending well."""
        return run(self._devlog, *args, cwd=self.cwd, env=self.environ)

    def json(self, *args: str) -> Any:
        """The one document that it prints."""
        return json.loads(self.ok(*args, "--json"))

    def tested(self, project: Path, *args: str) -> str:
        """What the project's own tests say, passing."""
        command = [self.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *args]
        return run(*command, cwd=project, env=self.environ)

    def python_says(self, script: str) -> str:
        """What a script prints."""
        return run(self.python, "-c", script, cwd=self.cwd, env=self.environ).strip()

    @contextmanager
    def sandbox(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The plugin's simulator as `devlog sandbox` serves it: its address and settings."""
        command = [self._devlog, "sandbox", name, "--json"]
        with subprocess.Popen(
            command, cwd=self.cwd, env=self.environ, stdout=subprocess.PIPE, text=True
        ) as serving:
            try:
                assert serving.stdout is not None
                served = json.loads(serving.stdout.readline())["sandboxes"][0]
                yield served["url"], served["config"]
            finally:
                serving.terminate()

    @property
    def _devlog(self) -> str:
        return str(self._env / "bin/devlog")


def run(*command: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """What a command prints, ending well."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout
