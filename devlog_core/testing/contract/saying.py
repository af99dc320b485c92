"""What a plugin says of itself, looked at without its network."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import typing
from typing import Any

import pytest
from pydantic import BaseModel

from devlog_core.model.errors import ConfigError
from devlog_core.plugin.candidate import Candidate
from devlog_core.plugin.config import secret_keys
from devlog_core.plugin.inspection import Check, inspect_plugin
from devlog_core.plugin.service import IntegrationService
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench
from devlog_core.testing.contract.given import place_of
from devlog_core.testing.contract.laws import breach, expect, proves

_SECRET_WORDS = ("token", "password", "secret")
_UNKNOWN = "no_such_setting"
_WATCHED_IMPORT = """
import importlib, json, os, sys, threading
from pathlib import Path
done, environ, modules = [], dict(os.environ), ()

def watch(event, args):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        done.append(event)
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        if not str(args[0]).endswith((".pyc", "/dev/null")) and "__pycache__" not in str(args[0]):
            done.append(f"open {args[0]} to write")

import devlog_core.plugin.plugin, devlog_core.plugin.http, devlog_core.model.codec
sys.addaudithook(watch)
importlib.import_module(sys.argv[1])
done += [f"a thread called {t.name}" for t in threading.enumerate() if t is not threading.main_thread()]
done += ["a change of the environment"] * (dict(os.environ) != environ)
print(json.dumps(sorted(set(done))))
"""


class SaysContract(Contract):
    """A plugin tells name, settings, triggers and actions, and importing it does nothing."""

    @proves("shape")
    def test_info_is_whole(self, bench: Bench) -> None:
        """Otherwise the catalogue could not show what the plugin is, nor devlog whether it can be loaded."""
        info = bench.info
        for key in ("name", "version", "description", "display_name"):
            expect(
                str(getattr(info, key)).strip(),
                f"PluginInfo.{key} is empty",
                f"give Plugin(...) a {key.replace('version', 'distribution that is installed')}",
            )
        expect(
            "\n" not in info.description.strip(),
            "PluginInfo.description has several lines",
            "say in one sentence what the plugin connects",
        )

    @proves("shape")
    def test_importing_does_nothing(self, bench: Bench) -> None:
        """Otherwise listing plugins would open connections, write files or start threads."""
        module = place_of(bench.plugin).partition(":")[0]
        if not module:
            pytest.skip("no module holds the plugin object by name")
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        # A plugin that was just installed is compiled when it is imported first: that is not its doing.
        environ["PYTHONDONTWRITEBYTECODE"] = "1"
        done = subprocess.run(
            [sys.executable, "-c", _WATCHED_IMPORT, module],
            env=environ, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
            if "No module named" in last and module in last:
                pytest.skip(f"{module} is a module of the tests, which another process cannot import")
            breach(f"importing {module} fails: {last}", "let the module be imported without anything set up")
        *printed, told = done.stdout.splitlines()
        expect(
            not printed and not done.stderr.strip(),
            f"importing {module} prints {(printed or [done.stderr.strip()])[0]!r}",
            "print nothing; what is to be said goes to context.log when something happens",
        )
        expect(
            told == "[]",
            f"importing {module} does something: {', '.join(json.loads(told))}",
            "move it into the service, where it happens when it is needed",
        )

    @proves("shape")
    def test_hooks_are_known(self, bench: Bench) -> None:
        """Otherwise a misspelt hook would never be called, and nobody would say so."""
        bench.plugins.load_all()
        failures = [f"{failure.reason}; {failure.cure}" for failure in bench.plugins.failures]
        expect(not failures, "; ".join(failures), "name hooks and their arguments as hookspecs.py does")
        for hook in ("devlog_initialize", "devlog_config_schema"):
            expect(
                hasattr(bench.plugin, hook),
                f"it does not answer {hook}",
                "make the plugin object with devlog_core.plugin.plugin.Plugin, which answers every hook",
            )

    @proves("shape")
    def test_settings_schema_is_valid(self, bench: Bench) -> None:
        """Otherwise settings could not be checked before the first sync."""
        schema = bench.schema
        properties = schema.get("properties", {})
        expect(
            schema.get("type") == "object" and isinstance(properties, dict),
            "the schema of the settings is not of type `object`",
            "answer devlog_config_schema with the schema of a PluginConfig",
        )
        missing = sorted(set(schema.get("required", ())) - set(properties))
        expect(
            not missing,
            f"the schema requires {', '.join(missing)}, which it does not describe",
            "describe every key under `properties`",
        )
        open_ = [
            key
            for key in properties
            if key.lower().rpartition("_")[2] in _SECRET_WORDS
            and key not in secret_keys(schema)
            and _is_text(properties[key])
        ]
        expect(
            not open_,
            f"`devlog config` would show {', '.join(open_)}: the schema does not call it secret",
            "give it the type devlog_core.plugin.config.Secret",
        )

    @proves("shape")
    def test_settings_are_described(self, bench: Bench) -> None:
        """Otherwise nobody would know what to write, nor where to take it from."""
        properties = bench.schema.get("properties", {})
        silent = sorted(key for key, told in properties.items() if not _described(told, bench.schema))
        expect(
            not silent,
            f"no description says what {', '.join(silent)} is",
            'write Field(description="...") for each setting',
        )

    @proves("refused whole")
    def test_unknown_settings_are_refused(self, bench: Bench) -> None:
        """Otherwise a misspelt key would be passed over, and its default would rule."""
        refused = bench.plugins.refusals(bench.info.name, {**bench.config, _UNKNOWN: 1})
        if not refused:
            try:
                bench.open(no_such_setting=1)
            except ConfigError as error:
                refused = [((_UNKNOWN,), str(error))]
        expect(
            any(_UNKNOWN in str(part) for where, said in refused for part in (*where, said)),
            f"a setting `{_UNKNOWN}` is accepted",
            "subclass devlog_core.plugin.config.PluginConfig, which refuses unknown keys",
        )

    @proves("shape")
    def test_actions_are_typed(self, bench: Bench) -> None:
        """Otherwise workflows that use an action could not be checked before they run."""
        for name, spec in bench.plugins.actions(bench.info.name).items():
            expect(
                spec.description,
                f"the action `{name}` has no description",
                f"begin the docstring of {spec.method} with a sentence that says what the action does",
            )
            models: dict[str, Any] = {"input": spec.input, "output": spec.output}
            for word, model in models.items():
                expect(
                    isinstance(model, type) and issubclass(model, BaseModel),
                    f"the {word} of the action `{name}` is {model!r}",
                    f"give @action(...) a pydantic model as {word}",
                )
            expect(
                all(_described(told, spec.input.model_json_schema()) for told in _properties(spec.input)),
                f"the input of the action `{name}` has a field without a description",
                'write Field(description="...") for each field',
            )
            self._takes_its_input(bench, name, spec.method, spec.input)

    def _takes_its_input(self, bench: Bench, name: str, method: str, model: type) -> None:
        service = bench.plugins.service_class(bench.info.name) or IntegrationService
        function = getattr(service, method)
        hints = typing.get_type_hints(function)
        taken = [key for key in inspect.signature(function).parameters if key != "self"]
        expect(
            len(taken) == 1 and hints.get(taken[0]) is model,
            f"the action `{name}` is declared with {model.__name__} and {method} takes "
            f"({', '.join(taken) or 'nothing'})",
            f"let {method} take one argument, annotated with {model.__name__}",
        )

    @proves("shape")
    def test_triggers_are_described(self, bench: Bench) -> None:
        """Otherwise nobody could write a workflow that reacts to them."""
        for trigger in bench.plugins.triggers(bench.info.name):
            expect(
                trigger.name.startswith(f"{bench.info.name}."),
                f"the trigger `{trigger.name}` does not begin with the plugin's name",
                f"call it `{bench.info.name}.{trigger.name.rpartition('.')[2]}`",
            )
            expect(
                trigger.description.strip(),
                f"the trigger `{trigger.name}` has no description",
                "say in a sentence when it happens",
            )

    @proves("shape")
    def test_documentation_is_present(self, bench: Bench) -> None:
        """Otherwise whoever installs the plugin would have nothing to read."""
        service = bench.plugins.service_class(bench.info.name)
        if service is not None:
            expect(
                (vars(service).get("__doc__") or "").strip(),
                f"{service.__name__} has no docstring",
                "say in a sentence what one integration can do",
            )
        if bench.point.dist is None:
            return
        documentation: Check = "documentation"
        found = inspect_plugin(bench.plugin, candidate=Candidate.of(bench.point), checks=(documentation,))
        if found:
            breach(found[0].problem, found[0].cure)


def _is_text(told: Any) -> bool:
    options = [told, *told.get("anyOf", ())] if isinstance(told, dict) else []
    return any(option.get("type") == "string" for option in options)


def _properties(model: type[BaseModel]) -> list[Any]:
    return list(model.model_json_schema().get("properties", {}).values())


def _described(told: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(told, dict):
        return False
    if told.get("description"):
        return True
    refs = [told.get("$ref"), *(option.get("$ref") for option in told.get("allOf", ()))]
    named = (schema.get("$defs", {}).get(str(ref).rpartition("/")[2], {}) for ref in refs if ref)
    return any(other.get("description") for other in named)
