"""Where a repository's commits and branches can be seen on the web, by the address of its remote; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

# Host to what follows the repository's address for a commit and for a branch.
_FORMS = {
    "github.com": ("/commit/{}", "/tree/{}"),
    "gitlab.com": ("/-/commit/{}", "/-/tree/{}"),
    "codeberg.org": ("/commit/{}", "/src/branch/{}"),
    "bitbucket.org": ("/commits/{}", "/branch/{}"),
}
_SCP = re.compile(r"(?:[^@/:]+@)?([^/:]+):(?!//)(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Makes addresses; empty ones where the remote's web form is not known."""

    name: str = ""
    """What people call the repository: `owner/name`."""
    commit_form: str = ""
    branch_form: str = ""

    def commit(self, sha: str) -> str:
        """The address of a commit."""
        return self.commit_form.replace("{sha}", sha)

    def branch(self, name: str) -> str:
        """The address of a branch."""
        return self.branch_form.replace("{branch}", quote(name))


def web_of(remote_url: str | None, commit_url: str = "") -> Web:
    """The addresses for the repository of a remote; `commit_url` is used where one is configured."""
    host, path = _parts(remote_url or "")
    commit, branch = _FORMS.get(host, ("", ""))
    base = f"https://{host}/{quote(path)}"
    return Web(
        name=path,
        commit_form=commit_url or (base + commit.format("{sha}") if commit else ""),
        branch_form=base + branch.format("{branch}") if branch else "",
    )


def _parts(url: str) -> tuple[str, str]:
    """Host and path of a remote, without user, password or port."""
    if "://" in url:
        try:
            split = urlsplit(url)
            host, path = split.hostname or "", split.path
        except ValueError:
            return "", ""
    elif match := _SCP.fullmatch(url):
        host, path = match[1], match[2]
    else:
        return "", ""
    return host.lower(), path.strip("/").removesuffix(".git")
