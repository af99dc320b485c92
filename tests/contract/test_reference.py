"""The right plugin keeps the whole contract, at a place that is hostile."""

from __future__ import annotations

from devlog_core.testing.contract import TrackerContract
from devlog_core.testing.reference import plugin as reference


class TestReference(TrackerContract):
    """The reference tracker's own plugin."""

    plugin = reference
