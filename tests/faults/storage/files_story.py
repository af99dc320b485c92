"""A story of the files that devlog writes itself, told in a watched process: python -m ... LOG FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from devlog_core.cli.main import run
from devlog_core.files import write_whole
from tests.faults.storage.journal import Recorder
from tests.faults.storage.python_recorder import PythonRecorder

COMMANDS = (
    "init",
    "config set sync.create_guard 50",
    "new first",
    "integrations add shop --plugin github --set repository=acme/shop --set token=env:GITHUB_TOKEN",
    "config set --user sync.create_guard 70",
    "config set sync.create_guard 60",
    "integrations disable shop",
    "export devlog --out {out}",
    "new second",
    "export devlog --out {out}",
    "plugins",
    "integrations remove shop",
    "doctor --fix",
    "config",
)


def main(log: Path, folder: Path) -> int:
    recorder = Recorder(log, folder)
    PythonRecorder(recorder)
    work, out = folder / "work", folder / "export.json"
    work.mkdir()
    (folder / "config" / "devlog").mkdir(parents=True)
    for command in COMMANDS:
        told = command.format(out=out).split()
        if command == "doctor --fix":
            # As somebody who has a file of his own would have it.
            write_whole(work / ".devlog" / ".gitignore", "mine\n")
            recorder.done("by hand")
        code = run(["init", str(work)] if told == ["init"] else ["-C", str(work), *told])
        if code:
            raise SystemExit(f"{command} ended with {code}")
        recorder.done(command)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
