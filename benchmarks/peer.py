"""The peer: PyGithub reads all issues of a repository and keeps nothing. A script, run as one.

peer.py API_URL TOKEN REPOSITORY [comments]    with `comments`, the repository's comments too
"""

from __future__ import annotations

import sys

from github import Auth, Github


def read(api_url: str, token: str, repository: str, *also: str) -> int:
    """How many issues there are, and with `comments` comments too, all read and none kept."""
    # Without its own pauses between requests, which would make it look slow.
    github = Github(
        auth=Auth.Token(token), base_url=api_url, per_page=100, retry=None,
        seconds_between_requests=None, seconds_between_writes=None,
    )  # fmt: skip
    repo = github.get_repo(repository)
    count = sum(1 for _ in repo.get_issues(state="all", sort="created", direction="asc"))
    if also:
        count += sum(1 for _ in repo.get_issues_comments(sort="created", direction="asc"))
    return count


if __name__ == "__main__":
    print(read(*sys.argv[1:]))
