"""No law is dropped in silence: what a contract class leaves out stands in the report, or fails it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from devlog_core.testing.contract.base import inherited_tests
from devlog_core.testing.contract.bench import Bench
from devlog_core.testing.contract.classes import PluginContract, SourceContract
from devlog_core.testing.contract.laws import Breach

pytest_plugins = ["pytester"]

PLUGIN = '''
from devlog_core.model.remote import AccountInfo
from devlog_core.plugin.config import PluginConfig
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.service import IntegrationService


class Settings(PluginConfig):
    """None."""


class Counter(IntegrationService[Settings]):
    """Counts what it is given."""

    account = "counter"

    def check(self):
        return AccountInfo(account=self.account)

    def scope(self):
        return None


plugin = Plugin(Counter, Settings, name="counter", description="Counts.", distribution="devlog-core")
'''
WATCH = "test_the_contract_is_whole"
IMPORTS = "import pytest\nfrom devlog_core.testing.contract import PluginContract\nimport counter"
CLASS = "class TestCounter(PluginContract):\n    plugin = counter.plugin\n"
BARE = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist")


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Runs contract classes whose bodies go on with these lines."""
    return Run(pytester)


class Run:
    """A project of an author, with a contract class for each of the bodies."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        pytester.makepyfile(counter=PLUGIN)
        pytester.syspathinsert()

    def __call__(self, *bodies: tuple[str, ...], options: tuple[str, ...] = ()) -> pytest.RunResult:
        classes = [
            f"class TestCounter{number or ''}(PluginContract):\n    plugin = counter.plugin\n"
            + "".join(f"    {line}\n" for line in lines)
            for number, lines in enumerate(bodies or ((),))
        ]
        self._pytester.makepyfile(test_counter="\n\n".join([IMPORTS, *classes]))
        return self._pytester.runpytest_inprocess("-rs", *BARE, *options)


def test_a_plugin_without_a_sandbox_passes(run: Run) -> None:
    """Otherwise observers and sets of actions could not be proven right."""
    result = run()
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] > outcomes["skipped"]
    assert outcomes["passed"] + outcomes["skipped"] == len(inherited_tests(PluginContract))
    result.stdout.fnmatch_lines(["*the settings in use hold no secret*"])


def test_an_exemption_shows_its_reason(run: Run) -> None:
    """Otherwise nobody would know which law a plugin does not keep."""
    exempt = 'exempt = {"test_shut_down_twice": "ends with its process"}'
    result = run((exempt,), options=("-k", "whole or shut_down"))
    result.stdout.fnmatch_lines(
        [
            "*exempt from devlog's plugin contract*",
            "*TestCounter::test_shut_down_twice: ends with its process*",
            "*exempt: ends with its process*",
        ]
    )
    outcomes = result.parseoutcomes()
    assert (outcomes["skipped"], outcomes.get("failed")) == (1, None)


DROPPED = (
    ("test_shut_down_twice = None",),
    ("def test_shut_down_twice(self):", "    pass"),
    ('exempt = {"test_shut_down_twice": " "}',),
    ('exempt = {"test_shut_down": "it does not exist"}',),
    ('exempt = {"test_the_contract_is_whole": "who watches"}',),
)


def test_what_is_dropped_in_silence_fails(run: Run) -> None:
    """Otherwise `passed` would say more than was tried."""
    result = run(*DROPPED, options=("-k", WATCH))
    assert result.parseoutcomes()["failed"] == len(DROPPED)
    result.stdout.fnmatch_lines(
        [f"*{WATCH}: *", "*  breaks  the contract: no inherited test*"] * len(DROPPED)
    )


def test_who_watches_cannot_be_replaced(run: Run) -> None:
    """Otherwise all of it could be dropped by two lines."""
    result = run(("def test_the_contract_is_whole(self):", "    pass"))
    assert result.parseoutcomes() == {"errors": 1}
    result.stdout.fnmatch_lines(["*TestCounter replaces test_the_contract_is_whole*"])


@pytest.mark.parametrize(
    "trick",
    [
        "TestCounter.test_the_contract_is_whole = lambda self: None",
        "TestCounter.test_the_contract_is_whole = None",
        "TestCounter.devlog_contract = False; TestCounter.test_the_contract_is_whole = None",
    ],
)
def test_nobody_takes_the_watch_away(run: Run, pytester: pytest.Pytester, trick: str) -> None:
    """Otherwise two lines below the class would drop any law, and the report would say `passed`."""
    pytester.makepyfile(counter=PLUGIN, test_trick=f"{IMPORTS}\n\n{CLASS}\n{trick}\n")
    result = pytester.runpytest_inprocess(*BARE, "test_trick.py")
    result.stderr.fnmatch_lines(["*dropped in silence (TestCounter: test_the_contract_is_whole)*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_a_conftest_drops_nothing_in_silence(run: Run, pytester: pytest.Pytester) -> None:
    """Otherwise a law could be dropped where nobody looks, and who reads `passed` would believe in it."""
    pytester.makeconftest(
        "def pytest_collection_modifyitems(items):\n"
        "    items[:] = [i for i in items if 'twice' not in i.name]\n"
    )
    result = run()
    result.stderr.fnmatch_lines(["*dropped in silence (*::test_shut_down_twice)*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_what_the_caller_leaves_out_is_his_business(run: Run) -> None:
    """Otherwise nobody could run one test of the contract alone."""
    result = run(
        options=("-k", "shut_down", "--deselect", "test_counter.py::TestCounter::test_info_is_whole")
    )
    assert result.parseoutcomes()["passed"] == 1


def test_the_bench_is_the_kits(run: Run) -> None:
    """Otherwise a fixture of the class could skip every test that asks for it."""
    result = run(("@pytest.fixture", "def bench(self):", "    pytest.skip('no bench')"))
    result.stdout.fnmatch_lines(["*TestCounter deletes or replaces bench*"])


def test_a_test_cannot_be_emptied(tmp_path: Path) -> None:
    """Otherwise a setting of the class would drop a law without any exemption."""

    class Emptied(SourceContract):
        plugin = None
        limit_faults = ()

    terms = Emptied()
    with pytest.raises(Breach, match="no limit is tested"):
        terms.test_limits_are_told_with_their_end(Bench(terms, "none", tmp_path))


def test_walks_and_stories_may_take_minutes(run: Run, pytester: pytest.Pytester) -> None:
    """Otherwise what ends a test that hangs would end a walk in processes of its own on a busy machine."""
    attacks = "from devlog_core.testing.contract import TrackerContract\nimport counter\n\n\n"
    attacks += "class TestCounter(TrackerContract):\n    plugin = counter.plugin\n"
    items, _ = pytester.inline_genitems(pytester.makepyfile(test_attacks=attacks), *BARE)
    given = {item.name: marker.args[0] for item in items if (marker := item.get_closest_marker("timeout"))}
    assert given == {
        "test_a_kill_at_some_moments": 600,
        "test_a_kill_at_every_moment": 3600,
        "test_stories_keep_the_laws": 600,
        "test_many_stories_keep_the_laws": 3600,
    }


def test_it_costs_other_projects_nothing() -> None:
    """Otherwise every run of pytest where devlog is installed would first import all of the kit."""
    script = (
        "import sys, devlog_core.testing.contract.report\n"
        "print(*sorted(name for name in sys.modules if name.startswith('devlog_core')))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    package = "devlog_core.testing.contract"
    assert ran.stdout.split() == ["devlog_core", "devlog_core.testing", package, f"{package}.report"]


def test_a_failure_tells_the_cure(run: Run, pytester: pytest.Pytester) -> None:
    """Otherwise an author would read our tests to understand what is wrong with his plugin."""
    pytester.makepyfile(counter=PLUGIN.replace('account = "counter"', 'account = ""'))
    result = run(options=("-k", "check_says"))
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(
        [
            "test_check_says_who_we_are: check() names no account",
            "  breaks  the contract: *",
            "  why     Otherwise *",
            "  cure    return AccountInfo(account=...)*",
        ]
    )


def test_a_plugin_that_does_not_load_says_why(run: Run, pytester: pytest.Pytester) -> None:
    """Otherwise every test would fail with something else."""
    pytester.makepyfile(counter=PLUGIN.replace('name="counter"', 'name="Counter"'))
    result = run(options=("-k", "shut_down"))
    result.stdout.fnmatch_lines(["*is reserved or not of the form*"])
