"""Inspecting a plugin: what is right is passed, and each fault is named by its check with a cure."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest

from devlog_core.plugin.checks import Refused
from devlog_core.plugin.inspection import CHECKS, Check, Finding, inspect_plugin
from devlog_core.plugin.inspection.importing import inspect_import
from tests.unit.plugin.shelf import Shelf

STATIC: tuple[Check, ...] = tuple(check for check in CHECKS if check not in ("import", "documentation"))
PARTS = {
    "head": """
from pydantic import BaseModel, Field
from devlog_core.plugin.actions import action
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.sandbox import Sandbox

class Form(BaseModel):
    \"\"\"What to do.\"\"\"
    text: str = Field(default="", description="What to say.")
""",
    "config": """
class Config(PluginConfig):
    place: str = Field(description="Where it is.")
    token: Secret | None = Field(default=None, description="What lets us in.")
""",
    "capabilities": 'Capabilities(fields={"title": FieldCapability()})',
    "action": """
    @action("knock", input=Form, output=Form)
    def knock(self, form: Form) -> Form:
        \"\"\"Knock.\"\"\"
        return form
""",
    "methods": """
    def check(self): return AccountInfo(account="me")
    def scope(self): return None
    def fetch_page(self, cursor, mode): return SyncPage(mode=mode)
    def fetch(self, ref): return None
    def find(self, mark, tried_at): return []
    def create(self, draft): raise NotImplementedError
    def update(self, ref, patch, expected): raise NotImplementedError
""",
    "description": "A good one.",
    "trigger": 'TriggerSpec(name="good.thing.opened", description="It was opened.")',
    "more": "",
    "sandbox": "None",
}
WHOLE = """{head}{config}
class Service(TrackerService[Config]):
    capabilities = {capabilities}
{methods}{action}
{more}
plugin = Plugin(Service, Config, name="good", description="{description}", distribution="devlog-good",
    triggers=[{trigger}], sandbox={sandbox})
"""


def inspected(
    shelf: Shelf, changed: Mapping[str, str] | None = None, checks: tuple[Check, ...] = STATIC
) -> tuple[Finding, ...]:
    """What is found in a good plugin with these parts in place of its own."""
    module = shelf.install("good", WHOLE.format(**{**PARTS, **(changed or {})}))
    return inspect_plugin(import_module(module).plugin, checks=checks)


def test_a_right_plugin_is_passed(shelf: Shelf) -> None:
    """Otherwise authors learn to pass over what is said."""
    assert inspected(shelf) == ()


NOTES = "Capabilities(fields={'title': FieldCapability()}, notes=True)"
ONE = "class Config({base}):\n    {setting}"
INNER = "class Inner({base}):\n    'In.'\n    {setting}\nclass Config(PluginConfig):\n    sign: Inner"
KNOCK = (
    "    @action({name!r}, input=Form, output={output})\n    def knock(self, form{hint}):\n        {doc!r}\n"
)
TITLE = "Capabilities(fields={'title': FieldCapability()}, "
FAULTS: list[tuple[Check, str, str, str]] = [
    ("info", "description", "", "its description is empty"),
    (
        "schema",
        "config",
        ONE.format(base="PluginConfig", setting="place: int = Field('x', description='A.')"),
        "`place`",
    ),
    (
        "settings",
        "config",
        ONE.format(base="PluginConfig", setting="place: str"),
        "`place` has no description",
    ),
    (
        "settings",
        "config",
        ONE.format(base="PluginConfig", setting="api_key: str = Field(description='A.')"),
        "`api_key` looks like a secret",
    ),
    ("settings", "config", INNER.format(base="PluginConfig", setting="token: Secret"), "`sign.token` stands"),
    (
        "unknown-settings",
        "config",
        ONE.format(base="BaseModel", setting="place: str = Field(description='A.')"),
        "an unknown key in the `config` table",
    ),
    ("unknown-settings", "config", INNER.format(base="BaseModel", setting="x: str"), "key below `sign`"),
    ("service", "methods", "    def check(self): ...\n    def scope(self): ...", "Service.fetch is abstract"),
    (
        "service",
        "methods",
        PARTS["methods"].replace("mark, tried_at", "mark"),
        "Service.find cannot be called as the core does: too many positional arguments",
    ),
    ("capabilities", "capabilities", "Capabilities(fields={'titel': FieldCapability()})", "mean `title`"),
    ("capabilities", "capabilities", "None", "no Capabilities"),
    ("capabilities", "capabilities", "Capabilities()", "no field is written"),
    ("capabilities", "capabilities", f"{TITLE} notes=True)", "does not define `put_note`"),
    ("capabilities", "capabilities", f"{TITLE} recovery=('title',))", "`overwritten` is not defined"),
    ("triggers", "trigger", "TriggerSpec(name='opened', description='A.')", "`opened` has no name of"),
    ("triggers", "trigger", "TriggerSpec(name='good.opened', description=' ')", "has no description"),
    (
        "triggers",
        "trigger",
        "TriggerSpec(name='good.opened', description='A.', schema={'type': 'objekt'})",
        "no valid JSON Schema",
    ),
    ("actions", "action", KNOCK.format(name="knock", output="Form", hint="", doc="Knock."), "typed"),
    (
        "actions",
        "head",
        PARTS["head"].replace(', description="What to say."', ""),
        "the input `text` of `knock` has no description",
    ),
    (
        "actions",
        "action",
        KNOCK.format(name="knock", output="dict", hint=": Form", doc="Knock."),
        "is no pydantic model",
    ),
    (
        "actions",
        "action",
        KNOCK.format(name="Knock!", output="Form", hint=": Form", doc=""),
        "`Knock!` has no description",
    ),
    (
        "hooks",
        "more",
        "Plugin = type('P', (Plugin,), {'devlog_synk': lambda self: None})",
        "did you mean `devlog_sync`",
    ),
    ("sandbox", "sandbox", "dict", "is a dict and no Sandbox"),
    ("sandbox", "sandbox", "Sandbox", "raised TypeError"),
]


@pytest.mark.parametrize(("check", "part", "broken", "problem"), FAULTS)
def test_each_fault_is_named_by_its_check(
    shelf: Shelf, check: Check, part: str, broken: str, problem: str
) -> None:
    """Otherwise an author has to guess what is meant, and where."""
    found = inspected(shelf, {part: broken})
    assert {finding.check for finding in found} == {check}
    assert any(problem in finding.problem for finding in found), found
    assert all(finding.cure for finding in found)


def test_only_the_checks_that_are_asked_for_are_made(shelf: Shelf) -> None:
    """Otherwise a test of one thing fails for another."""
    assert inspected(shelf, {"trigger": "None"}, ("info",)) == ()


def test_a_distribution_has_to_tell_people_what_they_get(shelf: Shelf) -> None:
    """Otherwise a plugin is found by nobody, and set up by guessing."""
    problems = [found.problem for found in inspected(shelf, checks=("documentation",))]
    assert problems == [
        "devlog-good has no README",
        "devlog-good has no summary",
        "devlog-good does not say that it needs devlog-core",
        "devlog-good does not say that it is typed",
    ]
    metadata = shelf.folder / "devlog_good-1.0.dist-info" / "METADATA"
    head = metadata.read_text() + "Summary: A.\nRequires-Dist: devlog-core>=0.1\n"
    metadata.write_text(f"{head}\nWrite `place`.\n")
    [unnamed, _] = [found.problem for found in inspected_again(shelf, "documentation")]
    assert unnamed == "the README of devlog-good does not name `token`"


def inspected_again(shelf: Shelf, check: Check) -> tuple[Finding, ...]:
    """The same plugin with the metadata as it is now."""
    [point] = shelf.points()
    return inspect_plugin(point.load(), checks=[check])


BUSY = """
import os, pathlib, socket, subprocess, threading, time, urllib.request
print("hello")
open("left", "w").close()
pathlib.Path("folder").mkdir()
subprocess.run(["true"])
kept = socket.socket()
threading.Thread(target=time.sleep, args=(60,), name="sleeper").start()
for address in ("http://tracker.example/", "http://192.0.2.1/"):
    try:
        urllib.request.urlopen(address)
    except OSError:
        pass
"""


@pytest.fixture
def imported(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Imports a module with this text, and says what was found."""
    monkeypatch.chdir(tmp_path)

    def find(source: str) -> list[str]:
        (shelf.folder / "shelf_import.py").write_text(source)
        return [found.problem for found in inspect_import("shelf_import", 20)]

    return find


def test_importing_does_nothing_besides(imported: Callable[[str], list[str]]) -> None:
    """Otherwise `devlog --help` prints, writes, waits or calls somebody because a plugin is installed."""
    assert imported(BUSY) == [
        "importing shelf_import prints: hello",
        "importing shelf_import reaches for the network: tracker.example, 192.0.2.1",
        "importing shelf_import writes files: left, folder",
        "importing shelf_import starts processes: true",
        "importing shelf_import leaves threads running: sleeper",
        "importing shelf_import leaves 1 sockets open",
    ]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("import shelf_absent", "No module named 'shelf_absent'"),
        ("import os\nos.write(2, b'hello')", "prints: hello"),
        ("raise SystemExit(0)", "fails: SystemExit"),
    ],
)
def test_an_import_that_fails_says_how(
    imported: Callable[[str], list[str]], source: str, problem: str
) -> None:
    """Otherwise an author learns only that it did."""
    [found] = imported(source)
    assert problem in found


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("import os\nos._exit(0)", "ends the process with 0"),
        ("import time\ntime.sleep(60)", "no end within 1 s"),
    ],
)
def test_an_import_that_never_comes_back_is_told(shelf: Shelf, source: str, problem: str) -> None:
    """Otherwise the check hangs or dies with it."""
    (shelf.folder / "shelf_import.py").write_text(source)
    with pytest.raises(Refused, match=problem):
        list(inspect_import("shelf_import", 1))


def test_a_quiet_import_is_passed_with_its_libraries(imported: Callable[[str], list[str]]) -> None:
    """Otherwise what an HTTP library does at its own import is held against a plugin."""
    assert imported("import requests, sqlite3, subprocess, threading") == []


class Unaware(http.server.BaseHTTPRequestHandler):
    """Answers that there is no such method."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def listener() -> Iterator[str]:
    """A server that knows nothing of sandboxes."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Unaware)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_sandbox_has_to_serve_fit_and_stop(shelf: Shelf, listener: str) -> None:
    """Otherwise `devlog demo` and the contract kit fail in words that are not the author's."""
    sandbox = f"""
class Broken(Sandbox):
    stopped = False
    def start(self, port=0): return {listener!r}
    def stop(self):
        if self.stopped: raise ValueError("again")
        self.stopped = True
    def config(self): return {{"place": 3}}
    def seed(self, items): return []
    def edit(self, id, values, by): ...
    def comment(self, id, text, by): return ""
    def delete(self, id): ...
    def read(self, id): return {{}}
    def fault(self, name, times=1, match=None): ...
    def requests(self): return []
"""
    problems = [
        found.problem for found in inspected(shelf, {"more": sandbox, "sandbox": "Broken"}, ("sandbox",))
    ]
    assert problems == [
        "its sandbox answers POST /_sandbox/requests with 501 and no list under `result`",
        "the `config` of its sandbox is refused by the plugin's own settings: 3 is not of type 'string'",
        "its sandbox still serves after `stop`",
        "its sandbox cannot be stopped twice: ValueError: again",
    ]
