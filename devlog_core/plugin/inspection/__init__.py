"""Looking a plugin over without a network: what is wrong with it, and what its author does about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pluggy

from devlog_core.plugin import hookspecs
from devlog_core.plugin.candidate import Candidate, installed
from devlog_core.plugin.checks import Hooks, Refused, one_line, split
from devlog_core.plugin.inspection.actions import check_actions
from devlog_core.plugin.inspection.capabilities import check_capabilities
from devlog_core.plugin.inspection.finding import CHECKS, Check, Checks, Finding, Subject
from devlog_core.plugin.inspection.info import check_info
from devlog_core.plugin.inspection.service import check_hooks, check_service
from devlog_core.plugin.inspection.settings import check_schema, check_settings, check_unknown_settings
from devlog_core.plugin.inspection.triggers import check_triggers

__all__ = ["CHECKS", "Check", "Finding", "inspect_plugin"]

_CHECKS: Checks = {
    "hooks": check_hooks,
    "info": check_info,
    "schema": check_schema,
    "settings": check_settings,
    "unknown-settings": check_unknown_settings,
    "service": check_service,
    "capabilities": check_capabilities,
    "triggers": check_triggers,
    "actions": check_actions,
}


def inspect_plugin(
    plugin: object, *, candidate: Candidate | None = None, checks: Collection[Check] = CHECKS
) -> tuple[Finding, ...]:
    """What these checks find wrong with a plugin; nothing where it is right.

    `plugin` is what its entry point names: a Plugin or a module of hooks. `candidate` is that entry
    point; without it the installed one with the plugin's name is taken, where there is one.
    """
    try:
        calls, _ = split(plugin, pluggy.PluginManager(hookspecs.PROJECT).parse_hookimpl_opts)
    except Refused as refusal:
        return tuple(_refused("hooks", refusal)) if "hooks" in checks else ()
    subject = Subject(plugin=plugin, calls=calls, candidate=candidate or _installed(calls))
    return tuple(
        finding
        for check in CHECKS
        if check in checks and check in _CHECKS
        for finding in _run(check, subject)
    )


def _run(check: Check, subject: Subject) -> Iterator[Finding]:
    try:
        yield from _CHECKS[check](subject)
    except Refused as refusal:
        yield from _refused(check, refusal)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
        yield Finding(check=check, problem=one_line(error), cure="let nothing be raised here")


def _refused(check: Check, refusal: Refused) -> Iterator[Finding]:
    yield Finding(check=check, problem=str(refusal), cure=refusal.cure or "mend it")


def _installed(calls: Hooks) -> Candidate | None:
    """The entry point with the plugin's own name; nothing is imported."""
    answer = getattr(calls, "devlog_plugin_info", None)
    try:
        name = answer().name if answer else None
    except Exception:  # noqa: BLE001 - the check of its answer tells of it
        return None
    points, _ = installed()
    return next((Candidate.of(point) for point in points if point.name == name), None)
