"""Real repositories, made and grown with git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.integration.desk import environment


class Repo:
    """One repository, and the git commands that make it what a test needs."""

    def __init__(self, path: Path, *, make: bool = True) -> None:
        self.path = path
        if make:
            path.mkdir(parents=True)
            self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, stdin: str = "") -> str:
        """What git prints here; it must succeed."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env=environment(self.path) | {"GIT_CEILING_DIRECTORIES": os.fspath(self.path.parent)},
        )
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout.strip()

    def commit(self, *messages: str, branch: str = "main", start: str = "main") -> list[str]:
        """New commits at the tip of a branch, which begins at `start` where it is new; their shas."""
        known = self.git("for-each-ref", "--format=%(refname)", f"refs/heads/{branch}", f"refs/heads/{start}")
        refs = known.split()
        parent = next((ref for ref in (f"refs/heads/{branch}", f"refs/heads/{start}") if ref in refs), None)
        stream = []
        for message in messages:
            text = message.encode()
            stream.append(f"commit refs/heads/{branch}\ncommitter Ada Lovelace <ada@example.com> now\n")
            stream.append(f"data {len(text)}\n{message}\n")
            if parent:
                stream.append(f"from {parent}^0\n")
            parent = None
        self.git("fast-import", "--quiet", "--date-format=now", stdin="".join(stream))
        return self.git("rev-list", "--reverse", f"--max-count={len(messages)}", branch).split()
