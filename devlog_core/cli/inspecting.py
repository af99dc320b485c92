"""What an inspection of one plugin shows: each check, and what its author does about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from devlog_core.cli.output import line
from devlog_core.cli.plugins import document

if TYPE_CHECKING:
    from devlog_core.plugin.inspection import Finding
    from devlog_core.plugin.registry import Plugins


def inspected(plugins: Plugins, name: str) -> dict[str, Any]:
    """The plugin's own document, with its `checks`: those that it passes have no problem."""
    manifest, findings = plugins.inspect(name)
    return {**document(manifest), "checks": _rows(findings)}


def _rows(findings: Sequence[Finding]) -> list[dict[str, str | None]]:
    from devlog_core.plugin.inspection import CHECKS

    made = CHECKS if not any(finding.final for finding in findings) else ()
    rows: list[dict[str, str | None]] = []
    for check in CHECKS:
        found = [finding for finding in findings if finding.check == check]
        rows += [{"check": check, "problem": each.problem, "cure": each.cure} for each in found]
        if check in made and not found:
            rows.append({"check": check, "problem": None, "cure": None})
    return rows


def outlined(found: Mapping[str, Any]) -> str:
    """A line for each check, and below a problem its cure."""
    lines = []
    for row in found["checks"]:
        lines.append(f"{row['check']:18}{line(row['problem'] or 'ok')}")
        if row["cure"]:
            lines.append(f"{'':18}→ {line(row['cure'])}")
    if any(row["problem"] for row in found["checks"]) and len({row["check"] for row in found["checks"]}) == 1:
        lines.append("The other checks come after this one.")
    return "\n".join(lines)
