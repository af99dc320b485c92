"""`devlog doctor`: look for what is wrong."""

from __future__ import annotations

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.shell import Shell, pass_shell


@click.command(
    "doctor", cls=Command, examples=("devlog doctor", "devlog doctor --fix", "devlog doctor --json")
)
@click.option("--fix", is_flag=True, help="Mend what can be mended without losing anything.")
@pass_shell
def command(shell: Shell, fix: bool) -> int:
    """Check Python, the workspace, its settings, its store and its plugins.

    Ends with 3 where the settings are at fault, with 1 where anything else is.
    """
    from devlog_core.cli.checkup import checkup
    from devlog_core.cli.finding import ERROR
    from devlog_core.cli.output import safe, table

    found = list(checkup(shell.tolerant_app, fix=fix))
    documents = [{"check": c.check, "status": c.status, "message": c.message, "cure": c.cure} for c in found]
    rows = [(c.status, c.check, c.message, safe(c.cure)) for c in found]
    shell.emit(documents, lambda: table(("STATUS", "CHECK", "FOUND", "CURE"), rows, elastic=2))
    wrong = {c.check for c in found if c.status == ERROR}
    return 3 if wrong & {"configuration", "secrets"} else 1 if wrong else 0
