"""Flags, help, errors and completion: what holds for every command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import click
import pytest

from devlog_core.cli.commands import COMMANDS
from devlog_core.cli.main import program
from tests.cli.conftest import Devlog


def every_command() -> Iterator[tuple[str, click.Command, click.Context]]:
    """All commands with their subcommands, by what one types."""
    top = click.Context(program(), info_name="devlog")
    for name in COMMANDS:
        command = program().get_command(top, name)
        assert command is not None
        context = click.Context(command, parent=top, info_name=name)
        yield name, command, context
        for below in command.commands.values() if isinstance(command, click.Group) else ():
            yield f"{name} {below.name}", below, click.Context(below, parent=context, info_name=below.name)


ALL = [pytest.param(command, context, id=name) for name, command, context in every_command()]


@pytest.mark.parametrize(("command", "context"), ALL)
def test_help_has_summary_options_and_examples(command: click.Command, context: click.Context) -> None:
    """Whoever asks for help sees what a command is for, what it takes, and how it is typed."""
    page = command.get_help(context)
    summary = (command.help or "").splitlines()[0]
    assert summary.endswith((".", "`")), summary
    assert "Options:" in page
    assert "--json" in page
    assert "Examples:" in page
    assert "devlog " in page.partition("Examples:")[2]


@pytest.mark.parametrize(("command", "context"), ALL)
def test_every_option_says_what_it_does(command: click.Command, context: click.Context) -> None:
    """An option without a word of help is a riddle."""
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help, f"{context.command_path} {param.opts}"


def test_table_of_commands_tells_the_truth() -> None:
    """The one-line help of the listing is about the command that it names."""
    for name, listed in COMMANDS.items():
        command = program().get_command(click.Context(program()), name)
        assert command is not None
        assert command.name == name
        assert listed.help.endswith(".")


def test_help_lists_every_command(empty: Devlog) -> None:
    """`--help` needs no workspace and names all there is."""
    page = empty.ok("--help")
    assert all(f"  {name} " in page for name in COMMANDS)
    assert empty.ok("-h") == page
    assert empty("--version").stdout.startswith("devlog ")


def test_no_command_is_wrong_usage(empty: Devlog) -> None:
    """Without a command the help goes where it spoils no document."""
    result = empty()
    assert (result.returncode, result.stdout) == (2, "")
    assert "Usage: devlog" in result.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("lst",), "did you mean `list`?"),
        (("integrations", "ad"), "did you mean `add`?"),
        (("new",), "missing argument 'TITLE'"),
        (("new", "A", "--priorty", "high"), "--priority"),
        (("new", "A", "B"), "unexpected extra argument"),
        (("list", "--limit", "0"), "--limit"),
        (("list", "--status", "open"), "'--status'"),
        (("outbox", "drop"), "missing argument"),
        (("completion", "tcsh"), "'bash', 'zsh', 'fish'"),
    ],
)
def test_wrong_usage_is_one_line(devlog: Devlog, args: tuple[str, ...], said: str) -> None:
    """A mistyped command ends with 2 and points to the help, and where JSON was asked for prints none."""
    line = devlog.refused(*args, "--json", code=2)
    assert said in line
    assert "--help`" in line


def test_global_flags_stand_anywhere(devlog: Devlog) -> None:
    """-C, -q and --json mean the same before the command, after it, and between noun and verb."""
    root = str(devlog.cwd)
    for arguments in (
        ("-C", root, "--json", "list"),
        ("list", "--json", "-C", root),
        ("-C", root, "conflicts", "--json", "list"),
        ("conflicts", "list", "-C", root, "--json"),
        ("--json", "outbox", "-C", root),
    ):
        result = devlog(*arguments, cwd=devlog.cwd.parent)
        assert (result.returncode, json.loads(result.stdout)) == (0, [])


def test_workspace_is_found_from_below_and_from_the_environment(devlog: Devlog) -> None:
    """Any directory below a workspace belongs to it; DEVLOG_WORKSPACE names one from afar."""
    below = devlog.cwd / "a" / "b"
    below.mkdir(parents=True)
    devlog.ok("new", "A", cwd=below)
    env = {"DEVLOG_WORKSPACE": str(devlog.cwd)}
    assert len(devlog.json("list", cwd=devlog.cwd.parent, env=env)) == 1


def test_broken_pipe_is_quiet(devlog: Devlog) -> None:
    """A reader that has seen enough causes no complaint."""
    devlog.ok("new", "A", "-d", "-", stdin="x" * 200_000)
    with subprocess.Popen(
        [*devlog.command, "show", "1"],
        cwd=devlog.cwd,
        env=devlog.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(20) == 0


def test_v_adds_the_trace(devlog: Devlog) -> None:
    """An error is one line, and with -v one sees where it came from."""
    result = devlog("show", "7", "-v")
    assert result.returncode == 2
    assert "Traceback" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("error: no entry answers to `7`")


def test_narrow_encoding_is_no_obstacle(devlog: Devlog) -> None:
    """What standard output cannot say is escaped, not a crash."""
    devlog.ok("new", "Größe → 漢字")
    result = devlog("list", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert result.returncode == 0
    assert "\\u6f22" in result.stdout
    assert devlog.json("list", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})


def test_argument_that_is_no_text_is_refused(devlog: Devlog) -> None:
    """Bytes that are not UTF-8 are wrong usage, and nothing is stored of them."""
    result = subprocess.run(
        [*(part.encode() for part in devlog.command), b"new", b"caf\xe9"],
        cwd=devlog.cwd,
        env=devlog.environ,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 2
    assert b"not UTF-8" in result.stderr
    assert devlog.json("list") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(empty: Devlog, shell: str) -> None:
    """Each shell gets a script of its own, without a workspace."""
    assert "_DEVLOG_COMPLETE" in empty.ok("completion", shell)


def test_completion_knows_entries_and_integrations(devlog: Devlog) -> None:
    """Refs, keys and names are completed from the workspace."""
    ref = devlog.json("new", "Fix the login")["ref"]

    def complete(words: str, count: int) -> str:
        env = {"_DEVLOG_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
        return devlog.ok(env=env)

    assert ref in complete("devlog show ", 2)
    assert "fix-the-login" in complete("devlog show fix", 2)
    assert "conflicts" in complete("devlog conf", 1)
    assert "--priority" in complete("devlog new A --pri", 3)
    devlog.config.write_text('[integrations.tracker]\nplugin = "sample"\n', encoding="utf-8")
    assert "tracker" in complete("devlog sync tr", 2)
    assert "sample.greet" in complete("devlog actions run sam", 3)
    assert "sync.create_guard" in complete("devlog config set sync.", 3)
    assert "integrations.tracker.plugin" in complete("devlog config get integrations.", 3)
    assert "sample" in complete("devlog plugins check s", 3)
