"""What simulators of remote systems share: socket, faults, hooks, webhooks, time, steering from outside."""

from devlog_core.testing.sandbox.answer import Answer, RefusedError
from devlog_core.testing.sandbox.clock import Clock
from devlog_core.testing.sandbox.control import Control
from devlog_core.testing.sandbox.courier import Courier, Delivery, Manners
from devlog_core.testing.sandbox.delivering import BaseHooks, DeliveringSandbox
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
    "BaseHooks",
    "BaseSteering",
    "BaseWorld",
    "Clock",
    "Control",
    "Courier",
    "DeliveringSandbox",
    "Delivery",
    "DisconnectError",
    "Fault",
    "Faults",
    "Hook",
    "Manners",
    "Moment",
    "RefusedError",
    "Reply",
    "Request",
    "ServedSandbox",
    "Server",
    "Witness",
]
