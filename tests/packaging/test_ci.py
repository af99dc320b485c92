"""What continuous integration runs is what a developer runs, and nothing that can change underneath."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture(scope="module")
def job(root: Path) -> dict[str, Any]:
    workflow = yaml.safe_load((root / ".github/workflows/ci.yml").read_text())
    test: dict[str, Any] = workflow["jobs"]["test"]
    return test


def test_every_python_that_we_claim_is_tested(root: Path, job: dict[str, Any]) -> None:
    claims = tomllib.loads((root / "pyproject.toml").read_text())["project"]["classifiers"]
    versions = [claim.split(" :: ")[-1] for claim in claims if re.search(r":: 3\.\d+$", claim)]
    assert job["strategy"]["matrix"]["python"] == versions


def test_actions_are_pinned_by_commit(job: dict[str, Any]) -> None:
    loose = [step["uses"] for step in job["steps"] if "uses" in step]
    assert not [uses for uses in loose if not re.search(r"@[0-9a-f]{40}$", uses)]


def test_both_run_the_same_targets(root: Path, job: dict[str, Any]) -> None:
    targets = [step["run"] for step in job["steps"] if "run" in step]
    assert targets == re.findall(r"^make \w+", (root / ".ci/run").read_text(), re.MULTILINE)


@pytest.mark.parametrize(("failing", "status"), [("none", 0), ("test", 1), ("check", 1)])
def test_either_failing_fails_the_run_and_both_run(
    root: Path, tmp_path: Path, failing: str, status: int
) -> None:
    make = tmp_path / "make"
    make.write_text(f'#!/bin/sh\necho "$1"\n[ "$1" != {failing} ]\n')
    make.chmod(0o755)
    env = {"PATH": f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    done = subprocess.run([root / ".ci/run"], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (status, "test\ncheck\n")


@pytest.mark.parametrize("target", ["demo", "test", "test-long", "check", "bench"])
def test_every_promised_target_sets_up_what_it_needs(root: Path, target: str) -> None:
    command, env = ["make", "-n", target], {"PATH": os.environ["PATH"]}
    plan = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert plan.returncode == 0, plan.stderr
    assert plan.stdout.startswith("tools/bootstrap.sh\n")


def test_every_plugin_is_held_to_the_same_rules(root: Path) -> None:
    """A plugin left out of these lists is neither typed nor kept from importing what it must not."""
    tool = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    rules = {rule["name"]: rule for rule in tool["importlinter"]["contracts"]}
    narrow = rules["Plugins import model, plugin and testing of the core only"]
    for source in root.glob("plugins/*/src/*"):
        assert f"$MYPY_CONFIG_FILE_DIR/{source.parent.relative_to(root)}" in tool["mypy"]["mypy_path"]
        assert source.name in tool["ruff"]["lint"]["isort"]["known-first-party"]
        assert source.name in tool["importlinter"]["root_packages"]
        assert source.name in rules["The core knows no provider"]["forbidden_modules"]
        assert source.name in narrow["source_modules"]
        assert source.name in rules["Plugins never import each other"]["modules"]
