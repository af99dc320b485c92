"""Starting isolated plugins: which interpreter, within what, and what each is told."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.errors import PluginError
from devlog_core.model.integration import Integration
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.inspection.finding import Finding
from devlog_core.plugin.isolation.access import Access, at_home
from devlog_core.plugin.isolation.bounds import Bounds
from devlog_core.plugin.isolation.bubblewrap import python_code, wrapped
from devlog_core.plugin.isolation.host import Host
from devlog_core.plugin.isolation.lending import Lender
from devlog_core.plugin.isolation.proxy import Connection, Isolated, proxy_class
from devlog_core.plugin.manifest import Manifest

BUBBLEWRAP = "DEVLOG_BUBBLEWRAP"
"""The environment variable that names bubblewrap's program, or `off`; without it the path is searched."""
_MODULE = "devlog_core.plugin.isolation"
_INNER = ".devlog"

Locate = Callable[[str], tuple[str | None, Sequence[Path]]]
"""The entry point of a plugin that is installed here, and where its code lies."""


class Confinement:
    """Makes the services of isolated integrations, and remembers what befell each."""

    def __init__(self, locate: Locate, environ: Mapping[str, str] | None = None) -> None:
        self._locate = locate
        self._environ = os.environ if environ is None else environ
        self._hosts: dict[str, Host] = {}

    def mishap(self, integration: str) -> str | None:
        """What befell the process that was started last for an integration; None where all was well."""
        host = self._hosts.get(integration)
        return host.mishap if host else None

    def service(
        self, integration: Integration, schema: Mapping[str, Any], context: PluginContext
    ) -> Isolated:
        """The service of an integration, at work in a process of its own."""
        access = Access.of(schema, integration.config, integration.workspace)
        name = f"{integration.name} (plugin `{integration.plugin}`)"
        host = self._hosts[integration.name] = self._host(name, integration, access)
        with _ended_by_errors(host):
            lender = Lender(context, access, host.output.hide, host.ask_back)
            connection = Connection(host, lender, context)
            self._load(connection, integration)
            # Where it declares no file, it is not told where the workspace lies.
            given = integration if access.files else replace(integration, workspace="")
            opened: Any = connection.send("open", {"integration": to_json(given)}).get("answer")
            with _understood(host, "open"):
                connection.kind = opened["kind"]
                cls = proxy_class(opened["kind"], opened["actions"], opened["capabilities"])
            return cls(integration, context, connection)

    def abandon(self, integration: str) -> None:
        """End the process that was started last for an integration at once, whatever it is about."""
        if integration in self._hosts:
            self._hosts[integration].kill("it was stopped with its run")

    def manifest(self, use: Integration) -> Manifest:
        """What the plugin of this integration says of itself."""
        with self._asked(use, Access()) as host:
            answer = host.call("describe", {}).get("answer")
            with _understood(host, "describe"):
                return _checked(from_json(Manifest, answer))

    def refusals(
        self, use: Integration, schema: Mapping[str, Any], configs: Sequence[Mapping[str, Any]]
    ) -> list[list[tuple[tuple[int | str, ...], str]]]:
        """Where the plugin's own validators refuse each of these `config` tables, and why."""
        with self._asked(use, Access.of(schema, {}, use.workspace)) as host:
            found: list[Any] = [
                host.call("refusals", {"config": to_json(config)}).get("answer") for config in configs
            ]
            with _understood(host, "refusals"):
                return [[(tuple(path), str(what)) for path, what in each] for each in found]

    def inspect(self, use: Integration) -> tuple[Finding, ...]:
        """What is wrong with the plugin, found where it is."""
        with self._asked(use, Access(), value=None) as host:
            answer = host.call("inspect", {}).get("answer")
            with _understood(host, "inspect"):
                return from_json(tuple[Finding, ...], answer)

    @contextmanager
    def _asked(self, use: Integration, access: Access, **loading: Any) -> Iterator[Host]:
        """A process that has loaded the plugin and makes no service."""
        host = self._host(f"plugin `{use.plugin}`", use, access)
        with _ended_by_errors(host):
            host.start()
            host.call("load", self._loading(use) | loading)
            yield host
        host.end()

    def _load(self, connection: Connection, use: Integration) -> None:
        connection.host.start()
        connection.send("load", self._loading(use))

    def _loading(self, use: Integration) -> dict[str, Any]:
        """What a process is told of the plugin that it is to load."""
        bounds = Bounds.of(use.limits)
        loading: dict[str, Any] = {"plugin": use.plugin, "memory": bounds.bytes, "cpu": bounds.cpu_seconds}
        if use.python is None:
            # The same code that would run in this process.
            loading |= {
                "value": self._locate(use.plugin)[0],
                "path": [str(Path(p).absolute()) for p in sys.path],
            }
        return loading

    def _host(self, name: str, use: Integration, access: Access) -> Host:
        python = sys.executable if use.python is None else str(Path(use.workspace, at_home(use.python)))

        def command(home: str) -> list[str]:
            line = [python, "-P", "-m", _MODULE]
            bubblewrap = self._bubblewrap()
            if bubblewrap is None:
                return line
            code = [*python_code(python), *(self._locate(use.plugin)[1] if use.python is None else ())]
            hidden = [Path(use.workspace, _INNER)] if use.workspace else []
            return wrapped(bubblewrap, line, home, code, access, hidden)

        environ = {
            "PATH": self._environ.get("PATH", os.defpath),
            "LANG": self._environ.get("LANG", "C.UTF-8"),
        }
        return Host(name, command, Bounds.of(use.limits), environ)

    def _bubblewrap(self) -> str | None:
        said = self._environ.get(BUBBLEWRAP, "")
        return None if said == "off" else shutil.which(said or "bwrap", path=self._environ.get("PATH"))


@contextmanager
def _understood(host: Host, call: str) -> Iterator[None]:
    """Around the reading of an answer, which the plugin may have written past all that checks it."""
    try:
        yield
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise PluginError(
            f"{host.name}: {call} gave what does not fit the contract ({error}); tell its author"
        ) from None


def _checked(told: Manifest) -> Manifest:
    """The manifest; raises TypeError, ValueError, KeyError or AttributeError where it is none."""
    words = (told.name, told.version, told.distribution, told.display_name, told.description, told.icon)
    if not all(isinstance(word, str) for word in (*words, *told.features, *told.hooks, *told.wraps)):
        raise TypeError("a word of it is no text")
    if not all(isinstance(table, Mapping) for table in (told.schema, told.capabilities, *told.triggers)):
        raise TypeError("a table of it is none")
    proxy_class(told.kind, told.actions, told.capabilities)
    return told


@contextmanager
def _ended_by_errors(host: Host) -> Iterator[None]:
    try:
        yield
    except BaseException:
        host.kill("it was not needed")
        raise
