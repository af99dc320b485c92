"""A card's way through the workflow, several writes of which each may be the last; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

MAKING = 3600
"""How many seconds a walk may rest before it counts as somebody's wish."""


def walking(card: Mapping[str, Any]) -> bool:
    """Whether the card stands where we have left it on a walk."""
    props = card["props"]
    return props.get("goal") is not None and props.get("at") == card["state"]


def in_making(card: Mapping[str, Any], now: datetime | None) -> bool:
    """Whether a card of ours is not yet where it is to begin."""
    return _fresh(card, now) and card["props"]["from"] is None


def shown_state(card: Mapping[str, Any], now: datetime | None) -> str:
    """Where the card stands; half-way on a walk of ours, where it came from: nobody has wished it there."""
    start = card["props"].get("from")
    return str(start if start is not None and _fresh(card, now) else card["state"])


def begun(card: Mapping[str, Any], goal: str) -> dict[str, Any]:
    """The card's properties at the beginning of a walk, or of another one from where the last has halted."""
    held = card["props"].get("from") if walking(card) else card["state"]
    return {**card["props"], "goal": goal, "from": held, "at": card["state"]}


def rested(props: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a card that is on no walk."""
    return {name: value for name, value in props.items() if name not in ("goal", "from", "at")}


def _fresh(card: Mapping[str, Any], now: datetime | None) -> bool:
    return walking(card) and bool(card["edited"] > (now.timestamp() if now else 0.0) - MAKING)
