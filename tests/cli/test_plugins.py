"""Plugins, their actions, their sandboxes, and commands of other packages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devlog_core.plugin.inspection import CHECKS
from devlog_core.testing.distribution import lay_out
from tests.cli.conftest import Devlog, Remote

KEYS = {"name", "version", "distribution", "status", "capabilities", "triggers", "actions", "error"}


def with_broken(devlog: Devlog, tmp_path: Path) -> dict[str, str]:
    """An environment with one more plugin, which does not load."""
    lay_out(tmp_path, "devlog-shaky", "[devlog.plugins]\nshaky = shaky:plugin\n", version="0.1")
    (tmp_path / "shaky.py").write_text("print('noise')\nraise RuntimeError('no luck')\n", encoding="utf-8")
    return {"PYTHONPATH": f"{tmp_path}{os.pathsep}{devlog.environ['PYTHONPATH']}"}


def test_plugins_are_listed_with_what_they_offer(devlog: Devlog) -> None:
    """The catalogue has the contract's keys, and needs no workspace."""
    found = {each["name"]: each for each in devlog.json("plugins", cwd=Path("/"))}
    sample = found["sample"]
    assert set(sample) >= KEYS
    assert (sample["version"], sample["distribution"], sample["status"]) == (
        "1.0",
        "devlog-sample",
        "available",
    )
    assert [action["name"] for action in sample["actions"]] == ["greet", "knock"]
    assert sample["capabilities"]["notes"] is True
    assert "One JSON file" in devlog.ok("plugins")


def test_plugin_that_does_not_load_is_shown_and_spares_the_others(devlog: Devlog, tmp_path: Path) -> None:
    """A failed import is named with its distribution, and its noise does not spoil the document."""
    env = with_broken(devlog, tmp_path)
    found = {each["name"]: each for each in devlog.json("plugins", "list", env=env)}
    assert (found["shaky"]["status"], found["sample"]["status"]) == ("failed", "available")
    assert "no luck" in found["shaky"]["error"]
    assert devlog.json("plugins", "check", env=env, code=1)
    shaky = devlog.json("plugins", "check", "shaky", env=env, code=1)
    assert (shaky["status"], shaky["distribution"]) == ("failed", "devlog-shaky")
    assert [row["problem"] for row in shaky["checks"]] == ["importing shaky fails: RuntimeError: no luck"]
    devlog.ok("new", "A", env=env)


def test_a_right_plugin_passes_every_check(devlog: Devlog) -> None:
    """Otherwise the check asks for what a good plugin need not have."""
    found = devlog.json("plugins", "check", "git")
    assert set(found) == {*KEYS, "description", "checks"}
    assert [row["check"] for row in found["checks"] if not row["problem"]] == list(CHECKS)
    assert all(row["cure"] is None for row in found["checks"])


def test_what_is_wrong_is_said_with_its_cure(devlog: Devlog) -> None:
    """Otherwise an author knows that something is wrong, and not what to do."""
    result = devlog("plugins", "check", "sample")
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    problem = lines.index("settings          the setting `token` has no description")
    assert lines[problem + 1].strip() == "→ say what to write: Field(description=...)"
    assert "hooks             ok" in lines
    assert any("its sandbox answers nothing at http://127.0.0.1:4242" in line for line in lines)


def test_a_name_that_two_distributions_want_is_told(devlog: Devlog, tmp_path: Path) -> None:
    """Otherwise an author looks at one plugin while another is used."""
    lay_out(tmp_path, "devlog-other", "[devlog.plugins]\nsample = devlog_sample:plugin\n")
    env = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{devlog.environ['PYTHONPATH']}"}
    found = devlog.json("plugins", "check", "sample", env=env, code=1)
    assert (found["status"], found["distribution"]) == ("available", "devlog-sample")
    [taken] = [row["problem"] for row in found["checks"] if row["check"] == "import"]
    assert taken == "the name `sample` is taken by devlog-sample"


CALLER = """
import socket

from devlog_core.plugin.config import PluginConfig
from devlog_core.plugin.hookspecs import hookimpl
from devlog_core.plugin.info import PluginInfo

def call():
    try:
        socket.create_connection(("192.0.2.7", 443), timeout=5)
    except OSError as error:
        assert "only loopback" in str(error), error

@hookimpl
def devlog_plugin_info():
    return PluginInfo(name="caller", version="0.1", description="Calls home.")

@hookimpl
def devlog_config_schema():
    call()
    return PluginConfig.model_json_schema()
"""


def test_checking_opens_no_connection(devlog: Devlog, tmp_path: Path) -> None:
    """Otherwise looking at a plugin is enough to let it call home, with whatever it found."""
    lay_out(tmp_path, "devlog-caller", "[devlog.plugins]\ncaller = caller\n")
    (tmp_path / "caller.py").write_text(CALLER)
    env = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{devlog.environ['PYTHONPATH']}"}
    found = devlog.json("plugins", "check", "caller", env=env, code=1)
    reached = [row["check"] for row in found["checks"] if "192.0.2.7" in (row["problem"] or "")]
    assert reached == ["schema", "settings", "unknown-settings"]


def test_schema_of_a_plugin(devlog: Devlog) -> None:
    """Authors of settings see what may stand in the `config` table."""
    schema = devlog.json("plugins", "schema", "sample")
    assert schema["required"] == ["path"]
    assert json.loads(devlog.ok("plugins", "schema", "sample")) == schema
    assert "did you mean `sample`?" in devlog.refused("plugins", "schema", "sampel", code=2)
    assert "did you mean `sample`?" in devlog.refused("plugins", "check", "sampel", code=2)


def test_action_runs_with_typed_input_and_output(devlog: Devlog, remote: Remote) -> None:
    """The entry fills what the form asks about it, the rest is read by its type."""
    devlog.ok("new", "Fix")
    ref = devlog.json("show", "1")["ref"]
    assert devlog.json("actions", "run", "sample.greet", "--entry", "1") == {"text": f"Hello {ref} Fix"}
    given = ("--input", "title=You", "--input", "times=2", "--input", 'words=["a"]', "--entry", "#1")
    assert (
        devlog.json("actions", "run", "sample.greet", *given)["text"]
        == f"Hello {ref} You a " * 1 + f"Hello {ref} You a"
    )
    assert "text: Hello" in devlog.ok("actions", "run", "sample.greet", "--entry", "1")
    (listed,) = [each for each in devlog.json("actions") if each["name"] == "sample.greet"]
    assert (listed["integrations"], listed["description"]) == (["tracker"], "Say hello to an entry.")
    greet = next(line for line in devlog.ok("actions").splitlines() if line.startswith("sample.greet"))
    assert "  entry [title] [times] [words]  " in greet


def test_an_action_is_told_the_item_of_the_entry(devlog: Devlog, remote: Remote) -> None:
    """What an action does at a place it does to the item there, which people know by its entry."""
    devlog.ok("new", "Fix")
    knock = ("actions", "run", "sample.knock")
    assert "has no item in `tracker` yet" in devlog.refused(*knock, "--entry", "1", code=2)
    devlog.ok("sync")
    link = devlog.json("show", "1")["links"][0]
    assert devlog.json(*knock, "--entry", "1") == {"text": f"knock {link['remote_id']}"}
    assert devlog.json(*knock, "--entry", "1", "--input", "item=7") == {"text": "knock 7"}


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("sample.greet",), 2, "entry: field required"),
        (("sample.greet", "--input", "entry=x", "--input", "times=no"), 2, "times: "),
        (("sample.greet", "--input", "entry"), 2, "expected KEY=VALUE"),
        (("sample.great",), 2, "did you mean `sample.greet`?"),
        (("absent.greet",), 3, "no plugin `absent`"),
        (("sample.greet", "--integration", "nowhere"), 2, "no integration `nowhere`"),
        (("sample.greet", "--entry", "9"), 2, "no entry answers"),
    ],
)
def test_bad_action_is_refused_by_field(
    devlog: Devlog, remote: Remote, args: tuple[str, ...], code: int, said: str
) -> None:
    """What is wrong with an action's input is named field by field."""
    assert said in devlog.refused("actions", "run", *args, code=code)


def test_action_of_several_integrations_asks_which(devlog: Devlog, remote: Remote) -> None:
    """Where two integrations use a plugin the action does not guess."""
    devlog.ok("integrations", "add", "second", "--plugin", "sample", "--set", f"path={remote.path}")
    said = devlog.refused("actions", "run", "sample.greet", "--input", "entry=x", code=2)
    assert "tracker, second" in said or "second, tracker" in said
    devlog.ok("actions", "run", "sample.greet", "--input", "entry=x", "--integration", "second")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_sandbox_serves_until_it_is_stopped(devlog: Devlog, number: signal.Signals, code: int) -> None:
    """One line says where each is reached; a signal stops them cleanly."""
    process = subprocess.Popen(
        [*devlog.command, "sandbox", "sample", "sample", "--port", "5000", "--json"],
        cwd=devlog.cwd,
        env=devlog.environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    served = json.loads(process.stdout.readline())
    assert [each["url"] for each in served["sandboxes"]] == ["http://127.0.0.1:5000", "http://127.0.0.1:5001"]
    assert served["sandboxes"][0]["plugin"] == "sample"
    assert served["sandboxes"][0]["config"]["path"] == "remote.json"
    process.send_signal(number)
    assert process.communicate(timeout=20)[0] == ""
    assert process.returncode == code
    assert (devlog.cwd / "stopped").exists()


def test_sandbox_that_cannot_be_had(devlog: Devlog) -> None:
    """A port in use, a plugin without a sandbox or an unknown one is said in one line."""
    assert "cannot use port 1" in devlog.refused("sandbox", "sample", "--port", "1", code=1)
    assert "no plugin `absent`" in devlog.refused("sandbox", "absent", code=3)
    assert "--port 65535" in devlog.refused("sandbox", "sample", "sample", "--port", "65535", code=2)


def test_command_of_another_package(devlog: Devlog) -> None:
    """A command from an entry point is listed, loaded when called, and takes the global flags."""
    assert "wave" in devlog.ok("--help")
    assert devlog.ok("wave", "--to", "Bob").strip() == "waves at Bob"
    found = devlog.json("wave", "-C", str(devlog.cwd), cwd=Path("/"))
    assert found == {"to": "you", "root": str(devlog.cwd)}
    assert "of devlog-sample does not load" in devlog.refused("broken", code=1)
    assert "not a click command" in devlog.refused("wrong", code=1)


def test_help_loads_no_command_of_another_package(devlog: Devlog) -> None:
    """A broken package cannot break the help."""
    script = (
        "import sys; sys.argv = ['devlog', '--help']\n"
        "from devlog_core.cli.main import run\nrun()\n"
        "assert 'devlog_extra' not in sys.modules, 'loaded'\n"
    )
    subprocess.run([sys.executable, "-c", script], env=devlog.environ, check=True, capture_output=True)
