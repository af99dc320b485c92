"""What the packaging tests share: the tree, its distributions, and their wheels built once."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DISTRIBUTIONS = {
    folder.name if folder != ROOT else "devlog-core": folder
    for folder in (ROOT, *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml")))
}


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """One distribution of the workspace and what was built of it."""

    name: str
    folder: Path
    wheel: Path
    sdist: Path

    @property
    def project(self) -> dict[str, Any]:
        project: dict[str, Any] = tomllib.loads((self.folder / "pyproject.toml").read_text())["project"]
        return project

    @property
    def package(self) -> Path:
        name = self.name.replace("-", "_")
        return next(path for path in (self.folder / "src" / name, self.folder / name) if path.is_dir())

    @property
    def info(self) -> str:
        return f"{self.package.name}-{self.project['version']}.dist-info"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Distribution]:
    """Every distribution, built as a release builds it."""
    out = tmp_path_factory.mktemp("built")
    with ThreadPoolExecutor() as pool:
        each = pool.map(lambda name: build(name, DISTRIBUTIONS[name], out / name), DISTRIBUTIONS)
        return dict(zip(DISTRIBUTIONS, each, strict=True))


@pytest.fixture(params=DISTRIBUTIONS)
def distribution(request: pytest.FixtureRequest, built: dict[str, Distribution]) -> Distribution:
    return built[request.param]


def build(name: str, folder: Path, out: Path) -> Distribution:
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Distribution(
        name=name, folder=folder, wheel=next(out.glob("*.whl")), sdist=next(out.glob("*.tar.gz"))
    )
