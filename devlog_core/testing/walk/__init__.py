"""A sync that is killed before and after each of its requests and commits, with any plugin."""

from devlog_core.testing.walk.walking import Walked, kill_walk

__all__ = ["Walked", "kill_walk"]
