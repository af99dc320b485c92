"""A plugin whose import asks the network."""

from __future__ import annotations

import socket
from contextlib import suppress

from devlog_core.plugin.plugin import Plugin
from devlog_core.testing.reference import ReferenceConfig, ReferenceService
from tests.contract.zoo.animal import WORDS, Animal

with suppress(OSError):
    ADDRESSES = socket.getaddrinfo("tracker.invalid", 80)

plugin = Plugin(ReferenceService, ReferenceConfig, **WORDS)
ANIMAL = Animal(
    name="EagerImport",
    fault="Looks up addresses when it is imported.",
    plugin=plugin,
    caught_by="test_importing_does_nothing",
    says="reaches for the network",
)
