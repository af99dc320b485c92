"""A simulator of GitHub's REST interface, with faults to order."""

from devlog_github.sandbox.exchange import Moment
from devlog_github.sandbox.sandbox import GitHubSandbox
from devlog_github.sandbox.wire import DisconnectError, Reply, Request

__all__ = ["DisconnectError", "GitHubSandbox", "Moment", "Reply", "Request"]
