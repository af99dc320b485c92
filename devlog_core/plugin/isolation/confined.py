"""A plugin that is never imported here: what its own process says of it stands for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devlog_core.model.codec import from_json
from devlog_core.model.integration import Integration
from devlog_core.plugin.candidate import GROUP, Candidate
from devlog_core.plugin.checks import Hooks, Refused, schema_of, triggers_of
from devlog_core.plugin.info import PluginInfo, TriggerSpec
from devlog_core.plugin.isolation.access import at_home
from devlog_core.plugin.loaded import Loaded
from devlog_core.plugin.manifest import Manifest

if TYPE_CHECKING:
    from devlog_core.plugin.isolation.confinement import Confinement
    from devlog_core.plugin.isolation.proxy import Isolated

Refusal = tuple[tuple[int | str, ...], str]
"""Where a `config` table is refused, and why."""
Recall = Callable[[str], Manifest | None]


class ConfinedPlugin:
    """What the core asks of a plugin, answered by its manifest, or by a process that ends again."""

    def __init__(self, use: Integration, confinement: Confinement, manifest: Manifest) -> None:
        self._use = use
        self._confinement = confinement
        self._manifest = manifest

    @property
    def service(self) -> type[Isolated]:
        """The class of the services that it would make."""
        from devlog_core.plugin.isolation.proxy import proxy_class

        return proxy_class(self._manifest.kind, self._manifest.actions, self._manifest.capabilities)

    def refusals(self, configs: Sequence[Mapping[str, Any]]) -> list[list[Refusal]]:
        """Where its own validators refuse each of these `config` tables, and why."""
        return self._confinement.refusals(self._use, self._manifest.schema, configs)


def confined(
    use: Integration, candidate: Candidate | None, recall: Recall, confinement: Confinement
) -> tuple[Loaded, Manifest]:
    """The plugin that this integration uses, as far as one knows it from outside; raises Refused."""
    if candidate is None:
        raise Refused("it is not installed", f"`pip install devlog-{use.plugin}`")
    kept = recall(candidate.key)
    manifest = kept if kept and not kept.error else _asked(use, candidate, confinement)
    passed = frozenset[str]()
    return (
        Loaded(
            candidate=candidate,
            plugin=ConfinedPlugin(use, confinement, manifest),
            info=PluginInfo(
                name=manifest.name,
                version=manifest.version,
                description=manifest.description,
                features=manifest.features,
                icon=manifest.icon,
                status="planned" if manifest.status == "planned" else "available",
                display_name=manifest.display_name,
            ),
            schema=schema_of(manifest.schema, "devlog_config_schema", passed),
            triggers=triggers_of([from_json(TriggerSpec, told) for told in manifest.triggers], passed),
            calls=Hooks(),
            wrappers=Hooks(),
        ),
        manifest,
    )


def _asked(use: Integration, candidate: Candidate, confinement: Confinement) -> Manifest:
    told = confinement.manifest(use)
    if told.name != use.plugin:
        raise Refused(f"it calls itself `{told.name}` but its entry point says `{use.plugin}`")
    if use.python is not None:
        return told
    return replace(told, version=candidate.version or told.version, distribution=candidate.distribution)


def elsewhere(use: Integration) -> Candidate:
    """What stands for a plugin of another environment; its key changes with what is installed there."""
    python = Path(use.workspace, at_home(use.python or ""))
    libraries = sorted(python.parent.parent.glob("lib/python*/site-packages"))
    stamp = " ".join(str(library.stat().st_mtime_ns) for library in libraries)
    return Candidate(
        name=use.plugin,
        value=f"{python} {stamp}".strip(),
        distribution="",
        version="",
        editable=False,
        point=EntryPoint(use.plugin, "", GROUP),
    )
