"""What people have written and what they have done to it, kept apart from devlog."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Witness:
    """What people have written at places, as long as nobody there has taken it back."""

    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Each word with the place and the item where it was written."""
    ours: set[str] = field(default_factory=set)
    """Words that were written here: the journal keeps them for ever."""
    comments: dict[tuple[str, str], str] = field(default_factory=dict)
    """What each person's comment says."""
    bookings: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """What each person's time booking says."""
    labels: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Labels that people put on items and that nobody ever takes off."""
    unassigned: set[tuple[str, str]] = field(default_factory=set)
    """Items, by place and id, whose one assignee a person took off where there is room for no other.

    Whoever else the entry has was never shown there, and is not put in the place of whom people took off.
    """
    foreign: set[tuple[str, str]] = field(default_factory=set)
    """Items that people made, by place and id."""
    deleted: set[tuple[str, str]] = field(default_factory=set)
    """Items that people removed or moved, by place and id."""
    moved: set[str] = field(default_factory=set)
    """Marks of items that people moved between places, or took out of a bin beside another."""
    restored: set[tuple[str, str]] = field(default_factory=set)
    """Items that people took out of a bin since all was last at rest, by place and id."""
    mixed: bool = False
    """Whether an item was moved, so that one place is asked on behalf of another."""
    parted: set[tuple[str, str]] = field(default_factory=set)
    """Items that were parted from their entries, by place and id."""
    aimed: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """By entry and place, the item that was linked by hand last."""
    blind: bool = False
    """Whether a fault hid something that only a full reading brings."""
