"""The contract: everything that devlog asks of a plugin, inherited.

A test may be left out only by naming it in `exempt`, with the reason; every report shows it.
"""

from __future__ import annotations

from devlog_core.testing.contract import TrackerContract

from devlog_example import plugin


class TestContract(TrackerContract):
    """This plugin against its sandbox."""

    plugin = plugin
