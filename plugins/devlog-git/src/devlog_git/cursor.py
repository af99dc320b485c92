"""Reading the cursor that the core kept; pure."""

from __future__ import annotations

from devlog_core.model.remote import Cursor
from devlog_git.state import Place, State


def read_cursor(cursor: Cursor | None) -> State | Place | None:
    """The state last read, the place in a reading not yet ended, or None for what is neither.

    Reading again from the beginning does no harm: the core knows every commit by its sha.
    """
    if cursor is None:
        return None
    try:
        return Place.from_json(cursor.data) if "new" in cursor.data else State.from_json(cursor.data)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
