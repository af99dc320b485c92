"""One repository on disk: found by GitPython, asked by git itself."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from devlog_core.model.errors import ConfigError, DeadlineError
from devlog_git.failures import failure
from devlog_git.process import running

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository and how git is run in it."""

    path: Path
    where: str
    """What messages call it: the integration and the path."""
    common_dir: Path
    bare: bool
    hooks: bool = False

    @classmethod
    def open(cls, path: Path, integration: str, *, hooks: bool = False) -> Repository:
        """The repository at or above a path.

        Raises ConfigError where there is none, or no git to read it with.
        """
        place = path.resolve()
        where = f"integrations.{integration}: {place}"
        if shutil.which("git") is None:
            raise ConfigError(f"integrations.{integration} needs the program `git`; install it")
        if not place.is_dir():
            raise ConfigError(f"{where} does not exist or is no directory; correct `path`")
        import git

        try:
            with git.Repo(place, search_parent_directories=True, expand_vars=False) as found:
                return cls(
                    path=place,
                    where=where,
                    common_dir=Path(found.common_dir),
                    bare=found.bare,
                    hooks=hooks,
                )
        except git.InvalidGitRepositoryError:
            raise failure("fatal: not a git repository", where, "open") from None
        except OSError as error:
            raise failure(str(error), where, "open") from None

    def boundary(self) -> frozenset[str]:
        """The commits at which a shallow history is cut off."""
        try:
            return frozenset((self.common_dir / "shallow").read_text("ascii").split())
        except FileNotFoundError:
            return frozenset()

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        accept: Collection[int] = (0,),
        timeout: float | None = None,
    ) -> bytes:
        """What git prints.

        Raises the error that its exit code and words mean, DeadlineError past the timeout.
        """
        with self._running(arguments, stdin) as (process, said):
            try:
                out, _ = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                raise DeadlineError(
                    f"{self.where}: git {arguments[0]} took over {timeout:g} s; raise the setting `timeout`"
                ) from None
            if process.returncode not in accept:
                # A refused push is named on standard output.
                raise failure(f"{_read(said)}\n{out.decode('utf-8', 'replace')}", self.where, arguments[0])
            return out

    def ask(self, *arguments: str) -> str | None:
        """The one line that git prints, None where it fails with code 1, its way to say no."""
        out = text(self.run(*arguments, accept=(0, 1))).rstrip("\n")
        return out or None

    def identity(self) -> str:
        """The name and e-mail that a commit gets.

        Raises ConfigError where the user has set none; git's own guess is not taken.
        """
        self.run("var", "GIT_COMMITTER_IDENT")
        return text(self.run("var", "GIT_AUTHOR_IDENT")).rpartition(">")[0] + ">"

    def head(self) -> str | None:
        """The commit checked out, None while there is none."""
        return self.ask("rev-parse", "--quiet", "--verify", "HEAD^{commit}")

    def head_branch(self) -> str | None:
        """The branch checked out, or that a bare repository names; None while the head is detached."""
        return self.ask("symbolic-ref", "--quiet", "--short", "HEAD")

    def remote_url(self, remote: str) -> str | None:
        """Where a remote lies, None where there is no such remote."""
        url = self.ask("ls-remote", "--get-url", remote)
        return None if url == remote else url

    def remote_refs(self, remote: str) -> dict[str, str]:
        """The branches of a remote as last fetched."""
        prefix = f"refs/remotes/{remote}/"
        lines = text(self.run("for-each-ref", "--format=%(objectname) %(refname)", prefix[:-1])).splitlines()
        refs = (line.split(" ", 1) for line in lines)
        return {name.removeprefix(prefix): sha for sha, name in refs if name != f"{prefix}HEAD"}

    @contextmanager
    def stream(self, *arguments: str, stdin: Iterable[str] = ()) -> Iterator[IO[bytes]]:
        """Git's output while it comes; a reader that leaves early ends the process."""
        lines = "".join(f"{line}\n" for line in stdin).encode()
        with self._running(arguments, lines, reading=True) as (process, said):
            assert process.stdout is not None
            yield process.stdout
            if process.stdout.read(1) == b"" and process.wait() != 0:
                raise failure(_read(said), self.where, arguments[0])

    def records(self, separator: bytes, *arguments: str, stdin: Iterable[str] = ()) -> Iterator[bytes]:
        """Git's output cut at a separator, one piece at a time."""
        with self.stream(*arguments, stdin=stdin) as out:
            rest = b""
            while chunk := out.read(_CHUNK):
                *whole, rest = (rest + chunk).split(separator)
                yield from whole
            if rest:
                yield rest

    @contextmanager
    def _running(
        self, arguments: Sequence[str], stdin: bytes, *, reading: bool = False
    ) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
        with tempfile.TemporaryFile() as said, ExitStack() as stack:
            start = running(
                arguments, path=self.path, stdin=stdin, said=said, hooks=self.hooks, reading=reading
            )
            try:
                process = stack.enter_context(start)
            except OSError as error:
                raise failure(str(error), self.where, arguments[0]) from None
            yield process, said


def text(raw: bytes) -> str:
    """A name as git gives it, readable also where it is no UTF-8."""
    return raw.decode("utf-8", "backslashreplace")


def _read(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read().decode("utf-8", "replace")
