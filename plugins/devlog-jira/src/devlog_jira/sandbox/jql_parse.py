"""From a JQL text to its tree, refusing what Jira refuses in Jira's words."""

from __future__ import annotations

import re

from devlog_jira.sandbox.jql_tree import (
    Clause,
    Empty,
    Function,
    Join,
    JqlError,
    Literal,
    Node,
    Operand,
    Query,
    Sort,
    negated,
)
from devlog_jira.sandbox.jql_words import RESERVED, Word, words

NUMBER = re.compile(r"-?\d+")
OPERATORS = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'"


def parse(text: str, cloud: bool = True) -> Query:
    """The tree of a JQL text; raises JqlError."""
    return _Reader(text, "Error in JQL Query:" if cloud else "Error in the JQL Query:").query()


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, title: str) -> None:
        self._title = title
        self._words = list(words(text, title))
        self._at = 0

    @property
    def _next(self) -> Word:
        return self._words[self._at]

    def _take(self) -> Word:
        taken = self._next
        if taken.kind != "end":
            self._at += 1
        return taken

    def query(self) -> Query:
        where = None
        if self._next.kind != "end" and not self._orders():
            where = self._any()
        order = self._order() if self._orders() else []
        if self._next.kind != "end":
            expected = "','" if order else "either 'OR' or 'AND'"
            raise self._unexpected(f"Expecting {expected} but got '{self._next.text}'.")
        return Query(where, order)

    def _orders(self) -> bool:
        # `order` may be a field's name too; only with BY behind it does it begin the order.
        return self._next.is_word("order") and self._words[self._at + 1].is_word("by")

    def _any(self) -> Node:
        parts = [self._all()]
        while self._next.is_word("or") or self._next.is_sign("|", "||"):
            self._take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Join(False, tuple(parts))

    def _all(self) -> Node:
        parts = [self._one()]
        while self._next.is_word("and") or self._next.is_sign("&", "&&"):
            self._take()
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Join(True, tuple(parts))

    def _one(self) -> Node:
        if self._next.is_word("not") or self._next.is_sign("!"):
            self._take()
            return negated(self._one())
        if self._next.is_sign("("):
            self._take()
            inner = self._any()
            self._close()
            return inner
        return self._clause()

    def _close(self) -> None:
        if self._next.kind == "end":
            raise JqlError(f"{self._title} Expecting ')' before the end of the query.")
        if not self._next.is_sign(")"):
            raise self._unexpected(f"Expecting ')' but got '{self._next.text}'.")
        self._take()

    def _clause(self) -> Clause:
        field = self._field()
        operator = self._operator()
        if operator in ("IN", "NOT IN"):
            if self._next.is_sign("("):
                return Clause(field, operator, self._list(), True)
            value = self._value()
            if not isinstance(value, Function):
                raise JqlError(f"{self._title} Operator '{operator}' expects a list or a function.")
            return Clause(field, operator, (value,), False)
        if operator in ("IS", "IS NOT"):
            found = self._take()
            if not found.is_word("empty", "null"):
                raise JqlError(f"{self._title} Expecting either 'EMPTY' or 'NULL' but got '{found.text}'.")
            return Clause(field, operator, (Empty(),), False)
        return Clause(field, operator, (self._value(),), False)

    def _field(self) -> str:
        if self._next.kind == "end":
            raise JqlError(f"{self._title} Expecting a field name at the end of the query.")
        found = self._take()
        if found.kind == "custom":
            digits = re.search(r"\d+", found.text)
            return f"cf[{digits[0] if digits else ''}]"
        if found.kind == "word" and found.text.lower() in RESERVED:
            raise self._reserved(found)
        if found.kind == "sign":
            raise JqlError(f"{self._title} Expecting a field name but got '{found.text}'. {found.where}")
        return found.text

    def _operator(self) -> str:
        if self._next.kind == "end":
            raise JqlError(
                f"{self._title} Expecting operator before the end of the query. "
                f"The valid operators are {OPERATORS}."
            )
        found = self._take()
        if found.is_sign("=", "!=", "<", ">", "<=", ">=", "~", "!~"):
            return found.text
        if found.is_word("in"):
            return "IN"
        if found.is_word("not") and self._next.is_word("in"):
            self._take()
            return "NOT IN"
        if found.is_word("is"):
            if self._next.is_word("not"):
                self._take()
                return "IS NOT"
            return "IS"
        if found.is_word("was", "changed"):
            raise JqlError(f"{self._title} The sandbox keeps no searchable history: no '{found.text}'.")
        raise JqlError(
            f"{self._title} Expecting operator but got '{found.text}'. "
            f"The valid operators are {OPERATORS}. {found.where}"
        )

    def _list(self) -> tuple[Operand, ...]:
        self._take()
        values = [self._value()]
        while self._next.is_sign(","):
            self._take()
            values.append(self._value())
        self._close()
        return tuple(values)

    def _value(self) -> Operand:
        if self._next.kind == "end":
            raise JqlError(
                f"{self._title} Expecting either a value, list or function before the end of the query."
            )
        found = self._take()
        if found.kind == "quoted":
            return self._call(found.text) if self._next.is_sign("(") else Literal(found.text)
        if found.kind != "word":
            raise JqlError(
                f"{self._title} Expecting either a value, list or function but got '{found.text}'. "
                f"You must surround '{found.text}' in quotation marks to use it as a value. {found.where}"
            )
        if found.is_word("empty", "null"):
            return Empty()
        if self._next.is_sign("("):
            return self._call(found.text)
        if found.text.lower() in RESERVED:
            raise self._reserved(found)
        return Literal(found.text, number=NUMBER.fullmatch(found.text) is not None)

    def _call(self, name: str) -> Function:
        self._take()
        arguments: list[str] = []
        while not self._next.is_sign(")"):
            if self._next.kind not in ("word", "quoted"):
                self._close()
            arguments.append(self._take().text)
            if self._next.is_sign(","):
                self._take()
        self._close()
        return Function(name, tuple(arguments))

    def _order(self) -> list[Sort]:
        self._at += 2
        keys: list[Sort] = []
        while True:
            field = self._field()
            descending: bool | None = None
            if self._next.is_word("asc", "desc"):
                descending = self._take().text.lower() == "desc"
            keys.append(Sort(field, descending))
            if not self._next.is_sign(","):
                return keys
            self._take()

    def _unexpected(self, reason: str) -> JqlError:
        return JqlError(f"{self._title} {reason} {self._next.where}")

    def _reserved(self, found: Word) -> JqlError:
        return JqlError(
            f"{self._title} '{found.text}' is a reserved JQL word. You must surround it in quotation marks "
            f"to use it in a query. {found.where}"
        )
