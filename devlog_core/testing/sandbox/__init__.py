"""What simulators of remote systems share: the socket, faults, hooks, time and steering from outside."""

from devlog_core.testing.sandbox.answer import Answer, RefusedError
from devlog_core.testing.sandbox.clock import Clock
from devlog_core.testing.sandbox.control import Control
from devlog_core.testing.sandbox.exchange import BaseExchange, Hook, Moment, Witness
from devlog_core.testing.sandbox.faults import Fault, Faults
from devlog_core.testing.sandbox.served import ServedSandbox
from devlog_core.testing.sandbox.server import Server
from devlog_core.testing.sandbox.steering import BaseSteering
from devlog_core.testing.sandbox.wire import DisconnectError, Reply, Request
from devlog_core.testing.sandbox.world import BaseWorld

__all__ = [
    "Answer",
    "BaseExchange",
    "BaseSteering",
    "BaseWorld",
    "Clock",
    "Control",
    "DisconnectError",
    "Fault",
    "Faults",
    "Hook",
    "Moment",
    "RefusedError",
    "Reply",
    "Request",
    "ServedSandbox",
    "Server",
    "Witness",
]
