"""What git says on its way out, turned into errors named by their cure; pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DevlogError,
    RejectedError,
    StaleError,
    TransientError,
    UsageError,
)

IDENTITY_CURE = 'set one: git config --global user.name "..." and user.email "..."'

_DUBIOUS = re.compile(r"(?:dubious ownership in repository at|unsafe repository \()\s*'([^']*)'")
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")


class _Kind(NamedTuple):
    error: type[DevlogError]
    words: str
    """Follows where it happened; {line} is what git said."""
    signs: tuple[str, ...]


# What these refuse for a reason not listed, a hook's for one, they refuse again.
_WRITING = frozenset({"add", "branch", "commit", "push", "switch"})

# The first of which a sign is found decides.
_KINDS = (
    _Kind(
        ConfigError,
        "git may not use this bare repository; set safe.bareRepository to `all`, or name a working tree",
        ("cannot use bare repository",),
    ),
    _Kind(
        ConfigError,
        "this is not a git repository; correct `path`, or run `git init` there",
        ("not a git repository",),
    ),
    _Kind(
        AuthError,
        "the remote refused who we are ({line}); run `git fetch` there by hand to give git its credentials",
        (
            "Authentication failed",
            "could not read (?:Username|Password)",
            "terminal prompts disabled",
            r"Permission denied \(",
            "Host key verification failed",
            "returned error: 40[13]",
        ),
    ),
    _Kind(
        TransientError,
        "the remote cannot be reached ({line}); try again later",
        (
            "Could not resolve host",
            "Connection (?:timed out|refused|reset|closed)",
            "Network is unreachable",
            "Operation timed out",
            "Failed to connect",
            "early EOF",
            "hung up unexpectedly",
            r"returned error: (?:429|5\d\d)",
        ),
    ),
    _Kind(
        ConfigError,
        "there is no such remote repository ({line}); see `git remote -v` and the setting `remote`",
        (
            "No such remote",
            "does not appear to be a git repository",
            "[Rr]epository .*not found",
            "Could not read from remote repository",
        ),
    ),
    _Kind(
        ConfigError,
        f"git knows no name and e-mail to commit with; {IDENTITY_CURE}",
        ("identity unknown", "tell me who you are", "empty ident", "no (?:name|email) was given"),
    ),
    _Kind(
        TransientError,
        "another git process holds a lock ({line}); try again, or remove a lock that was left behind",
        (r"[Uu]nable to create .*\.lock", "cannot lock ref"),
    ),
    _Kind(
        StaleError,
        "the remote has commits that are not here; fetch and merge them, then push again",
        ("non-fast-forward", "fetch first", "stale info"),
    ),
    _Kind(
        RejectedError,
        "the remote refuses the push ({line})",
        ("remote rejected", "hook declined"),
    ),
    _Kind(
        UsageError,
        "git cannot switch branches ({line}); commit or stash what has changed, or leave checkout out",
        ("would be overwritten by checkout", "already checked out", "already used by worktree"),
    ),
    _Kind(
        UsageError,
        "git cannot commit in the middle of a merge ({line}); end it first",
        ("not possible because you have unmerged", r"during a (?:merge|cherry-pick)"),
    ),
    _Kind(
        ConfigError,
        "git cannot sign the commit ({line}); unlock the key, or set commit.gpgSign to false",
        ("failed to sign", "gpg failed"),
    ),
    _Kind(
        UsageError,
        "{line}; name files by their path from the configured path on",
        ("pathspec", "did not match any file", "is outside repository", "are ignored by"),
    ),
    _Kind(
        ConfigError,
        "the repository is damaged ({line}); run `git fsck` there",
        ("bad object", "bad tree", "corrupt", "[Cc]ould not read", "unable to read", "broken", "missing"),
    ),
    _Kind(ConfigError, "{line}; correct `path`", ("No such file or directory",)),
    _Kind(
        ConfigError,
        "{line}; give this user access there, or room",
        ("Permission denied", "Read-only file system", "No space left"),
    ),
)


def failure(said: str, where: str, command: str) -> DevlogError:
    """The error that a failed git command means."""
    said = _CREDENTIALS.sub("", said)
    if match := _DUBIOUS.search(said):
        return ConfigError(
            f"{where}: the repository belongs to another user, so git will not read it; "
            f"if you trust it: git config --global --add safe.directory '{match[1]}'"
        )
    line = _line(said)
    for kind in _KINDS:
        if any(re.search(sign, said) for sign in kind.signs):
            return kind.error(f"{where}: {kind.words.format(line=line)}")
    error = RejectedError if command in _WRITING else TransientError
    return error(f"{where}: git {command} failed ({line}); try it there by hand")


def _line(said: str) -> str:
    """The one line of git's many that says what went wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    refused = [line for line in lines if line.startswith("!")]
    marked = [line for line in lines if line.lower().startswith(("fatal:", "error:"))]
    line = (refused or marked or lines or ["it gave no reason"])[0]
    return re.sub(r"^(?:fatal|error): ", "", line)[:300]
