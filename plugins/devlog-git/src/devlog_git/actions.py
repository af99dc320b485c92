"""What can be done in a repository: branch, commit, status, fetch and push."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from devlog_core.model.errors import ConfigError, UsageError
from devlog_core.model.ids import slug
from devlog_core.plugin.actions import action
from devlog_core.plugin.service import SourceService
from devlog_git import forms
from devlog_git.config import GitConfig
from devlog_git.history import History
from devlog_git.mapping import branch_entry, branch_name, fill_template, subject
from devlog_git.repository import Repository
from devlog_git.state import LOCAL, REMOTE, State
from devlog_git.status import parse_status
from devlog_git.things import KEY_DIGITS
from devlog_git.web import Web, web_of

_SLUG = 40


class ActingService(SourceService[GitConfig]):
    """The actions of one repository; each does no harm when it is run twice."""

    @cached_property
    def repository(self) -> Repository:
        """The repository, opened at its first use."""
        place = Path(self.integration.workspace, Path(self.config.path).expanduser())
        return Repository.open(place, self.integration.name, hooks=self.config.hooks)

    @cached_property
    def history(self) -> History:
        """The reader of its graph."""
        return History(self.repository, self.config)

    def web(self) -> Web:
        """Its addresses on the web, by its remote."""
        return web_of(self.repository.remote_url(self.config.remote), self.config.commit_url)

    @action("create_branch", input=forms.CreateBranch, output=forms.Branch)
    def create_branch(self, form: forms.CreateBranch) -> forms.Branch:
        """Create a branch for an entry; the one that it has already is returned."""
        state, prefix = self.history.state(), self.config.branch_prefix
        have = [name for name in state.branches if branch_entry(name, prefix) == form.entry]
        name = have[0] if have else branch_name(form.entry, slug(form.title, _SLUG), prefix)
        if LOCAL + name not in state.tips:
            # A teammate's branch is taken up where it stands, and followed.
            theirs = f"refs/remotes/{self.config.remote}/{name}" if have else None
            start = theirs or self._start(state, form.base)
            self.repository.run("branch", "--track" if theirs else "--no-track", "--", name, start)
        if form.checkout:
            self._in_tree("check out a branch")
            self.repository.run("switch", "--no-guess", name)
        return forms.Branch(
            name=name,
            sha=self.history.state().tips[LOCAL + name],
            created=not have,
            checked_out=not self.repository.bare and self.repository.head_branch() == name,
            url=self.web().branch(name),
        )

    @action("commit", input=forms.MakeCommit, output=forms.Committed)
    def commit(self, form: forms.MakeCommit) -> forms.Committed:
        """Commit the files named, or all that is staged, with the entry's ref in the message."""
        self._in_tree("commit")
        message = fill_template(self.config.commit_template, ref=form.entry, title=form.title, body=form.body)
        self.repository.identity()
        if form.files:
            self.repository.run("add", "--", *form.files)
        only = ("--only", "--", *form.files) if form.files else ()
        waiting = self.repository.run("diff", "--cached", "--name-only", "--no-ext-diff", "--", *form.files)
        if not waiting and not self._said(message):
            raise UsageError(
                f"{self.repository.where}: nothing is staged to commit; name files, or `git add` them"
            )
        if waiting:
            self.repository.run(
                "commit", "--quiet", "--cleanup=whitespace", "--file=-", *only, stdin=message.encode()
            )
        sha = self.repository.head() or ""
        return forms.Committed(
            sha=sha,
            key=sha[:KEY_DIGITS],
            branch=self.repository.head_branch(),
            subject=subject(message),
            created=bool(waiting),
            url=self.web().commit(sha),
        )

    @action("status", input=forms.AskStatus, output=forms.Status)
    def status(self, form: forms.AskStatus) -> forms.Status:
        """Say what is checked out, what has changed, and how far the branch is from its upstream."""
        self._in_tree("have a status")
        listing = self.repository.run(
            "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=normal"
        )
        return parse_status(listing, self.config.branch_prefix)

    @action("fetch", input=forms.Fetch, output=forms.Fetched)
    def fetch(self, form: forms.Fetch) -> forms.Fetched:
        """Bring a remote's branches up to date here; nothing checked out changes."""
        remote = self._remote(form.remote)
        before = self.repository.remote_refs(remote)
        prune = "--prune" if form.prune else "--no-prune"
        command = ("fetch", "--quiet", "--no-recurse-submodules", prune, "--", remote)
        self.repository.run(*command, timeout=self.config.timeout)
        after = self.repository.remote_refs(remote)
        moved = [
            forms.Moved(branch=name, old=before.get(name), new=after.get(name))
            for name in sorted(before.keys() | after.keys())
            if before.get(name) != after.get(name)
        ]
        return forms.Fetched(remote=remote, updated=tuple(moved))

    @action("push", input=forms.Push, output=forms.Pushed)
    def push(self, form: forms.Push) -> forms.Pushed:
        """Send a branch to a remote, never by force."""
        remote = self._remote(form.remote)
        branch = form.branch or self.repository.head_branch()
        if branch is None:
            raise UsageError(f"{self.repository.where}: the head is detached; name the branch to push")
        sha = self.history.state().tips.get(LOCAL + branch)
        if sha is None:
            raise UsageError(
                f"{self.repository.where}: there is no local branch {branch!r}; see `git branch`"
            )
        ref = f"refs/heads/{branch}"
        command = (
            "push",
            "--porcelain",
            "--no-force",
            "--recurse-submodules=no",
            "--set-upstream",
            "--",
            remote,
        )
        said = self.repository.run(*command, f"{ref}:{ref}", timeout=self.config.timeout)
        updated = not any(line.startswith(b"=") for line in said.splitlines())
        return forms.Pushed(
            remote=remote, branch=branch, sha=sha, updated=updated, url=self.web().branch(branch)
        )

    def _start(self, state: State, base: str | None) -> str:
        """The commit that a new branch starts from."""
        tips = state.tips
        found = tips.get(f"{LOCAL}{state.default}") or tips.get(f"{REMOTE}{state.default}")
        if base is None and found:
            return found
        wanted = f"{base or 'HEAD'}^{{commit}}"
        sha = self.repository.ask("rev-parse", "--quiet", "--verify", "--end-of-options", wanted)
        if sha is not None and not sha.isalnum():
            # A range is more than one commit.
            sha = None
        if sha is None and base is None:
            raise UsageError(f"{self.repository.where} has no commit to branch from; make a first one")
        if sha is None:
            raise UsageError(
                f"{self.repository.where}: there is no branch or commit {base!r}; see `git branch --all`"
            )
        return sha

    def _remote(self, named: str | None) -> str:
        """A remote that exists; anything else git would take for a path."""
        remote = named or self.config.remote
        if self.repository.remote_url(remote) is None:
            raise ConfigError(
                f"{self.repository.where}: there is no remote {remote!r}; git remote add {remote} URL"
            )
        return remote

    def _said(self, message: str) -> bool:
        """Whether the latest commit is the one asked for, made by an earlier run of the same step."""
        if not self.repository.head():
            return False
        latest = self.repository.run("log", "-1", "--no-show-signature", "--format=%B", "--encoding=UTF-8")
        return latest.decode("utf-8", "replace").strip() == message.strip()

    def _in_tree(self, what: str) -> None:
        if self.repository.bare:
            raise UsageError(
                f"{self.repository.where} is a bare repository and cannot {what}; name a working tree"
            )
