"""The layers that settings come from, and what they give together."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devlog_core.config.environment import Variables
from devlog_core.config.faults import Fault, KeyPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One source of settings."""

    name: str
    """`default`, `user`, `workspace`, `environment` or `flag`."""
    data: Mapping[str, Any]
    file: Path | None = None
    text: str = ""
    variables: Mapping[KeyPath, str] = field(default_factory=dict)
    """The environment variable that each key came from."""
    fault: Fault | None = None
    """Why the file could not be read; its settings count as absent."""

    def place(self, path: KeyPath) -> str:
        """Where the key, or the nearest table around it, is written."""
        if self.file is not None:
            return _in_file(self.file, self.text, path)
        for key, variable in self.variables.items():
            if key[: len(path)] == path or path[: len(key)] == key:
                return variable
        return "the command line" if self.name == "flag" else self.name


@dataclass(frozen=True, slots=True)
class Merged:
    """The layers laid over each other, later ones winning, and whose each key is."""

    data: Mapping[str, Any]
    owners: Mapping[KeyPath, Layer]
    layers: tuple[Layer, ...]
    faults: tuple[Fault, ...]

    def owner(self, path: KeyPath) -> Layer:
        """The layer that the key, or the nearest table around it, came from."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.owners:
                return self.owners[path[:length]]
        return self.layers[0]

    def place(self, path: KeyPath) -> str:
        """Where the key is written; of an absent one, the nearest table around it, in a file if it can be."""
        if path in self.owners:
            return self.owners[path].place(path)
        files = [layer for layer in self.layers if layer.file is not None]
        best = max(
            files, key=lambda layer: (_depth(layer.data, path), layer.name == "workspace"), default=None
        )
        if best is None or not _depth(best.data, path):
            return self.owner(path).place(path)
        return best.place(path)


def read_file(name: str, path: Path, text: str | None = None) -> Layer:
    """The layer of one TOML file, or of `text` in its place; a missing file is an empty layer."""
    try:
        text = _text(path) if text is None else text
        return Layer(name=name, data=tomllib.loads(text), file=path, text=text)
    except FileNotFoundError:
        return Layer(name=name, data={}, file=path)
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 (byte {error.start})"
    except tomllib.TOMLDecodeError as error:
        return Layer(name=name, data={}, file=path, fault=_broken(path, text or "", error))
    except RecursionError:
        what = "is nested too deeply"
    return Layer(name=name, data={}, file=path, fault=Fault(str(path), (), what))


def merge(layers: Iterable[Layer]) -> Merged:
    """Lay the layers over each other: tables are joined, anything else is replaced whole."""
    taken = tuple(layers)
    data: dict[str, Any] = {}
    owners: dict[KeyPath, Layer] = {}
    for layer in taken:
        _lay(data, layer.data, (), layer, owners)
    return Merged(data, owners, taken, tuple(layer.fault for layer in taken if layer.fault))


def environment_layers(
    below: Mapping[str, Any], environ: Mapping[str, str], schema: Callable[[str], Mapping[str, Any]]
) -> list[Layer]:
    """The `DEVLOG_` variables as layers, one that cannot be understood as a fault."""
    variables = Variables(below, schema)
    layers = []
    for name, value in sorted(environ.items(), key=lambda item: ("__CONFIG__" in item[0].upper(), item)):
        if not is_setting(name):
            continue
        try:
            path, meaning = variables.read(name, value)
        except ValueError as error:
            layers.append(Layer(name="environment", data={}, fault=Fault(name, (), str(error))))
            continue
        layers.append(Layer(name="environment", data=nested(path, meaning), variables={path: name}))
    return layers


def is_setting(variable: str) -> bool:
    """Whether an environment variable sets a key; `DEVLOG_WORKSPACE` and its like do not."""
    return variable.startswith("DEVLOG_") and "__" in variable


def nested(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The value inside tables named by the path."""
    for part in reversed(path):
        value = {part: value}
    return dict(value)


def user_file(environ: Mapping[str, str]) -> Path:
    """The user's own file in the platform's configuration directory."""
    home = environ.get("XDG_CONFIG_HOME", "").strip()
    if home:
        return Path(home) / "devlog" / "config.toml"
    if str(sys.platform) == "linux":
        # What platformdirs answers here, without the time that importing it takes of every command.
        return Path(environ.get("HOME") or Path.home()) / ".config" / "devlog" / "config.toml"
    from platformdirs import user_config_path

    return user_config_path("devlog", appauthor=False) / "config.toml"


def state_folder(environ: Mapping[str, str]) -> Path:
    """Where the platform keeps what a program remembers for one user, whatever the workspace."""
    home = environ.get("XDG_STATE_HOME", "").strip()
    if home:
        return Path(home) / "devlog"
    if str(sys.platform) == "linux":
        return Path(environ.get("HOME") or Path.home()) / ".local" / "state" / "devlog"
    from platformdirs import user_state_path

    return user_state_path("devlog", appauthor=False)


def _lay(
    data: dict[str, Any],
    over: Mapping[str, Any],
    path: KeyPath,
    layer: Layer,
    owners: dict[KeyPath, Layer],
) -> None:
    for key, value in over.items():
        here = (*path, key)
        if not isinstance(value, Mapping):
            data[key] = value
        else:
            if not isinstance(data.get(key), dict):
                data[key] = {}
            _lay(data[key], value, here, layer, owners)
        owners[here] = layer


def _depth(data: Any, path: KeyPath) -> int:
    """How far into the path the data goes."""
    for depth, part in enumerate(path):
        if not isinstance(data, Mapping) or part not in data:
            return depth
        data = data[part]
    return len(path)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


def _broken(path: Path, text: str, error: tomllib.TOMLDecodeError) -> Fault:
    said = str(error)
    match = re.search(r"\(at line (\d+), column (\d+)\)$", said)
    end = (text.count("\n") + 1, len(text) - text.rfind("\n"))
    line, column = (int(match[1]), int(match[2])) if match else end
    what = re.sub(r"\s*\(at .*\)$", "", said)
    return Fault(f"{path}:{line}:{column}", (), f"this is not TOML: {what[:1].lower()}{what[1:]}")


def _in_file(file: Path, text: str, path: KeyPath) -> str:
    from devlog_core.config.positions import positions

    lines = positions(text)
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return f"{file}:{lines[path[:length]]}"
    return str(file)
