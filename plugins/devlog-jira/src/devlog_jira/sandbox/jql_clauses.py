"""One comparison of a query as a test of an issue."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from devlog_jira.sandbox.durations import seconds_of
from devlog_jira.sandbox.jql_dates import bound, local_day, milliseconds
from devlog_jira.sandbox.jql_terms import Context, Kind, Named, Term
from devlog_jira.sandbox.jql_tree import Clause, Empty, Function, JqlError, Literal, Operand

T = TypeVar("T")
Test = Callable[[T], bool]
NEGATIVE = ("!=", "NOT IN", "!~", "IS NOT")
THINGS = (Kind.THING, Kind.RANKED, Kind.KEY)
WORD = re.compile(r"[\w*?]+")
PHRASE = re.compile(r'"([^"]*)"|(\S+)')
DATES = (
    "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', "
    "or a period format e.g. '-5d', '4w 2d'"
)
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
KEY = re.compile(r"([A-Z][A-Z0-9_]*)-(\d+)", re.IGNORECASE)


def test_of(clause: Clause, context: Context[T]) -> Test[T]:
    """The test that a clause means; raises JqlError where field, operator or value do not fit."""
    term = context.term(clause.field)
    if clause.operator not in term.kind.operators:
        raise JqlError(
            f"The operator '{clause.operator.lower()}' is not supported by the '{term.name}' field."
        )
    empty = any(_empty(term, operand) for operand in clause.operands)
    if empty and clause.operator in (*COMPARE, "~", "!~"):
        raise JqlError(f"Operator '{clause.operator}' does not support searching for EMPTY values.")
    operands = [operand for operand in clause.operands if not _empty(term, operand)]
    fits = _fits(term, clause, operands, context)
    if clause.operator in NEGATIVE:
        # What has no value is neither equal nor unequal to one; Jira leaves it out of both.
        return lambda issue: bool(values := term.values(issue)) and not any(fits(value) for value in values)
    return lambda issue: any(fits(value) for value in values) if (values := term.values(issue)) else empty


def _empty(term: Term[T], operand: Operand) -> bool:
    if isinstance(operand, Literal) and term.nothing is not None:
        return operand.text.casefold() == term.nothing.casefold()
    return isinstance(operand, Empty)


def sort_key(kind: Kind, value: Any) -> Any:
    """What orders values of a kind."""
    if kind is Kind.KEY:
        return _key_order(value.names[0])
    if kind in THINGS:
        return (value.rank, value.names[0].casefold())
    return value.casefold() if isinstance(value, str) else value


def _fits(
    term: Term[T], clause: Clause, operands: Sequence[Operand], context: Context[T]
) -> Callable[[Any], bool]:
    if term.kind is Kind.TEXT:
        texts = [_plain(term, operand).text for operand in operands]
        return lambda value: any(_contains(value, text) for text in texts)
    wanted = [value for operand in operands for value in _wanted(term, clause, operand, context)]
    shown = _shown(term, context)
    if clause.operator in COMPARE:
        compare = COMPARE[clause.operator]
        return lambda value: any(compare(shown(value), other) for other in wanted)
    chosen = set(wanted)
    return lambda value: shown(value) in chosen


def _shown(term: Term[T], context: Context[T]) -> Callable[[Any], Any]:
    """How an issue's value is compared."""
    if term.kind is Kind.KEY:
        return lambda value: _key_order(value.names[0])
    if term.kind is Kind.RANKED:
        return lambda value: (value.rank, value.id)
    if term.kind is Kind.THING:
        return lambda value: value.id
    if term.kind is Kind.INSTANT:
        return lambda value: value // context.grain
    return lambda value: value


def _wanted(term: Term[T], clause: Clause, operand: Operand, context: Context[T]) -> list[Any]:
    if term.kind in (Kind.INSTANT, Kind.DAY):
        return [_time(term, operand, context)]
    if term.kind in (Kind.NUMBER, Kind.SPAN):
        return [_number(term, operand)]
    if term.kind is Kind.LABEL:
        return [_plain(term, operand).text]
    shown = _shown(term, context)
    return [shown(found) for found in _things(term, clause, operand, context)]


def _things(term: Term[T], clause: Clause, operand: Operand, context: Context[T]) -> list[Named]:
    if isinstance(operand, Function):
        return _called(term, clause, operand, context)
    text = _plain(term, operand).text
    found = list(term.find(text)) if term.find else [Named(text, (text,))]
    if found:
        return found
    if term.kind is Kind.KEY:
        well_formed = KEY.fullmatch(text) is not None
        if well_formed and clause.operator in COMPARE:
            return [Named(text, (text,))]
        if not well_formed:
            raise JqlError(f"The issue key '{text}' for field '{clause.field}' is invalid.")
        raise JqlError(f"An issue with key '{text}' does not exist for field '{clause.field}'.")
    raise JqlError(f"The value '{text}' does not exist for the field '{clause.field}'.")


def _called(term: Term[T], clause: Clause, call: Function, context: Context[T]) -> list[Named]:
    name = call.name.casefold()
    if name == "currentuser":
        return list(term.find(context.account)) if context.account and term.find else []
    make = {known.casefold(): make for known, make in context.functions.items()}.get(name)
    if make is None:
        raise _unknown(call)
    if clause.operator not in ("IN", "NOT IN"):
        raise JqlError(
            f"Operator '{clause.operator}' does not support the list that function '{call.name}' provides."
        )
    return list(make())


def _time(term: Term[T], operand: Operand, context: Context[T]) -> Any:
    try:
        instant = _instant(term, operand, context)
    except (ValueError, OverflowError):
        text = operand.text if isinstance(operand, Literal) else str(operand)
        raise JqlError(
            f"Date value '{text}' for field '{term.name}' is invalid. Valid formats include: {DATES}."
        ) from None
    return local_day(instant, context.zone) if term.kind is Kind.DAY else instant // context.grain


def _instant(term: Term[T], operand: Operand, context: Context[T]) -> int:
    if isinstance(operand, Function):
        instant = bound(operand.name, operand.arguments, context.zone, context.now)
        if instant is None:
            raise _unknown(operand)
        return instant
    literal = _plain(term, operand)
    return int(literal.text) if literal.number else milliseconds(literal.text, context.zone, context.now)


def _unknown(call: Function) -> JqlError:
    return JqlError(f"Unable to find JQL function '{call.name}({', '.join(call.arguments)})'.")


def _number(term: Term[T], operand: Operand) -> float:
    text = _plain(term, operand).text
    try:
        return seconds_of(text) if term.kind is Kind.SPAN else float(text)
    except ValueError:
        kind = "duration" if term.kind is Kind.SPAN else "number"
        raise JqlError(f"The value '{text}' for the field '{term.name}' is not a {kind}.") from None


def _plain(term: Term[T], operand: Operand) -> Literal:
    if isinstance(operand, Literal):
        return operand
    name = operand.name if isinstance(operand, Function) else "EMPTY"
    raise JqlError(f"The '{term.name}' field does not support the function '{name}'.")


def _key_order(key: str) -> tuple[str, int]:
    project, _, number = key.upper().rpartition("-")
    return project, int(number) if number.isdigit() else 0


def _contains(text: str, wanted: str) -> bool:
    """Whether a text holds every word that is asked for, and each quoted phrase as it stands."""
    held = [word.casefold() for word in re.findall(r"\w+", text)]
    for phrase, word in PHRASE.findall(wanted):
        pieces = [piece.casefold() for piece in WORD.findall(phrase or word)]
        starts = range(len(held) - len(pieces) + 1)
        if not any(all(map(_like, held[start : start + len(pieces)], pieces)) for start in starts):
            return False
    return True


def _like(word: str, pattern: str) -> bool:
    if "*" not in pattern and "?" not in pattern:
        return word == pattern
    shape = "".join({"*": r"\w*", "?": r"\w"}.get(letter, re.escape(letter)) for letter in pattern)
    return re.fullmatch(shape, word) is not None
