"""Whether a plugin says who it is."""

from __future__ import annotations

from collections.abc import Iterator

from devlog_core.plugin.checks import Refused, info_of
from devlog_core.plugin.inspection.finding import Finding, Subject


def check_info(subject: Subject) -> Iterator[Finding]:
    """The answer to `devlog_plugin_info` is whole and agrees with the distribution."""
    if not subject.answers("devlog_plugin_info"):
        raise Refused("devlog_plugin_info is not answered", "answer it with a PluginInfo")
    answer, candidate = subject.ask("devlog_plugin_info"), subject.candidate
    name = candidate.name if candidate else getattr(answer, "name", "")
    package = (candidate.distribution if candidate else "") or f"devlog-{name}"
    info = info_of(answer, name, package)
    if not info.description.strip() or len(info.description.splitlines()) > 1:
        yield Finding(
            check="info",
            problem="its description is empty or has more than one line",
            cure="say in one line what people get: `description=`",
        )
    if candidate and candidate.version and info.version != candidate.version:
        yield Finding(
            check="info",
            problem=f"it says version {info.version or 'nothing'} and {package} is {candidate.version}",
            cure=f'read it from the distribution: `distribution="{package}"`',
        )
