"""The three classes that authors subclass."""

from __future__ import annotations

from devlog_core.testing.contract.attacking import AttacksContract
from devlog_core.testing.contract.being import IsContract
from devlog_core.testing.contract.creating import CreatesContract
from devlog_core.testing.contract.delivering import DeliversContract
from devlog_core.testing.contract.deltas import FollowsContract
from devlog_core.testing.contract.failing import FailsContract
from devlog_core.testing.contract.foreign import LeavesContract
from devlog_core.testing.contract.reading import ReadsContract
from devlog_core.testing.contract.recording import RecordsContract
from devlog_core.testing.contract.saying import SaysContract
from devlog_core.testing.contract.syncing import SyncsContract
from devlog_core.testing.contract.updating import UpdatesContract


class PluginContract(SaysContract, IsContract):
    """What holds for every plugin: an observer, a set of actions, a source, a tracker."""


class SourceContract(PluginContract, ReadsContract, FollowsContract, FailsContract, DeliversContract):
    """What holds besides for a place that is read: a repository, builds, documents."""


class TrackerContract(
    SourceContract,
    CreatesContract,
    UpdatesContract,
    LeavesContract,
    RecordsContract,
    SyncsContract,
    AttacksContract,
):
    """What holds besides for a place whose items are written as well as read."""
