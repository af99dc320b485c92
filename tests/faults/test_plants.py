"""Faults that other tools have, planted in a copy of this one: each must fail the test that it names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.copies import ROOT, Copy, Plant, asserted, plants

PROMISED = (
    "01-mark-not-looked-for",
    "02-base-from-the-whole-answer",
    "03-base-not-updated",
    "04-outbox-dropped-beyond-the-sequence",
    "05-cursor-before-the-page",
    "06-watermark-from-our-clock",
    "07-watermark-at-the-end",
    "08-read-failure-taken-for-gone",
    "09-empty-delta-taken-for-shrinking",
    "10-older-over-newer",
    "11-retry-after-ignored",
    "12-echo-not-dropped",
    "13-foreign-label-removed",
    "14-label-list-replaced",
    "15-lossy-status-read-back",
    "16-newest-without-journal",
    "17-comment-posted-again",
    "62-mark-not-on-a-new-issue",
    "63-clone-taken-for-ours",
    "64-embedded-list-taken-for-whole",
    "65-no-overlap-of-jiras-readings",
    "66-jira-by-our-clock",
    "67-foreign-label-of-jira-removed",
    "68-restricted-comment-carried-on",
    "69-status-on-the-way-taken-for-an-edit",
    "70-booking-of-somebody-else-rewritten",
    "71-panel-dropped",
    "74-azure-precondition-left-out",
    "75-azure-mark-as-a-tag-alone",
    "76-azure-copy-taken-for-ours",
    "77-azure-refused-precondition-swallowed",
    "78-azure-cut-query-taken-for-whole",
    "79-azure-continuation-token-not-followed",
    "80-azure-null-of-a-batch-passed-over",
    "81-azure-foreign-tags-replaced",
    "82-azure-comment-format-lost",
    "83-azure-recycled-item-not-seen",
    "84-azure-by-our-clock",
    "85-azure-links-token-not-followed",
    "86-azure-delivery-without-a-password",
    "87-azure-format-of-a-field-forgotten",
    "88-azure-rich-text-dropped",
    "89-azure-half-made-item-taken-for-whole",
)
EVERY = [pytest.param(plant, id=plant.name) for plant in plants()]


@pytest.fixture
def copy() -> Iterator[Copy]:
    """A copy of the tree, as it is."""
    with TemporaryDirectory(prefix="devlog-plant-") as folder:
        yield Copy(Path(folder).resolve())


def functions(file: str) -> set[str]:
    """The tests that a file defines."""
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_promised_fault_is_planted() -> None:
    """Otherwise a plant that went with a change is missed by nobody."""
    names = [plant.name for plant in plants()]
    assert set(PROMISED) <= set(names)
    numbers = [name.partition("-")[0] for name in names]
    assert numbers == [f"{number:02}" for number in range(1, len(names) + 1)]


def test_every_plant_applies_and_names_tests_that_exist(copy: Copy) -> None:
    """Otherwise the change of a line takes a proof away until somebody runs the long tests."""
    wrong: list[str] = []
    for plant in plants():
        if not (plant.wrong and plant.tests and plant.touched):
            wrong.append(f"{plant.name} does not say what is wrong, or which test fails of it")
        if any(not name.startswith(("devlog_core/", "plugins/")) for name in plant.touched):
            wrong.append(f"{plant.name} changes something else than the product")
        if refused := copy.apply(plant, check=True):
            wrong.append(f"{plant.name} no longer applies, renew it (CONTRIBUTING.md says how): {refused}")
        for test in plant.tests:
            file, _, name = test.partition("::")
            if not (ROOT / file).is_file() or name.partition("[")[0] not in functions(file):
                wrong.append(f"{plant.name} names {test}, which does not exist")
    assert wrong == []


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_named_tests_pass_without_a_plant(copy: Copy) -> None:
    """Otherwise their failing says nothing."""
    tests = sorted({test for plant in plants() for test in plant.tests})
    outcome = copy.run(tests)
    assert outcome.code == 0, outcome.said
    assert [test for test in tests if not outcome.of(test)] == []
    assert {name: why for name, why in outcome.failures.items() if why} == {}


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("plant", EVERY)
def test_a_planted_fault_fails_its_tests(plant: Plant, copy: Copy) -> None:
    """Otherwise the fault could come back, and nobody would see it."""
    refused = copy.apply(plant)
    assert not refused, f"{plant.name} no longer applies, renew it (CONTRIBUTING.md says how): {refused}"
    outcome = copy.run(plant.tests)
    assert outcome.code == 1, outcome.said
    for test in plant.tests:
        cases = outcome.of(test)
        assert any(asserted(why) for why in cases.values()), (
            f"{test}: {cases or 'was not run'}\n{outcome.said}"
        )
