"""Each broken plugin of the zoo, and the test of the kit that catches it."""

from __future__ import annotations

from devlog_core.testing.contract import TrackerContract
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
from tests.contract.zoo.animal import animals_of

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


def test_there_is_a_way_for_each_law() -> None:
    """Otherwise a test of the kit could be without teeth, and nobody would see it."""
    assert len(ZOO) > 30
