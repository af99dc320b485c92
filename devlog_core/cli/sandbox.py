"""`devlog sandbox`: simulated systems of plugins, to try things on."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.names import PLUGIN
from devlog_core.cli.shell import Shell, pass_shell, print_json, print_out
from devlog_core.model.errors import StoreError, UnsupportedError, UsageError

if TYPE_CHECKING:
    from devlog_core.plugin.sandbox import Sandbox


@click.command(
    "sandbox",
    cls=Command,
    examples=("devlog sandbox NAME", "devlog sandbox NAME OTHER:FORM --port 8000 --json"),
)
@click.argument("plugins", type=PLUGIN, metavar="PLUGIN[:FORM]...", nargs=-1, required=True)
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    default=0,
    help="The first one's port; any free ones unless told.",
)
@pass_shell
def command(shell: Shell, plugins: tuple[str, ...], port: int) -> int:
    """Serve the simulators of these plugins until interrupted.

    Prints where each is reached and the `config` table of an integration that uses it. PLUGIN:FORM serves one
    of the forms in which a system exists.
    """
    if port and port + len(plugins) > 65536:
        raise UsageError(f"--port {port}: {len(plugins)} sandboxes do not fit above it; take a lower one")
    stop = _Stop()
    with ExitStack() as stack:
        served = []
        for number, name in enumerate(plugins):
            plugin, _, form = name.partition(":")
            sandbox = _formed(plugin, form, shell.tolerant_app.installed.sandbox(plugin))
            served.append(_start(name, sandbox, port + number if port else 0))
            stack.callback(sandbox.stop)
        if shell.json:
            print_json({"sandboxes": served})
        else:
            print_out("\n\n".join(map(_text, served)))
            shell.say("serving until interrupted")
        return stop.wait()


class _Stop:
    """Waits for the signal that ends the process, and says with which exit code."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._code = 0
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def wait(self) -> int:
        # A bare wait would keep some systems from delivering the signal.
        while not self._asked.wait(0.5):
            pass
        return self._code

    def _ask(self, number: int, _frame: Any) -> None:
        self._code = 130 if number == signal.SIGINT else 0
        self._asked.set()


def _formed(plugin: str, form: str, sandbox: Sandbox | None) -> Sandbox:
    """The sandbox in the form asked for; raises UnsupportedError where there is none such."""
    if sandbox is None:
        raise UnsupportedError(f"plugin `{plugin}` has no sandbox")
    if not form:
        return sandbox
    if form not in sandbox.FORMS:
        known = f"there are {', '.join(sandbox.FORMS)}" if sandbox.FORMS else "there is but one"
        raise UsageError(f"the sandbox of `{plugin}` has no form `{form}`; {known}")
    return sandbox.formed(form)


def _start(name: str, sandbox: Sandbox, port: int) -> dict[str, Any]:
    try:
        url = sandbox.start(port)
    except OSError as error:
        raise StoreError(
            f"the sandbox of `{name}` cannot use port {port}: {error.strerror}; choose another"
        ) from None
    plugin, _, form = name.partition(":")
    return {"plugin": plugin, **({"form": form} if form else {}), "url": url, "config": sandbox.config()}


def _text(served: dict[str, Any]) -> str:
    plugin = served["plugin"]
    named = f"{plugin}-{served['form']} --plugin {plugin}" if "form" in served else plugin
    lines = [f"{named.partition(' ')[0]} at {served['url']}", f"  devlog integrations add {named} \\"]
    lines += [f"    --set {key}={value} \\" for key, value in served["config"].items()]
    return "\n".join(lines).removesuffix(" \\")
