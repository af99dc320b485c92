"""Commands of another package, for the command line's tests."""

from __future__ import annotations

import click


@click.command("wave")
@click.option("--to", default="you")
@click.pass_context
def wave(ctx: click.Context, to: str) -> None:
    """Wave at somebody."""
    app = ctx.obj.app
    ctx.obj.emit({"to": to, "root": str(app.workspace.root)}, lambda: f"waves at {to}")


def not_a_command() -> None:
    """What somebody named by mistake."""
