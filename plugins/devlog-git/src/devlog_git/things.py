"""Commits and branches in the words that the core understands; pure."""

from __future__ import annotations

from collections.abc import Collection

from devlog_core.model.remote import RemoteRef, RemoteThing, Target
from devlog_core.model.times import rfc3339
from devlog_git.commits import Commit
from devlog_git.mapping import BranchNames, read_message, subject
from devlog_git.objects import Files
from devlog_git.web import Web

KEY_DIGITS = 10
_TITLE = 500
_MESSAGE = 16_384


class Translator:
    """Makes the things of one repository."""

    def __init__(self, *, scope: str, web: Web, names: BranchNames) -> None:
        self.names = names
        self._scope = scope
        self._web = web

    def commit_ref(self, sha: str) -> RemoteRef:
        """How a commit is addressed."""
        return RemoteRef(id=sha, key=sha[:KEY_DIGITS], url=self._web.commit(sha), scope=self._scope)

    def branch_ref(self, name: str) -> RemoteRef:
        """How a branch is addressed; here and at the remote it is one."""
        return RemoteRef(id=f"refs/heads/{name}", key=name, url=self._web.branch(name), scope=self._scope)

    def commit(
        self,
        commit: Commit,
        files: Files | None,
        *,
        on_default: bool,
        news: bool,
        owners: Collection[Target] = (),
    ) -> RemoteThing:
        """A commit with all that it names; `owners` are those on whose branch it is.

        `news` says that this was not so when the repository was last read, as against
        a history that is read from its beginning.
        """
        named = read_message(commit.message)
        author, committer = commit.author, commit.committer
        known = files or Files()
        return RemoteThing(
            ref=self.commit_ref(commit.sha),
            kind="commit",
            title=subject(commit.message)[:_TITLE],
            author=author.name or author.email or None,
            at=author.at,
            files=known.names,
            targets=named.targets(self.names.trackers, sorted(owners, key=_order)),
            data={
                "on_default": on_default,
                "reachable": on_default,
                "news": news,
                "merge": len(commit.parents) > 1,
                "parents": len(commit.parents),
                "author_name": author.name,
                "author_email": author.email,
                "author_seconds": author.seconds,
                "zone": author.zone,
                "committer_name": committer.name,
                "committer_email": committer.email,
                "committed_at": rfc3339(committer.at) if committer.at else None,
                "committer_zone": committer.zone,
                "message": commit.message[:_MESSAGE],
                "file_count": known.count if files is not None else None,
                "renamed": [list(pair) for pair in known.renamed],
            },
        )

    def branch(self, name: str) -> RemoteThing:
        """A branch with what it is named after."""
        return RemoteThing(
            ref=self.branch_ref(name),
            kind="branch",
            title=name,
            targets=self.names.targets(name),
            data={"name": name},
        )


def _order(target: Target) -> tuple[str, str]:
    return target.entry or "", target.key or ""
