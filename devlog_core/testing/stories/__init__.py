"""Stories of people, faults and syncs around any plugin, told until one of them breaks a law."""

from devlog_core.testing.stories.telling import Told, tell_stories

__all__ = ["Told", "tell_stories"]
