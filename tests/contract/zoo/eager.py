"""A plugin whose import asks the network."""

from __future__ import annotations

import socket
from contextlib import suppress

from devlog_core.plugin.plugin import Plugin
from devlog_core.testing.reference import ReferenceConfig, ReferenceService
from tests.contract.zoo.animal import WORDS, Animal

with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
    # An address for documents (RFC 5737): this asks for a way there and sends nothing.
    line.connect(("192.0.2.1", 80))

plugin = Plugin(ReferenceService, ReferenceConfig, **WORDS)
ANIMAL = Animal(
    name="EagerImport",
    fault="Looks for a way to its place when it is imported.",
    plugin=plugin,
    caught_by="test_importing_does_nothing",
    says="reaches for the network: 192.0.2.1",
)
