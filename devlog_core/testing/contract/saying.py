"""What a plugin says of itself, looked at without its network, as `devlog plugins check` does."""

from __future__ import annotations

import pytest

from devlog_core.plugin.candidate import Candidate
from devlog_core.plugin.inspection import Check, inspect_plugin
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench
from devlog_core.testing.contract.given import place_of
from devlog_core.testing.contract.laws import expect, proves


class SaysContract(Contract):
    """A plugin tells name, settings, triggers and actions, and importing it does nothing."""

    @proves("shape")
    def test_info_is_whole(self, bench: Bench) -> None:
        """Otherwise the catalogue could not show what the plugin is, nor devlog whether it can be loaded."""
        _look(bench, "info")
        expect(bench.info.version, "PluginInfo.version is empty", "give Plugin(...) its distribution")

    @proves("shape")
    def test_importing_does_nothing(self, bench: Bench) -> None:
        """Otherwise listing plugins would open connections, write files or start threads."""
        if not place_of(bench.plugin):
            pytest.skip("no module holds the plugin object by name")
        _look(bench, "import")

    @proves("shape")
    def test_hooks_are_known(self, bench: Bench) -> None:
        """Otherwise a misspelt hook would never be called, and nobody would say so."""
        _look(bench, "hooks")
        bench.plugins.load_all()
        failures = [f"{failure.reason}; {failure.cure}" for failure in bench.plugins.failures]
        expect(not failures, "; ".join(failures), "name hooks and their arguments as hookspecs.py does")

    @proves("shape")
    def test_settings_schema_is_valid(self, bench: Bench) -> None:
        """Otherwise settings could not be checked before the first sync."""
        _look(bench, "schema")

    @proves("shape")
    def test_settings_are_described(self, bench: Bench) -> None:
        """Otherwise nobody would know what to write, nor where to take it from."""
        _look(bench, "settings")

    @proves("refused whole")
    def test_unknown_settings_are_refused(self, bench: Bench) -> None:
        """Otherwise a misspelt key would be passed over, and its default would rule."""
        _look(bench, "unknown-settings")

    @proves("shape")
    def test_service_and_capabilities_are_whole(self, bench: Bench) -> None:
        """Otherwise the engine would ask for what the service cannot do, or never for what it can."""
        _look(bench, "service", "capabilities")

    @proves("shape")
    def test_actions_are_typed(self, bench: Bench) -> None:
        """Otherwise workflows that use an action could not be checked before they run."""
        _look(bench, "actions")

    @proves("shape")
    def test_triggers_are_described(self, bench: Bench) -> None:
        """Otherwise nobody could write a workflow that reacts to them."""
        _look(bench, "triggers")

    @proves("shape")
    def test_sandbox_starts_and_stops(self, bench: Bench) -> None:
        """Otherwise `devlog demo` and every test on the simulator would leave threads and ports behind."""
        _look(bench, "sandbox")

    @proves("shape")
    def test_documentation_is_present(self, bench: Bench) -> None:
        """Otherwise whoever installs the plugin would have nothing to read."""
        service = bench.plugins.service_class(bench.info.name)
        expect(
            service is None or (vars(service).get("__doc__") or "").strip(),
            f"{service.__name__ if service else ''} has no docstring",
            "say in a sentence what one integration can do",
        )
        if bench.point.dist is None:
            pytest.skip("the plugin is not installed, and a README belongs to a distribution")
        _look(bench, "documentation")


def _look(bench: Bench, *checks: Check) -> None:
    """The findings of an inspection are breaches."""
    findings = inspect_plugin(bench.plugin, candidate=Candidate.of(bench.point), checks=checks)
    expect(
        not findings,
        "; ".join(finding.problem for finding in findings),
        "; ".join(dict.fromkeys(finding.cure for finding in findings)),
    )
