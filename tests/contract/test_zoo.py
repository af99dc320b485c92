"""Each broken plugin of the zoo, and the test of the kit that catches it."""

from __future__ import annotations

from devlog_core.testing.contract import TrackerContract
from devlog_core.testing.contract import base as kit
from tests.contract.zoo import (
    cursors,
    deliveries,
    driving,
    eager,
    paging,
    records,
    saying,
    translating,
    writing,
)
from tests.contract.zoo.animal import ATTACKS, animals_of

ZOO = (
    *animals_of(paging, cursors, deliveries, driving, saying, writing, translating, records),
    eager.ANIMAL,
)
for _animal in ZOO:
    # The hooks of conftest.py turn these classes round: the test that is named has to fail.
    globals()[f"Test{_animal.name}"] = type(
        f"Test{_animal.name}",
        (TrackerContract,),
        {"__doc__": _animal.fault, "__module__": __name__, "plugin": _animal.plugin, "animal": _animal},
    )


LAWS = frozenset(kit.inherited_tests(TrackerContract)) - {"test_the_contract_is_whole"}


def test_each_animal_names_a_test() -> None:
    """Otherwise an animal that no test catches would be passed over in silence."""
    assert [animal for animal in ZOO if animal.caught_by not in LAWS or not animal.fault.endswith(".")] == []
    assert len({animal.name for animal in ZOO}) == len(ZOO)


def test_no_law_is_without_teeth() -> None:
    """Otherwise a test of the kit could pass whatever a plugin does, and nobody would see it."""
    assert sorted(LAWS - ATTACKS - {animal.caught_by for animal in ZOO}) == []
