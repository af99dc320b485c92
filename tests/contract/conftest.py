"""Turns the classes of the zoo round: the test that catches an animal has to fail, and by its message.

Of each class only that test is collected, unless the long tests are run: then all of them, to see what else
an animal's fault breaks.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from devlog_core.testing.contract.given import place_of
from devlog_core.testing.distribution import lay_out
from tests.contract.zoo.animal import ATTACKS, Animal


def animal_of(node: Any) -> Animal | None:
    """The animal that a class of tests, or a test of one, is about."""
    found = getattr(getattr(node, "cls", None), "animal", None)
    return found if isinstance(found, Animal) else None


@pytest.fixture(autouse=True)
def distribution(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the animal, as far as anybody can see, where it has something to say in a README."""
    animal = animal_of(request.node)
    if animal is None or not animal.readme:
        return
    point = f"[devlog.plugins]\nreference = {place_of(animal.plugin)}\n"
    more = f"Summary: A board.\nRequires-Dist: devlog-core\n\n{animal.readme}"
    lay_out(tmp_path / "site", "devlog-reference", point, more=more)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))


def _whole(config: pytest.Config) -> bool:
    return str(config.getoption("markexpr", default="")) == "long"


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector: pytest.Collector, name: str) -> list[pytest.Item] | None:
    """Leave out the tests that are not about an animal."""
    animal = animal_of(collector)
    if animal is None or name == animal.caught_by:
        return None
    return None if _whole(collector.config) and name not in ATTACKS else []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark what only the long tests run."""
    for item in items:
        animal = animal_of(item)
        if animal is not None and animal.caught_by != _name(item):
            item.add_marker(pytest.mark.long)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say of the test that is named whether it caught the animal, and of the others only what they found."""
    report = yield
    animal = animal_of(item)
    if animal is None:
        return report
    if _name(item) != animal.caught_by:
        if report.failed:
            report.user_properties.append((f"{animal.name} breaks besides", {_name(item): 1}))
            report.outcome, report.longrepr = "passed", None
        return report
    if report.when == "call":
        told = str(report.longrepr or "")
        wrong = _escaped(animal, report, told)
        report.outcome, report.longrepr = ("failed", wrong) if wrong else ("passed", None)
    elif report.when == "teardown" and report.failed:
        # A plugin that is broken may well break when it is ended.
        report.outcome, report.longrepr = "passed", None
    return report


def _escaped(animal: Animal, report: pytest.TestReport, told: str) -> str | None:
    if not report.failed:
        why = f": {told}" if report.skipped else ""
        return f"{animal.caught_by} {report.outcome} for {animal.name}, which {_lower(animal.fault)}{why}"
    if not re.search(animal.says, told):
        return f"{animal.caught_by} caught {animal.name}, but does not say {animal.says!r}:\n{told}"
    return None


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _name(item: pytest.Item) -> str:
    return str(getattr(item, "originalname", item.name))
