"""What a WIQL query finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from devlog_azure_devops.sandbox.model import FieldDef, Item, Project, Revision, User
from devlog_azure_devops.sandbox.shapes.items import values
from devlog_azure_devops.sandbox.times import read
from devlog_azure_devops.sandbox.trees import under
from devlog_azure_devops.sandbox.wiql_parse import parse
from devlog_azure_devops.sandbox.wiql_tree import Clause, FieldName, Join, Macro, Node, Not, Operand, Query
from devlog_azure_devops.sandbox.wiql_words import WiqlError
from devlog_azure_devops.sandbox.world import World

__all__ = ["Asker", "WiqlError", "field", "parse", "select"]

DAY = 86_400_000
Test = Callable[[Any, Any], bool]
ORDERS: Mapping[str, Test] = {
    "=": lambda mine, other: mine == other,
    "<": lambda mine, other: mine < other,
    "<=": lambda mine, other: mine <= other,
    ">": lambda mine, other: mine > other,
    ">=": lambda mine, other: mine >= other,
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, where and when; with `precise` dates have a time."""

    world: World
    me: User
    project: Project | None
    moment: int
    precise: bool


def field(world: World, name: str) -> FieldDef:
    """A field of a query by its reference name or its name; raises WiqlError where there is none."""
    known = world.field(name)
    if known is None:
        told = (
            f"TF51005: The query references a field that does not exist. The error is caused by «[{name}]»."
        )
        raise WiqlError(told)
    return known


def select(query: Query, asker: Asker, items: Sequence[Item]) -> list[Item]:
    """The items that a query means, in its order, as they stood at the asker's moment."""
    for name in (*query.columns, *(name for name, _ in query.order)):
        field(asker.world, name)
    _check(query.where, asker)
    moment = min(asker.moment, read(query.as_of)) if query.as_of else asker.moment
    found: list[tuple[Item, dict[str, Any]]] = []
    for item in items:
        revision = item.at(moment)
        if revision is None or revision.deleted:
            continue
        held = values(asker.world, item, revision)
        if query.where is None or _holds(query.where, asker, item, revision, held):
            found.append((item, held))
    found.sort(key=lambda pair: pair[0].id)
    for name, descending in reversed(query.order):
        known = field(asker.world, name)
        found.sort(key=partial(_place, known), reverse=descending)
    return [item for item, _ in found]


def _check(node: Node | None, asker: Asker) -> None:
    if isinstance(node, Join):
        for part in node.parts:
            _check(part, asker)
    elif isinstance(node, Not):
        _check(node.part, asker)
    elif node is not None:
        known = field(asker.world, node.field)
        for operand in node.operands:
            _read(known, operand, asker, {}, node)


def _holds(node: Node, asker: Asker, item: Item, revision: Revision, held: Mapping[str, Any]) -> bool:
    if isinstance(node, Join):
        told = (_holds(part, asker, item, revision, held) for part in node.parts)
        return all(told) if node.every else any(told)
    if isinstance(node, Not):
        return not _holds(node.part, asker, item, revision, held)
    if node.operator.startswith("EVER "):
        plain = Clause(node.field, node.operator.removeprefix("EVER "), node.operands, node.text)
        past = (values(asker.world, item, one) for one in item.revisions if one.rev <= revision.rev)
        return any(_clause(plain, asker, one) for one in past)
    return _clause(node, asker, held)


def _clause(clause: Clause, asker: Asker, held: Mapping[str, Any]) -> bool:
    known = field(asker.world, clause.field)
    mine = held.get(known.reference)
    operator = clause.operator
    if operator == "IS EMPTY":
        return mine in (None, "")
    if operator == "IS NOT EMPTY":
        return mine not in (None, "")
    wanted = [_read(known, one, asker, held, clause) for one in clause.operands]
    lead, _, plain = operator.rpartition("NOT ")
    negative = bool(lead or operator.startswith("NOT ") or operator == "<>")
    told = any(_fits(known, plain or operator, mine, one, asker) for one in wanted)
    return told != negative


def _fits(known: FieldDef, operator: str, mine: Any, wanted: Any, asker: Asker) -> bool:
    if operator == "UNDER":
        return mine is not None and under(str(mine), str(wanted))
    if operator in ("CONTAINS", "CONTAINS WORDS"):
        return _contains(known, operator, mine, str(wanted))
    if known.reference == "System.Tags":
        return operator in ("IN", "=", "<>") and _contains(known, "CONTAINS", mine, str(wanted))
    if operator in ("IN", "<>"):
        operator = "="
    if wanted in (None, ""):
        return operator == "=" and mine in (None, "")
    if mine is None:
        return False
    return ORDERS[operator](_comparable(known, mine, asker), wanted)


def _contains(known: FieldDef, operator: str, mine: Any, wanted: str) -> bool:
    text, part = str(mine or "").casefold(), wanted.casefold()
    if known.reference == "System.Tags":
        # A tag is found whole, never by a part of its name.
        return part.strip() in [name.strip() for name in text.split(";")]
    if operator == "CONTAINS WORDS":
        return all(word in re.findall(r"\w+", text) for word in re.findall(r"\w+", part))
    return part in text


def _comparable(known: FieldDef, mine: Any, asker: Asker) -> Any:
    if isinstance(mine, User):
        return mine.unique_name.casefold()
    if known.kind == "dateTime":
        at = read(str(mine))
        return at if asker.precise else at // DAY * DAY
    return mine.casefold() if isinstance(mine, str) else mine


def _read(known: FieldDef, operand: Operand, asker: Asker, held: Mapping[str, Any], clause: Clause) -> Any:
    """What an operand means for a field, ready to be compared."""
    if isinstance(operand, FieldName):
        other = field(asker.world, operand.name)
        value = held.get(other.reference)
        return None if value is None else _comparable(other, value, asker)
    if isinstance(operand, Macro):
        return _macro(operand, asker)
    text = operand.text
    if known.kind == "dateTime" and text:
        return _date(text, asker, clause)
    if known.identity:
        found = asker.world.account(text)
        return found.unique_name.casefold() if found else text.casefold()
    if known.kind in ("integer", "double") and text:
        try:
            return float(text)
        except ValueError:
            told = f"TF51009: The value is not a number. The error is caused by «{clause.text}»."
            raise WiqlError(told) from None
    if known.kind == "boolean":
        return text.casefold() == "true"
    return text.casefold()


def _date(text: str, asker: Asker, clause: Clause) -> int:
    try:
        at = read(text)
    except ValueError:
        told = f"TF51011: The value is not a date. The error is caused by «{clause.text}»."
        raise WiqlError(told) from None
    if asker.precise:
        return at
    if re.search(r"\d:\d", text) and at % DAY:
        told = (
            "You cannot supply a time with the date when running a query using date precision. "
            f"The error is caused by «{clause.text}»."
        )
        raise WiqlError(told)
    return at // DAY * DAY


def _macro(macro: Macro, asker: Asker) -> Any:
    if macro.name == "@me":
        return asker.me.unique_name.casefold()
    if macro.name == "@project":
        if asker.project is None:
            raise WiqlError("TF51011: The macro @project needs a query that is scoped to a project.")
        return asker.project.name.casefold()
    if macro.name in ("@today", "@startofday"):
        return int(asker.moment // DAY * DAY + macro.days * DAY)
    raise WiqlError(f"TF51012: The macro is not known. The error is caused by «{macro.name}».")


def _place(known: FieldDef, pair: tuple[Item, Mapping[str, Any]]) -> tuple[bool, Any]:
    return _rank(known, pair[1].get(known.reference))


def _rank(known: FieldDef, mine: Any) -> tuple[bool, Any]:
    """Where a value comes in an order; what is empty comes first."""
    if mine is None:
        return False, 0
    if isinstance(mine, User):
        return True, mine.display_name.casefold()
    if known.kind == "dateTime":
        return True, read(str(mine))
    return True, mine.casefold() if isinstance(mine, str) else mine
