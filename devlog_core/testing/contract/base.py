"""What every contract class shares: what its author says, and that no test of it is dropped unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import getattr_static
from pathlib import Path
from typing import Any, ClassVar

import pytest

from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.contract.bench import Bench, Isolation
from devlog_core.testing.contract.laws import breach, proves

OPTION = "--devlog-isolation"  # Of pytest: runs the plugin as the setting says.
_WATCH = "test_the_contract_is_whole"


class Contract:
    """The part of a contract class that its author fills in."""

    plugin: ClassVar[Any]
    """The object that the plugin's entry point names."""
    exempt: ClassVar[Mapping[str, str]] = {}
    """Tests that do not run, each with the reason; the report shows them."""
    isolation: ClassVar[Isolation] = "none"
    """`process` runs the plugin in a process of its own, as `--devlog-isolation process` does."""
    page_switches: ClassVar[Mapping[str, Any]] = {"largest_page": 7}
    """Switches of the sandbox that make its lists come in small pages; one that it lacks is passed over."""
    page_config: ClassVar[Mapping[str, Any]] = {}
    """Settings that do so, where it is the plugin that asks for pages of a size."""
    items: ClassVar[int] = 30
    """How many items a list has whose reading is tested; enough for several pages."""

    devlog_contract: ClassVar[bool] = True  # By this the report knows contract classes.

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if _WATCH in vars(cls):
            raise TypeError(f"{cls.__name__} replaces {_WATCH}, which watches over all other tests")

    def make_sandbox(self) -> PlayableSandbox | None:
        """The simulator of the remote system, or an adapter to a real server; None where there is neither."""
        found = self.plugin.devlog_sandbox() if hasattr(self.plugin, "devlog_sandbox") else None
        if found is not None and not isinstance(found, PlayableSandbox):
            breach(
                f"devlog_sandbox gives a {type(found).__name__}, which is no PlayableSandbox",
                "subclass devlog_core.plugin.playing.PlayableSandbox: it speaks in the terms of entries",
            )
        return found

    def make_config(self, sandbox: Any) -> dict[str, Any]:
        """The `config` table that reaches the sandbox, with all secrets in it."""
        return {} if sandbox is None else dict(sandbox.config())

    @pytest.fixture
    def bench(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
        """The plugin under test."""
        chosen = request.config.getoption(OPTION, default=None) or self.isolation
        made = Bench(self, chosen, tmp_path)
        try:
            yield made
        finally:
            made.close()

    @proves("whole contract")
    def test_the_contract_is_whole(self) -> None:
        """Otherwise a law could be dropped in silence, and who reads `passed` would believe in it."""
        told = inherited_tests(type(self))
        wrong = [
            name
            for name, test in told.items()
            if getattr(type(self), name, None) is not test
            or getattr(getattr(self, name, None), "__func__", None) is not test
        ]
        if getattr_static(type(self), "bench") is not vars(Contract)["bench"]:
            wrong.append("bench")
        if wrong:
            breach(
                f"{type(self).__name__} deletes or replaces {', '.join(sorted(wrong))}",
                'leave inherited tests alone; what cannot hold goes into `exempt = {"test_...": "why"}`',
            )
        unknown = sorted(set(self.exempt) - told.keys())
        if unknown:
            breach(
                f"{type(self).__name__}.exempt names {', '.join(unknown)}, which the contract does not have",
                "take the name of a test from docs/plugins/contract-kit.md",
            )
        silent = sorted(name for name, reason in self.exempt.items() if not str(reason).strip())
        if silent or _WATCH in self.exempt:
            breach(
                f"{', '.join(silent) or _WATCH} cannot be exempted without a reason",
                "say in a sentence why the plugin cannot keep this law, and what its users should know",
            )


def inherited_tests(cls: type) -> dict[str, Any]:
    """The tests that a contract class inherits from the kit, by name, as the kit has them."""
    package = __name__.rpartition(".")[0]
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith(f"{package}."):
            found |= {name: value for name, value in vars(base).items() if name.startswith("test_")}
    return found
