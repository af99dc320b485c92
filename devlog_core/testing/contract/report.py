"""The pytest plugin of the contract kit: isolation, exemptions, and what the report says of both.

It is loaded with every run of pytest where devlog-core is installed, and so imports nothing of it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import pytest

_COLLECTED = pytest.StashKey[set[str]]()
_EXEMPT = "devlog_contract_exempt"
_WATCH = "test_the_contract_is_whole"
_KIT = "devlog_core.testing.contract."
_LONG = "takes long: run it with -m long"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the kit."""
    group = parser.getgroup("devlog", "the contract of devlog's plugins")
    group.addoption(
        "--devlog-isolation",
        choices=("none", "process"),
        default=None,
        help="where contract classes run their plugin: in this process, or in one of its own",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the kit's marker known."""
    config.addinivalue_line("markers", "long: takes more than a few seconds; run by `-m long`")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Skip what a class exempts, with its reason; mark what takes long, and let it take the time it needs."""
    timed = config.pluginmanager.hasplugin("timeout")
    chosen = str(config.getoption("markexpr", default="") or "")
    for item in items:
        cls = getattr(item, "cls", None)
        if not _is_contract(cls):
            continue
        config.stash.setdefault(_COLLECTED, set()).add(item.nodeid)
        name = str(getattr(item, "originalname", item.name))
        reason = getattr(cls, "exempt", {}).get(name)
        if reason and name != _WATCH:
            item.user_properties.append((_EXEMPT, str(reason)))
            item.add_marker(pytest.mark.skip(reason=f"exempt: {reason}"))
        if item.get_closest_marker("long") and "long" not in chosen:
            item.add_marker(pytest.mark.skip(reason=_LONG))
        seconds = getattr(getattr(item, "obj", None), "devlog_seconds", None)
        if seconds and timed and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(seconds))


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """What is left out openly, and counted so, is the caller's business."""
    for item in items:
        item.config.stash.get(_COLLECTED, set()).discard(item.nodeid)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse a run in which a class or a conftest drops tests of the contract in silence."""
    classes: set[Any] = {getattr(item, "cls", None) for item in session.items}
    unwatched = {
        cls.__name__
        for cls in classes
        if _is_contract(cls) and getattr(getattr(cls, _WATCH, None), "__module__", "") != f"{_KIT}base"
    }
    kept = {item.nodeid for item in session.items}
    gone = sorted(session.config.stash.get(_COLLECTED, set()) - kept)
    if unwatched or gone:
        what = f"{', '.join(sorted(unwatched))}: {_WATCH}" if unwatched else ", ".join(gone[:5])
        raise pytest.UsageError(
            f"tests of devlog's plugin contract are dropped in silence ({what}); "
            'what cannot hold goes into `exempt = {"test_...": "why"}`'
        )


def _is_contract(cls: Any) -> bool:
    """By its bases: what the class says of itself can be changed by it."""
    return any(base.__module__.startswith(_KIT) for base in getattr(cls, "__mro__", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say of a failed test of the contract which law it proves, and where the plugin breaks it the cure."""
    report = yield
    law = getattr(getattr(item, "obj", None), "devlog_law", None)
    if law is None or not report.failed or call.excinfo is None:
        return report
    why = " ".join((item.obj.__doc__ or "").split())  # type: ignore[attr-defined]
    problem = getattr(call.excinfo.value, "problem", None)
    if problem is None:
        report.sections.append(("devlog contract", f"{law}\n{why}"))
    else:
        cure = getattr(call.excinfo.value, "cure", "")
        report.longrepr = f"{item.name}: {problem}\n  breaks  {law}\n  why     {why}\n  cure    {cure}"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List what was exempted from the contract, each with its reason."""
    told = {
        (report.nodeid, value)
        for report in terminalreporter.stats.get("skipped", ())
        for name, value in getattr(report, "user_properties", ())
        if name == _EXEMPT
    }
    if told:
        terminalreporter.section("exempt from devlog's plugin contract")
        for nodeid, reason in sorted(told):
            terminalreporter.write_line(f"{nodeid}: {reason}")
