"""Whose name commits get, and what a repository lacks for which feature."""

from __future__ import annotations

import re

from devlog_core.model.errors import ConfigError
from devlog_core.model.remote import AccountInfo
from devlog_git.config import GitConfig
from devlog_git.failures import IDENTITY_CURE
from devlog_git.repository import Repository
from devlog_git.state import State

# The first that knows --diff-merges=first-parent.
_OLDEST = (2, 31)


def account(repository: Repository, state: State, config: GitConfig) -> AccountInfo:
    """What `devlog integrations check` shows.

    Raises ConfigError where git is too old to read with.
    """
    version = repository.run("version").decode("ascii", "replace").strip()
    numbers = re.search(r"(\d+)\.(\d+)", version)
    if numbers and (int(numbers[1]), int(numbers[2])) < _OLDEST:
        raise ConfigError(f"{version} is too old; install git {_OLDEST[0]}.{_OLDEST[1]} or later")
    missing: dict[str, str] = {}
    try:
        name = repository.identity()
    except ConfigError:
        name = ""
        missing["commit"] = f"git knows no name and e-mail to commit with; {IDENTITY_CURE}"
    if repository.bare:
        missing["commit"] = missing["status"] = "a bare repository has no working tree; name one that has"
    if repository.remote_url(config.remote) is None:
        missing["fetch"] = missing["push"] = (
            f"there is no remote {config.remote!r}; git remote add {config.remote} URL"
        )
    features = ("commit", "status", "fetch", "push")
    return AccountInfo(
        account=name,
        permissions=("read", "create_branch", *(feature for feature in features if feature not in missing)),
        missing=missing,
        warnings=tuple(_warnings(state)),
    )


def _warnings(state: State) -> list[str]:
    found: list[str] = []
    if not state.tips:
        found.append("there is no commit yet")
    elif state.default is None:
        found.append("nothing tells the default branch, so no commit closes an entry; set `default_branch`")
    elif not state.default_shas:
        found.append(
            f"there is no branch {state.default!r}, so no commit closes an entry; see `default_branch`"
        )
    if state.shallow:
        found.append("the clone is shallow: older commits are not read; git fetch --unshallow")
    return found
