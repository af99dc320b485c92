"""Whether a plugin's simulator can be started, reached, played with and stopped."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from devlog_core.plugin.checks import Refused, one_line, schema_of
from devlog_core.plugin.describe import refusals_of
from devlog_core.plugin.inspection.finding import Finding, Subject
from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.plugin.sandbox import Sandbox

_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
_WAIT_SECONDS = 5.0


def check_sandbox(subject: Subject) -> Iterator[Finding]:
    """Each form of the simulator serves on loopback, fits the settings, and stops."""
    made = subject.ask("devlog_sandbox")
    if made is None:
        return
    for form, sandbox in [("", made), *_formed(made)]:
        if not isinstance(sandbox, Sandbox):
            raise Refused(
                f"{_called(form)} is a {type(sandbox).__name__} and no Sandbox",
                "subclass Sandbox, or PlayableSandbox for demos and the contract kit",
            )
        yield from _one(subject, form, sandbox)


def _formed(sandbox: Any) -> list[tuple[str, Any]]:
    return [(form, sandbox.formed(form)) for form in getattr(sandbox, "FORMS", ())]


def _one(subject: Subject, form: str, sandbox: Sandbox) -> Iterator[Finding]:
    before = set(threading.enumerate())
    name = _called(form)
    url = sandbox.start()
    try:
        yield from _served(name, url)
        yield from _settings(subject, name, sandbox)
        yield from _verbs(name, sandbox)
    finally:
        sandbox.stop()
    if _reached(url):
        yield _finding(f"{name} still serves after `stop`", "close its socket there")
    try:
        sandbox.stop()
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        yield _finding(
            f"{name} cannot be stopped twice: {one_line(error)}", "do nothing where it has stopped"
        )
    left = [thread.name for thread in set(threading.enumerate()) - before if _stays(thread)]
    if left:
        yield _finding(f"{name} leaves threads running: {', '.join(left)}", "end and join them in `stop`")


def _served(name: str, url: Any) -> Iterator[Finding]:
    if not isinstance(url, str) or urlsplit(url).hostname not in _HERE:
        yield _finding(
            f"{name} starts at {url!r}, which is not loopback", "serve on 127.0.0.1 and return its URL"
        )
        return
    if not _reached(url):
        yield _finding(f"{name} answers nothing at {url} once started", "return from `start` when it serves")
        return
    status, answer = _post(url, "/_sandbox/requests", {})
    if status != 200 or not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
        yield _finding(
            f"{name} answers POST /_sandbox/requests with {status or answer} and no list under `result`",
            "serve every verb at /_sandbox/NAME",
        )


def _settings(subject: Subject, name: str, sandbox: Sandbox) -> Iterator[Finding]:
    from jsonschema.validators import validator_for

    config = sandbox.config()
    if not isinstance(config, dict):
        raise Refused(
            f"`config` of {name} gives a {type(config).__name__}", "return the `config` table as a dict"
        )
    json.dumps(config)
    schema = schema_of(subject.ask("devlog_config_schema"), "devlog_config_schema")
    faults = [fault.message for fault in validator_for(schema)(schema).iter_errors(config)]
    faults += [why for _, why in refusals_of(subject.plugin, config)] if not faults else []
    for fault in faults:
        yield _finding(
            f"the `config` of {name} is refused by the plugin's own settings: {fault}", "agree on one"
        )


def _verbs(name: str, sandbox: Sandbox) -> Iterator[Finding]:
    if not isinstance(sandbox.requests(), list):
        yield _finding(f"`requests` of {name} gives no list", "return what was served so far as a list")
    if isinstance(sandbox, PlayableSandbox):
        said: Any = sandbox.phrase({"title": "An item", "status": "new"})
        if not isinstance(said, dict) or not said:
            yield _finding(
                f"`phrase` of {name} has no words for a title", "give it in the system's own terms"
            )


def _reached(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), timeout=_WAIT_SECONDS).close()
    except OSError:
        return False
    return True


def _post(url: str, path: str, body: Mapping[str, Any]) -> tuple[int, Any]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=_WAIT_SECONDS)
    try:
        headers = {"Content-Type": "application/json", "Connection": "close"}
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()) if answer.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError) as error:
        return 0, one_line(error)
    finally:
        connection.close()


def _stays(thread: threading.Thread) -> bool:
    thread.join(_WAIT_SECONDS)
    return thread.is_alive()


def _called(form: str) -> str:
    return f"its sandbox in the form `{form}`" if form else "its sandbox"


def _finding(problem: str, cure: str) -> Finding:
    return Finding(check="sandbox", problem=problem, cure=cure)
