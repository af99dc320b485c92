"""What ships is whole: a wheel that misses a file works in this tree and nowhere else."""

from __future__ import annotations

import email
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from importlib.metadata import Distribution as Installed
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.packaging.conftest import Distribution


def test_wheel_holds_every_file_of_the_package(distribution: Distribution) -> None:
    package = distribution.package
    expected = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in within(path, package))
    }
    assert f"{package.name}/py.typed" in expected
    assert expected <= names(distribution.wheel)


def test_wheel_holds_nothing_but_the_package(distribution: Distribution) -> None:
    tops = {name.split("/")[0] for name in names(distribution.wheel)}
    assert tops == {distribution.package.name, distribution.info}


def test_wheel_carries_its_licence(distribution: Distribution) -> None:
    with zipfile.ZipFile(distribution.wheel) as wheel:
        assert b"Apache License" in wheel.read(f"{distribution.info}/licenses/LICENSE")
        metadata = email.message_from_bytes(wheel.read(f"{distribution.info}/METADATA"))
    assert metadata["License-Expression"] == "Apache-2.0"


def test_sdist_holds_the_package_and_no_other(distribution: Distribution) -> None:
    with tarfile.open(distribution.sdist) as sdist:
        files = {Path(name).relative_to(Path(name).parts[0]).as_posix() for name in sdist.getnames()}
    assert (distribution.package / "py.typed").relative_to(distribution.folder).as_posix() in files
    assert not [name for name in files if name.startswith(("plugins/", ".venv", "requirements/"))]


def test_each_installs_by_itself_and_offline(distribution: Distribution, tmp_path: Path) -> None:
    installed = install(distribution.wheel, into=tmp_path)
    assert set(installed) == {distribution.name}
    project = distribution.project
    found = {(point.group, point.name, point.value) for point in installed[distribution.name].entry_points}
    assert found == {
        *(("console_scripts", name, value) for name, value in project.get("scripts", {}).items()),
        *(
            (group, name, value)
            for group, points in project.get("entry-points", {}).items()
            for name, value in points.items()
        ),
    }


def test_command_starts_from_the_wheel(built: dict[str, Distribution], tmp_path: Path) -> None:
    install(built["devlog-core"].wheel, into=tmp_path)
    code = "import devlog_core.cli.main as it; print(it.__file__, flush=True); it.main()"
    done = subprocess.run(
        [tmp_path / "bin/python", "-c", code, "--help"],
        cwd=tmp_path,
        env={"PYTHONPATH": sysconfig.get_path("purelib")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    where, usage = done.stdout.split("\n", 1)
    assert Path(where).is_relative_to(tmp_path)
    assert usage.startswith("Usage:")


@pytest.mark.parametrize("plugin", ["git", "github"])
def test_plugin_depends_on_the_core_and_no_other_plugin(built: dict[str, Distribution], plugin: str) -> None:
    needs = [need for need in built[f"devlog-{plugin}"].project["dependencies"] if need.startswith("devlog")]
    assert needs == ["devlog-core>=0.1"]


def within(path: Path, folder: Path) -> tuple[str, ...]:
    return path.relative_to(folder).parts


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def install(wheel: Path, *, into: Path) -> dict[str, Installed]:
    """Put a wheel into an environment of its own, as pip does, and read back what stands there."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", into], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(into / "bin/python"), "install", "--quiet"]
    command = [*pip, "--isolated", "--no-index", "--no-deps", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    site = next(into.glob("lib/python*/site-packages"))
    return {each.name: each for each in distributions(path=[str(site)])}
