"""Looking a plugin over without a network: what is wrong with it, and what its author does about it."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from devlog_core.plugin.candidate import Candidate, installed
from devlog_core.plugin.checks import Hooks, Refused, one_line
from devlog_core.plugin.guard import Guard
from devlog_core.plugin.inspection.actions import check_actions
from devlog_core.plugin.inspection.capabilities import check_capabilities
from devlog_core.plugin.inspection.documentation import check_documentation
from devlog_core.plugin.inspection.finding import CHECKS, SECONDS, Check, Checks, Finding, Subject
from devlog_core.plugin.inspection.importing import check_import, inspect_import
from devlog_core.plugin.inspection.info import check_info
from devlog_core.plugin.inspection.sandbox import check_sandbox
from devlog_core.plugin.inspection.service import check_hooks, check_service
from devlog_core.plugin.inspection.settings import check_schema, check_settings, check_unknown_settings
from devlog_core.plugin.inspection.triggers import check_triggers
from devlog_core.plugin.loader import taken_apart

__all__ = ["CHECKS", "Check", "Finding", "inspect_installed", "inspect_plugin"]

_CHECKS: Checks = {
    "import": check_import,
    "hooks": check_hooks,
    "info": check_info,
    "schema": check_schema,
    "settings": check_settings,
    "unknown-settings": check_unknown_settings,
    "service": check_service,
    "capabilities": check_capabilities,
    "triggers": check_triggers,
    "actions": check_actions,
    "sandbox": check_sandbox,
    "documentation": check_documentation,
}
_LATER = "ask the provider in `check` and in the methods that a sync calls, and nowhere else"
_MEND: Mapping[Check, str] = {
    "hooks": "see docs/reference/hooks.md for the names and arguments of all hooks",
    "info": "give what PluginInfo asks for",
    "schema": "let a PluginConfig make it, or see json-schema.org",
    "triggers": "make each a TriggerSpec(name=..., description=..., schema=...)",
}


def inspect_plugin(
    plugin: object,
    *,
    candidate: Candidate | None = None,
    checks: Collection[Check] = CHECKS,
    guard: Guard | None = None,
) -> tuple[Finding, ...]:
    """What these checks find wrong with a plugin; nothing where it is right.

    `plugin` is what its entry point names: a Plugin or a module of hooks. `candidate` is that entry
    point; without it the installed one with the plugin's name is taken, where there is one. A `guard`
    that is there already tells which check reached for a network.
    """
    try:
        calls, _ = taken_apart(plugin)
    except Refused as refusal:
        return (_refused("hooks", refusal, final=True),) if "hooks" in checks else ()
    subject = Subject(plugin=plugin, calls=calls, candidate=candidate or _installed(calls))
    return tuple(
        finding for check in CHECKS if check in checks for finding in _bounded(check, subject, guard)
    )


def inspect_installed(candidate: Candidate) -> tuple[Finding, ...]:
    """What is wrong with a plugin that is installed; for a process that ends after it.

    From here on this process reaches no network but loopback, and what it prints goes to standard error.
    """
    guard = Guard()
    module = candidate.value.partition(":")[0].strip()
    try:
        # Its code comes into this process only where importing it was seen to do no harm.
        if found := tuple(inspect_import(module)):
            return tuple(replace(finding, final=True) for finding in found)
    except Refused as refusal:
        return (_refused("import", refusal, final=True),)
    with contextlib.redirect_stdout(sys.stderr):
        try:
            plugin = candidate.point.load()
        except Exception as error:  # noqa: BLE001 - importing may raise anything
            cure = "let the entry point name MODULE:OBJECT as it is"
            return (Finding(check="import", problem=one_line(error), cure=cure, final=True),)
        checks = [check for check in CHECKS if check != "import"]
        return inspect_plugin(plugin, candidate=candidate, checks=checks, guard=guard)


def _bounded(check: Check, subject: Subject, guard: Guard | None) -> list[Finding]:
    """One check in a thread of its own, so that a plugin that hangs is told of."""
    found: list[Finding] = []
    thread = threading.Thread(target=lambda: found.extend(_run(check, subject)), daemon=True)
    thread.start()
    thread.join(SECONDS if check != "import" else None)
    if thread.is_alive():
        hung = f"this check comes to no end within {SECONDS:g} s"
        return [Finding(check=check, problem=hung, cure="let nothing here wait for a network or a person")]
    hosts = ", ".join(dict.fromkeys(guard.taken())) if guard else ""
    reached = Finding(check=check, problem=f"it reaches for the network: {hosts}", cure=_LATER)
    return [*found, reached] if hosts else found


def _run(check: Check, subject: Subject) -> Iterator[Finding]:
    try:
        yield from _CHECKS[check](subject)
    except Refused as refusal:
        yield _refused(check, refusal)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
        yield Finding(check=check, problem=one_line(error), cure="let nothing be raised here")


def _refused(check: Check, refusal: Refused, *, final: bool = False) -> Finding:
    return Finding(
        final=final,
        check=check,
        problem=str(refusal),
        cure=refusal.cure or _MEND.get(check, "mend it, and check again"),
    )


def _installed(calls: Hooks) -> Candidate | None:
    """The entry point with the plugin's own name; nothing is imported."""
    answer = getattr(calls, "devlog_plugin_info", None)
    try:
        name = answer().name if answer else None
    except Exception:  # noqa: BLE001 - the check of its answer tells of it
        return None
    points, _ = installed()
    return next((Candidate.of(point) for point in points if point.name == name), None)
