"""A simulator of GitHub's REST interface, with faults to order."""

from devlog_github.sandbox.sandbox import GitHubSandbox

__all__ = ["GitHubSandbox"]
