"""Reading all layers of one workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devlog_core.config.fingerprint import fingerprint
from devlog_core.config.settings import defaults
from devlog_core.config.sources import Layer, Merged, environment_layers, merge, nested, read_file, user_file
from devlog_core.config.workspace import Workspace

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

SchemaOf = Callable[[str], Mapping[str, Any]]
"""The schema of a plugin's `config`; empty where it is not known."""


class Reader:
    """Where the layers of one workspace come from."""

    def __init__(
        self,
        workspace: Workspace,
        flags: Mapping[str, Any],
        environ: Mapping[str, str],
        found: Sequence[EntryPoint] | None,
    ) -> None:
        self._paths = {"user": user_file(environ), "workspace": workspace.config_file}
        self._flags = flags
        self._environ = environ
        self._found = found

    def path(self, layer: str) -> Path:
        """The file of the layer `user` or `workspace`."""
        return self._paths[layer]

    def files(self, changed: Mapping[str, str] | None = None) -> list[Layer]:
        """The layers that are files, as they are or with the texts that they are to have."""
        texts = changed or {}
        return [read_file(name, path, texts.get(name)) for name, path in self._paths.items()]

    def merged(self, files: Sequence[Layer], schema_of: SchemaOf) -> Merged:
        """All layers laid over each other."""
        below = [Layer(name="default", data=defaults()), *files]
        variables = environment_layers(merge(below).data, self._environ, schema_of)
        flags = [
            Layer(name="flag", data=nested(tuple(key.split(".")), value))
            for key, value in self._flags.items()
        ]
        return merge([*below, *variables, *flags])

    def state(self, files: Sequence[Layer]) -> str:
        """One text that stands for everything that a check of these files looks at."""
        return fingerprint(files, self._environ, self._flags, self._found)
